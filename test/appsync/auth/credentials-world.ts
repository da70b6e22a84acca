// The world that credentials are shown to: issuers, users, keys, an API for each set of modes, and what refused callers hear. The
// tables of credentials.test.ts and tokens.test.ts stand on it.
import { beforeEach, describe, expect, it } from 'vitest';
import type { AuthProvider, UserDefinition } from '../../../src/definition/model.js';
import { createManualClock } from '../../../src/lib/clock.js';
import { AUTHORIZER, bearer, lambdaMode, saying } from './authorizer.js';
import { type Claims, type Issuer, newKey, startIssuer, tokenOf } from './issuer.js';
import { apiWith, type Credential, DOORS, KEY, type Outcome, type Stand, signedBy, stand, startOn } from './stand.js';

export const START = Date.UTC(2026, 0, 1, 12);
export const NOW = START / 1000;
export const HOUR = 3_600_000;
export const OTHER_KEY = 'da2-secondsecondsecondsecondse';
export const OLD_KEY = 'da2-expiredexpiredexpiredexpir';
export const POOL = 'us-east-1_TestPool1';
export const POOL_ISSUER = `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`;

export const rsa = newKey('rsa');
export const other = newKey('other');
export const curve = newKey('curve', 'ES256');
export const pss = newKey('pss', 'PS256');
export const unknown = newKey('unknown');

export let first: Issuer;
export let second: Issuer;
export let pool: Issuer;
export let at: Stand;

export const place = { file: 'test' };
export const ANN: UserDefinition = {
  name: 'ann',
  arn: 'arn:aws:iam::000000000000:user/ann',
  id: 'AIDAANNANNANNANNANNAN',
  path: '/',
  inlinePolicies: [
    {
      name: 'all',
      document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'appsync:GraphQL', Resource: '*' }] },
      place,
    },
  ],
  managedPolicyArns: [],
  accessKeys: [
    { id: 'AKIAANN', secret: 'secret-of-ann', status: 'Active', place },
    { id: 'AKIAOLD', secret: 'old-secret', status: 'Inactive', place },
  ],
  groups: [],
  tags: {},
  place,
};
export const BOB: UserDefinition = {
  ...ANN,
  name: 'bob',
  arn: 'arn:aws:iam::000000000000:user/bob',
  id: 'AIDABOBBOBBOBBOBBOBBO',
  inlinePolicies: [],
  accessKeys: [{ id: 'AKIABOB', secret: 'secret-of-bob', status: 'Active', place }],
};

export const oidc = (issuer: string, more: Partial<NonNullable<AuthProvider['openIdConnect']>> = {}): AuthProvider => ({
  type: 'OPENID_CONNECT',
  openIdConnect: { issuer, ...more },
});
export const userPool = (more: Partial<NonNullable<AuthProvider['userPool']>> = {}): AuthProvider => ({
  type: 'AMAZON_COGNITO_USER_POOLS',
  userPool: { userPoolId: POOL, region: 'us-east-1', jwks: `${pool.url}/keys`, ...more },
});
export const API_KEY: AuthProvider = { type: 'API_KEY' };
export const IAM: AuthProvider = { type: 'AWS_IAM' };

export async function openWorld(): Promise<void> {
  [first, second, pool] = await Promise.all([startIssuer(rsa, curve, pss), startIssuer(other), startIssuer(rsa)]);
  const keys = [{ id: KEY }, { id: OTHER_KEY, expires: NOW + 7200 }, { id: OLD_KEY, expires: NOW - 3600 }];
  at = await stand(
    {
      apis: [
        apiWith('all', [API_KEY, IAM, oidc(first.url), oidc(second.url), userPool(), lambdaMode()], { apiKeys: keys }),
        apiWith('key', [API_KEY], { apiKeys: keys }),
        apiWith('iam', [IAM], { apiKeys: [] }),
        apiWith('oidc', [oidc(first.url)], { apiKeys: [] }),
        apiWith('strict', [
          oidc(first.url, { clientId: 'web|app-\\d+', iatTtlMs: HOUR, authTtlMs: 2 * HOUR }),
          userPool({ appIdClientRegex: 'web|phone' }),
        ]),
        apiWith('pool', [userPool()], { apiKeys: [] }),
        apiWith('lambda', [
          {
            type: 'AWS_LAMBDA',
            lambda: { functionArn: AUTHORIZER.arn, identityValidationExpression: '^(say:|throw$|ey|AWS4)' },
          },
        ]),
        apiWith('nobody', [{ type: 'AWS_LAMBDA', lambda: { functionArn: `${AUTHORIZER.arn}-missing` } }]),
      ],
      functions: [AUTHORIZER],
      iam: { users: [ANN, BOB], groups: [], roles: [], managedPolicies: [] },
    },
    {},
    createManualClock(START),
  );
}

export async function closeWorld(): Promise<void> {
  await at.close();
  await Promise.all([first.close(), second.close(), pool.close()]);
}

export const claims = (more: Claims = {}): Claims => ({
  iss: first.url,
  sub: 'user-1',
  aud: 'web',
  iat: NOW - 60,
  auth_time: NOW - 60,
  exp: NOW + 3600,
  ...more,
});
export const poolClaims = (more: Claims = {}): Claims => ({
  ...claims(),
  iss: POOL_ISSUER,
  token_use: 'id',
  'cognito:username': 'ann',
  ...more,
});
/** A good token of the first issuer but for what is changed. */
export const token = (more: Claims = {}, key = rsa, header = {}): Credential =>
  bearer(tokenOf(claims(more), key, header));
export const poolToken = (more: Claims = {}): Credential => bearer(tokenOf(poolClaims(more), rsa));
export const say = (answer: unknown): Credential => bearer(saying(answer));
export const key =
  (id: string): Credential =>
  () => ({ 'x-api-key': id });

export const TEST = { accessKeyId: 'test', secretAccessKey: 'test' };
export const ANN_KEY = { accessKeyId: 'AKIAANN', secretAccessKey: 'secret-of-ann' };

export const refused = (message: string): Outcome => ({ status: 401, errorType: 'UnauthorizedException', message });
export const NO = refused('You are not authorized to make this call.');
export const EXPIRED = refused('Token has expired.');
export const NO_JWT = refused('Unable to parse JWT token.');
export const NOTHING = refused('Valid authorization header not provided.');
export const forbidden = (errorType: string, message: string): Outcome => ({
  status: 403,
  errorType,
  message: expect.stringContaining(message) as unknown as string,
});
export const WRONG_SIGNATURE = forbidden(
  'InvalidSignatureException',
  'The request signature we calculated does not match',
);
export const UNKNOWN_KEY = forbidden(
  'UnrecognizedClientException',
  'The security token included in the request is invalid',
);
export const LATE = forbidden('InvalidSignatureException', 'Signature expired');
export const INCOMPLETE = (text: string): Outcome => forbidden('IncompleteSignatureException', text);

/** `[what it is, the API, the credential, the outcome]`. Made late: tokens name the ports of issuers. */
export type Row = readonly [name: string, api: string, credential: Credential, outcome: Outcome];

const opener: Readonly<Record<string, () => Credential>> = {
  all: () => key(KEY),
  key: () => key(KEY),
  iam: () => signedBy(TEST),
  oidc: () => token(),
  strict: () => token(),
  pool: () => poolToken(),
  lambda: () => say({ isAuthorized: true }),
};

/** Shows every credential of a table at every door: each is let in, or hears what its row says. */
export function showAtEveryDoor(mode: string, rows: () => Row[], count: number): void {
  describe(mode, () => {
    // Rows are made once servers stand; their number is known before.
    const table: Row[] = [];
    beforeEach(() => {
      if (table.length === 0) table.push(...rows());
      expect(table).toHaveLength(count);
    });

    it.each(DOORS)('at the door $name', async (door) => {
      const outcomes = await Promise.all(table.map(([, api, credential]) => door.open(at, api, credential)));
      expect(Object.fromEntries(table.map(([name], index) => [name, outcomes[index]]))).toEqual(
        Object.fromEntries(table.map(([name, , , outcome]) => [name, outcome])),
      );
    });

    it('in the start of a subscription', async () => {
      const shown = table.filter(([, api]) => opener[api]);
      const outcomes = await Promise.all(
        shown.map(([, api, credential]) => startOn(opener[api]!()).open(at, api, credential)),
      );
      expect(Object.fromEntries(shown.map(([name], index) => [name, outcomes[index]]))).toEqual(
        Object.fromEntries(shown.map(([name, , , outcome]) => [name, outcome])),
      );
    });
  });
}
