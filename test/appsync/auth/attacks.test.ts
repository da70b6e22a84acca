// What somebody tries who has no business here: credentials said twice, names like members of every object, lists where texts
// belong, tokens without end. Every door, and all of it refused without a fault of ours.
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { AuthProvider } from '../../../src/definition/model.js';
import { bearer } from './authorizer.js';
import { type Claims, type Issuer, jwkOf, newKey, startIssuer, tokenOf } from './issuer.js';
import { apiWith, Conversation, KEY, START_DATA, type Stand, signedBy, stand } from './stand.js';

const key = newKey('k1', 'ES256');
const stranger = newKey('k1', 'ES256');
const TEST = signedBy({ accessKeyId: 'test', secretAccessKey: 'test' });
const NOW = Date.UTC(2026, 0, 1) / 1000;
const schema = [
  {
    text: `
      type Query @aws_api_key @aws_cognito_user_pools {
        constructor: String @aws_cognito_user_pools(cognito_groups: ["toString"])
        toString: String @aws_cognito_user_pools(cognito_groups: ["admins"])
      }`,
    place: { file: 'schema.graphql' },
  },
];

let issuer: Issuer;
let at: Stand;
beforeAll(async () => {
  issuer = await startIssuer(key);
  issuer.keys.push(...['__proto__', 'constructor', '../k1'].map((kid) => jwkOf(key, { kid })));
  const oidc: AuthProvider = { type: 'OPENID_CONNECT', openIdConnect: { issuer: issuer.url } };
  const pool: AuthProvider = {
    type: 'AMAZON_COGNITO_USER_POOLS',
    userPool: { userPoolId: 'us-east-1_Pool', region: 'us-east-1', issuer: issuer.url },
  };
  at = await stand({
    apis: [
      apiWith('all', [{ type: 'API_KEY' }, { type: 'AWS_IAM' }, oidc]),
      apiWith('groups', [pool], { schema, resolvers: [], dataSources: [] }),
    ],
  });
});
afterAll(async () => {
  await at.close();
  await issuer.close();
});
beforeEach(() => {
  at.logged.length = 0;
});

const claims = (more: Claims = {}): Claims => ({
  ...{ iss: issuer.url, sub: 'u', aud: 'web', token_use: 'id', iat: NOW, exp: NOW + 3600 },
  ...more,
});

/** Headers in pairs, as they go over the wire. */
function send(api: string, headers: readonly string[], path = `/graphql/${api}`): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(at.emulator.url);
    const raw = ['host', at.host, 'content-length', '21', ...headers];
    const sent = httpRequest({ hostname, port, path, method: 'POST', headers: raw }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    });
    sent.on('error', reject);
    sent.end('{"query":"{ hello }"}');
  });
}

describe('a header said twice', () => {
  const good = () => tokenOf(claims(), key);
  it.each<[string, () => string[], number]>([
    ['the same API key', () => ['x-api-key', KEY, 'X-Api-Key', KEY], 401],
    ['a wrong API key and a right one', () => ['x-api-key', 'x', 'x-api-key', KEY], 401],
    ['a token and a wrong one', () => ['authorization', good(), 'authorization', tokenOf(claims(), stranger)], 401],
    [
      'a wrong token and a right one',
      () => ['authorization', tokenOf(claims(), stranger), 'authorization', good()],
      401,
    ],
    ['nothing and a token', () => ['authorization', '', 'authorization', good()], 401],
    ['a token and, beside it, a wrong API key', () => ['authorization', good(), 'x-api-key', 'x'], 401],
    ['one of each, both right', () => ['authorization', good(), 'x-api-key', KEY], 200],
  ])('%s', async (_name, headers, status) => {
    expect(await send('all', headers())).toBe(status);
  });

  it('a signature twice is none', async () => {
    const request = { method: 'POST', url: '/graphql/all', host: at.host, body: '{"query":"{ hello }"}' };
    const signed = TEST(request, at.clock.now());
    const pairs = Object.entries(signed).flat();
    expect(await send('all', pairs)).toBe(200);
    expect(
      await send('all', [
        ...pairs,
        'Authorization',
        String(Object.entries(signed).find(([name]) => name.toLowerCase() === 'authorization')?.[1]),
      ]),
    ).toBe(403);
    expect(await send('all', [...pairs, 'content-type', 'text/plain'])).toBe(403);
  });
});

describe('a token', () => {
  it.each<[string, () => string, number]>([
    ['whose kid is a member of every object', () => tokenOf(claims(), key, { kid: 'toString' }), 401],
    ['whose kid is __proto__, which a key has', () => tokenOf(claims(), key, { kid: '__proto__' }), 200],
    ['whose kid is a path that no key has', () => tokenOf(claims(), key, { kid: '../../k1' }), 401],
    ['whose kid is a path that another key has', () => tokenOf(claims(), stranger, { kid: '../k1' }), 401],
    ['whose kid is a list', () => tokenOf(claims(), key, { kid: ['k1'] }), 401],
    ['whose kid is an object', () => tokenOf(claims(), key, { kid: { toString: 'k1' } }), 401],
    ['whose alg is a list', () => tokenOf(claims(), key, { alg: ['ES256'] }), 401],
    [
      'whose header has a key, a key set and a certificate',
      () => tokenOf(claims(), stranger, { jwk: jwkOf(stranger), jku: issuer.url, x5u: issuer.url, x5c: ['x'] }),
      401,
    ],
    ['that asks for b64', () => tokenOf(claims(), key, { crit: ['b64'], b64: false }), 401],
    ['with an empty list of what is critical', () => tokenOf(claims(), key, { crit: [] }), 401],
    ['whose iss is a list', () => tokenOf(claims({ iss: [issuer.url] }), key), 401],
    ['whose iss is an object', () => tokenOf(claims({ iss: { toString: 1 } }), key), 401],
    ['whose iss is __proto__', () => tokenOf(claims({ iss: '__proto__' }), key), 401],
    ['of 50 KB', () => `${'a'.repeat(30_000)}.${'b'.repeat(20_000)}.c`, 401],
    ['after Bearer and a tab', () => `Bearer\t${tokenOf(claims(), key)}`, 200],
    ['after bearer in capitals', () => `BEARER ${tokenOf(claims(), key)}`, 200],
    ['after Bearer and no space', () => `Bearer${tokenOf(claims(), key)}`, 401],
    ['after Bearer:', () => `Bearer: ${tokenOf(claims(), key)}`, 401],
    ['after Token', () => `Token ${tokenOf(claims(), key)}`, 401],
  ])('%s', async (_name, token, status) => {
    expect(await send('all', ['authorization', token()])).toBe(status);
    // No fault of ours.
    expect(at.logged.filter(({ fields }) => 'stack' in fields)).toEqual([]);
  });

  it('of 180 KB on a socket is refused, and the socket goes on', async () => {
    const conversation = new Conversation(at, 'all', { 'x-api-key': KEY });
    expect((await conversation.heard()).type).toBe('connection_ack');
    conversation.start(
      'one',
      { host: at.host, Authorization: `${'a'.repeat(90_000)}.${'b'.repeat(90_000)}.c` },
      START_DATA,
    );
    expect(await conversation.heard()).toMatchObject({ id: 'one', type: 'error' });
    conversation.start('two', { host: at.host, 'x-api-key': KEY }, START_DATA);
    expect(await conversation.heard()).toEqual({ id: 'two', type: 'start_ack' });
    conversation.leave();
  });

  it('after thousands of bad ones still lets in, and its issuer is not asked each time', async () => {
    const asked = issuer.asked.length;
    const bad = Array.from({ length: 300 }, (_, index) => tokenOf(claims(), stranger, { kid: `bad${index}` }));
    const answers = await Promise.all(bad.map((token) => send('all', ['authorization', token])));
    expect(new Set(answers)).toEqual(new Set([401]));
    expect(issuer.asked.length - asked).toBeLessThanOrEqual(4);
    expect(await send('all', ['authorization', tokenOf(claims(), key)])).toBe(200);
  });
});

describe('groups', () => {
  it('are not looked at in a token that says nothing sensible of its use', async () => {
    for (const use of [{ toString: 1 }, ['id'], null, 'ID']) {
      const { response } = await at.ask('groups', bearer(tokenOf(claims({ token_use: use }), key)));
      expect(response.status).toBe(401);
    }
  });

  const query = { query: '{ constructor toString }' };
  const denied = async (groups: unknown): Promise<readonly string[]> => {
    const { response, body } = await at.ask(
      'groups',
      bearer(tokenOf(claims({ 'cognito:groups': groups }), key)),
      query,
    );
    expect(response.status).toBe(200);
    return (body.errors ?? []).map(({ message }) =>
      message.replace(/Not Authorized to access (.*) on type Query/, '$1'),
    );
  };

  it.each<[string, unknown, readonly string[]]>([
    ['of the name', ['admins'], ['constructor']],
    ['named like a member of every object', ['toString'], ['toString']],
    ['as a text', 'admins', ['constructor', 'toString']],
    ['as a text in a list in a list', [['admins']], ['constructor', 'toString']],
    ['as an object', { admins: true, 0: 'admins', length: 1 }, ['constructor', 'toString']],
    ['in other letters', ['Admins', 'admins ', 'аdmins'], ['constructor', 'toString']],
    ['named __proto__', ['__proto__', 'constructor', 'hasOwnProperty'], ['constructor', 'toString']],
    ['that are null', null, ['constructor', 'toString']],
  ])('%s', async (_name, groups, fields) => {
    expect([...(await denied(groups))].sort()).toEqual(fields);
  });
});

describe('another door', () => {
  it('takes no header of the handshake for one of a header object', async () => {
    const { hostname, port } = new URL(at.emulator.url);
    const header = Buffer.from(JSON.stringify({ host: at.host, 'x-api-key': 'wrong' })).toString('base64url');
    const socket = new WebSocket(`ws://${hostname}:${port}/graphql/all/realtime`, ['graphql-ws', `header-${header}`], {
      headers: { 'x-api-key': KEY },
    });
    const frame = await new Promise<{ type: string }>((resolve) => {
      socket.on('open', () => socket.send('{"type":"connection_init"}'));
      socket.on('message', (data) => resolve(JSON.parse(String(data)) as { type: string }));
    });
    expect(frame.type).toBe('connection_error');
    socket.terminate();
  });

  // In AppSync's own protocol connection_init is optional: the URL has said who connects, and each start says it again.
  it('of graphql-transport-ws starts nothing before connection_init', async () => {
    const header = Buffer.from(JSON.stringify({ host: at.host, 'x-api-key': KEY })).toString('base64url');
    const socket = new WebSocket(`ws://${at.host}/graphql/all/realtime?header=${header}`, ['graphql-transport-ws']);
    const start = { id: '1', type: 'subscribe', payload: { query: 'subscription { onSay }' } };
    const heard = await new Promise<string>((resolve) => {
      socket.on('open', () => socket.send(JSON.stringify(start)));
      socket.on('message', (data) => resolve(String(data)));
      socket.on('close', (code) => resolve(String(code)));
    });
    expect(heard).toBe('4401');
  });

  it('of graphql-transport-ws takes no signature made for another host', async () => {
    const open = (host: string) => {
      const socket = new WebSocket(`ws://${at.host}/graphql/all`, ['graphql-transport-ws']);
      const request = { method: 'POST', url: '/graphql/all/connect', host, body: '{}' };
      const payload = { host, ...TEST(request, at.clock.now()) };
      return new Promise<string>((resolve) => {
        socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })));
        socket.on('message', (data) => {
          resolve((JSON.parse(String(data)) as { type: string }).type);
          socket.terminate();
        });
        socket.on('close', (code) => resolve(String(code)));
      });
    };
    expect(await open(at.host)).toBe('connection_ack');
    expect(await open('other.example.com')).toBe('4403');
  });

  it('of event streams decides alike, and ends a stream with its token', async () => {
    const ask = (token: string) =>
      fetch(`${at.emulator.url}/graphql/all`, {
        method: 'POST',
        headers: { authorization: token, accept: 'text/event-stream' },
        body: START_DATA,
      });
    expect((await ask(tokenOf(claims(), stranger))).status).toBe(401);
    const streaming = await ask(tokenOf(claims({ exp: at.clock.now() / 1000 + 30 }), key));
    expect(streaming.headers.get('content-type')).toContain('text/event-stream');
    const text = streaming.text();
    at.clock.advance(30_000);
    expect(await text).toContain('event: complete');
  });
});
