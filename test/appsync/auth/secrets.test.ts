// HS256 and its kin: a secret signs where the issuer's key set holds one for that kid, and a public key never does.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bearer } from './authorizer.js';
import { type Claims, type Issuer, jwkOf, newKey, publicKeyAsSecret, startIssuer, tokenOf } from './issuer.js';
import { apiWith, type Stand, stand } from './stand.js';

const NOW = Date.UTC(2026, 0, 1) / 1000;
const rsa = newKey('rsa');
const shared = newKey('shared', 'ES256');
const SECRET = 'a secret of sixty-four bytes, which HS512 wants to have at least';
const oct = (kid: string, secret: string, more: Claims = {}) => ({
  kty: 'oct',
  kid,
  k: Buffer.from(secret).toString('base64url'),
  ...more,
});

let issuer: Issuer;
let at: Stand;
beforeAll(async () => {
  issuer = await startIssuer(rsa);
  issuer.keys = [
    oct('secret', SECRET),
    oct('pinned', SECRET, { alg: 'HS256', use: 'sig' }),
    oct('short', 'secret'),
    oct('empty', ''),
    oct('encrypts', SECRET, { use: 'enc' }),
    // Two keys of one name, as a key set in the middle of a change may have them.
    oct('shared', SECRET),
    jwkOf(shared),
    jwkOf(rsa),
    // What an issuer must never publish: its public key once more, as a secret.
    { ...jwkOf(rsa, { kid: 'odd', alg: 'HS256' }) },
  ];
  const userPool = { userPoolId: 'us-east-1_Pool', region: 'us-east-1', issuer: issuer.url };
  at = await stand({
    apis: [
      apiWith('oidc', [{ type: 'OPENID_CONNECT', openIdConnect: { issuer: issuer.url } }]),
      apiWith('pool', [{ type: 'AMAZON_COGNITO_USER_POOLS', userPool }]),
    ],
  });
});
afterAll(async () => {
  await at.close();
  await issuer.close();
});

const claims = (): Claims => ({
  ...{ iss: issuer.url, sub: 'u-1', aud: 'web', iat: NOW, exp: NOW + 3600, token_use: 'id' },
});

function signed(kid: string, alg: string, secret = SECRET): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${encode({ alg, kid })}.${encode(claims())}`;
  const signature = createHmac(`sha${alg.slice(2)}`, secret)
    .update(text)
    .digest('base64url');
  return `${text}.${signature}`;
}

it.each<[string, () => string, number, string?]>([
  ['HS256', () => signed('secret', 'HS256'), 200],
  ['HS384', () => signed('secret', 'HS384'), 200],
  ['HS512', () => signed('secret', 'HS512'), 200],
  ['the algorithm its key is for', () => signed('pinned', 'HS256'), 200],
  ['another algorithm than its key is for', () => signed('pinned', 'HS512'), 401],
  ['another secret', () => signed('secret', 'HS256', `${SECRET}.`), 401],
  ['a secret shorter than the hash', () => signed('short', 'HS256', 'secret'), 401],
  ['a secret of nothing', () => signed('empty', 'HS256', ''), 401],
  ['a key for encryption', () => signed('encrypts', 'HS256'), 401],
  ['the secret of two keys of one name', () => signed('shared', 'HS256'), 200],
  ['the other of two keys of one name', () => tokenOf(claims(), shared), 200],
  ['a public key for a secret', () => publicKeyAsSecret(claims(), rsa), 401],
  ['a public key that says it is for HS256', () => publicKeyAsSecret(claims(), { ...rsa, kid: 'odd' }), 401],
  ['a secret, shown to a user pool', () => signed('secret', 'HS256'), 401, 'pool'],
])('%s', async (_name, token, status, api = 'oidc') => {
  const { response } = await at.ask(api, bearer(token()));
  expect(response.status).toBe(status);
});
