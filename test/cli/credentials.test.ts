// `token` and `curl`: what they make is let in by an API of each mode. Run in this process with their output caught.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CurlFlags, curl, prepareRequest } from '../../src/cli/curl.js';
import { issuerKeyPair, serveIssuer } from '../../src/cli/issuer.js';
import { claimsOf, token } from '../../src/cli/token.js';
import type { AuthProvider } from '../../src/definition/model.js';
import { EMPTY_DEFINITION } from '../../src/definition/model.js';
import { createEmulator, type Emulator } from '../../src/emulator.js';
import { AUTHORIZER, lambdaMode, saying } from '../appsync/auth/authorizer.js';
import { apiWith, KEY } from '../appsync/auth/stand.js';

const POOL = 'eu-west-1_Pool1';
const ISSUER = 'http://localhost:4570';

let folder: string;
let emulator: Emulator;
let out = '';
let err = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'offsync-credentials-'));
  const { keySetFile: jwks } = await issuerKeyPair(folder);
  const modes: AuthProvider[] = [
    { type: 'API_KEY' },
    { type: 'AWS_IAM' },
    { type: 'OPENID_CONNECT', openIdConnect: { issuer: ISSUER, jwks } },
    { type: 'AMAZON_COGNITO_USER_POOLS', userPool: { userPoolId: POOL, region: 'eu-west-1' } },
    lambdaMode(),
  ];
  emulator = await createEmulator({
    definition: { ...EMPTY_DEFINITION, apis: [apiWith('api', modes)], functions: [AUTHORIZER] },
    issuerKeys: { [`https://cognito-idp.eu-west-1.amazonaws.com/${POOL}`]: jwks },
    port: 0,
  });
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const flags = (more: Partial<CurlFlags> = {}): CurlFlags => ({
  dataDir: folder,
  group: [],
  claim: [],
  expiresIn: '3600',
  header: [],
  region: 'us-east-1',
  service: 'appsync',
  ...more,
});

describe('offsync token', () => {
  it('prints a token and nothing else, with a key that stays the same and is nobody else’s to read', async () => {
    expect(await token({ ...flags(), port: '4570' })).toBe(0);
    const first = out.trim();
    expect(decodeJwt(first)).toMatchObject({ iss: ISSUER, sub: 'local-user' });
    expect(err).toBe('');
    out = '';
    await token({ ...flags(), port: '4570' });
    expect(out.split('.')[0]).toBe(first.split('.')[0]);
    expect(statSync(join(folder, 'issuer/key.json')).mode & 0o777).toBe(0o600);
    expect(Object.keys(JSON.parse(readFileSync(join(folder, 'issuer/jwks.json'), 'utf8')).keys[0]).sort()).toEqual([
      'alg',
      'e',
      'kid',
      'kty',
      'n',
      'use',
    ]);
  });

  it('says what flags say', () => {
    const said = { iss: 'https://issuer.example.com', aud: 'web', claim: ['admin=true', 'name=Ann', 'roles=["a"]'] };
    expect(claimsOf(flags({ ...said, sub: 'ann', expiresIn: '60' }), ISSUER, 5_000)).toEqual({
      iss: 'https://issuer.example.com',
      sub: 'ann',
      aud: 'web',
      iat: 5,
      auth_time: 5,
      exp: 65,
      admin: true,
      name: 'Ann',
      roles: ['a'],
    });
  });

  it('has an audience always, since STS and OpenID Connect ask for one', () => {
    expect(claimsOf(flags({}), ISSUER, 0)).toMatchObject({ iss: ISSUER, aud: 'local-client' });
  });

  it('makes id and access tokens of a user pool', () => {
    const of = (more: Partial<CurlFlags>) => claimsOf(flags({ pool: POOL, ...more }), ISSUER, 0);
    const iss = `https://cognito-idp.eu-west-1.amazonaws.com/${POOL}`;
    expect(of({ username: 'ann', group: ['admins'] })).toMatchObject({
      iss,
      token_use: 'id',
      aud: 'local-client',
      'cognito:username': 'ann',
      'cognito:groups': ['admins'],
    });
    expect(of({ access: true, aud: 'web', sub: 's' })).toMatchObject({
      iss,
      token_use: 'access',
      client_id: 'web',
      username: 's',
    });
  });

  it.each([
    [{ claim: ['x'] }, '--claim takes KEY=VALUE'],
    [{ expiresIn: 'soon' }, '--expires-in takes a whole number'],
    [{ port: 'x' }, '--port takes a whole number'],
    [{ pool: 'mypool' }, "A user pool's id is like"],
  ])('refuses %j', async (more, message) => {
    await expect(token({ ...flags(), port: '4570', ...more })).rejects.toThrow(message);
  });

  it('serves an issuer that AppSync can ask', async () => {
    const pair = await issuerKeyPair(folder);
    const issuer = await serveIssuer(pair, 0, (url, asked) => claimsOf(flags(), url, Date.now(), asked));
    const modes: AuthProvider[] = [{ type: 'OPENID_CONNECT', openIdConnect: { issuer: issuer.url } }];
    const app = await createEmulator({ definition: { ...EMPTY_DEFINITION, apis: [apiWith('api', modes)] } });
    const answer = (await (await fetch(`${issuer.url}/token?sub=ann`)).json()) as {
      id_token: string;
      expires_in: number;
    };
    expect(answer.expires_in).toBe(3600);
    const response = await app.fetch('/graphql', {
      method: 'POST',
      headers: { authorization: answer.id_token },
      body: '{"query":"{ who }"}',
    });
    const { data } = (await response.json()) as { data: { who: string } };
    expect(JSON.parse(data.who)).toMatchObject({ sub: 'ann', issuer: issuer.url });
    expect((await fetch(`${issuer.url}/elsewhere`)).status).toBe(404);
    await expect(serveIssuer(pair, Number(new URL(issuer.url).port), () => ({}))).rejects.toThrow('EADDRINUSE');
    await app.close();
    await issuer.close();
  });

  it('does not take a file for a key that is none', async () => {
    const other = mkdtempSync(join(tmpdir(), 'offsync-credentials-'));
    await issuerKeyPair(other);
    writeFileSync(join(other, 'issuer/key.json'), '{}');
    await expect(issuerKeyPair(other)).rejects.toThrow('holds no key of ours');
    writeFileSync(join(other, 'issuer/key.json'), '{');
    await expect(issuerKeyPair(other)).rejects.toThrow("can't be read");
    rmSync(other, { recursive: true });
  });
});

describe('offsync curl', () => {
  const send = (more: Partial<CurlFlags>, env = {}) =>
    curl(emulator.apis[0]!.graphqlUrl, flags({ query: '{ auth }', ...more }), env);

  it.each([
    ['api-key', { apiKey: KEY }, 'API Key Authorization'],
    ['iam', { mode: 'iam' }, 'IAM Authorization'],
    ['oidc', { mode: 'oidc' }, 'Open ID Connect Authorization'],
    ['user-pool', { pool: POOL }, 'User Pool Authorization'],
    ['lambda', { token: saying({ isAuthorized: true }) }, 'Lambda Authorization'],
  ])('is let in by %s', async (_mode, more, auth) => {
    expect(await send(more)).toBe(0);
    expect(JSON.parse(out)).toEqual({ data: { auth } });
  });

  it('takes keys from the environment', async () => {
    expect(await send({}, { OFFSYNC_API_KEY: KEY })).toBe(0);
    expect(await send({ mode: 'iam' }, { AWS_ACCESS_KEY_ID: 'AKIANOBODY', AWS_SECRET_ACCESS_KEY: 'x' })).toBe(1);
    expect(out).toContain('The security token included in the request is invalid');
  });

  it('ends with 1 when it is refused, and shows status and headers when asked', async () => {
    expect(await send({ include: true })).toBe(1);
    expect(out).toMatch(/^HTTP\/1\.1 401 /);
    expect(out).toContain('x-amzn-errortype: UnauthorizedException');
  });

  it('sends bodies as they are, and documents with variables', async () => {
    const file = join(folder, 'body.json');
    writeFileSync(file, '{"query":"{ hello }"}');
    expect(await curl(emulator.apis[0]!.graphqlUrl, flags({ data: `@${file}`, apiKey: KEY }), {})).toBe(0);
    expect(JSON.parse(out)).toEqual({ data: { hello: null } });
    out = '';
    const query = 'query ($x: Boolean!) { auth @include(if: $x) }';
    expect(await send({ query, variables: '{"x":false}', apiKey: KEY })).toBe(0);
    expect(JSON.parse(out)).toEqual({ data: {} });
  });

  it('prints a line for curl, signed and quoted', async () => {
    expect(await curl('/graphql', flags({ query: '{ a(b: "it\'s") }', mode: 'iam', print: true }), {})).toBe(0);
    expect(out).toMatch(/^curl http:\/\/localhost:4566\/graphql -H 'content-type: application\/json' .*Signature=/);
    expect(out).toContain(`it'\\''s`);
  });

  it.each([
    [{ mode: 'basic' }, '--mode takes one of'],
    [{ mode: 'api-key' }, 'takes --api-key'],
    [{ mode: 'lambda' }, 'takes --token'],
    [{ mode: 'user-pool' }, 'takes --pool or --token'],
    [{ header: ['nonsense'] }, "--header takes 'Name: value'"],
    [{ variables: '{' }, '--variables takes JSON'],
    [{ data: '{}' }, 'two ways to say one thing'],
  ])('refuses %j', async (more, message) => {
    await expect(send(more)).rejects.toThrow(message);
  });

  it('says when nothing answers, and what is no URL', async () => {
    await expect(curl('http://127.0.0.1:9/graphql', flags({ apiKey: 'k' }), {})).rejects.toThrow('Nothing answers');
    await expect(prepareRequest('ftp://x', flags(), {}, 0)).rejects.toThrow('is no URL');
  });

  it('asks the app at --port or --url, unless the URL is whole', async () => {
    const urlOf = async (target: string, more: Partial<CurlFlags>) =>
      String((await prepareRequest(target, flags(more), {}, 0)).url);
    expect(await urlOf('/graphql', { port: '4000' })).toBe('http://localhost:4000/graphql');
    expect(await urlOf('graphql', { url: 'https://offsync.test:1/x' })).toBe('https://offsync.test:1/graphql');
    await expect(urlOf('http://localhost:1/graphql', { port: '4000' })).rejects.toThrow('two ways to say one thing');
  });

  it('prints an event stream as it comes', async () => {
    let more: (piece: string | undefined) => void = () => {};
    const body = new ReadableStream<Uint8Array>({
      start(stream) {
        const encoder = new TextEncoder();
        more = (piece) => (piece === undefined ? stream.close() : stream.enqueue(encoder.encode(piece)));
      },
    });
    vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(body));
    const ended = curl('/graphql', flags(), {});
    more('event: next\n');
    await vi.waitFor(() => expect(out).toBe('event: next\n'));
    more('\n');
    more(undefined);
    expect(await ended).toBe(0);
    expect(out).toBe('event: next\n\n');
    const broken = new ReadableStream({ pull: (stream) => stream.error(new Error('terminated')) });
    vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(broken));
    await expect(curl('/graphql', flags(), {})).rejects.toThrow('ended before its answer did: terminated.');
  });
});
