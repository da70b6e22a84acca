// Evaluates a node of a template in a scope: intrinsic functions, Fn::ForEach inside maps, AWS::Include, dynamic
// references. Called by stack.ts for properties, conditions and outputs; never reads files itself.
import { found } from '../diagnostics.js';
import type { DocumentNode, Entry, MapNode } from '../document.js';
import { didYouMean } from '../suggest.js';
import { expandForEach, isForEach } from './foreach.js';
import { type Evaluate, includeOf, TRANSFORM } from './intrinsic.js';
import { INTRINSICS } from './intrinsics.js';
import { NO_VALUE, type Scope, UNRESOLVED } from './scope.js';

const DYNAMIC = /\{\{resolve:([^{}]+)\}\}/g;

function withDynamicReferences(text: string, node: DocumentNode, scope: Scope): string {
  return text.replace(DYNAMIC, (whole, reference: string) => {
    const value = scope.dynamicReference(reference);
    if (value !== undefined) return value;
    scope.report(
      found.DYNAMIC_REFERENCE(`${whole} has no local value. Give it: --parameter ${reference}=value.`, node.place),
    );
    return whole;
  });
}

/** The entries of a map with Fn::ForEach expanded and AWS::Include merged in. */
export function expandEntries(node: MapNode, scope: Scope): readonly Entry[] {
  return [...node.entries.values()].flatMap((entry): readonly Entry[] => {
    if (isForEach(entry.key))
      return expandForEach(entry, scope, evaluate).flatMap((made) => expandEntries(made, scope));
    if (entry.key !== TRANSFORM) return [entry];
    const included = includeOf(entry.value, scope, evaluate);
    if (included?.kind === 'map') return expandEntries(included, scope);
    if (included)
      scope.report(found.INTRINSIC_INVALID('AWS::Include of a list or text cannot stand in a map.', entry.place));
    return [];
  });
}

/** The name of the function when the map is a call of one: its only key is Ref or begins with Fn::. */
export function calledFunction(node: DocumentNode): string | undefined {
  if (node.kind !== 'map' || node.entries.size !== 1) return undefined;
  const [key] = node.entries.keys();
  return key === 'Ref' || (key!.startsWith('Fn::') && !isForEach(key!)) ? key : undefined;
}

/** The node's value: plain JSON, in which UNRESOLVED marks what could not be found out; or NO_VALUE. */
export const evaluate: Evaluate = (node: DocumentNode, scope: Scope): unknown => {
  if (node.kind === 'scalar') {
    const { value } = node;
    return typeof value === 'string' && value.includes('{{resolve:')
      ? withDynamicReferences(value, node, scope)
      : value;
  }
  if (node.kind === 'list') return node.items.map((item) => evaluate(item, scope)).filter((item) => item !== NO_VALUE);
  const name = calledFunction(node);
  if (name !== undefined) {
    const { value: argument, place } = node.entries.get(name)!;
    const intrinsic = INTRINSICS.get(name);
    if (intrinsic) return intrinsic(argument, { scope, evaluate, place });
    scope.report(found.INTRINSIC_INVALID(`${name} is not a function.${didYouMean(name, INTRINSICS.keys())}`, place));
    return UNRESOLVED;
  }
  return Object.fromEntries(
    expandEntries(node, scope)
      .map(({ key, value }) => [key, evaluate(value, scope)] as const)
      .filter(([, value]) => value !== NO_VALUE),
  );
};
