// What a rule of check/ gets and gives. One file holds one rule or a few of one kind; check/check.ts lists them.
import type { Program } from 'acorn';
import type { CodeError } from '../code-error.js';
import type { Scopes } from '../scope.js';

export interface Subject {
  readonly program: Program;
  readonly scopes: Scopes;
  /** Names exported by the modules that APPSYNC_JS has, by module. */
  readonly modules: ReadonlyMap<string, ReadonlySet<string>>;
}

export type Rule = (subject: Subject) => readonly CodeError[];
