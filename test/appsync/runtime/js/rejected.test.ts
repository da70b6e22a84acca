// What APPSYNC_JS refuses: each construct with the code, the message of AWS's linter and the place.
import { describe, expect, it } from 'vitest';
import { createJsRuntime } from '../../../../src/appsync/runtime/js/index.js';
import { evaluated, moduleOf, ports } from './harness.js';

/** Handlers begin on line 3 of the module, after `export function request(ctx) { `: 32 columns. */
const LINE = 3;
const COLUMN = 32;

const RULES: readonly (readonly [body: string, message: string, at?: string | undefined, span?: number])[] = [
  ['for (;;) {}', 'For statements are not supported.', undefined, 11],
  ['while (true) {}', 'While statements are not supported.'],
  ['do {} while (true);', 'do...while statements are not supported.'],
  ['try {} catch {}', 'Try statements are not supported.'],
  ['throw 1;', 'Throw statements are not supported.', undefined, 8],
  ['a: for (const x of []) {}', 'Labeled statements are not supported.'],
  ['for (const x of [1]) { continue; }', 'Continue statements are not supported', 'continue', 9],
  ['class A {}', 'Class declarations are not supported.'],
  ['const A = class {};', 'Class declarations are not supported.', 'class'],
  ['const f = async () => 1;', 'Async functions are not supported.', 'async'],
  ['const f = function* () {};', 'Generator functions are not supported.', 'function*'],
  ['return this;', 'This expressions are not supported.', 'this', 4],
  ['return new Set();', 'New expressions are not supported.', 'new'],
  ['return new Promise(1);', 'Promise is not supported', 'new'],
  ['return /a/.test("a");', 'Regex literals are not supported.', '/a/', 3],
  ['let a = 1; a++;', 'The operator ++ is not supported', 'a++', 3],
  ['let a = 1; --a;', 'The operator -- is not supported', '--a'],
  ['return ~1;', 'The operator ~ is not supported', '~1', 2],
  ['return "a" in {};', 'in operator is not supported. Use Object.hasOwn().', '"a"', 9],
  ['return {} instanceof util;', 'The operator instanceof is not supported', '{}'],
  ["import('a');", 'Dynamic imports are not supported.'],
  ['return Object.freeze({});', 'Method ObjectConstructor.freeze is not implemented', 'Object', 17],
  ['return [].keys();', 'Method Array.keys is not implemented', '[]'],
  ['const a = [1]; return a.entries();', 'Method Array.entries is not implemented', 'a.entries'],
  ['return "a".padStart(2);', 'Method String.padStart is not implemented', '"a"'],
  ['return "a,b".split(",").join("").localeCompare("b");', 'Method String.localeCompare is not implemented', '"a,b"'],
  ['return [1].sort((a, b) => a - b);', 'Array.prototype.sort() does not support arguments', '[1]'],
  ['const f = () => 1; return f.call(null);', 'Method Function.call is not implemented', 'f.call'],
  ['const f = () => 1; const g = f;', 're-assigning function is not allowed', 'g = f'],
  ['const f = () => 1; let g; g = f;', 're-assigning function is not allowed', 'g = f'],
  ['const f = () => () => 1;', 'returning a function is not allowed', '() => () =>'],
  ['const f = () => 1; return f;', 'returning a function is not allowed', 'return f'],
  ['const g = (f) => 1; return g(() => 1);', 'Functions can not be passed as an argument', 'g(()'],
  ['ctx = 1;', 'ctx is readonly and re-assignment is not supported.'],
  ['ctx.args = 1;', 'ctx is readonly. Adding/Updating args is not supported.', undefined, 8],
  ["ctx['stash'] = 1;", 'ctx is readonly. Adding/Updating stash is not supported.'],
  ['delete ctx.stash;', 'ctx is readonly. Adding/Updating stash is not supported.', 'ctx.stash'],
  ['const k = "a"; ctx[k] = 1;', 'ctx is readonly adding/modifying properties is not supported.', 'ctx[k]'],
  ['[ctx.args] = [1];', 'ctx is readonly. Adding/Updating args is not supported.', 'ctx.args'],
  ['return Date.now();', "Cannot find name 'Date'.", 'Date', 4],
  ['return parseInt("1");', "Cannot find name 'parseInt'.", 'parseInt'],
  ['return String(1);', 'String is not supported.', 'String'],
  ['const f = (a) => a; return f(1, 2);', 'Expected 1 arguments, but got 2.', '2);', 1],
];

describe('the rules', () => {
  for (const [body, message, at, span] of RULES) {
    it(`${body} => ${message}`, () => {
      const { error } = evaluated(body);
      expect(error?.message).toBe('The code contains one or more errors.');
      const found = error?.codeErrors?.find(({ value }) => value === message);
      expect(error?.codeErrors?.map(({ value }) => value)).toContain(message);
      expect(found?.location).toMatchObject({
        line: LINE,
        column: COLUMN + (at === undefined ? 0 : body.lastIndexOf(at)),
        ...(span === undefined ? {} : { span }),
      });
    });
  }

  it('names the whole cycle of a recursion, in each call of it', () => {
    const top = 'const one = () => two();\nfunction two() { return [1].map((n) => one()); }';
    const values = evaluated('return one();', {}, top).error?.codeErrors?.map(({ value }) => value);
    expect(values).toEqual([
      'Recursive function calls not supported. Detected cycle in one <-two <-one',
      'Recursive function calls not supported. Detected cycle in two <-one <-two',
    ]);
  });

  it('reports every fault, in order of place', () => {
    const lines = evaluated('let a = 1;\na++;\nthrow a;\nwhile (a) {}').error?.codeErrors?.map(
      ({ location }) => location.line,
    );
    expect(lines).toEqual([4, 5, 6]);
  });

  it('reports a syntax error as a parser error with its place', () => {
    expect(evaluated('return {;').error?.codeErrors).toEqual([
      {
        errorType: 'PARSER_ERROR',
        value: 'Parsing error: Unexpected token',
        location: { line: 3, column: 40, span: 1 },
      },
    ]);
  });

  it('refuses a push of an object of another shape on a list of literals (field report)', () => {
    const [error] = evaluated('const list = [{ a: 5 }]; list.push({ b: 6 });').error?.codeErrors ?? [];
    expect(error).toMatchObject({ errorType: 'COMPILER_ERROR' });
    expect(evaluated('const list = [{ a: 5 }]; list.push({ a: 6 }); return list;').error).toBeUndefined();
  });
});

describe('calls that AppSync only refuses when they run', () => {
  const warningsOf = (body: string) =>
    createJsRuntime(ports()).compile({ text: moduleOf(body), place: { file: 'a.js' } });

  it('are warned of', () => {
    const { unit, diagnostics } = warningsOf('return ctx.args.name.localeCompare("b");');
    expect(unit).toBeDefined();
    expect(diagnostics).toMatchObject([{ code: 'JS_NOT_ON_AWS', severity: 'warning', place: { line: 3, column: 39 } }]);
  });

  it('are left alone in the library', () => {
    expect(warningsOf('return util.str.normalize("a", "nfc");').diagnostics).toEqual([]);
  });
});

describe('modules', () => {
  const errorsOf = (code: string): string[] =>
    createJsRuntime(ports())
      .evaluate({ code, function: 'request', context: '{}' })
      .error?.codeErrors?.map(({ value }) => value) ?? [];

  it('come from @aws-appsync/utils only, with the names they have', () => {
    expect(errorsOf("import fs from 'node:fs';\nexport const request = () => 1;")).toEqual([
      "Cannot find module 'node:fs'.",
    ]);
    expect(errorsOf("import './a.js';\nexport const request = () => 1;")).toEqual(["Cannot find module './a.js'."]);
    expect(errorsOf("import { nothing } from '@aws-appsync/utils';\nexport const request = () => 1;")).toEqual([
      "Module '\"@aws-appsync/utils\"' has no exported member 'nothing'.",
    ]);
    expect(errorsOf("import util from '@aws-appsync/utils';\nexport const request = () => 1;")).toHaveLength(1);
    expect(errorsOf("import { Context, util } from '@aws-appsync/utils';\nexport const request = () => 1;")).toEqual(
      [],
    );
  });

  it('export functions', () => {
    expect(errorsOf('function request() {}')).toEqual(["The function 'request' is not exported."]);
    expect(errorsOf('const other = 1;')).toEqual(["The code must export the functions 'request' and 'response'."]);
    expect(errorsOf('export const request = 1;')).toEqual(["The export 'request' is not a function."]);
    expect(errorsOf('export default function () {}')[0]).toBe('Unsupported Syntax Type: ExportDefaultDeclaration');
    expect(errorsOf("export * from '@aws-appsync/utils';")[0]).toBe('Unsupported Syntax Type: ExportAllDeclaration');
    expect(errorsOf("export { util } from '@aws-appsync/utils';")).toContain(
      'Exporting from another module is not supported.',
    );
  });

  it('may export in a list, under other names', () => {
    expect(errorsOf('function a() { return 1; }\nconst b = () => 2;\nexport { a as request, b as response };')).toEqual(
      [],
    );
  });
});
