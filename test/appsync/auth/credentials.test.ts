// Who gets in, by a key, a signature or an authorizer's word: each credential at every door. security-authz.md.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { sign } from '../../../src/aws/sigv4.js';
import { bearer } from './authorizer.js';
import {
  ANN_KEY,
  claims,
  closeWorld,
  forbidden,
  HOUR,
  INCOMPLETE,
  key,
  LATE,
  NO,
  NOTHING,
  OLD_KEY,
  OTHER_KEY,
  openWorld,
  type Row,
  rsa,
  say,
  showAtEveryDoor,
  TEST,
  token,
  UNKNOWN_KEY,
  WRONG_SIGNATURE,
} from './credentials-world.js';
import { tokenOf } from './issuer.js';
import { type Credential, KEY, signedBy } from './stand.js';

beforeAll(openWorld);
afterAll(closeWorld);

/** Changes one character of a part of the Authorization header. */
const spoilPart = (part: string) => (headers: Record<string, string>) => ({
  ...headers,
  authorization: headers['authorization']!.replace(
    new RegExp(`(${part}=)([^,]*)(.)(,|$)`),
    (_all, before: string, body: string, last: string, end: string) =>
      `${before}${body}${last === '0' ? '1' : '0'}${end}`,
  ),
});
const without = (part: string) => (headers: Record<string, string>) => ({
  ...headers,
  authorization: headers['authorization']!.replace(new RegExp(`(, )?${part}=[^,]*(?=,|$)`), ''),
});

/** As @smithy/signature-v4 signs: the hash of the body is a header, and signed. */
const withHash =
  (text: string): Credential =>
  (request, now) => {
    const { method, url, host, body } = request;
    const headers = { host, 'x-amz-content-sha256': createHash('sha256').update(text).digest('hex') };
    const signed = sign({ method, url, headers, body }, TEST, { service: 'appsync', region: 'us-east-1', now });
    return { 'x-amz-content-sha256': headers['x-amz-content-sha256'], ...signed };
  };
const apiKeys = (): Row[] => [
  ['a good key', 'key', key(KEY), 'in'],
  ['the second key', 'key', key(OTHER_KEY), 'in'],
  ['a key whose name has capitals', 'key', () => ({ 'X-API-Key': KEY }), 'in'],
  ['a key of an additional mode', 'all', key(KEY), 'in'],
  ['an unknown key', 'key', key('da2-nobodysnobodysnobodysnobod'), NO],
  ['an expired key', 'key', key(OLD_KEY), NO],
  ['an empty key', 'key', key(''), NO],
  ['a key with one character less', 'key', key(KEY.slice(0, -1)), NO],
  ['a key with one character more', 'key', key(`${KEY}a`), NO],
  ['a key in capitals', 'key', key(KEY.toUpperCase()), NO],
  ['a key with one bit flipped', 'key', key(`${KEY.slice(0, -1)}d`), NO],
  ['two keys in one header', 'key', key(`${KEY}, ${KEY}`), NO],
  ['a key as a token', 'key', bearer(KEY), NO],
  ['a key where there are none', 'iam', key(KEY), NO],
  ['a key at an API of tokens', 'oidc', key(KEY), NO],
  [
    'a key beside a good token: the key counts',
    'all',
    () => ({ 'x-api-key': 'wrong', Authorization: tokenOf(claims(), rsa) }),
    NO,
  ],
  [
    'a good key beside an expired token',
    'all',
    () => ({ 'x-api-key': KEY, Authorization: tokenOf(claims({ exp: 1 }), rsa) }),
    'in',
  ],
  [
    'a wrong key beside a good signature: the signature counts',
    'all',
    (r, now) => ({ ...signedBy(TEST)(r, now), 'x-api-key': 'wrong' }),
    'in',
  ],
  [
    'a good key beside a wrong signature',
    'all',
    (r, now) => ({ ...signedBy({ ...TEST, secretAccessKey: 'no' })(r, now), 'x-api-key': KEY }),
    WRONG_SIGNATURE,
  ],
  [
    'a key without a mode beside a good token',
    'oidc',
    () => ({ 'x-api-key': KEY, Authorization: tokenOf(claims(), rsa) }),
    'in',
  ],
];

const signatures = (): Row[] => [
  ["the administrator's", 'iam', signedBy(TEST), 'in'],
  ["a user's", 'iam', signedBy(ANN_KEY), 'in'],
  ["a user's among other modes", 'all', signedBy(ANN_KEY), 'in'],
  ['for the service of custom endpoints', 'iam', signedBy(TEST, { service: 'execute-api' }), 'in'],
  ['made four minutes ago', 'iam', signedBy(TEST, { now: (now) => now - 4 * 60_000 }), 'in'],
  ['made in four minutes', 'iam', signedBy(TEST, { now: (now) => now + 4 * 60_000 }), 'in'],
  ['replayed an hour later', 'iam', signedBy(TEST, { now: (now) => now - HOUR }), LATE],
  ['replayed a day later', 'iam', signedBy(TEST, { now: (now) => now - 24 * HOUR }), LATE],
  [
    'made in an hour',
    'iam',
    signedBy(TEST, { now: (now) => now + HOUR }),
    forbidden('InvalidSignatureException', 'Signature not yet current'),
  ],
  ['with a wrong secret', 'iam', signedBy({ ...TEST, secretAccessKey: 'tesT' }), WRONG_SIGNATURE],
  ["with another user's secret", 'iam', signedBy({ ...ANN_KEY, secretAccessKey: 'secret-of-bob' }), WRONG_SIGNATURE],
  ['with an unknown key', 'iam', signedBy({ accessKeyId: 'AKIANOBODY', secretAccessKey: 'test' }), UNKNOWN_KEY],
  ['with an inactive key', 'iam', signedBy({ accessKeyId: 'AKIAOLD', secretAccessKey: 'old-secret' }), UNKNOWN_KEY],
  [
    'for another region',
    'iam',
    signedBy(TEST, { region: 'eu-west-1' }),
    forbidden('InvalidSignatureException', 'valid region'),
  ],
  [
    'for another service',
    'iam',
    signedBy(TEST, { service: 'states' }),
    forbidden('InvalidSignatureException', 'correct service'),
  ],
  ['of another body', 'iam', signedBy(TEST, { change: ({ body }) => ({ body: `${body} ` }) }), WRONG_SIGNATURE],
  ['of no body', 'iam', signedBy(TEST, { change: () => ({ body: '' }) }), WRONG_SIGNATURE],
  ['of another path', 'iam', signedBy(TEST, { change: ({ url }) => ({ url: `${url}x` }) }), WRONG_SIGNATURE],
  ['of another method', 'iam', signedBy(TEST, { change: () => ({ method: 'PUT' }) }), WRONG_SIGNATURE],
  ['of another host', 'iam', signedBy(TEST, { change: () => ({ host: 'example.com' }) }), WRONG_SIGNATURE],
  ['of another query', 'iam', signedBy(TEST, { change: ({ url }) => ({ url: `${url}?a=b` }) }), WRONG_SIGNATURE],
  [
    'with a header changed afterwards',
    'iam',
    signedBy(TEST, { spoil: (headers) => ({ ...headers, 'content-type': 'text/plain' }) }),
    WRONG_SIGNATURE,
  ],
  [
    'with its date changed afterwards',
    'iam',
    signedBy(TEST, { spoil: (headers) => ({ ...headers, 'x-amz-date': '20260101T115959Z' }) }),
    WRONG_SIGNATURE,
  ],
  [
    'with its date gone',
    'iam',
    signedBy(TEST, { spoil: ({ 'x-amz-date': _date, ...headers }) => headers }),
    INCOMPLETE("'X-Amz-Date'"),
  ],
  [
    'with one character of the signature changed',
    'iam',
    signedBy(TEST, { spoil: spoilPart('Signature') }),
    WRONG_SIGNATURE,
  ],
  [
    'with one character of the signed headers changed',
    'iam',
    signedBy(TEST, { spoil: spoilPart('SignedHeaders') }),
    INCOMPLETE('is named as a SignedHeader'),
  ],
  [
    'with one character of the credential changed',
    'iam',
    signedBy(TEST, { spoil: spoilPart('Credential') }),
    forbidden('InvalidSignatureException', 'terminator'),
  ],
  ['without a signature', 'iam', signedBy(TEST, { spoil: without('Signature') }), INCOMPLETE("'Signature'")],
  ['without signed headers', 'iam', signedBy(TEST, { spoil: without('SignedHeaders') }), INCOMPLETE("'SignedHeaders'")],
  ['without a credential', 'iam', signedBy(TEST, { spoil: without('Credential') }), INCOMPLETE("'Credential'")],
  [
    'of the algorithm alone',
    'iam',
    bearer('AWS4-HMAC-SHA256'),
    forbidden('MissingAuthenticationTokenException', 'Missing'),
  ],
  [
    'with a session token nobody gave',
    'iam',
    signedBy({ accessKeyId: 'ASIANOBODY', secretAccessKey: 'x', sessionToken: 'y' }),
    UNKNOWN_KEY,
  ],
  ['with the hash of its body', 'iam', (request, now) => withHash(request.body)(request, now), 'in'],
  ['with the hash of another body', 'iam', withHash('another'), WRONG_SIGNATURE],
  ['no credentials where a signature is asked for', 'iam', () => ({}), NOTHING],
  ['a token where a signature is asked for', 'iam', token(), NO],
];

const authorizers = (): Row[] => [
  ['isAuthorized: true', 'lambda', say({ isAuthorized: true }), 'in'],
  ['among other modes', 'all', say({ isAuthorized: true }), 'in'],
  ['with context', 'lambda', say({ isAuthorized: true, resolverContext: { a: 'b', n: 1, t: true, z: null } }), 'in'],
  [
    'with everything null',
    'lambda',
    say({ isAuthorized: true, resolverContext: null, deniedFields: null, ttlOverride: null }),
    'in',
  ],
  ['isAuthorized: false', 'lambda', say({ isAuthorized: false }), NO],
  ['nothing', 'lambda', say({}), NO],
  ['null', 'lambda', say(null), NO],
  ['a list', 'lambda', say([]), NO],
  ['a text', 'lambda', say('yes'), NO],
  ['isAuthorized as text', 'lambda', say({ isAuthorized: 'true' }), NO],
  ['isAuthorized as a number', 'lambda', say({ isAuthorized: 1 }), NO],
  ['isAuthorized in other letters', 'lambda', say({ isauthorized: true }), NO],
  ['context that is nested', 'lambda', say({ isAuthorized: true, resolverContext: { a: { b: 1 } } }), NO],
  ['context that is a list', 'lambda', say({ isAuthorized: true, resolverContext: ['a'] }), NO],
  ['deniedFields that are no list', 'lambda', say({ isAuthorized: true, deniedFields: 'Query.hello' }), NO],
  ['deniedFields that are no texts', 'lambda', say({ isAuthorized: true, deniedFields: [1] }), NO],
  ['a ttlOverride below zero', 'lambda', say({ isAuthorized: true, ttlOverride: -1 }), NO],
  ['a ttlOverride that is text', 'lambda', say({ isAuthorized: true, ttlOverride: '60' }), NO],
  ['an error', 'lambda', bearer('throw'), NO],
  ['a token that its expression does not take', 'lambda', bearer('hello'), NO],
  ['a function that is not there', 'nobody', bearer('say:e30'), NO],
  ['a JWT, where there are no providers of tokens', 'lambda', bearer(tokenOf(claims(), rsa)), NO],
  ['a signature, where there is no IAM', 'lambda', signedBy(TEST), NO],
  ['an API key, where there are none', 'lambda', key(KEY), NO],
  ['nothing sent', 'lambda', () => ({}), NOTHING],
];

showAtEveryDoor('an API key', apiKeys, 20);
showAtEveryDoor('a signature of AWS_IAM', signatures, 36);
showAtEveryDoor('an answer of AWS_LAMBDA', authorizers, 25);
