// Server-sent events and the first protocol's handshake: what a GraphQL endpoint answers to subscriptions over plain HTTP.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMPTY_DEFINITION } from '../../../src/definition/model.js';
import { createEmulator, type Emulator } from '../../../src/emulator.js';
import { apiOf, KEY } from '../../support/api.js';
import { CONNECT_31, CONNECT_311, connect } from '../../support/mqtt.js';

const ECHO =
  'export function request(ctx) { return { payload: ctx.args } } export function response(ctx) { return ctx.result }';

let emulator: Emulator;
beforeAll(async () => {
  const api = apiOf({
    schema: `type Note { id: ID! text: String }
      type Query { note: Note }
      type Mutation { add(id: ID!, text: String): Note }
      type Subscription { added(id: ID): Note @aws_subscribe(mutations: ["add"]) }`,
    resolvers: { 'Mutation.add': ECHO },
  });
  emulator = await createEmulator({ definition: { ...EMPTY_DEFINITION, apis: [api] }, port: 0 });
});
afterAll(() => emulator.close());

const post = (query: string, accept = 'application/json'): Promise<Response> =>
  fetch(`${emulator.url}/graphql`, {
    method: 'POST',
    headers: { 'x-api-key': KEY, accept },
    body: JSON.stringify({ query }),
  });

const add = (id: string, text: string): Promise<Response> =>
  post(`mutation { add(id: "${id}", text: "${text}") { id text } }`);

/** Reads a stream until its text holds what is waited for. */
async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, wanted: string): Promise<string> {
  let text = '';
  while (!text.includes(wanted)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += Buffer.from(value).toString('utf8');
  }
  return text;
}

describe('an event stream', () => {
  it('answers a query with one event and ends', async () => {
    const response = await post('{ note { id } }', 'text/event-stream');
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await response.text()).toBe('event: next\ndata: {"data":{"note":null}}\n\nevent: complete\ndata: \n\n');
  });

  it('carries the events of a subscription, filtered, until the client goes', async () => {
    const response = await post('subscription { added(id: "1") { id text } }', 'text/event-stream');
    const reader = response.body!.getReader();
    await readUntil(reader, ':\n\n');
    await add('2', 'no');
    await add('1', 'yes');
    expect(await readUntil(reader, 'yes')).toBe('event: next\ndata: {"data":{"added":{"id":"1","text":"yes"}}}\n\n');
    await reader.cancel();
  });

  it('a subscription that is refused is an answer with errors', async () => {
    const response = await post('subscription { nope }', 'text/event-stream');
    expect(await response.text()).toContain("Field 'nope' in type 'Subscription' is undefined");
  });

  it('a caller who is refused gets plain JSON', async () => {
    const response = await fetch(`${emulator.url}/graphql`, {
      method: 'POST',
      headers: { accept: 'text/event-stream' },
      body: '{"query":"{ note { id } }"}',
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toContain('application/json');
  });
});

interface Offered {
  readonly url: string;
  readonly topics: readonly [string];
  readonly client: string;
}

async function handshake(query: string): Promise<Offered> {
  const body = (await (await post(query)).json()) as {
    extensions: { subscription: { mqttConnections: [Offered] } };
  };
  return body.extensions.subscription.mqttConnections[0];
}

describe('MQTT over WebSocket', () => {
  it.each([
    ['mqttv3.1', CONNECT_31],
    ['mqtt', CONNECT_311],
  ] as const)('%s: handshake, subscribe, events, ping', async (protocol, hello) => {
    const body = (await (await post('subscription { added(id: "7") { text } }')).json()) as Record<string, never>;
    expect(body).toEqual({
      data: { added: null },
      extensions: {
        subscription: {
          version: '1.0.0',
          mqttConnections: [{ url: expect.any(String), topics: [expect.any(String)], client: expect.any(String) }],
          newSubscriptions: { added: { topic: expect.any(String), expireTime: null } },
        },
      },
    });
    const { url, topics, client } = await handshake('subscription { added(id: "7") { text } }');
    const mqtt = await connect(url, protocol);
    mqtt.send({ ...hello, clientId: client });
    expect(await mqtt.next()).toMatchObject({ cmd: 'connack', returnCode: 0 });
    mqtt.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: topics[0], qos: 0 }] });
    expect(await mqtt.next()).toMatchObject({ cmd: 'suback', granted: [0] });
    await add('8', 'other');
    await add('7', 'mine');
    const event = await mqtt.next();
    expect(event).toMatchObject({ cmd: 'publish', topic: topics[0], qos: 0 });
    expect(String((event as { payload: Buffer }).payload)).toBe('{"data":{"added":{"text":"mine"}}}');
    mqtt.send({ cmd: 'pingreq' });
    expect(await mqtt.next()).toMatchObject({ cmd: 'pingresp' });
    mqtt.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: [topics[0]] });
    expect(await mqtt.next()).toMatchObject({ cmd: 'unsuback', messageId: 2 });
    await add('7', 'nobody listens');
    mqtt.send({ cmd: 'disconnect' });
    expect(await mqtt.next()).toBeUndefined();
  });

  it('nobody else may listen to an offered topic', async () => {
    const [mine, theirs] = [
      await handshake('subscription { added { id } }'),
      await handshake('subscription { added { id } }'),
    ];
    const mqtt = await connect(mine.url, 'mqtt');
    mqtt.send({ ...CONNECT_311, clientId: mine.client });
    await mqtt.next();
    mqtt.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: theirs.topics[0], qos: 0 }] });
    expect(await mqtt.next()).toMatchObject({ cmd: 'suback', granted: [128] });
    mqtt.send({ cmd: 'subscribe', messageId: 2, subscriptions: [{ topic: '#', qos: 0 }] });
    expect(await mqtt.next()).toMatchObject({ cmd: 'suback', granted: [128] });
    mqtt.socket.close();
  });

  it("nobody may end another client's subscription, and one that is withdrawn ends its connection", async () => {
    const [mine, theirs] = [
      await handshake('subscription { added(id: "9") { id } }'),
      await handshake('subscription { added(id: "9") { id } }'),
    ];
    const listener = await connect(mine.url, 'mqtt');
    listener.send({ ...CONNECT_311, clientId: mine.client });
    await listener.next();
    listener.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: mine.topics[0], qos: 0 }] });
    await listener.next();
    const stranger = await connect(theirs.url, 'mqtt');
    stranger.send({ ...CONNECT_311, clientId: theirs.client });
    await stranger.next();
    stranger.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: [mine.topics[0]] });
    await stranger.next();
    await add('9', 'still heard');
    expect(await listener.next()).toMatchObject({ cmd: 'publish', topic: mine.topics[0] });
    const { definition } = emulator;
    const [api] = definition.apis;
    const schema = [{ text: 'type Query { a: String }', place: { file: 'schema.graphql' } }];
    await emulator.replace({ ...definition, apis: [{ ...api!, schema, resolvers: [] }] });
    expect(await listener.next()).toBeUndefined();
    await emulator.replace(definition);
  });

  it('a client nobody offered anything, and one that publishes, are cut off', async () => {
    const { url, client } = await handshake('subscription { added { id } }');
    const stranger = await connect(url, 'mqtt');
    stranger.send({ ...CONNECT_311, clientId: 'stranger' });
    expect(await stranger.next()).toMatchObject({ cmd: 'connack', returnCode: 2 });
    expect(await stranger.next()).toBeUndefined();
    const publisher = await connect(url, 'mqtt');
    publisher.send({ ...CONNECT_311, clientId: client });
    await publisher.next();
    publisher.send({ cmd: 'publish', topic: 'a', payload: 'b', qos: 0, dup: false, retain: false });
    expect(await publisher.next()).toBeUndefined();
    const noise = await connect(url, 'mqtt');
    noise.socket.send(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0x00]));
    expect(await noise.next()).toBeUndefined();
  });
});
