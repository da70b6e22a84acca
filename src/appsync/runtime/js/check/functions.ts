// Rules about functions as values: they are not passed (but to array methods), not returned and not given new names.
import type { AnyNode } from 'acorn';
import type { CodeError } from '../code-error.js';
import { lintError } from '../code-error.js';
import { isFunction, memberName, walk } from '../tree.js';
import { CALLBACK_METHODS } from './language.js';
import type { Rule } from './rule.js';
import { functionOf } from './value-kind.js';

const REASSIGNED = 're-assigning function is not allowed';

export const checkFunctions: Rule = ({ program, scopes }) => {
  const errors: CodeError[] = [];
  const isNamedFunction = (node: AnyNode | null | undefined): boolean =>
    node?.type === 'Identifier' && functionOf(node, scopes) !== undefined;
  walk(program, (node) => {
    switch (node.type) {
      case 'CallExpression': {
        const passes = node.arguments.some((argument) => functionOf(argument, scopes) !== undefined);
        if (passes && !CALLBACK_METHODS.has(memberName(node.callee) ?? '')) {
          // A sort with a function has its own message in members.ts.
          if (memberName(node.callee) !== 'sort')
            errors.push(lintError(node, 'Functions can not be passed as an argument'));
        }
        break;
      }
      case 'VariableDeclarator':
        if (isNamedFunction(node.init)) errors.push(lintError(node, REASSIGNED));
        break;
      case 'AssignmentExpression':
        if (node.operator === '=' && isNamedFunction(node.right)) errors.push(lintError(node, REASSIGNED));
        break;
      case 'ReturnStatement':
        if (node.argument && functionOf(node.argument, scopes))
          errors.push(lintError(node, 'returning a function is not allowed'));
        break;
      case 'ArrowFunctionExpression':
        if (isFunction(node.body)) errors.push(lintError(node, 'returning a function is not allowed'));
        break;
    }
  });
  return errors;
};
