// The step before compile(): engines are loaded and sources bundled only for APIs that need it.
import { describe, expect, it } from 'vitest';
import { prepare } from '../../src/appsync/prepare.js';
import type { ApiDefinition, Definition } from '../../src/definition/model.js';

const apiOf = (more: Partial<ApiDefinition>): ApiDefinition =>
  ({ id: 'a', name: 'a', resolvers: [], functions: [], ...more }) as unknown as ApiDefinition;
const definitionOf = (...apis: ApiDefinition[]): Definition => ({ apis }) as unknown as Definition;
const text = 'export const request = (ctx: any) => ctx.args;';
const typed = { text, place: { file: '/app/resolvers/Query.a.ts' } };
const resolver = { kind: 'UNIT', typeName: 'Query', fieldName: 'a', code: { language: 'js', code: typed }, place: {} };
const withCode = { resolvers: [resolver] } as unknown as Partial<ApiDefinition>;
const none = { compiled: undefined, previous: undefined, sandbox: undefined } as const;

describe('prepare', () => {
  it('loads QuickJS when an API asks for it, or when it is the usual sandbox, once', async () => {
    expect((await prepare(definitionOf(apiOf({})), none)).quickjs).toBeUndefined();
    expect((await prepare(definitionOf(apiOf({ sandbox: 'vm' })), { ...none, sandbox: 'quickjs' })).quickjs).toBe(
      undefined,
    );
    const first = await prepare(definitionOf(apiOf({})), { ...none, sandbox: 'quickjs' });
    expect(first.quickjs).toBeDefined();
    const asked = definitionOf(apiOf({ sandbox: 'quickjs' }));
    expect((await prepare(asked, { ...none, previous: first })).quickjs).toBe(first.quickjs);
  });

  it('bundles the sources of APIs that are not compiled yet', async () => {
    const api = apiOf(withCode);
    const prepared = await prepare(definitionOf(api), none);
    expect(prepared.bundles.of(typed)).toMatchObject({ code: expect.stringContaining('ctx.args') });
    const again = await prepare(definitionOf(api), { ...none, compiled: new Set([api]), previous: prepared });
    expect(again.bundles.of(typed)).toBeUndefined();
  });
});
