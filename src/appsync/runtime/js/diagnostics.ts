// Diagnostics of the JavaScript runtime, one row a kind; compile returns them, docs/errors.md lists them.
import { defineDiagnostics } from '../../../lib/diagnostics.js';

export const jsDiagnostics = defineDiagnostics({
  JS_SYNTAX: {
    severity: 'error',
    summary: 'The code of a resolver or function is not valid JavaScript.',
    fix: 'Correct the code at the place named.',
  },
  JS_UNSUPPORTED: {
    severity: 'error',
    summary: 'The code uses something that APPSYNC_JS does not have; AppSync refuses to save it.',
    fix: 'Rewrite it with what supported-features.md of the AppSync guide lists.',
  },
  JS_TYPE: {
    severity: 'error',
    summary: "The code fails AppSync's type check; AppSync refuses to save it.",
    fix: 'Correct the call or value at the place named.',
  },
  JS_BUNDLE: {
    severity: 'error',
    summary: 'A TypeScript source or its imports could not be bundled.',
    fix: 'Correct the source; esbuild says what it could not resolve.',
  },
  JS_TOO_LARGE: {
    severity: 'error',
    summary: 'The code is longer than AppSync accepts (32,768 characters).',
    fix: 'Shorten it, or move work into a pipeline function.',
  },
  JS_NOT_ON_AWS: {
    severity: 'warning',
    summary: 'The code calls a method that AppSync does not implement on values whose type it cannot see.',
    fix: 'Use a method that supported-features.md lists.',
  },
});
