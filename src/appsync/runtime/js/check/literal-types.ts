// The part of AWS's type check (TypeScript over the JavaScript) that the text alone decides: too many arguments for a
// known function (TS2554), and an object of another shape pushed on a list of literals (TS2345); both seen in the field.
import type { AnyNode } from 'acorn';
import type { CodeError } from '../code-error.js';
import { compilerError } from '../code-error.js';
import type { Scopes } from '../scope.js';
import { isFunction, memberName, walk } from '../tree.js';
import type { Rule } from './rule.js';
import { functionOf } from './value-kind.js';

export const checkTypes: Rule = ({ program, scopes }) => {
  const errors: CodeError[] = [];
  walk(program, (node) => {
    if (node.type !== 'CallExpression') return;
    const target = functionOf(node.callee, scopes);
    if (isFunction(target)) {
      const most = target.params.at(-1)?.type === 'RestElement' ? Infinity : target.params.length;
      const extra = node.arguments[most];
      if (extra && !node.arguments.some(({ type }) => type === 'SpreadElement')) {
        errors.push(compilerError(extra, `Expected ${most} arguments, but got ${node.arguments.length}.`));
      }
    }
    if (memberName(node.callee) === 'push' && node.callee.type === 'MemberExpression') {
      const list = elementShape(node.callee.object, scopes);
      for (const argument of list === undefined ? [] : node.arguments) {
        const shape = shapeOf(argument);
        if (shape !== undefined && shape !== list) {
          errors.push(
            compilerError(
              argument,
              `Argument of type '{ ${shape} }' is not assignable to parameter of type '{ ${list} }'.`,
            ),
          );
        }
      }
    }
  });
  return errors;
};

/** `a: number; b: string;` of a plain object literal whose members are all literals. */
function shapeOf(node: AnyNode | null): string | undefined {
  if (node?.type !== 'ObjectExpression' || node.properties.length === 0) return undefined;
  const members: string[] = [];
  for (const property of node.properties) {
    if (property.type !== 'Property' || property.computed || property.value.type !== 'Literal') return undefined;
    if (property.value.value === null) return undefined;
    const key =
      property.key.type === 'Identifier' ? property.key.name : String((property.key as { value?: unknown }).value);
    members.push(`${key}: ${typeof property.value.value};`);
  }
  return members.sort().join(' ');
}

/** The one shape of all elements, when a variable holds a list of object literals and is never written again. */
function elementShape(node: AnyNode, scopes: Scopes): string | undefined {
  if (node.type !== 'Identifier') return undefined;
  const binding = scopes.bindingOf(node);
  if (binding?.value?.type !== 'ArrayExpression' || binding.references.some(({ write }) => write)) return undefined;
  const shapes = new Set(binding.value.elements.map(shapeOf));
  return shapes.size === 1 ? [...shapes][0] : undefined;
}
