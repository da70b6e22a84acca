// `sandbox: quickjs` from the file that says it to the answers of both doors. The engines' own words tell them apart.
import { afterEach, describe, expect, it } from 'vitest';
import { EMPTY_DEFINITION } from '../../../src/definition/model.js';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../../src/emulator.js';
import { linesOf, loadFixture } from '../../loaders/fixture-apps.js';

const V8 = 'Cannot read properties of undefined';
const QUICKJS = 'cannot read property';

let emulator: Emulator | undefined;
afterEach(async () => {
  await emulator?.close();
  emulator = undefined;
});

describe('sandbox: quickjs', () => {
  it('of an app runs its resolvers in QuickJS', async () => {
    const loaded = await loadFixture('quickjs');
    expect(linesOf(loaded)).toEqual([]);
    expect(loaded.definition.apis[0]?.sandbox).toBe('quickjs');
    emulator = await createEmulator({ definition: loaded.definition });
    const response = await emulator.fetch('/graphql', {
      method: 'POST',
      headers: { 'x-api-key': emulator.apis[0]!.apiKeys[0]!.id },
      body: JSON.stringify({ query: '{ echo(text: "hello") fails }' }),
    });
    const { data, errors } = (await response.json()) as { data: unknown; errors: { message: string }[] };
    expect(data).toEqual({ echo: 'hello', fails: null });
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining(QUICKJS) })]);
  });

  const evaluated = async (options: Partial<EmulatorOptions>): Promise<{ error?: { message: string } }> => {
    emulator = await createEmulator({ definition: EMPTY_DEFINITION, ...options });
    const code = 'export function request(ctx) { return ctx.args.a.b; } export function response() {}';
    const runtime = { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' };
    const response = await emulator.fetch('/v1/dataplane-evaluatecode', {
      method: 'POST',
      body: JSON.stringify({ code, context: '{}', function: 'request', runtime }),
    });
    return (await response.json()) as { error?: { message: string } };
  };

  it('of createEmulator is where EvaluateCode runs code', async () => {
    expect((await evaluated({ sandbox: 'quickjs' })).error?.message).toContain(QUICKJS);
  });

  it('is not where it runs code unless asked', async () => {
    expect((await evaluated({})).error?.message).toContain(V8);
  });
});
