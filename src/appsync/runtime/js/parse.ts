// Text to tree, for APPSYNC_JS: an ES module and nothing newer or looser. Used by compile.ts; never runs anything.
import { parse as acornParse, type Program } from 'acorn';
import type { CodeError } from './code-error.js';

export type Parsed = { readonly program: Program } | { readonly error: CodeError };

/** A tree, or the fault as AppSync's parser (typescript-eslint) words it: `Parsing error: ...`. */
export function parseCode(text: string): Parsed {
  try {
    return {
      program: acornParse(text, { ecmaVersion: 2025, sourceType: 'module', locations: true, allowHashBang: false }),
    };
  } catch (thrown) {
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
