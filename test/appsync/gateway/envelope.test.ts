// What stands around a GraphQL answer: status, headers and the errors of requests that are none. graphql-over-http#81.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KEY, serve, type TestApi } from '../../support/api.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let api: TestApi;
beforeAll(async () => {
  api = await serve({
    schema: 'type Query { hello(name: String): String } type Mutation { set: String }',
    resolvers: {
      'Query.hello':
        'export function request(ctx) { return { payload: ctx.args.name ?? "world" } } export function response(ctx) { return ctx.result }',
    },
  });
});
afterAll(() => api.emulator.close());

const post = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
  api.emulator.fetch('/graphql', { method: 'POST', headers: { 'x-api-key': KEY, ...headers }, body });

const malformed = (message: string) => ({ errors: [{ errorType: 'MalformedHttpRequestException', message }] });

describe('an answer', () => {
  it('is JSON with a request id of its own, open to every origin', async () => {
    const [first, second] = [await post('{"query":"{ hello }"}'), await post('{"query":"{ hello }"}')];
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe('application/json;charset=UTF-8');
    expect(first.headers.get('x-amzn-requestid')).toMatch(UUID);
    expect(second.headers.get('x-amzn-requestid')).not.toBe(first.headers.get('x-amzn-requestid'));
    expect(first.headers.get('access-control-allow-origin')).toBe('*');
    expect(first.headers.get('access-control-expose-headers')).toContain('x-amzn-errortype');
    expect(first.headers.get('x-amzn-errortype')).toBeNull();
    expect(await first.text()).toBe('{"data":{"hello":"world"}}');
  });

  it('does not depend on the content type of the request', async () => {
    for (const type of ['text/plain', 'application/graphql', 'application/json; charset=utf-8'])
      expect(await (await post('{"query":"{ hello }"}', { 'content-type': type })).json()).toEqual({
        data: { hello: 'world' },
      });
  });

  it('takes variables and an operation name of null', async () => {
    const body = { query: 'query($n: String) { hello(name: $n) }', variables: { n: 'ann' }, operationName: null };
    expect(await (await post(JSON.stringify(body))).json()).toEqual({ data: { hello: 'ann' } });
    expect(await (await post('{"query":"{ hello }","variables":null}')).json()).toEqual({ data: { hello: 'world' } });
  });
});

describe('a body that is no GraphQL request', () => {
  it('is told apart when it is empty', async () => {
    const response = await post('');
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-errortype')).toBe('MalformedHttpRequestException');
    expect(response.headers.get('x-amzn-requestid')).toMatch(UUID);
    expect(await response.json()).toEqual(malformed('Request body is empty.'));
  });

  it.each([
    'meow',
    '{}',
    '{}}',
    '[]',
    'null',
    '7',
    '{"query":7}',
    '{"query":""}',
    '{"query":"{ hello"}',
    '{"query":"# nothing"}',
  ])('%s is refused', async (body) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual(malformed('Unable to parse GraphQL query.'));
  });

  it('is refused when its variables are no object', async () => {
    expect((await post('{"query":"{ hello }","variables":[1]}')).status).toBe(400);
  });

  it('holds only fragments', async () => {
    expect((await post('{"query":"fragment F on Query { hello }"}')).status).toBe(400);
  });
});

describe('which operation is meant', () => {
  const two = 'query A { hello } query B { other: hello }';

  it('is said by its name', async () => {
    expect(await api.query(two, {}, 'B')).toEqual({ data: { other: 'world' } });
  });

  it('must be said when there are several', async () => {
    const response = await post(JSON.stringify({ query: two }));
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-errortype')).toBe('BadRequestException');
    expect(await response.json()).toMatchObject({ errors: [{ message: 'Missing operation name.' }] });
  });

  it('is refused when nothing has that name', async () => {
    const response = await post(JSON.stringify({ query: two, operationName: 'C' }));
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      errors: [{ errorType: 'BadRequestException', message: "Unknown operation named 'C'." }],
    });
  });
});

describe('what is not a plain POST', () => {
  const get = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
    api.emulator.fetch(url, { headers: { 'x-api-key': KEY, ...headers } });

  it('answers GET as it answers POST', async () => {
    const query = encodeURIComponent('query($n: String) { hello(name: $n) }');
    const response = await get(`/graphql?query=${query}&variables=${encodeURIComponent('{"n":"bob"}')}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json;charset=UTF-8');
    expect(response.headers.get('x-amzn-requestid')).toMatch(UUID);
    expect(await response.json()).toEqual({ data: { hello: 'bob' } });
  });

  it('refuses GET without a key as it refuses POST', async () => {
    const response = await api.emulator.fetch('/graphql?query=%7Bhello%7D');
    expect(response.status).toBe(401);
    expect(response.headers.get('x-amzn-errortype')).toBe('UnauthorizedException');
  });

  it('answers a GET without a query, or with one that does not parse, as it answers POST', async () => {
    for (const url of ['/graphql', '/graphql?query=%7Bhello', '/graphql?query=%7Bhello%7D&variables=%7B']) {
      const response = await get(url);
      expect(response.status, url).toBe(400);
      expect(await response.json(), url).toMatchObject({ errors: [{ errorType: 'MalformedHttpRequestException' }] });
    }
  });

  it('lets browsers ask first', async () => {
    const response = await api.emulator.fetch('/graphql', {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:3000',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-api-key,content-type,x-amz-user-agent',
      },
    });
    expect(response.status).toBeLessThan(300);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-methods')).toContain('POST');
    expect(response.headers.get('access-control-allow-headers')).toContain('x-api-key');
  });

  it('shows GraphiQL to a browser, the key filled in and nothing fetched from elsewhere', async () => {
    const response = await api.emulator.fetch('/graphql', { headers: { accept: 'text/html,application/xhtml+xml' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    const page = await response.text();
    expect(page).toContain(KEY);
    const fetched = [...page.matchAll(/<(?:script|link|img)\b[^>]*?\b(?:src|href)="?(?:https?:)?\/\/([^"'/ >]+)/g)];
    expect(fetched.map((match) => match[1])).toEqual([]);
    expect(page).not.toMatch(/unpkg\.com|jsdelivr|cdnjs|esm\.sh/);
  });
});
