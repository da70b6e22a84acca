// graphql-transport-ws: what is its own beside the suite of all protocols.
import { describe, expect, it } from 'vitest';
import { createHub } from '../../../../src/appsync/realtime/hub.js';
import {
  createTransportWsDoor,
  type TransportWsOptions,
} from '../../../../src/appsync/realtime/protocols/transport-ws.js';
import { createLog, silentLog } from '../../../../src/lib/log.js';
import { base64url, type Client, connect, fakeApi, registration, request, settle } from '../fakes.js';

function setUp(given: Partial<TransportWsOptions> = {}) {
  const api = fakeApi();
  const hub = createHub({ log: silentLog });
  const door = createTransportWsDoor({ ...api, hub, log: silentLog, ...given });
  const open = async (payload?: object, url = '/graphql/abc', headers = {}): Promise<Client> => {
    const client = connect(door, request(url, { 'sec-websocket-protocol': 'graphql-transport-ws', ...headers }));
    client.send({ type: 'connection_init', payload });
    await settle();
    return client;
  };
  return { api, door, hub, open };
}

const GOOD = { 'x-api-key': 'good' };
const subscribe = (id: string, query: string, variables = {}): object => ({
  id,
  type: 'subscribe',
  payload: { query, variables },
});

describe('graphql-transport-ws', () => {
  it.each([
    ['the payload', GOOD, {}],
    ['headers in the payload', { headers: GOOD }, {}],
    ['HTTP headers', undefined, GOOD],
    [
      "AppSync's subprotocol",
      undefined,
      { 'sec-websocket-protocol': `graphql-transport-ws, header-${base64url({ host: 'localhost:4566', ...GOOD })}` },
    ],
  ])('takes credentials from %s', async (_name, payload, headers) => {
    const { api, open } = setUp();
    expect((await open(payload, '/graphql/abc', headers)).frames).toEqual([{ type: 'connection_ack' }]);
    expect(api.seen).toMatchObject([{ method: 'POST', path: '/graphql/abc/connect', host: 'localhost:4566' }]);
  });

  it.each([
    ['a wrong key', { 'x-api-key': 'bad' }],
    ['no credentials', undefined],
  ])('closes with 4403 for %s, and tells the log', async (_name, payload) => {
    const lines: string[] = [];
    const { open } = setUp({ log: createLog('info', (_level, message) => lines.push(message)) });
    expect((await open(payload)).closed).toMatchObject({ code: 4403 });
    expect(lines).toEqual([expect.stringContaining('A real-time connection was refused')]);
  });

  it('says that the credentials of a subscription have ended', async () => {
    const { api, hub, open } = setUp();
    api.registers = async () => ({ registration: registration({ apiKey: 'k1' }) });
    const client = await open(GOOD);
    client.send(subscribe('1', 'subscription { onPost }'));
    await settle();
    hub.expire('api', ({ apiKey }) => apiKey === 'k1');
    await settle();
    expect(client.frames.slice(1)).toEqual([
      {
        id: '1',
        type: 'error',
        payload: [{ errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.' }],
      },
    ]);
  });

  it('answers what is not accepted with its errors', async () => {
    const { api, open } = setUp();
    const errors = [{ errorType: 'UnsupportedOperation', message: 'query not supported through the realtime channel' }];
    api.registers = async () => ({ errors });
    const client = await open(GOOD);
    client.send(subscribe('1', 'query { posts { id } }'));
    await settle();
    api.registers = () => Promise.reject(new Error('secret'));
    client.send(subscribe('2', '{'));
    await settle();
    expect(client.frames.slice(1)).toEqual([
      { id: '1', type: 'error', payload: errors },
      {
        id: '2',
        type: 'error',
        payload: [{ errorType: 'InternalFailure', message: 'An internal error occurred.' }],
      },
    ]);
  });

  it('closes with 4400 for what is no message', async () => {
    const client = await setUp().open(GOOD);
    client.send('{');
    await settle();
    expect(client.closed).toMatchObject({ code: 4400 });
  });

  it('sends the text that the hub made, once for all clients and without reading it', async () => {
    const { api, hub, open } = setUp();
    let projected = 0;
    api.registers = async () => ({
      registration: registration({
        project: () => {
          projected++;
          // With spaces that a second serialisation would take away.
          return '{"data": {"onPost": null}}';
        },
      }),
    });
    const sent: string[] = [];
    const clients = await Promise.all([open(GOOD), open(GOOD)]);
    for (const client of clients) {
      client.raw = (frame) => sent.push(frame);
      client.send(subscribe('a"b', 'subscription { onPost { id } }'));
    }
    await settle();
    hub.publish('api', 'onPost', {});
    expect(projected).toBe(1);
    expect(sent).toEqual(clients.map(() => '{"id":"a\\"b","type":"next","payload":{"data": {"onPost": null}}}'));
  });

  it('sends nothing to a subscription that its client completed', async () => {
    const { hub, open } = setUp();
    const client = await open(GOOD);
    client.send(subscribe('1', 'subscription { onPost { id } }'));
    await settle();
    client.send({ id: '1', type: 'complete' });
    await settle();
    hub.publish('api', 'onPost', {});
    expect(client.frames).toHaveLength(1);
    expect(hub.counters.subscriptions).toBe(0);
  });

  it('drops a client that does not read', async () => {
    const { door, hub, open } = setUp({ bufferedBytes: 100 });
    const client = await open(GOOD);
    client.send(subscribe('1', 'subscription { onPost { id } }'));
    await settle();
    client.buffered = 101;
    hub.publish('api', 'onPost', {});
    await settle();
    expect(client.closed).toMatchObject({ code: 1013 });
    expect(door.counters).toEqual({ connections: 1, refused: 0, slow: 1 });
  });
});
