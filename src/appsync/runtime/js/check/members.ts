// Rule: no methods that AppSync does not have, and no way from a value to its maker. The type of a value is known
// only when the text shows it, as in AWS's linter, which sees through literals and variables but not through `any`.
import type { AnyNode } from 'acorn';
import type { CodeError } from '../code-error.js';
import { lintError } from '../code-error.js';
import type { Scopes } from '../scope.js';
import { isFunction, memberName, textOf, walk } from '../tree.js';
import { FORBIDDEN_MEMBERS, FUNCTION_METHODS, MISSING_METHODS } from './language.js';
import type { Rule } from './rule.js';
import { kindOf } from './value-kind.js';

export const checkMembers: Rule = ({ program, scopes }) => {
  const errors: CodeError[] = [];
  walk(program, (node, parents) => {
    if (node.type === 'ObjectPattern') {
      for (const property of node.properties) {
        if (property.type === 'Property' && FORBIDDEN_MEMBERS.has(keyName(property) ?? '')) {
          errors.push(lintError(property, `${keyName(property)} is not supported.`));
        }
      }
      return;
    }
    if (node.type !== 'MemberExpression') return;
    const name = memberName(node);
    if (name === undefined) return;
    if (FORBIDDEN_MEMBERS.has(name)) {
      errors.push(lintError(node, `${name} is not supported.`));
      return;
    }
    const call = parents.at(-1);
    if (call?.type !== 'CallExpression' || call.callee !== node) return;
    const kind = kindOf(node.object, scopes);
    if (FUNCTION_METHODS.has(name) && (kind === 'function' || kind === 'unknown')) {
      errors.push(lintError(call, `Method Function.${name} is not implemented`));
    } else if (name === 'sort' && call.arguments.length > 0 && (kind === 'array' || isFunction(call.arguments[0]))) {
      errors.push(lintError(call, 'Array.prototype.sort() does not support arguments'));
    } else if (kind === 'array' && MISSING_METHODS.Array.has(name)) {
      errors.push(lintError(call, `Method Array.${name} is not implemented`));
    } else if (kind === 'string' && MISSING_METHODS.String.has(name)) {
      errors.push(lintError(call, `Method String.${name} is not implemented`));
    }
  });
  return errors;
};

function keyName(property: AnyNode): string | undefined {
  if (property.type !== 'Property') return undefined;
  if (property.key.type === 'Identifier' && !property.computed) return property.key.name;
  return textOf(property.key);
}

/**
 * Calls by names of methods that AppSync does not have, on values whose type the text does not show: AppSync saves such
 * code and fails when it runs, so this is a warning and no rule.
 */
export const suspectCalls: Rule = ({ program, scopes }) => {
  const found: CodeError[] = [];
  walk(program, (node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return;
    const name = memberName(node.callee);
    if (name === undefined || !TELLING.has(name) || kindOf(node.callee.object, scopes) !== 'unknown') return;
    if (!isLibrary(node.callee.object, scopes)) {
      found.push(
        lintError(node, `AppSync has no ${name}(): this call fails there unless it is a function of your own.`),
      );
    }
  });
  return found;
};

/** Names that only built-ins have; `keys` or `with` may well be the author's own. */
const TELLING: ReadonlySet<string> = new Set(
  [...MISSING_METHODS.Array, ...MISSING_METHODS.String].filter((name) =>
    /^(pad|to|locale|copy|char|code|match)/.test(name),
  ),
);

/** `util.str`, `ddb.operations`: the library's own functions may have any name. */
function isLibrary(node: AnyNode, scopes: Scopes): boolean {
  if (node.type === 'MemberExpression') return isLibrary(node.object, scopes);
  if (node.type === 'CallExpression') return isLibrary(node.callee, scopes);
  if (node.type !== 'Identifier') return false;
  const binding = scopes.bindingOf(node);
  return binding === undefined || binding.kind === 'import';
}
