// What AppSync says about code it refuses: the CodeError of its API. Made by parse.ts and check/, never thrown.
import type { Node } from 'acorn';

/** Lines and columns count from 1; 0 and -1 mean unknown (API reference, CodeErrorLocation). */
export interface CodeErrorLocation {
  readonly line: number;
  readonly column: number;
  readonly span: number;
}

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_CodeError.html */
export interface CodeError {
  readonly errorType: 'PARSER_ERROR' | 'LINT_ERROR' | 'COMPILER_ERROR';
  readonly value: string;
  readonly location: CodeErrorLocation;
}

/** The message that stands above every list of code errors. */
export const CODE_HAS_ERRORS = 'The code contains one or more errors.';

/** A broken rule of the language at `node`. */
export function lintError(node: Node, value: string): CodeError {
  return { errorType: 'LINT_ERROR', value, location: locationOf(node) };
}

/** Something AWS's type check refuses at `node`. */
export function compilerError(node: Node, value: string): CodeError {
  return { errorType: 'COMPILER_ERROR', value, location: locationOf(node) };
}

function locationOf(node: Node): CodeErrorLocation {
  const start = node.loc?.start;
  return { line: start?.line ?? 0, column: start ? start.column + 1 : 0, span: node.end - node.start };
}
