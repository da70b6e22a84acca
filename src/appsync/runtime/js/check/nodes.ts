// Rule: only the kinds of node and operator that language.ts lists.
import type { CodeError } from '../code-error.js';
import { lintError } from '../code-error.js';
import { walk } from '../tree.js';
import { nodeFault } from './language.js';
import type { Rule } from './rule.js';

export const checkNodes: Rule = ({ program }) => {
  const errors: CodeError[] = [];
  walk(program, (node) => {
    const fault = nodeFault(node);
    if (fault !== undefined) errors.push(lintError(node, fault));
  });
  return errors;
};
