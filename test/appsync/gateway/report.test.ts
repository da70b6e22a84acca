// Who reads along with a request: AppSync's own log entries in CloudWatch Logs and in --json-logs, spans for a collector.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type ApiLogging, EMPTY_DEFINITION } from '../../../src/definition/model.js';
import { createEmulator, type EmulatorOptions } from '../../../src/emulator.js';
import { createLog } from '../../../src/lib/log.js';
import { apiOf, KEY } from '../../support/api.js';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of cleanUp.splice(0).reverse()) await one();
});

const FILES = {
  schema:
    'type Query { js(id: ID): String vtl: String pipe: String bad: String plain: String post: Post } type Post { tags: [String] author: Author } type Author { name: String! } type Mutation { save: String } type Subscription { saved: String @aws_subscribe(mutations: ["save"]) }',
  resolvers: {
    'Query.js': `export function request(ctx) { console.log('hello', ctx.args.id); return { payload: ctx.args.id }; }
      export function response(ctx) { return ctx.result; }`,
    'Query.post': `export function request() { return { payload: { tags: ['a'], author: { name: 'ann' } } }; }
      export function response(ctx) { return ctx.result; }`,
    'Query.vtl': { request: '{"version":"2018-05-29","payload":"x"}', response: '$util.toJson($ctx.result)' },
    'Query.bad': `import { util } from '@aws-appsync/utils';
      export function request() { console.error('oh'); util.error('not so', 'Bad'); }
      export function response() { return null; }`,
  },
  pipelines: {
    'Query.pipe': {
      code: 'export function request() { return {}; } export function response(ctx) { return ctx.prev.result; }',
      functions: ['export function request() { return { payload: 1 }; } export function response() { return "one"; }'],
    },
  },
};
const ARN = 'arn:aws:appsync:us-east-1:000000000000:apis/testapi';

async function serve(logging: ApiLogging | undefined, options: Partial<EmulatorOptions> = {}) {
  const api = { ...apiOf(FILES), ...(logging && { logging }) };
  const emulator = await createEmulator({ definition: { ...EMPTY_DEFINITION, apis: [api] }, ...options });
  cleanUp.push(() => emulator.close());
  const query = async (text: string, headers: Record<string, string> = {}): Promise<string> => {
    const response = await emulator.fetch('/graphql', {
      method: 'POST',
      headers: { 'x-api-key': KEY, ...headers },
      body: JSON.stringify({ query: text, variables: { a: 1 } }),
    });
    await response.text();
    return response.headers.get('x-amzn-requestid')!;
  };
  /** What stands in the API's log group, parsed where it is JSON. */
  const lines = async (): Promise<(Record<string, unknown> | string)[]> => {
    const response = await emulator.fetch('/', {
      method: 'POST',
      headers: { 'x-amz-target': 'Logs_20140328.FilterLogEvents', 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ logGroupName: '/aws/appsync/apis/testapi' }),
    });
    const { events = [] } = (await response.json()) as { events?: { message: string }[] };
    return events.map(({ message }) => (message.startsWith('{') ? JSON.parse(message) : message));
  };
  return { emulator, query, lines };
}

const typesOf = (lines: readonly (Record<string, unknown> | string)[]): unknown[] =>
  lines.flatMap((line) => (typeof line === 'string' ? [] : [line['logType']]));

describe('CloudWatch Logs', () => {
  it('get every entry of a request, in the forms of the guide', async () => {
    const { query, lines } = await serve({ fieldLogLevel: 'ALL', excludeVerboseContent: false });
    const requestId = await query('query Q { js(id: "7") vtl }');
    const all = await lines();
    const about = { requestId, graphQLAPIId: 'testapi' };
    expect(all.filter((line) => typeof line === 'string')).toEqual([
      `${requestId} Begin Request`,
      expect.stringContaining('x-api-key=[****testte]'),
      `${requestId} GraphQL Query: query Q { js(id: "7") vtl }, Operation: null, Variables: {"a":1}`,
      expect.stringMatching(/INFO - .*hello.*7/),
      expect.stringContaining('Response Headers: {content-type=['),
      `${requestId} Tokens Consumed: 1`,
      `${requestId} End Request`,
    ]);
    expect(JSON.stringify(all)).not.toContain(KEY);
    const js = { path: ['js'], fieldName: 'js', parentType: 'Query', resolverArn: `${ARN}/types/Query/fields/js` };
    const entries = all.filter((line) => typeof line !== 'string');
    expect(entries).toContainEqual({
      logType: 'RequestFunctionEvaluation',
      ...{ ...about, ...js },
      context: { arguments: { id: '7' }, stash: {}, outErrors: [] },
      ...{ fieldInError: false, errors: [], evaluationResult: { payload: '7' } },
    });
    expect(entries).toContainEqual({
      logType: 'ResponseFunctionEvaluation',
      ...{ ...about, ...js },
      context: { arguments: { id: '7' }, result: '7', stash: {}, outErrors: [] },
      ...{ fieldInError: false, errors: [], evaluationResult: '7' },
    });
    expect(entries).toContainEqual(
      expect.objectContaining({
        logType: 'RequestMapping',
        fieldName: 'vtl',
        transformedTemplate: '{"version":"2018-05-29","payload":"x"}',
      }),
    );
    const whole = expect.any(Number);
    expect(entries).toContainEqual({
      ...{ logType: 'Tracing', ...about, ...js, returnType: 'String', startOffset: whole, duration: whole },
    });
    expect(entries.slice(-2)).toEqual([
      {
        logType: 'ExecutionSummary',
        ...about,
        startTime: expect.stringMatching(/^\d{4}-.*Z$/),
        endTime: expect.stringMatching(/^\d{4}-.*Z$/),
        duration: whole,
        version: 1,
        parsing: { startOffset: whole, duration: whole },
        validation: { startOffset: whole, duration: whole },
      },
      { logType: 'RequestSummary', ...about, statusCode: 200, latency: whole },
    ]);
    for (const value of [entries.at(-1)!['latency'], entries.at(-2)!['duration']])
      expect(Number.isInteger(value)).toBe(true);
  });

  it('trace the fields that have no resolver, too', async () => {
    const { query, lines } = await serve({ fieldLogLevel: 'ALL', excludeVerboseContent: true });
    await query('{ post { tags author { name } } }');
    const traced = (await lines()).filter((line) => typeof line !== 'string' && line['logType'] === 'Tracing');
    expect(traced).toEqual([
      expect.objectContaining({ path: ['post'], returnType: 'Post', resolverArn: `${ARN}/types/Query/fields/post` }),
      expect.objectContaining({ path: ['post', 'tags'], parentType: 'Post', returnType: '[String]' }),
      expect.objectContaining({ path: ['post', 'author'], fieldName: 'author' }),
      expect.objectContaining({ path: ['post', 'author', 'name'], parentType: 'Author', returnType: 'String!' }),
    ]);
    expect(traced.slice(1).every((line) => !('resolverArn' in (line as object)))).toBe(true);
  });

  it('hear of a subscription once', async () => {
    const { query, lines } = await serve({ fieldLogLevel: 'ALL', excludeVerboseContent: true });
    await query('subscription { saved }');
    expect(typesOf(await lines())).toEqual(['ExecutionSummary', 'RequestSummary']);
  });

  it('name the functions of a pipeline', async () => {
    const { query, lines } = await serve({ fieldLogLevel: 'ALL', excludeVerboseContent: true });
    await query('{ pipe }');
    const entries = (await lines()).filter((line) => typeof line !== 'string');
    expect(typesOf(entries)).toEqual([
      'BeforeRequestFunctionEvaluation',
      'RequestFunctionEvaluation',
      'ResponseFunctionEvaluation',
      'AfterResponseFunctionEvaluation',
      'Tracing',
      'ExecutionSummary',
      'RequestSummary',
    ]);
    expect(entries[1]).toMatchObject({
      functionName: 'Query.pipe-0',
      functionArn: `${ARN}/functions/Query.pipe-0`,
      resolverArn: `${ARN}/types/Query/fields/pipe`,
    });
  });

  it('leave out headers, contexts and evaluated templates when they are told to', async () => {
    const { query, lines } = await serve({ fieldLogLevel: 'ALL', excludeVerboseContent: true });
    await query('{ vtl js(id: "7") }');
    const all = await lines();
    for (const line of all) {
      if (typeof line === 'string') expect(line).toMatch(/INFO - /);
      else
        for (const name of ['context', 'transformedTemplate', 'evaluationResult'])
          expect(line).not.toHaveProperty(name);
    }
  });

  it.each([
    ['NONE', [], []],
    ['ERROR', ['oh'], ['RequestFunctionEvaluation', 'Tracing']],
    ['INFO', ['hello', 'oh'], ['RequestFunctionEvaluation', 'Tracing']],
  ] as const)('at %s have the messages %j and of the fields %j', async (fieldLogLevel, messages, types) => {
    const { query, lines } = await serve({ fieldLogLevel, excludeVerboseContent: true });
    await query('{ js(id: "7") bad }');
    const all = await lines();
    expect(all.filter((line) => typeof line === 'string')).toEqual(
      messages.map((text) => expect.stringContaining(text)),
    );
    expect(typesOf(all)).toEqual([...types, 'ExecutionSummary', 'RequestSummary']);
    if (types.length > 0)
      expect(all).toContainEqual(expect.objectContaining({ fieldName: 'bad', fieldInError: true, errors: ['not so'] }));
  });

  it('hear of a caller who was refused, and of no execution', async () => {
    const { query, lines } = await serve({ fieldLogLevel: 'ALL', excludeVerboseContent: true });
    await query('{ plain }', { 'x-api-key': 'wrong' });
    expect(await lines()).toEqual([expect.objectContaining({ logType: 'RequestSummary', statusCode: 401 })]);
  });

  it('get nothing of an API without a logConfig', async () => {
    const { query, lines } = await serve(undefined);
    await query('{ js }');
    expect(await lines()).toEqual([]);
  });
});

describe('a log at the level debug', () => {
  it('has the same entries where machines read it', async () => {
    const written: [string, Record<string, unknown> | undefined][] = [];
    const log = createLog('debug', (_level, message, fields) => void written.push([message, fields]), {
      structured: true,
    });
    const { query } = await serve(undefined, { log });
    const requestId = await query('{ js(id: "7") }');
    const entries = written.filter(([, fields]) => fields?.['logType'] !== undefined);
    expect(entries.map(([message]) => message)).toEqual([
      'RequestFunctionEvaluation',
      'ResponseFunctionEvaluation',
      'Tracing',
      'ExecutionSummary',
      'RequestSummary',
    ]);
    expect(entries.every(([, fields]) => fields?.['requestId'] === requestId)).toBe(true);
  });

  it('tells people step by step', async () => {
    const written: string[] = [];
    const log = createLog('debug', (_level, message) => void written.push(message.replace(/[\d.]+ ms/, 'ms')));
    const { query } = await serve(undefined, { log });
    await query('{ pipe }');
    expect(written).toEqual(
      expect.arrayContaining(['auth ms', 'parsing ms', 'validation ms', 'resolver ms', 'function ms', 'source ms']),
    );
    expect(written.at(-1)).toBe('test answered 200');
  });
});

describe('a collector', () => {
  type Sent = { name: string; traceId: string; spanId: string; parentSpanId?: string; kind: number; status: object };

  async function collected(text: string, headers: Record<string, string> = {}): Promise<Sent[]> {
    const got: Sent[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        got.push(...JSON.parse(Buffer.concat(chunks).toString()).resourceSpans[0].scopeSpans[0].spans);
        response.end('{}');
      });
    });
    cleanUp.push(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
    const { emulator, query } = await serve(undefined, { traces: { url, headers: {}, resource: {} } });
    await query(text, headers);
    await emulator.close();
    return got;
  }

  it('gets the request, and what it is made of', async () => {
    const spans = await collected('query Q { pipe js(id: "7") }');
    const named = (name: string): Sent => spans.find((span) => span.name === name)!;
    const root = named('query');
    expect(root.kind).toBe(2);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    for (const name of ['auth', 'parsing', 'validation', 'resolver Query.pipe', 'resolver Query.js'])
      expect([name, named(name)?.parentSpanId]).toEqual([name, root.spanId]);
    expect(named('function Query.pipe-0').parentSpanId).toBe(named('resolver Query.pipe').spanId);
    const sources = spans.filter(({ name }) => name === 'source None');
    expect(sources.map(({ parentSpanId, kind }) => [parentSpanId, kind])).toEqual([
      [named('function Query.pipe-0').spanId, 3],
      [named('resolver Query.js').spanId, 3],
    ]);
    // What requests hold stays here.
    expect(JSON.stringify(spans)).not.toMatch(/"7"|testtest/);
  });

  it("gets the caller's trace gone on with", async () => {
    const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
    const spans = await collected('{ plain }', { traceparent: `00-${traceId}-${spanId}-01` });
    expect(spans[0]).toMatchObject({ traceId, parentSpanId: spanId });
    expect(spans.every((span) => span.traceId === traceId)).toBe(true);
  });

  it('gets nothing of what its caller does not record', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
    expect(await collected('{ plain }', { traceparent })).toEqual([]);
  });

  it('hears what failed', async () => {
    const spans = await collected('{ bad }');
    const failed = spans.filter(({ status }) => 'code' in status).map(({ name }) => name);
    expect(failed).toEqual(['query', 'resolver Query.bad']);
  });
});
