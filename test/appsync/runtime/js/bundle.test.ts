// TypeScript and local imports, and the way back to the author's lines through source maps.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleSources, createJsRuntime } from '../../../../src/appsync/runtime/js/index.js';
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

describe('many sources', () => {
  const sourceOf = (name: string, text = readFileSync(join(FIXTURES, name), 'utf8')) => ({
    text,
    place: { file: join(FIXTURES, name) },
  });

  it('are bundled at once, each to what it is bundled to alone, faults included', async () => {
    const sources = [
      sourceOf('post.ts'),
      sourceOf('refused.ts'),
      sourceOf('broken.ts', 'export const = 1;'),
      sourceOf('plain.js', 'export const request = () => 1;'),
    ];
    const bundles = await bundleSources(sources);
    expect(sources.map((source) => bundles.of(source) !== undefined)).toEqual([true, true, true, false]);
    for (const source of sources) {
      const together = createJsRuntime({ ...ports(), bundles }).compile(source);
      const alone = createJsRuntime(ports()).compile(source);
      expect(together.diagnostics).toEqual(alone.diagnostics);
      expect(together.unit === undefined).toBe(alone.unit === undefined);
    }
  });

  it('are bundled again only when more than their text could have changed', async () => {
    const alone = sourceOf('alone.ts', 'export const request = (ctx: any) => ctx.args;');
    const importing = sourceOf('post.ts');
    const first = await bundleSources([alone, importing]);
    const second = await bundleSources([{ ...alone }, importing], first);
    expect(second.of(alone)).toBe(first.of(alone));
    expect(second.of(importing)).not.toBe(first.of(importing));
  });

  it('may be named from where the program was started', async () => {
    const source = { text: 'export const request = (ctx: any) => 1;', place: { file: 'resolvers/relative.ts' } };
    expect((await bundleSources([source])).of(source)).toMatchObject({ code: expect.stringContaining('request') });
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
