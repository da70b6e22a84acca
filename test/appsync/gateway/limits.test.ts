// AWS's limits on a request as a client meets them: size, time, depth, resolvers, functions of a pipeline.
import { describe, expect, it } from 'vitest';
import { EMPTY_DEFINITION } from '../../../src/definition/model.js';
import { createEmulator, type EmulatorOptions } from '../../../src/emulator.js';
import { type ApiFiles, apiOf, serve } from '../../support/api.js';

const BIG: ApiFiles = {
  schema: 'type Query { text(text: String): String }',
  resolvers: {
    'Query.text': `export function request(ctx) { return { payload: ctx.args.text }; }
      export function response(ctx) { return ctx.result; }`,
  },
};

/** Asks for a text of `length` ä, `times` times. */
async function ask(length: number, options: Partial<EmulatorOptions> = {}, times = 1) {
  const api = await serve(BIG, options);
  const fields = Array.from({ length: times }, (_, index) => `a${index}: text(text: $text)`);
  try {
    return await api.query(`query Q($text: String) { ${fields.join(' ')} }`, { text: 'ä'.repeat(length) });
  } finally {
    await api.emulator.close();
  }
}

describe('an answer', () => {
  // `{"data":{"a0":""}}` has 18 bytes, an ä has two.
  it('may have so many bytes, and not one more', async () => {
    expect(await ask(41, { responseBytes: 100 })).toEqual({ data: { a0: 'ä'.repeat(41) } });
    expect(await ask(42, { responseBytes: 100 })).toEqual({
      data: null,
      errors: [
        {
          path: null,
          data: null,
          errorType: 'MappingTemplate',
          errorInfo: null,
          locations: null,
          message: 'Transformation too large',
        },
      ],
    });
  });

  it('may have 5 MB where nothing else is said', async () => {
    expect((await ask(100_000, {}, 26)).data).not.toBeNull();
    const errors = [{ message: 'Transformation too large' }];
    expect(await ask(100_000, {}, 27)).toMatchObject({ data: null, errors });
  });

  it('may have any length where the limit is off', async () => {
    expect((await ask(100_000, { responseBytes: 0 }, 27)).errors).toBeUndefined();
  });
});

it.each([
  [10, []],
  [11, [['RESOLVER_PIPELINE_TOO_LONG', 'Query.text has 11 functions.']]],
])('a pipeline of %i functions', async (count, expected) => {
  const { schema } = BIG;
  const code = 'export function request() { return {}; } export function response() { return "x"; }';
  const functions = Array.from({ length: count }, () => code);
  const api = apiOf({ schema, pipelines: { 'Query.text': { code, functions } } });
  const emulator = await createEmulator({ definition: { ...EMPTY_DEFINITION, apis: [api] } });
  expect(emulator.diagnostics.map((one) => [one.code, one.message])).toEqual(expected);
  await emulator.close();
});
