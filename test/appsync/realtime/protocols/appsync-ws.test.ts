// The AppSync WebSocket protocol frame by frame, over a socket made of arrays: real-time-websocket-client.md and recorded
// frames. What all protocols share is in protocols.test.ts.
import { describe, expect, it } from 'vitest';
import { createHub } from '../../../../src/appsync/realtime/hub.js';
import { type AppSyncWsOptions, createAppSyncWsDoor } from '../../../../src/appsync/realtime/protocols/appsync-ws.js';
import { createManualClock } from '../../../../src/lib/clock.js';
import { silentLog } from '../../../../src/lib/log.js';
import { base64, base64url, type Client, connect, fakeApi, registration, request, settle } from '../fakes.js';

const HOST = 'localhost:4566';
const GOOD = { host: HOST, 'x-api-key': 'good' };
const QUERY = 'subscription S($id: ID) { onPost(id: $id) { id } }';

function setUp(given: Partial<AppSyncWsOptions> = {}) {
  const api = fakeApi();
  const clock = createManualClock();
  const hub = createHub({ log: silentLog });
  const door = createAppSyncWsDoor({ ...api, hub, clock, log: silentLog, ...given });
  const open = (header: unknown = GOOD, path = '/graphql/realtime'): Client =>
    connect(door, request(path, { 'sec-websocket-protocol': `graphql-ws, header-${base64url(header)}` }));
  return { api, clock, hub, door, open };
}

function start(id: unknown, variables: object = {}, authorization: unknown = GOOD): object {
  return {
    id,
    type: 'start',
    payload: { data: JSON.stringify({ query: QUERY, variables }), extensions: { authorization } },
  };
}

const error = (errorType: string, message: string): object => ({ payload: { errors: [{ errorType, message }] } });
const unsupported = error('UnsupportedOperation', 'unknown not supported through the realtime channel');

describe('handshake', () => {
  const greeted = (client: Client): boolean => {
    client.send({ type: 'connection_init' });
    return client.frames[0]?.['type'] === 'connection_ack';
  };

  it('takes the header from the query, with the + of base64 as it is', () => {
    const { door, api } = setUp();
    // '>>>' and '???' make '+' and '/' in base64.
    const header = base64({ ...GOOD, note: '>>>???~~~' });
    expect(header).toContain('+');
    for (const text of [header, encodeURIComponent(header), header.replace(/=+$/, '')]) {
      const client = connect(
        door,
        request(`/graphql/realtime?header=${text}&payload=e30=`, { 'sec-websocket-protocol': 'graphql-ws' }),
      );
      expect(greeted(client)).toBe(true);
    }
    expect(api.seen[0]!.headers['note']).toBe('>>>???~~~');
  });

  it('takes it from a subprotocol', () => {
    expect(greeted(setUp().open())).toBe(true);
  });

  it('takes HTTP headers', () => {
    const { door, api } = setUp();
    const headers = { 'sec-websocket-protocol': 'graphql-ws', 'x-api-key': 'good' };
    expect(greeted(connect(door, request('/graphql', headers)))).toBe(true);
    expect(api.seen[0]).toMatchObject({ host: HOST, path: '/graphql/connect' });
  });

  it.each([
    ['/graphql/realtime', '/graphql/connect'],
    ['/graphql', '/graphql/connect'],
    ['/graphql/abc/realtime', '/graphql/abc/connect'],
  ])('%s is signed as POST %s over {}', (path, signed) => {
    const { open, api } = setUp();
    open({ ...GOOD, Authorization: 'AWS4-HMAC-SHA256 Credential=x' }, path);
    expect(api.seen[0]).toMatchObject({
      method: 'POST',
      path: signed,
      host: HOST,
      headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x' },
      remoteAddress: '127.0.0.1',
    });
    expect(Buffer.from(api.seen[0]!.body).toString()).toBe('{}');
  });

  it("knows the real-time host as the GraphQL host's twin, and hosts without their port", () => {
    const { door } = setUp();
    const at = (host: string, named: string): Client =>
      connect(
        door,
        request('/graphql', {
          host,
          'sec-websocket-protocol': `graphql-ws, header-${base64url({ ...GOOD, host: named })}`,
        }),
      );
    expect(
      greeted(at('abc.appsync-realtime-api.us-east-1.localhost:4566', 'abc.appsync-api.us-east-1.localhost:4566')),
    ).toBe(true);
    expect(greeted(at('localhost:4566', 'localhost'))).toBe(true);
    expect(greeted(at('localhost:4566', 'localhost:4567'))).toBe(false);
  });

  it('takes other hosts that the API answers to', () => {
    const { open } = setUp({ answersTo: (host) => host === 'api.example.com' });
    expect(greeted(open({ ...GOOD, host: 'api.example.com' }))).toBe(true);
  });

  it.each([
    ['no header', '/graphql/realtime', 'graphql-ws', { message: 'Required headers are missing.', errorCode: 400 }],
    [
      'no payload',
      `/graphql/realtime?header=${base64(GOOD)}`,
      'graphql-ws',
      { message: 'Required headers are missing.', errorCode: 400 },
    ],
    [
      'a header that is no JSON',
      '/graphql/realtime',
      'graphql-ws, header-bm9uc2Vuc2U',
      { message: 'Required headers are missing.', errorCode: 400 },
    ],
    [
      'no host',
      '/graphql/realtime',
      `graphql-ws, header-${base64url({ 'x-api-key': 'good' })}`,
      { message: 'Required headers are missing.', errorCode: 400 },
    ],
    ['no subprotocol', '/graphql/realtime', 'other', { message: 'NoProtocolError', errorCode: 400 }],
    [
      'a foreign host',
      '/graphql/realtime',
      `graphql-ws, header-${base64url({ ...GOOD, host: 'evil.com' })}`,
      {
        errorType: 'BadRequestException',
        message: 'The host "evil.com" in the header is not the host of this GraphQL endpoint.',
        errorCode: 400,
      },
    ],
    [
      'a wrong key',
      '/graphql/realtime',
      `graphql-ws, header-${base64url({ host: HOST, 'x-api-key': 'bad' })}`,
      {
        errorType: 'UnauthorizedException',
        message: 'You are not authorized to make this call.',
        errorCode: 401,
      },
    ],
  ])('refuses %s with a frame, then closes', (_name, path, protocols, refusal) => {
    const { door, clock } = setUp();
    const client = connect(door, request(path, { 'sec-websocket-protocol': protocols }));
    client.send({ type: 'connection_init' });
    expect(client.frames).toEqual([{ payload: { errors: [refusal] }, type: 'connection_error' }]);
    expect(client.closed).toBeDefined();
    expect(door.counters).toEqual({ connections: 0, refused: 1, slow: 0 });
    expect(clock.pending).toBe(0);
  });

  it('keeps messages that come while the decision takes its time', async () => {
    const { api, open } = setUp();
    const { decide } = api;
    api.decide = async (credentials) => decide(credentials);
    const client = open();
    client.send({ type: 'connection_init' });
    client.send(start('1'));
    expect(client.frames).toEqual([]);
    await settle();
    expect(client.frames.map(({ type }) => type)).toEqual(['connection_ack', 'ka', 'start_ack']);
  });

  it('and not without bound', () => {
    const { api, open } = setUp({ limits: { backlog: 2 } });
    api.decide = () => new Promise(() => {});
    const client = open();
    for (let count = 0; count < 3; count++) client.send({ type: 'connection_init' });
    expect(client.closed).toMatchObject({ code: 1008 });
  });

  it('answers a fault of the authentication without its text', async () => {
    const { api, open } = setUp();
    api.decide = () => Promise.reject(new Error('secret'));
    const client = open();
    await settle();
    expect(client.frames).toMatchObject([
      { type: 'connection_error', payload: { errors: [{ errorType: 'InternalFailure', errorCode: 500 }] } },
    ]);
    expect(JSON.stringify(client.frames)).not.toContain('secret');
  });
});

describe('connection', () => {
  it('acknowledges and keeps the connection alive', () => {
    const { open, clock } = setUp();
    const client = open();
    client.send({ type: 'connection_init' });
    expect(client.frames).toEqual([
      { type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } },
      { type: 'ka' },
    ]);
    clock.advance(180_000);
    expect(client.frames.filter(({ type }) => type === 'ka')).toHaveLength(4);
    client.leave();
    expect(clock.pending).toBe(0);
  });

  it('ends after 24 hours', () => {
    const { open, clock } = setUp();
    const client = open();
    clock.advance(24 * 3_600_000 - 1);
    expect(client.closed).toBeUndefined();
    clock.advance(1);
    expect(client.closed).toMatchObject({ code: 1001 });
    expect(clock.pending).toBe(0);
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['no type', '{}'],
    ['an unknown type', '{"type":"subscribe","id":"1"}'],
  ])('answers %s and goes on', (_name, text) => {
    const { open } = setUp();
    const client = open();
    client.send(text);
    client.send({ type: 'connection_init' });
    expect(client.frames[0]).toEqual({ type: 'error', ...unsupported });
    expect(client.frames[1]).toMatchObject({ type: 'connection_ack' });
  });

  it('closes when a message is longer than 240 KB', () => {
    const client = setUp().open();
    client.send('x'.repeat(240 * 1024 + 1));
    expect(client.closed).toMatchObject({ code: 1009 });
  });

  it('reads bytes as text', () => {
    const { door } = setUp();
    const frames: string[] = [];
    const events = door.open(
      { send: (data) => frames.push(String(data)), close: () => {}, buffered: 0 },
      request('/graphql', { 'x-api-key': 'good' }),
      'graphql-ws',
    );
    events.message(Buffer.from('{"type":"connection_init"}'));
    expect(frames).toHaveLength(2);
  });
});

describe('start', () => {
  it('needs no connection_init, and is signed as POST over the exact data', async () => {
    const { api, open } = setUp();
    const client = open();
    client.send(start('1', { id: 'x' }, { ...GOOD, 'X-Custom': 'c' }));
    await settle();
    expect(client.frames).toEqual([{ id: '1', type: 'start_ack' }]);
    expect(api.seen[1]).toMatchObject({ method: 'POST', path: '/graphql', host: HOST });
    expect(Buffer.from(api.seen[1]!.body).toString()).toBe(JSON.stringify({ query: QUERY, variables: { id: 'x' } }));
    expect(api.subscribed).toMatchObject([
      { apiId: 'api', query: QUERY, operationName: undefined, variables: { id: 'x' }, headers: { 'x-custom': 'c' } },
    ]);
  });

  it.each([
    ['a wrong key', { host: HOST, 'x-api-key': 'bad' }],
    ['no authorization', undefined],
  ])('with %s is refused, and the connection stays', async (_name, authorization) => {
    const { open } = setUp();
    const client = open();
    client.send(start('1', {}, authorization ?? null));
    client.send(start('2'));
    await settle();
    expect(client.frames).toEqual([
      { id: '1', type: 'error', ...error('UnauthorizedException', 'You are not authorized to make this call.') },
      { id: '2', type: 'start_ack' },
    ]);
  });

  it('for a foreign host is refused', async () => {
    const { open } = setUp();
    const client = open();
    client.send(start('1', {}, { ...GOOD, host: 'evil.com' }));
    await settle();
    expect(client.frames).toMatchObject([
      { id: '1', type: 'error', payload: { errors: [{ errorType: 'BadRequestException' }] } },
    ]);
  });

  it.each([
    ['no id', { type: 'start', payload: { data: '{"query":"x"}' } }],
    ['an id that is no text', start(7)],
    ['no payload', { id: '1', type: 'start' }],
    ['the payload of another protocol', { id: '1', type: 'start', payload: { query: QUERY, variables: {} } }],
    ['data that is an object', { id: '1', type: 'start', payload: { data: { query: QUERY } } }],
    ['data that is no JSON', { id: '1', type: 'start', payload: { data: '{' } }],
    ['data without a query', { id: '1', type: 'start', payload: { data: '{}' } }],
  ])('with %s is not supported', (_name, message) => {
    const client = setUp().open();
    client.send(message);
    expect(client.frames).toEqual([{ type: 'error', id: '', ...unsupported }]);
  });

  it('passes on what registering says', async () => {
    const { api, open } = setUp();
    const errors = [{ errorType: 'UnsupportedOperation', message: 'query not supported through the realtime channel' }];
    api.registers = async () => ({ errors });
    const client = open();
    client.send(start('1'));
    await settle();
    expect(client.frames).toEqual([{ id: '1', type: 'error', payload: { errors } }]);
    api.registers = () => Promise.reject(new Error('secret'));
    client.send(start('1'));
    await settle();
    expect(client.frames[1]).toMatchObject({ id: '1', payload: { errors: [{ errorType: 'InternalFailure' }] } });
  });

  it('with an id in use is refused, also while the first is under way', async () => {
    const { open } = setUp();
    const client = open();
    client.send(start('1'));
    client.send(start('1'));
    await settle();
    client.send(start('1'));
    const twice = { id: '1', type: 'error', ...error('DuplicatedOperationError', 'Duplicated operation with id 1') };
    expect(client.frames).toEqual([twice, { id: '1', type: 'start_ack' }, twice]);
  });

  it('is accepted a hundred times in a second, then not until the next', async () => {
    const { open, clock } = setUp();
    const client = open();
    for (let id = 0; id < 101; id++) {
      client.send(start(String(id)));
      await settle();
      client.send({ id: String(id), type: 'stop' });
    }
    expect(client.frames.filter(({ type }) => type === 'error')).toEqual([
      { type: 'error', ...error('LimitExceededError', 'Rate limit exceeded') },
      { id: '100', type: 'error', ...error('UnknownOperationError', 'Unknown operation id 100') },
    ]);
    clock.advance(1_000);
    client.send(start('again'));
    await settle();
    expect(client.frames.at(-1)).toEqual({ id: 'again', type: 'start_ack' });
  });

  it('is not counted where the limit is off', async () => {
    const { open } = setUp({ limits: { startsPerSecond: 0 } });
    const client = open();
    for (let id = 0; id < 300; id++) {
      client.send(start('1'));
      await settle();
      client.send({ id: '1', type: 'stop' });
    }
    expect(client.frames.filter(({ type }) => type === 'error')).toEqual([]);
  });

  it('may come before connection_init, which is answered late', async () => {
    const { open } = setUp();
    const client = open();
    client.send(start('1'));
    await settle();
    client.send({ type: 'connection_init' });
    expect(client.frames.map(({ type }) => type)).toEqual(['start_ack', 'connection_ack', 'ka']);
  });

  it('is accepted for a hundred subscriptions', async () => {
    const { open, hub, clock } = setUp();
    const client = open();
    for (let id = 0; id <= 100; id++) client.send(start(String(id)));
    await settle();
    expect(client.frames.filter(({ type }) => type === 'start_ack')).toHaveLength(100);
    expect(client.frames.filter(({ type }) => type === 'error')).toEqual([
      { id: '100', type: 'error', ...error('MaxSubscriptionsReachedError', 'Max number of 100 subscriptions reached') },
    ]);
    client.send({ id: '0', type: 'stop' });
    clock.advance(1_000);
    client.send(start('101'));
    await settle();
    expect(hub.counters.subscriptions).toBe(100);
  });
});

describe('data and stop', () => {
  it('sends each event under the id of its subscription', async () => {
    const { open, hub } = setUp();
    const client = open();
    client.send(start('all "quoted"'));
    client.send(start('one', { id: '1' }));
    await settle();
    hub.publish('api', 'onPost', { id: '1' });
    hub.publish('api', 'onPost', { id: '2' });
    const data = (id: string, post: string): object => ({
      id,
      type: 'data',
      payload: { data: { onPost: { id: post } } },
    });
    expect(client.frames.slice(2)).toEqual([data('all "quoted"', '1'), data('one', '1'), data('all "quoted"', '2')]);
  });

  it('stops, and completes', async () => {
    const { open, hub } = setUp();
    const client = open();
    client.send(start('1'));
    await settle();
    client.send({ id: '1', type: 'stop' });
    hub.publish('api', 'onPost', {});
    client.send({ id: '1', type: 'stop' });
    expect(client.frames.slice(1)).toEqual([
      { id: '1', type: 'complete' },
      { id: '1', type: 'error', ...error('UnknownOperationError', 'Unknown operation id 1') },
    ]);
    expect(hub.counters.subscriptions).toBe(0);
  });

  it('a stop overtakes a start that is under way', async () => {
    const { open, hub, api } = setUp();
    let answer: (value: Awaited<ReturnType<typeof api.registers>>) => void = () => {};
    api.registers = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const client = open();
    client.send(start('1'));
    await settle();
    client.send({ id: '1', type: 'stop' });
    answer({ registration: registration() });
    await settle();
    expect(client.frames).toEqual([{ id: '1', type: 'complete' }]);
    expect(hub.counters.subscriptions).toBe(0);
  });

  it('an invalidated subscription completes, and its id is free again', async () => {
    const { open, hub, api } = setUp();
    const invalidation = { filterGroup: [{ filters: [{ fieldName: 'group', operator: 'eq', value: 'a' }] }] };
    api.registers = async () => ({ registration: registration({ invalidation }) });
    const client = open();
    client.send(start('1'));
    await settle();
    hub.invalidate('api', 'onPost', { group: 'a' });
    client.send(start('1'));
    await settle();
    expect(client.frames.map(({ type }) => type)).toEqual(['start_ack', 'complete', 'start_ack']);
  });

  it('a client that leaves takes its subscriptions along, those under way too', async () => {
    const { open, hub, door } = setUp();
    const client = open();
    client.send(start('1'));
    await settle();
    client.send(start('2'));
    client.leave();
    await settle();
    expect(hub.counters.subscriptions).toBe(0);
    expect(door.counters.connections).toBe(0);
  });

  it('drops a client that does not read', async () => {
    const { open, hub, door } = setUp({ limits: { bufferedBytes: 1000 } });
    const [slow, quick] = [open(), open()];
    for (const client of [slow, quick]) client.send(start('1'));
    await settle();
    slow.buffered = 1001;
    hub.publish('api', 'onPost', { id: '1' });
    hub.publish('api', 'onPost', { id: '2' });
    expect(slow.closed).toMatchObject({ code: 1013 });
    expect(slow.frames).toHaveLength(2);
    expect(quick.frames).toHaveLength(3);
    expect(door.counters).toEqual({ connections: 1, refused: 0, slow: 1 });
  });
});
