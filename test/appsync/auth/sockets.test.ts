// Open sockets and the time: what ends with a caller's credentials, and what goes on. real-time-websocket-client.md.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { AuthProvider } from '../../../src/definition/model.js';
import { EMPTY_DEFINITION } from '../../../src/definition/model.js';
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
    expect((await heard).at(-1)).toMatchObject({ id: '1', type: 'complete' });
    socket.terminate();
  });
});
