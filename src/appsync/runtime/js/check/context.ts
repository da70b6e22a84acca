// Rule: `ctx` of the two handlers is readonly, and so is which properties it has; what they hold may be changed
// (no-disallowed-re-assignment of AWS's linter; resolver-context-reference-js.md, "stash").
import type { AnyNode } from 'acorn';
import type { CodeError } from '../code-error.js';
import { lintError } from '../code-error.js';
import { handlersOf } from '../handlers.js';
import type { Reference } from '../scope.js';
import { isTarget, memberName } from '../tree.js';
import type { Rule } from './rule.js';

export const checkContext: Rule = ({ program, scopes }) => {
  const errors: CodeError[] = [];
  for (const handler of Object.values(handlersOf(scopes, program))) {
    const parameter = handler.params[0];
    if (parameter?.type !== 'Identifier') continue;
    const binding = scopes.bindingOf(parameter);
    for (const reference of binding?.references ?? []) {
      const { identifier, write } = reference;
      if (write)
        errors.push(lintError(identifier, `${identifier.name} is readonly and re-assignment is not supported.`));
      else if (storesProperty(reference)) {
        const property = memberName(reference.parents.at(-1)!);
        errors.push(
          lintError(
            reference.parents.at(-1)!,
            property === undefined
              ? `${identifier.name} is readonly adding/modifying properties is not supported.`
              : `${identifier.name} is readonly. Adding/Updating ${property} is not supported.`,
          ),
        );
      }
    }
  }
  return errors;
};

/** `ctx.x = ...`, `delete ctx.x`, `for (ctx.x of ...)`, `[ctx.x] = ...`. */
function storesProperty({ identifier, parents }: Reference): boolean {
  const member = parents.at(-1);
  if (member?.type !== 'MemberExpression' || member.object !== identifier) return false;
  return isTarget(member, parents.slice(0, -1)) || isDeleted(parents.at(-2));
}

function isDeleted(parent: AnyNode | undefined): boolean {
  return parent?.type === 'UnaryExpression' && parent.operator === 'delete';
}
