// The emulator as a whole, without a port: what a new revision does to requests under way, what reset brings back, what a
// broken definition leaves standing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type ApiDefinition,
  type Definition,
  EMPTY_DEFINITION,
  type TableDefinition,
} from '../src/definition/model.js';
import { createEmulator, type Emulator, type EmulatorOptions } from '../src/emulator.js';
import { apiOf, KEY } from './support/api.js';

const opened: Emulator[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function serve(definition: Definition, options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  const emulator = await createEmulator({ definition, ...options });
  opened.push(emulator);
  return emulator;
}

const answers = (text: string): string =>
  `export function request() { return { payload: '${text}' }; } export function response(ctx) { return ctx.result; }`;

const withApi = (changes: Partial<ApiDefinition> = {}, text = 'old'): Definition => {
  const api = apiOf({ schema: 'type Query { a: String slow: String }', resolvers: { 'Query.a': answers(text) } });
  return {
    ...EMPTY_DEFINITION,
    apis: [{ ...api, ...changes, resolvers: [...api.resolvers, ...(changes.resolvers ?? [])] }],
  };
};

async function ask(emulator: Emulator, query: string): Promise<unknown> {
  const init = { method: 'POST', headers: { 'x-api-key': KEY }, body: JSON.stringify({ query }) };
  return (await emulator.fetch('/graphql', init)).json();
}

const place = { file: 'test' };
const table: TableDefinition = {
  name: 'things',
  hash: { name: 'id', type: 'S' },
  indexes: [],
  billingMode: 'PAY_PER_REQUEST',
  tags: {},
  seed: [{ id: { S: 'seeded' } }],
  place,
};

async function dynamodb(emulator: Emulator, operation: string, input: unknown): Promise<Record<string, unknown>> {
  const response = await emulator.fetch('/', {
    method: 'POST',
    headers: {
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'content-type': 'application/x-amz-json-1.0',
      authorization:
        'AWS4-HMAC-SHA256 Credential=fake/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=x',
    },
    body: JSON.stringify(input),
  });
  return (await response.json()) as Record<string, unknown>;
}

const ids = async (emulator: Emulator): Promise<string[]> =>
  ((await dynamodb(emulator, 'Scan', { TableName: 'things' }))['Items'] as { id: { S: string } }[])
    .map(({ id }) => id.S)
    .sort();

describe('a new revision', () => {
  it('answers the next request; what is under way ends on the old one', async () => {
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const server = (await import('node:http')).createServer(
      (_request, response) => void gate.then(() => response.end('old world')),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const code = `
      export function request() { return { method: 'GET', resourcePath: '/', params: {} }; }
      export function response(ctx) { return ctx.result.body; }`;
    const slow: Partial<ApiDefinition> = {
      dataSources: [
        { name: 'None', type: 'NONE', config: {}, place },
        { name: 'Web', type: 'HTTP', config: { endpoint: `http://127.0.0.1:${port}` }, place },
      ],
      resolvers: [
        {
          typeName: 'Query',
          fieldName: 'slow',
          kind: 'UNIT',
          dataSourceName: 'Web',
          functionIds: [],
          code: { language: 'js', code: { text: code, place } },
          place,
        },
      ],
    };
    const emulator = await serve(withApi(slow));
    const arrived = new Promise<void>((resolve) => server.once('request', () => resolve()));
    const answer = ask(emulator, '{ slow a }');
    await arrived;
    expect((await emulator.replace(withApi({}, 'new'))).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(await ask(emulator, '{ a slow }')).toEqual({ data: { a: 'new', slow: null } });
    open();
    expect(await answer).toEqual({ data: { slow: 'old world', a: 'old' } });
    await new Promise((resolve) => server.close(resolve));
  });

  it('with errors changes nothing and says what is wrong', async () => {
    const emulator = await serve(withApi());
    const broken = withApi({ schema: [{ text: 'type Query { a: Nope }', place }] });
    expect((await emulator.replace(broken)).map(({ code }) => code)).toContain('SCHEMA_INVALID');
    expect(await ask(emulator, '{ a }')).toEqual({ data: { a: 'old' } });
  });
});

describe('a definition with faults', () => {
  it('is served as far as it goes', async () => {
    const emulator = await serve(
      withApi({
        resolvers: [
          {
            typeName: 'Query',
            fieldName: 'slow',
            kind: 'UNIT',
            dataSourceName: 'Gone',
            functionIds: [],
            code: { language: 'js', code: { text: answers('x'), place } },
            place,
          },
        ],
      }),
    );
    expect(emulator.diagnostics.map(({ code }) => code)).toEqual(['RESOLVER_UNKNOWN_SOURCE']);
    expect(await ask(emulator, '{ a }')).toEqual({ data: { a: 'old' } });
  });

  it('names a resolver whose code does not compile, and answers with the fault', async () => {
    const emulator = await serve(withApi({}, `' + fetch('x') + '`));
    expect(emulator.diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
    expect(await ask(emulator, '{ a }')).toMatchObject({
      data: { a: null },
      errors: [{ errorType: 'Code', path: ['a'] }],
    });
  });
});

describe('data', () => {
  it('goes back to the seeds on reset; what calls created is gone', async () => {
    const emulator = await serve({ ...EMPTY_DEFINITION, tables: [table] });
    await dynamodb(emulator, 'PutItem', { TableName: 'things', Item: { id: { S: 'added' } } });
    await dynamodb(emulator, 'CreateTable', {
      TableName: 'made',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
    expect(await ids(emulator)).toEqual(['added', 'seeded']);
    expect((await dynamodb(emulator, 'ListTables', {}))['TableNames']).toEqual(['made', 'things']);
    await emulator.reset();
    expect(await ids(emulator)).toEqual(['seeded']);
    expect((await dynamodb(emulator, 'ListTables', {}))['TableNames']).toEqual(['things']);
  });

  it('is there again after a restart, tables made by calls included', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'offsync-'));
    folders.push(folder);
    const definition = { ...EMPTY_DEFINITION, tables: [table] };
    const first = await createEmulator({ definition, dataDir: folder });
    await dynamodb(first, 'PutItem', { TableName: 'things', Item: { id: { S: 'kept' } } });
    await dynamodb(first, 'DeleteItem', { TableName: 'things', Key: { id: { S: 'seeded' } } });
    await first.close();
    const second = await serve(definition, { dataDir: folder });
    expect(await ids(second)).toEqual(['kept']);
  });

  it('can be used by one emulator only', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'offsync-'));
    folders.push(folder);
    await serve(EMPTY_DEFINITION, { dataDir: folder });
    await expect(createEmulator({ definition: EMPTY_DEFINITION, dataDir: folder })).rejects.toMatchObject({
      code: 'DATABASE_IN_USE',
    });
  });
});

describe('reset, replace and close at once', () => {
  it('come one after the other', async () => {
    const emulator = await serve({ ...withApi(), tables: [table] });
    await Promise.all([
      emulator.reset(),
      emulator.reset(),
      emulator.replace({ ...withApi({}, 'new'), tables: [table] }),
    ]);
    expect(await ask(emulator, '{ a }')).toEqual({ data: { a: 'new' } });
    expect(await ids(emulator)).toEqual(['seeded']);
  });

  it('requests wait for a reset', async () => {
    const emulator = await serve({ ...withApi(), tables: [table] });
    await dynamodb(emulator, 'PutItem', { TableName: 'things', Item: { id: { S: 'added' } } });
    const reset = emulator.reset();
    const answers = await Promise.all([ids(emulator), ask(emulator, '{ a }')]);
    expect(answers).toEqual([['seeded'], { data: { a: 'old' } }]);
    await reset;
  });

  it('a reset under way is waited for; one that comes after is refused', async () => {
    const emulator = await createEmulator({ definition: { ...EMPTY_DEFINITION, tables: [table] } });
    const reset = emulator.reset();
    const closed = emulator.close();
    await expect(emulator.reset()).rejects.toMatchObject({ code: 'EMULATOR_CLOSED' });
    await Promise.all([reset, closed]);
  });
});

describe('a definition laid under what calls made', () => {
  it('is compiled with it', async () => {
    const emulator = await serve({ ...withApi(), tables: [table] });
    await dynamodb(emulator, 'CreateTable', {
      TableName: 'made',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
    await emulator.replace({ ...withApi({}, 'new'), tables: [table] });
    expect((await dynamodb(emulator, 'ListTables', {}))['TableNames']).toEqual(['made', 'things']);
    expect(await ask(emulator, '{ a }')).toEqual({ data: { a: 'new' } });
  });
});

describe('custom domains', () => {
  it('that a new revision adds are answered, over TLS, too', async () => {
    const emulator = await serve(withApi(), { port: 0 });
    const { request } = await import('node:https');
    const { connect } = await import('node:tls');
    const { port } = new URL(emulator.url);
    const status = (): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const options = { port, host: '127.0.0.1', path: '/graphql', headers: { host: 'api.example.com' } };
        request({ ...options, rejectUnauthorized: false, agent: false }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
    const names = (): Promise<string | undefined> =>
      new Promise((resolve) => {
        const socket = connect({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false }, () => {
          resolve(socket.getPeerCertificate().subjectaltname);
          socket.destroy();
        });
      });
    expect(await status()).toBe(403);
    await emulator.replace(withApi({ domainNames: ['api.example.com'] }));
    expect(await status()).toBe(401);
    expect(await names()).toContain('api.example.com');
  });
});

describe('several APIs', () => {
  const second = (): ApiDefinition => ({
    ...withApi({}, 'second').apis[0]!,
    id: 'other',
    name: 'other',
    domainNames: ['api.example.com'],
  });
  const both = (): Definition => ({ ...withApi(), apis: [...withApi().apis, second()] });

  it('answer by id and by domain name; the first is the default', async () => {
    const emulator = await serve(both());
    expect(emulator.apis.map(({ graphqlUrl }) => graphqlUrl)).toEqual([
      'http://localhost:4566/graphql',
      'http://localhost:4566/graphql/other',
    ]);
    const init = { method: 'POST', headers: { 'x-api-key': KEY }, body: '{"query":"{ a }"}' };
    for (const [url, text] of [
      ['/graphql', 'old'],
      ['/graphql/other', 'second'],
      ['/graphql/testapi', 'old'],
      ['http://api.example.com/graphql', 'second'],
    ] as const)
      expect(await (await emulator.fetch(url, init)).json(), url).toEqual({ data: { a: text } });
  });

  it('say that an id is none of theirs', async () => {
    const emulator = await serve(both());
    const response = await emulator.fetch('/graphql/nope', { method: 'POST', body: '{}' });
    expect(response.status).toBe(404);
    expect(response.headers.get('x-amzn-errortype')).toBe('NotFoundException');
  });
});

describe('closing', () => {
  it('twice is the same as once', async () => {
    const emulator = await createEmulator({ definition: EMPTY_DEFINITION });
    await Promise.all([emulator.close(), emulator.close()]);
  });

  it('health answers until then', async () => {
    const emulator = await serve(EMPTY_DEFINITION);
    expect(await (await emulator.fetch('/_offsync/health')).json()).toEqual({ status: 'ok' });
  });
});
