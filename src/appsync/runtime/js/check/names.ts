// Rule: a name that nothing declares must be a global of APPSYNC_JS, and the global objects are used only as
// `Object.keys`: nobody gets hold of the object itself.
import type { CodeError } from '../code-error.js';
import { compilerError, lintError } from '../code-error.js';
import { memberName } from '../tree.js';
import { FUNCTION_METHODS, GLOBAL_INTERFACES, GLOBAL_OBJECTS, GLOBAL_VALUES } from './language.js';
import type { Rule } from './rule.js';

export const checkNames: Rule = ({ scopes }) => {
  const errors: CodeError[] = [];
  for (const { identifier, parents, write } of scopes.free) {
    const { name } = identifier;
    const parent = parents.at(-1);
    if (write) {
      errors.push(compilerError(identifier, `Cannot assign to '${name}' because it is not a variable.`));
    } else if (GLOBAL_VALUES.has(name)) {
      // Values may stand anywhere.
    } else if (!Object.hasOwn(GLOBAL_OBJECTS, name)) {
      errors.push(compilerError(identifier, `Cannot find name '${name}'.`));
    } else if (parent?.type !== 'MemberExpression' || parent.object !== identifier) {
      errors.push(lintError(parent?.type === 'CallExpression' ? parent : identifier, `${name} is not supported.`));
    } else {
      const member = memberName(parent);
      if (member === undefined || !GLOBAL_OBJECTS[name]!.includes(member)) {
        const call = parents.at(-2);
        errors.push(
          lintError(
            call?.type === 'CallExpression' ? call : parent,
            `Method ${GLOBAL_INTERFACES[name]}.${member ?? '[computed]'} is not implemented`,
          ),
        );
      } else {
        const use = parents.at(-2);
        const further = use ? memberName(use) : undefined;
        if (further !== undefined && FUNCTION_METHODS.has(further)) continue;
        const called = use?.type === 'CallExpression' && use.callee === parent;
        const tagged = use?.type === 'TaggedTemplateExpression' && use.tag === parent;
        if (!called && !tagged) {
          errors.push(lintError(parent, `${name}.${member} can only be called.`));
        }
      }
    }
  }
  // `arguments` is never a declared name, and binding one is legal nowhere in a module.
  return errors;
};
