// AssumeRoleWithWebIdentity: tokens of an issuer, what its claims become, and what a trust policy makes of them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialsOf, type ServedAccount, serveAccount, sts } from './account.js';

const CI = 'https://ci.example.com';
const POOLS = 'https://cognito-identity.amazonaws.com';
const folder = mkdtempSync(join(tmpdir(), 'offsync-web-identity-'));
const jwks = join(folder, 'jwks.json');
let keys: CryptoKeyPair;
let others: CryptoKeyPair;

beforeAll(async () => {
  keys = await generateKeyPair('RS256', { extractable: true });
  others = await generateKeyPair('RS256', { extractable: true });
  const key = await exportJWK(keys.publicKey);
  writeFileSync(jwks, JSON.stringify({ keys: [{ ...key, kid: 'one', alg: 'RS256', use: 'sig' }] }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const serve = (): Promise<ServedAccount> =>
  serveAccount({ strictCredentials: true, issuerKeys: { [CI]: jwks, [POOLS]: jwks } });

function token(claims: Record<string, unknown>, by = keys.privateKey, kid = 'one'): Promise<string> {
  const exp = Date.UTC(2026, 0, 1) / 1000 + 600;
  return new SignJWT({ exp, ...claims }).setProtectedHeader({ alg: 'RS256', kid }).sign(by);
}

async function ask(account: ServedAccount, roleName: string, WebIdentityToken: string, more = {}) {
  const RoleArn = `arn:aws:iam::000000000000:role/${roleName}`;
  return sts(account, 'AssumeRoleWithWebIdentity', { RoleArn, RoleSessionName: 'session', WebIdentityToken, ...more });
}

const build = { iss: CI, aud: 'sts.amazonaws.com', sub: 'repo:books/shop' };
const visitor = {
  iss: POOLS,
  aud: 'us-east-1:pool',
  sub: 'us-east-1:identity',
  amr: ['authenticated', 'login.example.com', 'login.example.com:us-east-1:pool:ann'],
};

describe('AssumeRoleWithWebIdentity', () => {
  it('gives credentials for the token of an OpenID provider', async () => {
    const account = await serve();
    const answer = await ask(account, 'builder', await token(build));
    expect(answer.status).toBe(200);
    expect(answer.get('SubjectFromWebIdentityToken')).toBe('repo:books/shop');
    expect(answer.get('Provider')).toBe('ci.example.com');
    expect(answer.get('Audience')).toBe('sts.amazonaws.com');
    expect(answer.get('Arn')).toBe('arn:aws:sts::000000000000:assumed-role/builder/session');
    const who = await sts(account, 'GetCallerIdentity', {}, credentialsOf(answer));
    expect(who.get('Arn')).toBe(answer.get('Arn'));
  });

  it('gives credentials for the token of an identity pool', async () => {
    expect((await ask(await serve(), 'visitor', await token(visitor))).status).toBe(200);
  });

  it.each([
    ['another subject', 'builder', { ...build, sub: 'repo:else' }],
    ['a guest where the trust policy asks for a sign-in', 'visitor', { ...visitor, amr: ['unauthenticated'] }],
    ['another pool', 'visitor', { ...visitor, aud: 'us-east-1:other' }],
    ['another provider than the role trusts', 'visitor', build],
    ['a role that trusts none', 'reader', build],
    ['a role that is not there', 'nowhere', build],
  ])('denies %s', async (_name, roleName, claims) => {
    const answer = await ask(await serve(), roleName, await token(claims));
    expect([answer.status, answer.get('Code'), answer.get('Message')]).toEqual([
      403,
      'AccessDenied',
      'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    ]);
  });

  it.each([
    ['a token that another key signed', () => token(build, others.privateKey), /signature/],
    ['a key that the issuer does not have', () => token(build, keys.privateKey, 'two'), /has no key two/],
    ['no token', () => Promise.resolve('nothing'), /^The ID Token provided is not a valid JWT/],
    [
      'an issuer that cannot be asked',
      () => token({ ...build, iss: 'http://127.0.0.1:9' }),
      /^Couldn't retrieve verification key/,
    ],
    ['a token without a subject', () => token({ ...build, sub: undefined }), /sub/],
    ['a token that is not valid yet', () => token({ ...build, nbf: Date.UTC(2027, 0, 1) / 1000 }), /not valid yet/],
  ])('refuses %s', async (_name, make, message) => {
    const answer = await ask(await serve(), 'builder', await make());
    expect([answer.status, answer.get('Code')]).toEqual([400, 'InvalidIdentityToken']);
    expect(answer.get('Message')).toMatch(message);
  });

  it('refuses a token that has ended', async () => {
    const account = await serve();
    const held = await token(build);
    account.clock.advance(600_000);
    expect((await ask(account, 'builder', held)).get('Message')).toBe(
      'Token expired: current date/time 1767226200 must be before the expiration date/time 1767226200',
    );
  });

  it('names what it does not emulate', async () => {
    const answer = await ask(await serve(), 'builder', 'abcd', { ProviderId: 'graph.facebook.com' });
    expect(answer.get('Code')).toBe('NotEmulatedException');
  });
});
