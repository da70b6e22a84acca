// Text to tree, for APPSYNC_JS: an ES module and nothing newer or looser. Used by compile.ts; never runs anything.
import { parse as acornParse, type Program } from 'acorn';
import type { CodeError } from './code-error.js';

export type Parsed = { readonly program: Program } | { readonly error: CodeError };

/** Code so deeply nested that the stack does not hold it: the parser's, that of a rule, or the engine's. */
export const TOO_DEEP: CodeError = {
  errorType: 'PARSER_ERROR',
  value: 'Parsing error: The code is nested too deeply',
  location: { line: 0, column: 0, span: -1 },
};

/** A tree, or the fault as AppSync's parser (typescript-eslint) words it: `Parsing error: ...`. */
export function parseCode(text: string): Parsed {
  try {
    return {
      program: acornParse(text, { ecmaVersion: 2025, sourceType: 'module', locations: true, allowHashBang: false }),
    };
  } catch (thrown) {
    if (thrown instanceof RangeError) return { error: TOO_DEEP };
    if (!(thrown instanceof SyntaxError)) throw thrown;
    const { pos, loc } = thrown as SyntaxError & { pos?: number; loc?: { line: number; column: number } };
    const message = thrown.message.replace(/ \(\d+:\d+\)$/, '');
    return {
      error: {
        errorType: 'PARSER_ERROR',
        value: `Parsing error: ${message}`,
        location: { line: loc?.line ?? 0, column: loc ? loc.column + 1 : 0, span: pos === undefined ? -1 : 1 },
      },
    };
  }
}
