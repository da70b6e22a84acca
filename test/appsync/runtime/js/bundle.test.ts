// TypeScript and local imports, and the way back to the author's lines through source maps.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createJsRuntime } from '../../../../src/appsync/runtime/js/index.js';
import { fieldOf, ports } from './harness.js';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/appsync-js');
const compile = (name: string, text = readFileSync(join(FIXTURES, name), 'utf8')) =>
  createJsRuntime(ports()).compile({ text, place: { file: join(FIXTURES, name) } });

describe('a TypeScript source', () => {
  it('is bundled with what it imports', () => {
    const { unit, diagnostics } = compile('post.ts');
    expect(diagnostics).toEqual([]);
    const scope = fieldOf({ arguments: { id: 'a1' } });
    expect(unit?.request(scope, {})).toMatchObject({ value: { operation: 'GetItem', key: { id: { S: 'A1' } } } });
    expect(scope.logs).toEqual(['INFO - helper.ts:4:3: "[logger]" "<reading>" "<42>"']);
  });

  it('fails at the line of the file that its author wrote', () => {
    const outcome = compile('post.ts').unit?.response(fieldOf(), { result: { id: 'bad' } });
    expect(outcome).toMatchObject({
      kind: 'error',
      fault: { message: "helper.ts:12:21: Cannot read properties of undefined (reading 'er')", errorType: 'Code' },
    });
  });

  it('is refused at the line of the file that its author wrote', () => {
    const { unit, diagnostics } = compile('refused.ts');
    expect(unit).toBeUndefined();
    expect(diagnostics).toMatchObject([
      {
        code: 'JS_UNSUPPORTED',
        message: 'The operator ++ is not supported',
        place: { file: join(FIXTURES, 'refused.ts'), line: 6, column: 3 },
      },
    ]);
  });

  it('says what could not be bundled', () => {
    expect(
      compile('missing.ts', "import { a } from './nowhere';\nexport const request = () => a;").diagnostics,
    ).toMatchObject([
      { code: 'JS_BUNDLE', message: expect.stringContaining('./nowhere'), place: { line: 1, column: 19 } },
    ]);
    expect(compile('broken.ts', 'export const = 1;').diagnostics).toMatchObject([
      { code: 'JS_BUNDLE', place: { line: 1 } },
    ]);
  });
});

describe('a JavaScript source', () => {
  it('is taken as it is when it imports only the library', () => {
    const { unit } = compile(
      'plain.js',
      "import { util } from '@aws-appsync/utils';\nexport const request = () => util.autoId();",
    );
    expect(unit?.request(fieldOf(), {})).toMatchObject({ kind: 'value' });
  });

  it('is bundled when it imports a file', () => {
    const { unit } = compile('uses.js', "import { idOf } from './helper';\nexport const request = (ctx) => idOf(ctx);");
    expect(unit?.request(fieldOf({ arguments: { id: 'x' } }), {})).toEqual({ kind: 'value', value: 'X' });
  });

  it("inside another file is reported at that file's lines", () => {
    const { diagnostics } = createJsRuntime(ports()).compile({
      text: 'export function request() {\n  throw 1;\n}',
      place: { file: 'template.yaml', line: 10, logicalId: 'GetPost' },
    });
    expect(diagnostics).toMatchObject([
      { code: 'JS_UNSUPPORTED', place: { file: 'template.yaml', line: 11, column: 3, logicalId: 'GetPost' } },
    ]);
  });

  it('may carry a source map of its own', () => {
    const map = { version: 3, sources: ['src/author.ts'], names: [], mappings: 'AAIA,SAAS;AACT' };
    const encoded = Buffer.from(JSON.stringify(map)).toString('base64');
    const code = `export function request(ctx) {\nreturn ctx.args.a.b; }\n//# sourceMappingURL=data:application/json;base64,${encoded}\n`;
    const { unit } = createJsRuntime(ports()).compile({ text: code, place: {} });
    expect(unit?.request(fieldOf(), {})).toMatchObject({
      fault: { message: expect.stringMatching(/^src\/author\.ts:6:1: Cannot read/) },
    });
  });
});
