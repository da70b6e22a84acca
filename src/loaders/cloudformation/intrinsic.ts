// What an intrinsic function is, and the readers of its arguments that all of them share. The table of functions is
// intrinsics.ts.
import type { Place } from '../../lib/diagnostics.js';
import { found } from '../diagnostics.js';
import { child, type DocumentNode } from '../document.js';
import { isUnresolved, type Scope, scalarText, UNRESOLVED } from './scope.js';

export type Evaluate = (node: DocumentNode, scope: Scope) => unknown;

export interface Call {
  readonly scope: Scope;
  readonly evaluate: Evaluate;
  readonly place: Place;
}

export type Intrinsic = (argument: DocumentNode, call: Call) => unknown;

export const TRANSFORM = 'Fn::Transform';

/** Reports what is wrong with a call; the value is then UNRESOLVED. */
export function refuse(message: string, call: Call): typeof UNRESOLVED {
  call.scope.report(found.INTRINSIC_INVALID(message, call.place));
  return UNRESOLVED;
}

/** The argument's items when it is written as a list of `least` to `most` items. */
export function itemsOf(
  name: string,
  argument: DocumentNode,
  least: number,
  most: number,
  call: Call,
): readonly DocumentNode[] | undefined {
  if (argument.kind === 'list' && argument.items.length >= least && argument.items.length <= most)
    return argument.items;
  const count = least === most ? `${least}` : `${least} to ${most}`;
  refuse(`${name} takes a list of ${count} items.`, call);
  return undefined;
}

/** The argument as text; undefined after a diagnostic, here or before. */
export function textOf(name: string, node: DocumentNode, call: Call): string | undefined {
  const value = call.evaluate(node, call.scope);
  if (value === UNRESOLVED) return undefined;
  const text = scalarText(value);
  if (text === undefined)
    refuse(`${name} takes text here, not ${Array.isArray(value) ? 'a list' : 'this value'}.`, call);
  return text;
}

/** The argument as a list of values; undefined after a diagnostic, here or before. */
export function listOf(name: string, node: DocumentNode, call: Call): readonly unknown[] | undefined {
  const value = call.evaluate(node, call.scope);
  if (Array.isArray(value)) return isUnresolved(value) ? undefined : value;
  if (value !== UNRESOLVED) refuse(`${name} takes a list here.`, call);
  return undefined;
}

/** The document that `{Name: AWS::Include, Parameters: {Location}}` stands for; any other transform is refused by name. */
export function includeOf(argument: DocumentNode, scope: Scope, evaluate: Evaluate): DocumentNode | undefined {
  const call: Call = { scope, evaluate, place: argument.place };
  const nameNode = child(argument, 'Name');
  const name = nameNode && textOf(TRANSFORM, nameNode, call);
  if (name !== 'AWS::Include') {
    if (name !== undefined) scope.report(found.NOT_EMULATED(`The transform ${name} is not emulated.`, argument.place));
    else if (!nameNode) refuse(`${TRANSFORM} takes a Name and Parameters.`, call);
    return undefined;
  }
  const locationNode = child(child(argument, 'Parameters'), 'Location');
  if (!locationNode) {
    refuse('AWS::Include needs the parameter Location.', call);
    return undefined;
  }
  const location = textOf(TRANSFORM, locationNode, call);
  return location === undefined ? undefined : scope.include(location, locationNode.place);
}
