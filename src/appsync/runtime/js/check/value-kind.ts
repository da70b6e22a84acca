// What kind of value an expression has, when the text shows it. Used by the rules; never guesses.
import type { AnyNode } from 'acorn';
import type { Binding, Scopes } from '../scope.js';
import { isFunction, memberName } from '../tree.js';

export type ValueKind = 'array' | 'string' | 'number' | 'boolean' | 'object' | 'function' | 'unknown';

const TO_ARRAY = new Set('concat fill flat flatMap filter map slice splice sort reverse'.split(' '));
const STRING_TO_STRING = new Set(
  'charAt concat slice toLowerCase toUpperCase trim trimEnd trimStart substring replace replaceAll'.split(' '),
);

export function kindOf(node: AnyNode, scopes: Scopes, depth = 0): ValueKind {
  if (depth > 20) return 'unknown';
  if (isFunction(node)) return 'function';
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string'
        ? 'string'
        : typeof node.value === 'number'
          ? 'number'
          : typeof node.value === 'boolean'
            ? 'boolean'
            : 'unknown';
    case 'TemplateLiteral':
      return 'string';
    case 'ArrayExpression':
      return 'array';
    case 'ObjectExpression':
      return 'object';
    case 'Identifier': {
      const binding = scopes.bindingOf(node);
      const value = binding && knownValue(binding);
      return value ? kindOf(value, scopes, depth + 1) : 'unknown';
    }
    case 'CallExpression': {
      const method = memberName(node.callee);
      if (method === undefined || node.callee.type !== 'MemberExpression') return 'unknown';
      const of = kindOf(node.callee.object, scopes, depth + 1);
      if (of === 'array') return TO_ARRAY.has(method) ? 'array' : method === 'join' ? 'string' : 'unknown';
      if (of === 'string') return STRING_TO_STRING.has(method) ? 'string' : method === 'split' ? 'array' : 'unknown';
      return 'unknown';
    }
    default:
      return 'unknown';
  }
}

/** The one value a variable ever has, when it is written nowhere else. */
export function knownValue(binding: Binding): AnyNode | undefined {
  return binding.references.some(({ write }) => write) ? undefined : binding.value;
}

/** The function an expression stands for, through variables. */
export function functionOf(node: AnyNode, scopes: Scopes): AnyNode | undefined {
  if (isFunction(node)) return node;
  if (node.type !== 'Identifier') return undefined;
  // AWS's linter looks at a variable's first value, whatever is stored later.
  const value = scopes.bindingOf(node)?.value;
  return isFunction(value) ? value : undefined;
}
