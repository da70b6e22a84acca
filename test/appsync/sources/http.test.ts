import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SOURCES } from '../../../src/appsync/sources/index.js';
import { verify } from '../../../src/aws/sigv4.js';
import { createHttpBackend, HttpFailure } from '../../../src/backends/http/index.js';
import type { HttpRequest } from '../../../src/backends/http-port.js';
import { systemClock } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import { definition, ports, scope, source } from './harness.js';

function recorded(config: Record<string, unknown> = { endpoint: 'https://api.example.com' }) {
  const seen: HttpRequest[] = [];
  const ask = source('HTTP', config, {
    http: (request) => {
      seen.push(request);
      return { status: 200, headers: { 'x-a': '1' }, headersAsSent: { 'X-A': '1' }, body: '{"a":1}' };
    },
  });
  return { ask, seen };
}

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

describe('the HTTP data source', () => {
  it('builds the request and gives the body as text', async () => {
    const { ask, seen } = recorded();
    const answer = await ask({
      version: '2018-05-29',
      method: 'POST',
      resourcePath: '/v1/users',
      params: {
        query: { type: 'a b', ids: [1, 2], none: null },
        headers: { 'Content-Type': 'application/json' },
        body: { id: '2' },
      },
    });
    expect(answer).toEqual({ result: { headers: { 'X-A': '1' }, statusCode: 200, body: '{"a":1}' } });
    expect(seen).toEqual([
      {
        method: 'POST',
        url: 'https://api.example.com/v1/users?type=a%20b&ids=1&ids=2',
        headers: { 'Content-Type': 'application/json' },
        body: '{"id":"2"}',
      },
    ]);
  });

  it('leaves out headers that can’t be set, sends text as it is', async () => {
    const { ask, seen } = recorded({ endpoint: 'http://x/' });
    await ask({
      method: 'PUT',
      resourcePath: '/a?b=1',
      params: { query: { c: 2 }, headers: { Host: 'evil', 'User-Agent': 'me', A: 1 }, body: 'text' },
    });
    expect(seen[0]).toEqual({ method: 'PUT', url: 'http://x/a?b=1&c=2', headers: { A: '1' }, body: 'text' });
    await ask({ method: 'GET', resourcePath: '/' });
    expect(seen[1]!.body).toBeUndefined();
  });

  it('signs when the data source says AWS_IAM', async () => {
    const { ask, seen } = recorded({
      endpoint: 'https://states.eu-west-1.amazonaws.com',
      authorizationConfig: {
        authorizationType: 'AWS_IAM',
        awsIamConfig: { signingRegion: 'eu-west-1', signingServiceName: 'states' },
      },
    });
    await ask({
      method: 'POST',
      resourcePath: '/',
      params: {
        headers: { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': 'AWSStepFunctions.StartExecution' },
        body: {},
      },
    });
    const { method, url, headers, body } = seen[0]!;
    const request = { method, url: new URL(url).pathname, headers, body: body ?? '' };
    const options = {
      lookup: () => ({ secretAccessKey: 'test' }),
      now: Date.UTC(2026, 0, 1),
      service: 'states',
      region: 'eu-west-1',
    };
    expect(verify(request, options)).toEqual({ accessKeyId: 'test', region: 'eu-west-1', service: 'states' });
  });

  it('a real server: a status of 500 is a result', async () => {
    const server = createServer((request, response) =>
      response.writeHead(500, { 'X-Kind': 'sad' }).end(`no ${request.url}`),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const http = createHttpBackend({
      internal: () => undefined,
      overrides: {},
      allowAws: false,
      clock: systemClock,
      log: silentLog,
    });
    open.push(() => {
      http.close();
      server.close();
      server.closeAllConnections();
    });
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const made = SOURCES.HTTP.create(definition('HTTP', { endpoint }), { ...ports({}), http });
    const answer = await made({ request: { method: 'GET', resourcePath: '/x' }, scope, version: '2018-05-29' });
    expect(answer).toMatchObject({ result: { statusCode: 500, body: 'no /x', headers: { 'X-Kind': 'sad' } } });
    expect(answer.error).toBeUndefined();
  });

  it('no answer is an error', async () => {
    const ask = source(
      'HTTP',
      { endpoint: 'http://x' },
      {
        http: () => {
          throw new HttpFailure('HTTP_TIMEOUT', 'x did not answer');
        },
      },
    );
    expect(await ask({ method: 'GET', resourcePath: '/' })).toMatchObject({
      result: null,
      error: { message: 'x did not answer' },
    });
  });

  it.each([
    [{ resourcePath: '/' }, "Value for field '$[method]' not found."],
    [{ method: 'GET' }, "Value for field '$[resourcePath]' not found."],
    [{ method: 'OPTIONS', resourcePath: '/' }, "Unsupported method 'OPTIONS'."],
    [{ method: 'GET', resourcePath: '/', params: { form: 1 } }, "Unsupported element '$[params][form]'."],
  ])('refuses %j', async (request, message) => {
    expect(await recorded().ask(request)).toMatchObject({ error: { errorType: 'MappingTemplate', message } });
  });
});
