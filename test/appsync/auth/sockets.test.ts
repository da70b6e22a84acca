// Open sockets and the time: what ends with a caller's credentials, and what goes on. real-time-websocket-client.md.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { AuthProvider, IamDefinition } from '../../../src/definition/model.js';
import { EMPTY_DEFINITION } from '../../../src/definition/model.js';
import { CONNECT_311, connect } from '../../support/mqtt.js';
import { bearer } from './authorizer.js';
import { type Issuer, newKey, startIssuer, tokenOf } from './issuer.js';
import {
  apiWith,
  Conversation,
  type Credential,
  connectHeaders,
  KEY,
  START_DATA,
  type Stand,
  signedBy,
  stand,
  startHeaders,
} from './stand.js';

const NOW = Date.UTC(2026, 0, 1) / 1000;
const OTHER = 'da2-otherotherotherotherothero';
const key = newKey('k1', 'ES256');
const TEST = signedBy({ accessKeyId: 'test', secretAccessKey: 'test' });
const withKey =
  (id: string): Credential =>
  () => ({ 'x-api-key': id });

let issuer: Issuer;
let at: Stand;
let modes: AuthProvider[];
beforeEach(async () => {
  issuer = await startIssuer(key);
  modes = [{ type: 'API_KEY' }, { type: 'AWS_IAM' }, { type: 'OPENID_CONNECT', openIdConnect: { issuer: issuer.url } }];
  at = await stand({ apis: [apiWith('api', modes, { apiKeys: [{ id: KEY }, { id: OTHER, expires: NOW + 3600 }] })] });
});
afterEach(async () => {
  await at.close();
  await issuer.close();
});

const token = (exp: number): Credential => bearer(tokenOf({ iss: issuer.url, sub: 'u', iat: NOW, exp }, key));

async function connected(opener: Credential): Promise<Conversation> {
  const conversation = new Conversation(at, 'api', connectHeaders(at, 'api', opener));
  expect((await conversation.heard()).type).toBe('connection_ack');
  return conversation;
}

async function started(conversation: Conversation, id: string, credential: Credential): Promise<void> {
  conversation.start(id, startHeaders(at, 'api', credential), START_DATA);
  expect(await conversation.heard()).toEqual({ id, type: 'start_ack' });
}

const say = (text: string): Promise<unknown> =>
  at.ask('api', { 'x-api-key': KEY }, { query: `mutation { say(text: "${text}") }` });

const errorOf = (id: string, message: string) => ({
  id,
  type: 'error',
  payload: { errors: [{ errorType: 'UnauthorizedException', message }] },
});

describe('a token that expires', () => {
  it('ends the subscriptions made with it, and neither the others nor the socket', async () => {
    const conversation = await connected(token(NOW + 60));
    await started(conversation, 'short', token(NOW + 60));
    await started(conversation, 'long', token(NOW + 600));
    await started(conversation, 'key', withKey(KEY));
    at.clock.advance(60_000);
    expect(await conversation.heard()).toEqual(errorOf('short', 'Token has expired.'));
    await say('still here');
    const ids = [(await conversation.heard()).id, (await conversation.heard()).id];
    expect(ids.sort()).toEqual(['key', 'long']);
    conversation.start('late', startHeaders(at, 'api', token(NOW + 60)), START_DATA);
    expect(await conversation.heard()).toEqual(errorOf('late', 'Token has expired.'));
    await started(conversation, 'renewed', token(NOW + 900));
    conversation.leave();
  });

  it('does nothing any more once its subscription was stopped', async () => {
    const conversation = await connected(token(NOW + 60));
    await started(conversation, 'one', token(NOW + 60));
    conversation.send({ id: 'one', type: 'stop' });
    expect(await conversation.heard()).toEqual({ id: 'one', type: 'complete' });
    at.clock.advance(60_000);
    await started(conversation, 'two', withKey(KEY));
    conversation.leave();
  });
});

describe('an API key', () => {
  it('ends its subscriptions when it expires', async () => {
    const conversation = await connected(withKey(OTHER));
    await started(conversation, 'one', withKey(OTHER));
    await started(conversation, 'two', withKey(KEY));
    at.clock.advance(3_600_000);
    expect(await conversation.heard()).toEqual(errorOf('one', 'You are not authorized to make this call.'));
    conversation.leave();
  });

  it('ends them earlier when it is made to expire earlier, and later when later', async () => {
    const conversation = await connected(withKey(KEY));
    await started(conversation, 'one', withKey(OTHER));
    await started(conversation, 'two', withKey(KEY));
    const apiKeys = [
      { id: KEY, expires: NOW + 3600 },
      { id: OTHER, expires: NOW + 7200 },
    ];
    await at.emulator.replace({ ...EMPTY_DEFINITION, apis: [apiWith('api', modes, { apiKeys })] });
    at.clock.advance(3_600_000);
    expect(await conversation.heard()).toEqual(errorOf('two', 'You are not authorized to make this call.'));
    at.clock.advance(3_600_000);
    expect(await conversation.heard()).toEqual(errorOf('one', 'You are not authorized to make this call.'));
    conversation.leave();
  });

  it('that is deleted ends its subscriptions, and starts none', async () => {
    const conversation = await connected(withKey(OTHER));
    await started(conversation, 'one', withKey(OTHER));
    await started(conversation, 'two', withKey(KEY));
    await at.emulator.replace({ ...EMPTY_DEFINITION, apis: [apiWith('api', modes, { apiKeys: [{ id: KEY }] })] });
    expect(await conversation.heard()).toEqual(errorOf('one', 'You are not authorized to make this call.'));
    conversation.start('three', startHeaders(at, 'api', withKey(OTHER)), START_DATA);
    expect(await conversation.heard()).toEqual(errorOf('three', 'You are not authorized to make this call.'));
    await say('on');
    expect(await conversation.heard()).toMatchObject({ id: 'two', type: 'data' });
    conversation.leave();
  });
});

describe('a signature', () => {
  it('of the connection does not serve for a start, nor one start for another', async () => {
    const conversation = await connected(TEST);
    const wrong = { id: 'one', type: 'error', payload: { errors: [{ errorType: 'InvalidSignatureException' }] } };
    conversation.start('one', { host: at.host, ...connectHeaders(at, 'api', TEST) }, START_DATA);
    expect(await conversation.heard()).toMatchObject(wrong);
    conversation.start('one', startHeaders(at, 'api', TEST), `${START_DATA} `);
    expect(await conversation.heard()).toMatchObject(wrong);
    await started(conversation, 'one', TEST);
    conversation.leave();
  });

  it('that is old ends nothing: it was good when it was shown', async () => {
    const conversation = await connected(TEST);
    await started(conversation, 'one', TEST);
    at.clock.advance(3_600_000);
    await say('later');
    expect(await conversation.heard()).toMatchObject({ id: 'one', type: 'data' });
    conversation.leave();
  });
});

describe('an access key', () => {
  const ANN = signedBy({ accessKeyId: 'AKIAANN', secretAccessKey: 'secret' });
  const ann = (status: 'Active' | 'Inactive', name = 'ann'): IamDefinition => ({
    ...EMPTY_DEFINITION.iam,
    users: [
      {
        ...{ name, arn: `arn:aws:iam::000000000000:user/${name}`, id: 'AIDAANN', path: '/', place: {} },
        ...{ inlinePolicies: [], groups: [], tags: {} },
        managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
        accessKeys: [{ id: 'AKIAANN', secret: 'secret', status, place: {} }],
      },
    ],
  });
  const replace = (iam: IamDefinition) => at.emulator.replace({ ...at.emulator.definition, iam });

  it.each<[string, IamDefinition]>([
    ['inactive', ann('Inactive')],
    ['deleted', EMPTY_DEFINITION.iam],
    ["another user's", ann('Active', 'bob')],
  ])('that becomes %s ends its subscriptions, and nobody else', async (_name, iam) => {
    await replace(ann('Active'));
    const conversation = await connected(TEST);
    await started(conversation, 'one', ANN);
    await started(conversation, 'two', TEST);
    await replace(iam);
    expect(await conversation.heard()).toEqual(errorOf('one', 'You are not authorized to make this call.'));
    await say('on');
    expect(await conversation.heard()).toMatchObject({ id: 'two', type: 'data' });
    conversation.leave();
  });

  it('that stays as it is ends nothing when others change', async () => {
    await replace(ann('Active'));
    const conversation = await connected(TEST);
    await started(conversation, 'one', ANN);
    await replace({ ...ann('Active'), groups: [] });
    await say('on');
    expect(await conversation.heard()).toMatchObject({ id: 'one', type: 'data' });
    conversation.leave();
  });
});

describe('MQTT', () => {
  const offered = async (credential: Credential) => {
    const { body } = await at.ask('api', credential, { query: 'subscription { onSay }' });
    const { extensions } = body as unknown as {
      extensions: { subscription: { mqttConnections: [{ url: string; topics: [string]; client: string }] } };
    };
    return extensions.subscription.mqttConnections[0];
  };
  const listen = async ({ url, client, topics }: Awaited<ReturnType<typeof offered>>) => {
    const mqtt = await connect(url, 'mqtt');
    mqtt.send({ ...CONNECT_311, clientId: client });
    const answer = await mqtt.next();
    mqtt.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: topics[0], qos: 0 }] });
    return { mqtt, answer };
  };

  it('hears nothing any more when the token has ended', async () => {
    const { mqtt } = await listen(await offered(token(NOW + 60)));
    expect(await mqtt.next()).toMatchObject({ cmd: 'suback', granted: [0] });
    await say('before');
    expect(await mqtt.next()).toMatchObject({ cmd: 'publish' });
    at.clock.advance(60_000);
    await say('after');
    // Cut off: MQTT has no other way to say it.
    expect(await mqtt.next()).toBeUndefined();
  });

  it('hears nothing at all when the token ended between the offer and the connection', async () => {
    const offer = await offered(token(NOW + 60));
    at.clock.advance(60_000);
    const { mqtt } = await listen(offer);
    await say('after');
    const heard = [await mqtt.next(), await mqtt.next()];
    expect(heard.map((packet) => packet?.cmd)).not.toContain('publish');
  });

  it('is not let in with the offer of a key that was deleted since', async () => {
    const offer = await offered(withKey(OTHER));
    await at.emulator.replace({ ...EMPTY_DEFINITION, apis: [apiWith('api', modes, { apiKeys: [{ id: KEY }] })] });
    const { mqtt, answer } = await listen(offer);
    expect(answer).toMatchObject({ cmd: 'connack', returnCode: 2 });
    mqtt.socket.terminate();
  });
});

describe('graphql-transport-ws', () => {
  it('lets in and refuses alike, and ends a subscription with its token', async () => {
    const open = (credential: Credential) => {
      const socket = new WebSocket(`ws://${at.host}/graphql/api`, ['graphql-transport-ws']);
      const frames: { type: string; id?: string }[] = [];
      const heard = new Promise<typeof frames>((resolve) => {
        socket.on('message', (data) => {
          const frame = JSON.parse(String(data)) as { type: string };
          frames.push(frame);
          if (frame.type === 'connection_ack')
            socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: 'subscription { onSay }' } }));
          if (frame.type === 'next') at.clock.advance(60_000);
          if (frame.type === 'complete' || frame.type === 'error') resolve(frames);
        });
        socket.on('close', () => resolve(frames));
      });
      socket.on('open', () =>
        socket.send(JSON.stringify({ type: 'connection_init', payload: connectHeaders(at, 'api', credential) })),
      );
      return { socket, frames, heard };
    };
    const refused = open(token(NOW - 1));
    expect(await refused.heard).toEqual([]);
    const { socket, frames, heard } = open(token(NOW + 60));
    while (!frames.some(({ type }) => type === 'next')) {
      await say('x');
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await heard).at(-1)).toMatchObject({
      id: '1',
      type: 'error',
      payload: [{ message: 'Token has expired.' }],
    });
    socket.terminate();
  });
});
