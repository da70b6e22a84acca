// maxBatchSize and BatchInvoke: the N + 1 calls of a list's items as one call. resolver-mapping-template-reference-lambda.md,
// tutorial-lambda-resolvers-js.md.
import { describe, expect, it } from 'vitest';
import type { InvokeRequest, LambdaBackend } from '../../../src/backends/lambda-port.js';
import type { ApiDefinition, ResolverDefinition, UnitCode } from '../../../src/definition/model.js';
import { apiOf } from '../../support/api.js';
import { callerOf, worldOf } from './harness.js';

const place = { file: 'test' };
const schema = `
  type Query { posts(n: Int!): [Post] }
  type Post { id: ID! related: [Post] note: String other: String }
`;
const POSTS = `export function request(ctx) { const posts = []; for (const id of ctx.args.ids ?? [1, 2, 3, 4, 5, 6, 7]) {
    if (id <= ctx.args.n) posts.push({ id }); } return { payload: posts }; }
  export function response(ctx) { return ctx.result; }`;
const BATCH = `export function request(ctx) { return { operation: 'BatchInvoke', payload: { id: ctx.source.id } }; }
  export function response(ctx) {
    if (ctx.error) util.appendError(ctx.error.message, ctx.error.type);
    return ctx.result; }`.replace(/^/, "import { util } from '@aws-appsync/utils';\n");

const js = (text: string): UnitCode => ({ language: 'js', code: { text, place } });

/** `answer` is what the function makes of an event; an Error is thrown. */
function world(resolvers: Record<string, Partial<ResolverDefinition>>, answer: (event: unknown) => unknown) {
  const invoked: { event: unknown; type: InvokeRequest['invocationType'] }[] = [];
  const lambda: LambdaBackend = {
    has: () => true,
    async invoke({ payload, invocationType: type }) {
      const event: unknown = JSON.parse(payload);
      invoked.push({ event, type });
      const value = answer(event);
      const failed = value instanceof Error;
      return {
        statusCode: 200,
        payload: JSON.stringify(failed ? { errorMessage: value.message } : value),
        ...(failed ? { functionError: 'Unhandled' as const } : {}),
        logTail: '',
      };
    },
  };
  const base = apiOf({ schema, resolvers: { 'Query.posts': POSTS } });
  const api: ApiDefinition = {
    ...base,
    dataSources: [
      ...base.dataSources,
      { name: 'Fn', type: 'AWS_LAMBDA', config: { lambdaFunctionArn: 'arn:aws:lambda:::function:f' }, place },
    ],
    resolvers: [
      ...base.resolvers,
      ...Object.entries(resolvers).map(([key, more]): ResolverDefinition => {
        const [typeName = '', fieldName = ''] = key.split('.');
        return {
          typeName,
          fieldName,
          kind: 'UNIT',
          dataSourceName: 'Fn',
          functionIds: [],
          code: { language: 'direct' },
          place,
          ...more,
        };
      }),
    ],
  };
  const { run, diagnostics } = worldOf(api, { lambda });
  expect(diagnostics).toEqual([]);
  return { invoked, run: (query: string) => run(query, callerOf('API_KEY')) };
}

const ids = (event: unknown): unknown[] =>
  (event as { id?: unknown; source?: { id: unknown } }[]).map((one) => one.id ?? one.source?.id);
const each = (make: (id: number) => unknown) => (event: unknown) => ids(event).map((id) => make(Number(id)));

describe('BatchInvoke', () => {
  it('gathers the items of a list, as many as maxBatchSize says, in their order', async () => {
    const { invoked, run } = world(
      { 'Post.note': { code: js(BATCH), maxBatchSize: 3 } },
      each((id) => `n${id}`),
    );
    const { body } = await run('{ posts(n: 7) { note } }');
    expect(body).toEqual({ data: { posts: [1, 2, 3, 4, 5, 6, 7].map((id) => ({ note: `n${id}` })) } });
    expect(invoked.map(({ event }) => ids(event))).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
  });

  it('sends five at once where no size is set, and one where it is 0', async () => {
    const five = world({ 'Post.note': { code: js(BATCH) } }, each(String));
    await five.run('{ posts(n: 7) { note } }');
    expect(five.invoked.map(({ event }) => ids(event).length)).toEqual([5, 2]);
    const none = world({ 'Post.note': { code: js(BATCH), maxBatchSize: 0 } }, each(String));
    await none.run('{ posts(n: 3) { note } }');
    expect(none.invoked.map(({ event }) => ids(event).length)).toEqual([1, 1, 1]);
  });

  it('does not mix resolvers or requests', async () => {
    const { invoked, run } = world(
      { 'Post.note': { code: js(BATCH), maxBatchSize: 10 }, 'Post.other': { code: js(BATCH), maxBatchSize: 10 } },
      each(String),
    );
    await Promise.all([run('{ posts(n: 2) { note other } }'), run('{ posts(n: 3) { note } }')]);
    expect(invoked.map(({ event }) => ids(event)).sort((a, b) => a.length - b.length)).toEqual([
      [1, 2],
      [1, 2],
      [1, 2, 3],
    ]);
  });

  it('gathers level by level', async () => {
    const { invoked, run } = world(
      { 'Post.related': { code: js(BATCH), maxBatchSize: 100 } },
      each((id) => [{ id: id * 10 }, { id: id * 10 + 1 }]),
    );
    await run('{ posts(n: 2) { related { id related { id } } } }');
    expect(invoked.map(({ event }) => ids(event))).toEqual([
      [1, 2],
      [10, 11, 20, 21],
    ]);
  });

  it('takes null items, and fails every item when the list has another length', async () => {
    const nulls = world(
      { 'Post.note': { code: js(BATCH) } },
      each((id) => (id === 2 ? null : 'n')),
    );
    expect((await nulls.run('{ posts(n: 3) { note } }')).body).toEqual({
      data: { posts: [{ note: 'n' }, { note: null }, { note: 'n' }] },
    });
    const short = world({ 'Post.note': { code: js(BATCH) } }, () => ['a']);
    const { body } = await short.run('{ posts(n: 2) { note } }');
    expect(body).toMatchObject({ data: { posts: [{ note: null }, { note: null }] } });
    expect(body.errors).toHaveLength(2);
  });

  it('an exception of the function fails the whole batch', async () => {
    const { run } = world({ 'Post.note': { code: js(BATCH) } }, () => new Error('I fail. always'));
    expect((await run('{ posts(n: 2) { note } }')).body.errors).toMatchObject([
      { path: ['posts', 0, 'note'], message: 'I fail. always', errorType: 'Lambda:Unhandled' },
      { path: ['posts', 1, 'note'], message: 'I fail. always', errorType: 'Lambda:Unhandled' },
    ]);
  });

  it('sends an Event as one list and waits for nothing', async () => {
    const events = BATCH.replace("operation: 'BatchInvoke',", "operation: 'BatchInvoke', invocationType: 'Event',");
    const { invoked, run } = world({ 'Post.note': { code: js(events), maxBatchSize: 10 } }, each(String));
    expect((await run('{ posts(n: 2) { note } }')).body).toEqual({ data: { posts: [{ note: null }, { note: null }] } });
    expect(invoked.map(({ type, event }) => [type, ids(event)])).toEqual([['Event', [1, 2]]]);
  });
});

describe('a direct resolver', () => {
  it('sends a list of contexts when maxBatchSize is above 0', async () => {
    const { invoked, run } = world(
      { 'Post.note': { maxBatchSize: 2 } },
      each((id) => ({ data: `n${id}`, ignored: true })),
    );
    expect((await run('{ posts(n: 3) { note } }')).body.data).toEqual({
      posts: [{ note: 'n1' }, { note: 'n2' }, { note: 'n3' }],
    });
    expect(invoked[0]!.event).toMatchObject([
      { arguments: {}, source: { id: 1 }, info: { fieldName: 'note', parentTypeName: 'Post' } },
      { source: { id: 2 } },
    ]);
    expect(invoked).toHaveLength(2);
  });

  it('reports the error of one item beside the data of the others', async () => {
    const { run } = world(
      { 'Post.note': { maxBatchSize: 5 } },
      each((id) => (id === 2 ? { data: 'partly', errorMessage: 'Error Happened', errorType: 'ERROR' } : { data: 'n' })),
    );
    expect((await run('{ posts(n: 3) { note } }')).body).toMatchObject({
      data: { posts: [{ note: 'n' }, { note: null }, { note: 'n' }] },
      errors: [{ path: ['posts', 1, 'note'], message: 'Error Happened', errorType: 'ERROR' }],
    });
  });

  it('is called for each item when it is 0', async () => {
    const { invoked, run } = world({ 'Post.note': { maxBatchSize: 0 } }, () => 'n');
    await run('{ posts(n: 3) { note } }');
    expect(invoked).toHaveLength(3);
    expect(invoked[0]!.event).toMatchObject({ source: { id: 1 } });
  });
});
