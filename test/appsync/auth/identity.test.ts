// What resolvers see of a caller, mode by mode, and what the log says of those who were refused. resolver-context-reference.md,
// "Identity"; built-in-util-js.md, `util.authType()`.
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthProvider, RoleDefinition } from '../../../src/definition/model.js';
import { AUTHORIZER, bearer, lambdaMode, saying } from './authorizer.js';
import { type Issuer, jwkOf, newKey, startIssuer, tokenOf } from './issuer.js';
import { apiWith, type Credential, type Headers, KEY, type Stand, signedBy, stand } from './stand.js';

const NOW = Date.UTC(2026, 0, 1) / 1000;
const POOL_ISSUER = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Pool';
const key = newKey('k1');
const place = { file: 'test' };
let issuer: Issuer;
let at: Stand;

const ROLE: RoleDefinition = {
  name: 'reader',
  arn: 'arn:aws:iam::000000000000:role/reader',
  id: 'AROAREADERREADERREADE',
  path: '/',
  inlinePolicies: [],
  managedPolicyArns: [],
  trustPolicy: { document: {}, place },
  maxSessionSeconds: 3600,
  tags: {},
  place,
};

beforeAll(async () => {
  issuer = await startIssuer(key);
  const userPool = (defaultAction?: 'ALLOW' | 'DENY'): AuthProvider => ({
    type: 'AMAZON_COGNITO_USER_POOLS',
    userPool: {
      userPoolId: 'us-east-1_Pool',
      region: 'us-east-1',
      jwks: `${issuer.url}/keys`,
      ...(defaultAction && { defaultAction }),
    },
  });
  const oidc: AuthProvider = { type: 'OPENID_CONNECT', openIdConnect: { issuer: issuer.url } };
  at = await stand({
    apis: [
      apiWith('all', [{ type: 'API_KEY' }, { type: 'AWS_IAM' }, oidc, userPool(), lambdaMode()]),
      apiWith('deny', [userPool('DENY')]),
    ],
    functions: [AUTHORIZER],
    iam: {
      users: [
        {
          ...ROLE,
          name: 'ann',
          arn: 'arn:aws:iam::000000000000:user/staff/ann',
          id: 'AIDAANNANNANNANNANNAN',
          managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
          accessKeys: [{ id: 'AKIAANN', secret: 'secret', status: 'Active', place }],
          groups: [],
        },
      ],
      groups: [],
      roles: [ROLE],
      managedPolicies: [],
    },
  });
});
afterAll(async () => {
  await at.close();
  await issuer.close();
});

async function seen(credential: Credential, api = 'all', more: Headers = {}): Promise<{ who: unknown; auth: unknown }> {
  const query = { query: '{ who auth }' };
  const { body } = await at.ask(api, (request, now) => ({ ...more, ...credential(request, now) }), query);
  expect(body.errors).toBeUndefined();
  return { who: JSON.parse(String(body.data?.['who'] ?? 'null')), auth: body.data?.['auth'] };
}

const CLAIMS = { iss: POOL_ISSUER, sub: 'u-1', aud: 'web', iat: NOW, exp: NOW + 60, token_use: 'id' };

describe('ctx.identity', () => {
  it('of an API key is null', async () => {
    expect(await seen(() => ({ 'x-api-key': KEY }))).toEqual({ who: null, auth: 'API Key Authorization' });
  });

  it('of a token of OPENID_CONNECT is claims, issuer and sub', async () => {
    const claims = { iss: issuer.url, sub: 'u-1', iat: NOW, exp: NOW + 60, roles: ['a'], nested: { deep: 1 } };
    expect(await seen(bearer(tokenOf(claims, key)))).toEqual({
      who: { claims, issuer: issuer.url, sub: 'u-1' },
      auth: 'Open ID Connect Authorization',
    });
  });

  it('of an id token of a user pool', async () => {
    const claims = { ...CLAIMS, 'cognito:username': 'ann', 'cognito:groups': ['readers', 'admins'] };
    expect(await seen(bearer(tokenOf(claims, key)))).toEqual({
      who: {
        claims,
        defaultAuthStrategy: 'ALLOW',
        groups: ['readers', 'admins'],
        issuer: POOL_ISSUER,
        sourceIp: ['127.0.0.1'],
        sub: 'u-1',
        username: 'ann',
      },
      auth: 'User Pool Authorization',
    });
  });

  it('of an access token of a user pool, without groups', async () => {
    const { aud: _aud, ...claims } = { ...CLAIMS, token_use: 'access', client_id: 'web', username: 'bob' };
    expect((await seen(bearer(tokenOf(claims, key)))).who).toMatchObject({ groups: null, username: 'bob', sub: 'u-1' });
  });

  it('names the address of the connection, whatever a client says of itself', async () => {
    const credential = bearer(tokenOf({ ...CLAIMS, 'cognito:username': 'ann' }, key));
    const more = { 'x-forwarded-for': '203.0.113.7, 198.51.100.2', 'x-forwarded-host': 'example.com' };
    expect((await seen(credential, 'all', more)).who).toMatchObject({ sourceIp: ['127.0.0.1'] });
  });

  it("of a pool whose default is DENY says so, and fields without a directive of the pool's are closed", async () => {
    const { body } = await at.ask('deny', bearer(tokenOf(CLAIMS, key)), { query: '{ who }' });
    expect(JSON.parse(String(body.data?.['who']))).toMatchObject({ defaultAuthStrategy: 'DENY', username: null });
  });

  it('of a user of IAM', async () => {
    expect(await seen(signedBy({ accessKeyId: 'AKIAANN', secretAccessKey: 'secret' }))).toEqual({
      who: {
        accountId: '000000000000',
        cognitoIdentityAuthProvider: null,
        cognitoIdentityAuthType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        sourceIp: ['127.0.0.1'],
        userArn: 'arn:aws:iam::000000000000:user/staff/ann',
        username: 'AIDAANNANNANNANNANNAN',
      },
      auth: 'IAM Authorization',
    });
  });

  it('of an authorizer is what it returned as resolverContext', async () => {
    const resolverContext = { name: 'ann', admin: true, level: 3, none: null };
    expect(await seen(bearer(saying({ isAuthorized: true, resolverContext })))).toEqual({
      who: { resolverContext },
      auth: 'Lambda Authorization',
    });
    expect((await seen(bearer(saying({ isAuthorized: true })))).who).toEqual({ resolverContext: {} });
  });
});

describe('the reason of a refusal', () => {
  it.each([
    ['an unknown key', { 'x-api-key': 'da2-x' }, 'No API key of this API is the one given.'],
    [
      'a token without a key',
      { Authorization: tokenOf({ ...CLAIMS, exp: NOW }, key) },
      `The token expired at ${NOW} (exp).`,
    ],
    [
      'another issuer',
      { Authorization: tokenOf({ iss: 'https://x' }, key) },
      'No provider of this API has the issuer https://x.',
    ],
    [
      'an unknown kid',
      { Authorization: tokenOf(CLAIMS, { ...key, kid: 'k9' }) },
      `${POOL_ISSUER} has no key with the kid k9.`,
    ],
    ["an authorizer's no", { Authorization: 'no' }, 'The authorizer answered isAuthorized: false.'],
    ['nothing', {}, 'The request has neither Authorization nor x-api-key.'],
  ])('%s is in the log and not in the answer', async (_name, headers, detail) => {
    const { body } = await at.ask('all', headers as Headers);
    expect(at.logged.at(-1)).toMatchObject({
      message: expect.stringContaining('A caller of all was refused'),
      fields: { detail },
    });
    expect(Object.keys(body.errors![0]!)).toEqual(['errorType', 'message']);
    expect(JSON.stringify(body)).not.toContain(detail);
  });
});

describe('an issuer that is down', () => {
  it('is waited for five seconds, and then not at all for a while', async () => {
    const down = await startIssuer(key);
    down.mood = 'silent';
    const api = apiWith('api', [{ type: 'OPENID_CONNECT', openIdConnect: { issuer: down.url } }]);
    const here = await stand({ apis: [api] });
    const credential = bearer(tokenOf({ ...CLAIMS, iss: down.url }, key));
    const asked = here.ask('api', credential);
    while (down.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    here.clock.advance(5_000);
    const { response, body } = await asked;
    expect([response.status, body.errors?.[0]?.message]).toEqual([401, 'You are not authorized to make this call.']);
    expect((await here.ask('api', credential)).response.status).toBe(401);
    expect(down.asked).toHaveLength(1);
    down.mood = 'well';
    here.clock.advance(10_000);
    expect((await here.ask('api', credential)).response.status).toBe(200);
    // Verified once: a token that is known needs no issuer.
    down.mood = 'broken';
    expect((await here.ask('api', credential)).response.status).toBe(200);
    expect(down.asked).toHaveLength(3);
    await here.close();
    await down.close();
  });

  it('has its keys kept; a key it has taken back serves no longer once they were asked for again', async () => {
    const [old, next] = [newKey('old', 'ES256'), newKey('next', 'ES256')];
    const turning = await startIssuer(old);
    const api = apiWith('api', [{ type: 'OPENID_CONNECT', openIdConnect: { issuer: turning.url } }]);
    const here = await stand({ apis: [api] });
    const claims = (more = {}) => ({ ...CLAIMS, exp: NOW + 7_200, iss: turning.url, ...more });
    const status = async (one: typeof old, more = {}) =>
      (await here.ask('api', bearer(tokenOf(claims(more), one)))).response.status;
    expect(await status(old)).toBe(200);
    turning.keys = [jwkOf(next)];
    here.clock.advance(10_000);
    expect(await status(next)).toBe(200);
    expect(await status(old, { jti: 'another' })).toBe(401);
    await here.close();
    await turning.close();
  });

  it('need not be there when its keys are handed in', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const api = apiWith('api', [{ type: 'OPENID_CONNECT', openIdConnect: { issuer: 'https://issuer.example.com' } }]);
    const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256' };
    const here = await stand({ apis: [api] }, { issuerKeys: { 'https://issuer.example.com': [jwk] } });
    const token = await new SignJWT({ iss: 'https://issuer.example.com', sub: 'ann' })
      .setProtectedHeader({ alg: 'ES256', kid: 'test' })
      .setIssuedAt(NOW)
      .setExpirationTime(NOW + 60)
      .sign(privateKey);
    expect((await here.ask('api', bearer(token))).response.status).toBe(200);
    await here.close();
  });

  it('is asked through the HTTP backend: overrides hold, and hosts of AWS are not asked unless allowed', async () => {
    const deployed = 'https://issuer.example.com';
    const pool: AuthProvider = {
      type: 'AMAZON_COGNITO_USER_POOLS',
      userPool: { userPoolId: 'us-east-1_Pool', region: 'us-east-1' },
    };
    const here = await stand(
      { apis: [apiWith('api', [{ type: 'OPENID_CONNECT', openIdConnect: { issuer: deployed } }, pool])] },
      { httpOverrides: { [deployed]: issuer.url } },
    );
    const status = async (iss: string) =>
      (await here.ask('api', bearer(tokenOf({ ...CLAIMS, iss }, key)))).response.status;
    expect(await status(deployed)).toBe(200);
    expect(await status(POOL_ISSUER)).toBe(401);
    expect(here.logged.at(-1)?.fields['detail']).toContain('--allow-aws');
    expect(here.logged.at(-2)?.message).toContain('--issuer-keys');
    await here.close();
  });
});
