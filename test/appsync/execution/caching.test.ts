// What is kept of answers: full request, per resolver, whole operations; for how long, for whom, and how it is evicted.
// enabling-caching.md.
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../src/appsync/auth/identity.js';
import { createApiCache } from '../../../src/appsync/execution/cache.js';
import { executeOperation } from '../../../src/appsync/execution/execute.js';
import type { ApiCacheDefinition, ApiDefinition } from '../../../src/definition/model.js';
import { createManualClock } from '../../../src/lib/clock.js';
import { apiOf } from '../../support/api.js';
import { callerOf, worldOf } from './harness.js';

const schema = `
  type Query @aws_api_key @aws_cognito_user_pools @aws_iam @aws_lambda {
    note(id: ID!, kind: String): Note notes: [Note] failing: String soft: String closed: Note @aws_iam }
  type Mutation { update(id: ID!, who: String): Note evictAll(args: AWSJSON): Note note(id: ID!): Note }
  type Note @aws_api_key @aws_cognito_user_pools @aws_iam @aws_lambda { id: ID! at: String author: String secret: String @aws_iam }
`;
const code = (response: string): string => `import { util, extensions } from '@aws-appsync/utils';
  export function request(ctx) { return { payload: null }; }
  export function response(ctx) { ${response} }`;
const NOTE = code('return { id: ctx.args.id, at: util.autoId(), secret: "s" };');

const user = (sub: string, ip = '1.1.1.1'): Caller => ({
  ...callerOf('AMAZON_COGNITO_USER_POOLS', { rank: 'additional', key: `${sub} ${ip}` }),
  identity: { sub, username: sub, sourceIp: [ip], claims: { sub } },
});
const key = callerOf('API_KEY');

interface Setup {
  readonly behavior?: ApiCacheDefinition['behavior'];
  /** By `Type.field`. */
  readonly caching?: Readonly<Record<string, { ttl?: number; keys?: readonly string[] }>>;
  /** Templates of Note.author. */
  readonly author?: { readonly request: string; readonly response: string };
}

function world({ behavior = 'PER_RESOLVER_CACHING', caching = {}, author }: Setup) {
  const base = apiOf({
    schema,
    resolvers: {
      'Query.note': NOTE,
      'Query.closed': NOTE,
      'Query.notes': code('return [{ id: 1 }, { id: 2 }];'),
      'Query.failing': code('util.error("no");'),
      'Query.soft': code('util.appendError("soft"); return util.autoId();'),
      'Note.author': author ?? code('return `${ctx.source.id} ${util.autoId()}`;'),
      'Mutation.note': NOTE,
      'Mutation.update': code(`
        const keys = ctx.args.who ? { 'ctx.identity.username': ctx.args.who } : {};
        extensions.evictFromApiCache('Query', 'note', { ...keys, 'ctx.args.id': ctx.args.id });
        return { id: ctx.args.id, at: 'now' };`),
      'Mutation.evictAll': code(`
        extensions.evictFromApiCache('Query', 'note', { 'context.arguments': ctx.args.args });
        return { id: 1 };`),
    },
  });
  const api: ApiDefinition = {
    ...base,
    additionalAuth: [{ type: 'AMAZON_COGNITO_USER_POOLS' }, { type: 'AWS_IAM' }, { type: 'AWS_LAMBDA' }],
    resolvers: base.resolvers.map((one) => {
      const asked = caching[`${one.typeName}.${one.fieldName}`];
      return asked ? { ...one, caching: { ttlSeconds: asked.ttl ?? 60, keys: asked.keys ?? [] } } : one;
    }),
  };
  const { ports, ran, diagnostics } = worldOf(api);
  const clock = createManualClock();
  const cache = createApiCache({ behavior, ttlSeconds: 100 }, clock);
  const ask = async (query: string, caller: Caller = key, headers: Record<string, string> = {}) => {
    const response = await executeOperation(
      { ...ports, cache },
      { query, headers, domainName: null },
      caller,
      undefined,
    );
    return response.body as { data: Record<string, never>; errors?: unknown[]; extensions?: unknown };
  };
  return { ask, cache, clock, diagnostics, ran };
}
const text = JSON.stringify;

describe('per resolver', () => {
  it('keeps what asks for it, for its time', async () => {
    const { ask, clock, ran } = world({ caching: { 'Query.note': { ttl: 30 } } });
    const first = await ask('{ note(id: 1) { id at } }');
    expect(await ask('{ note(id: 1) { at id } }')).toEqual(first);
    clock.advance(29_999);
    expect(await ask('{ x: note(id: 1) { id at } }')).toEqual({ data: { x: first.data['note'] } });
    expect(ran).toEqual(['Query.note']);
    clock.advance(1);
    expect(await ask('{ note(id: 1) { id at } }')).not.toEqual(first);
  });

  it('tells arguments apart, and sources', async () => {
    const { ask } = world({ caching: { 'Query.note': {}, 'Note.author': {} } });
    const query = '{ a: note(id: 1) { at } b: note(id: 2) { at } c: note(id: 1, kind: "x") { at } notes { author } }';
    const { data } = await ask(query);
    expect(new Set([data['a'], data['b'], data['c']].map((one) => text(one))).size).toBe(3);
    expect(data['notes']).toEqual([{ author: expect.stringMatching(/^1 /) }, { author: expect.stringMatching(/^2 /) }]);
    expect((await ask(query)).data).toEqual(data);
  });

  it('is never shared between identities without saying so', async () => {
    const { ask } = world({ caching: { 'Query.note': {} } });
    const seen = new Set<string>();
    for (const caller of [user('ann'), user('bob'), key]) seen.add(text(await ask('{ note(id: 1) { at } }', caller)));
    expect(seen.size).toBe(3);
    expect(seen).toContain(text(await ask('{ note(id: 1) { at } }', user('ann'))));
  });

  it('is shared when the keys say so; rules of fields below still hold', async () => {
    const { ask, ran } = world({ caching: { 'Query.note': { keys: ['$context.arguments.id'] } } });
    const first = await ask('{ note(id: 1, kind: "a") { at } }', callerOf('API_KEY'));
    expect(await ask('{ note(id: 1, kind: "b") { at } }')).toEqual(first);
    const { data, errors } = await ask('{ note(id: 1) { secret } }');
    expect([data, errors?.length]).toEqual([{ note: { secret: null } }, 1]);
    expect(ran).toEqual(['Query.note']);
  });

  it('never answers a field that is closed to the caller', async () => {
    const { ask } = world({ caching: { 'Query.closed': { keys: ['context.identity.none'] } } });
    const iam = callerOf('AWS_IAM', { rank: 'additional' });
    expect((await ask('{ closed { at } }', iam)).data['closed']).not.toBeNull();
    expect((await ask('{ closed { at } }')).data).toEqual({ closed: null });
  });

  it('reads keys below identity and source', async () => {
    const keys = ['context.identity.claims.sub', 'ctx.args.id'];
    const { ask } = world({ caching: { 'Query.note': { keys }, 'Note.author': { keys: ['$ctx.source.id'] } } });
    const query = '{ note(id: 1) { at } notes { author } }';
    const first = await ask(query, user('ann'));
    expect(await ask(query, user('ann', '9.9.9.9'))).toEqual(first);
    const other = await ask(query, user('bob'));
    expect(other.data['note']).not.toEqual(first.data['note']);
    expect(other.data['notes']).toEqual(first.data['notes']);
  });

  it('keeps no failure and nothing that came with errors', async () => {
    const { ask, ran } = world({ caching: { 'Query.failing': {}, 'Query.soft': {} } });
    const first = await ask('{ failing soft }');
    expect(first.errors).toHaveLength(2);
    const second = await ask('{ failing soft }');
    expect(second.errors).toHaveLength(2);
    expect(ran).toHaveLength(4);
  });

  it('keeps nothing of mutations, or of what does not ask', async () => {
    const { ask, ran } = world({ caching: { 'Mutation.note': {} } });
    for (let round = 0; round < 2; round += 1) await ask('mutation { note(id: 1) { id } }');
    for (let round = 0; round < 2; round += 1) await ask('{ note(id: 1) { id } }');
    expect(ran).toHaveLength(4);
  });

  it('is not changed by a template that changes its source', async () => {
    const put = '#set($ignored = $ctx.source.put("id", "changed"))';
    const author = { request: '{"version": "2018-05-29"}', response: `${put}"$ctx.source.id"` };
    const { ask } = world({ caching: { 'Query.note': {} }, author });
    const first = await ask('{ note(id: 1) { id author } }');
    expect(await ask('{ note(id: 1) { id author } }')).toEqual(first);
    expect(first.data).toMatchObject({ note: { id: '1' } });
  });

  it('refuses a key that is none of the three maps, and keeps nothing then', async () => {
    const { ask, diagnostics, ran } = world({ caching: { 'Query.note': { keys: ['context.stash.id'] } } });
    expect(diagnostics).toMatchObject([{ code: 'CACHING_INVALID', severity: 'error' }]);
    for (let round = 0; round < 2; round += 1) await ask('{ note(id: 1) { id } }');
    expect(ran).toHaveLength(2);
    expect(world({ caching: { 'Query.note': { ttl: 3601 } } }).diagnostics).toMatchObject([
      { code: 'CACHING_INVALID' },
    ]);
  });
});

describe('eviction', () => {
  const caching = { 'Query.note': { keys: ['context.arguments.id'] } };
  const query = '{ note(id: 1) { at } }';

  it('removes one entry and counts it', async () => {
    const { ask } = world({ caching });
    const first = await ask(query);
    const other = await ask('{ note(id: 2) { at } }');
    expect((await ask('mutation { update(id: 1) { id } }')).extensions).toEqual({ apiCacheEntriesDeleted: 1 });
    expect(await ask(query)).not.toEqual(first);
    expect(await ask('{ note(id: 2) { at } }')).toEqual(other);
    expect(await ask('mutation { update(id: 9) { id } }')).not.toHaveProperty('extensions');
  });

  it('counts every entry of a request', async () => {
    const { ask } = world({ caching });
    await ask('{ a: note(id: 1) { at } b: note(id: 2) { at } }');
    const both = 'mutation { a: update(id: 1) { id } b: update(id: 2) { id } }';
    expect((await ask(both)).extensions).toEqual({ apiCacheEntriesDeleted: 2 });
  });

  it("takes its keys in the resolver's order", async () => {
    const evict = 'mutation { update(id: 1, who: "ann") { id } }';
    const right = world({ caching: { 'Query.note': { keys: ['context.identity.username', 'context.arguments.id'] } } });
    await right.ask(query, user('ann'));
    await right.ask(query, user('bob'));
    expect((await right.ask(evict)).extensions).toEqual({ apiCacheEntriesDeleted: 1 });
    const wrong = world({ caching: { 'Query.note': { keys: ['context.arguments.id', 'context.identity.username'] } } });
    await wrong.ask(query, user('ann'));
    expect(await wrong.ask(evict)).not.toHaveProperty('extensions');
  });

  it('takes a whole map as JSON text', async () => {
    const { ask } = world({ caching: { 'Query.note': { keys: ['$context.arguments'] } } });
    await ask('{ note(id: 1, kind: "k") { at } }');
    const evict = `mutation { evictAll(args: ${text(text({ kind: 'k', id: '1' }))}) { id } }`;
    expect((await ask(evict)).extensions).toEqual({ apiCacheEntriesDeleted: 1 });
  });

  it('counts nothing that has ended', async () => {
    const { ask, clock } = world({ caching });
    await ask(query);
    clock.advance(60_000);
    expect(await ask('mutation { update(id: 1) { id } }')).not.toHaveProperty('extensions');
  });
});

describe('full request caching', () => {
  it('keeps every resolver of queries for the time of the cache, whatever it asks itself', async () => {
    const { ask, clock, ran } = world({ behavior: 'FULL_REQUEST_CACHING', caching: { 'Query.note': { ttl: 1 } } });
    const query = '{ note(id: 1) { at author } notes { author } }';
    const first = await ask(query);
    clock.advance(99_000);
    expect(await ask(query)).toEqual(first);
    // One note and its author, two notes' authors, and the list.
    expect(ran).toHaveLength(5);
    expect(await ask(query, user('ann'))).not.toEqual(first);
    clock.advance(1_000);
    expect(await ask(query)).not.toEqual(first);
  });
});

describe('operation level caching', () => {
  const behavior = 'OPERATION_LEVEL_CACHING';
  const query = '{ note(id: 1) { at } }';

  it('gives a whole answer again, without a resolver', async () => {
    const { ask, clock, ran } = world({ behavior });
    const first = await ask(query, key, { 'x-app': '1', 'x-forwarded-for': '1.1.1.1' });
    expect(await ask(query, key, { 'x-app': '1', 'x-forwarded-for': '9.9.9.9', authorization: 'a' })).toEqual(first);
    expect(ran).toHaveLength(1);
    clock.advance(100_000);
    expect(await ask(query, key, { 'x-app': '1' })).not.toEqual(first);
  });

  it('tells apart text, headers, identities, and modes that may read something else', async () => {
    const { ask } = world({ behavior });
    const seen = new Set<string>();
    seen.add(text(await ask(query)));
    seen.add(text(await ask(`${query} `)));
    seen.add(text(await ask(query, key, { 'x-app': '2' })));
    seen.add(text(await ask(query, user('ann'))));
    seen.add(text(await ask(query, user('bob'))));
    seen.add(text(await ask(query, callerOf('AWS_IAM', { rank: 'additional' }))));
    expect(seen.size).toBe(6);
    // "Excluding context.identity.sourceIp for IAM and Amazon Cognito requests."
    expect(seen).toContain(text(await ask(query, user('ann', '9.9.9.9'))));
  });

  it('never gives an answer to who may read less', async () => {
    const { ask } = world({ behavior });
    const denied = (field: string) => callerOf('AWS_LAMBDA', { key: field, denies: (_type, name) => name === field });
    const all = await ask('{ note(id: 1) { id at } }', denied('nothing'));
    expect(all.errors).toBeUndefined();
    expect((await ask('{ note(id: 1) { id at } }', denied('at'))).data).toMatchObject({ note: { at: null } });
  });

  it('keeps no errors and no mutations', async () => {
    const { ask, ran } = world({ behavior });
    for (let round = 0; round < 2; round += 1) {
      await ask('{ soft }');
      await ask('mutation { note(id: 1) { id } }');
    }
    expect(ran).toHaveLength(4);
  });
});

describe('the store', () => {
  const limits = { entries: 3, size: 100, largest: 50 };
  const make = () => createApiCache({ behavior: 'PER_RESOLVER_CACHING', ttlSeconds: 10 }, createManualClock(), limits);

  it('holds no more entries, and no longer ones, than it may; the oldest go', () => {
    const cache = make();
    for (const name of ['a', 'b', 'c', 'd']) cache.put(name, name, 10);
    expect(['a', 'b', 'c', 'd'].map((name) => cache.get(name)?.value)).toEqual([undefined, 'b', 'c', 'd']);
    cache.put('e', 'x'.repeat(45), 10);
    cache.put('f', 'x'.repeat(45), 10);
    expect(['b', 'c', 'd', 'e', 'f'].map((name) => cache.get(name) !== undefined)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
    cache.put('g', 'x'.repeat(60), 10);
    expect(cache.get('g')).toBeUndefined();
  });

  it('is empty after a flush, and an entry is replaced whole', () => {
    const cache = make();
    cache.put('a', 1, 10);
    cache.put('a', 2, 10);
    expect(cache.get('a')).toMatchObject({ value: 2 });
    cache.flush();
    expect(cache.get('a')).toBeUndefined();
    expect(cache.evict('a')).toBe(false);
  });
});
