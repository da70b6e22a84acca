// Checks a parsed module against the whole language of APPSYNC_JS. Called by compile.ts; collects, never throws.
import type { CodeError } from '../code-error.js';
import { checkContext } from './context.js';
import { checkFunctions } from './functions.js';
import { checkTypes } from './literal-types.js';
import { checkMembers } from './members.js';
import { checkModules } from './modules.js';
import { checkNames } from './names.js';
import { checkNodes } from './nodes.js';
import { checkRecursion } from './recursion.js';
import type { Rule, Subject } from './rule.js';

const RULES: readonly Rule[] = [
  checkNodes,
  checkModules,
  checkNames,
  checkMembers,
  checkFunctions,
  checkRecursion,
  checkContext,
  checkTypes,
];

/** Every fault, in order of place. */
export function checkCode(subject: Subject): CodeError[] {
  const found = RULES.flatMap((rule) => rule(subject));
  return found.sort((a, b) => a.location.line - b.location.line || a.location.column - b.location.column);
}
