// Signed requests at the AWS doors: good ones in every form, and each way of getting one wrong, with AWS's code for it.
import { createHash } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { type AwsCredentials, type SignableRequest, sign } from '../../src/aws/sigv4.js';
import { ADMINISTRATOR, ANN, credentialsOf, type ServedAccount, STRANGER, serveAccount, sts } from './account.js';

type Change = (request: SignableRequest) => SignableRequest;

interface Case {
  readonly by?: AwsCredentials;
  readonly service?: string;
  readonly region?: string;
  /** Milliseconds by which the signer's clock is ahead. */
  readonly ahead?: number;
  /** Signed in the query, good for so many seconds. */
  readonly presigned?: number;
  /** Before it is signed, and after. */
  readonly before?: Change;
  readonly after?: Change;
}

const MINUTE = 60_000;
const BODY = '{"Limit":3}';

const header =
  (name: string, change: (value: string) => string | undefined): Change =>
  ({ headers, ...request }) => {
    const { [name]: value = '', ...rest } = headers;
    const next = change(value);
    return { ...request, headers: next === undefined ? rest : { ...rest, [name]: next } };
  };
const authorization = (change: (value: string) => string): Change => header('authorization', change);
const url =
  (change: (value: string) => string): Change =>
  (request) => ({ ...request, url: change(request.url) });
const replace = (from: string | RegExp, to: string) => (value: string) => {
  const next = value.replace(from, to);
  if (next === value) throw new Error(`${value} has no ${String(from)}`);
  return next;
};
/** Another character that differs by one bit. */
const flipAt = (pattern: RegExp) => (value: string) =>
  value.replace(pattern, (found) => found.slice(0, -1) + String.fromCharCode(found.charCodeAt(found.length - 1) ^ 1));

const MISMATCH = 'InvalidSignatureException';
const UNKNOWN = 'UnrecognizedClientException';
const INCOMPLETE = 'IncompleteSignatureException';
const MISSING = 'MissingAuthenticationTokenException';

const GOOD: Readonly<Record<string, Case>> = {
  "a user's key": {},
  "a user's second key": { by: { accessKeyId: 'AKIAANNANNANNANNANN2', secretAccessKey: 'ann/secret+2' } },
  'the administrator': { by: ADMINISTRATOR },
  'the administrator with a token, as tools for emulators send': { by: { ...ADMINISTRATOR, sessionToken: 'test' } },
  'a user of another account': { by: STRANGER },
  'a clock 14 minutes ahead': { ahead: 14 * MINUTE },
  'a clock 15 minutes behind': { ahead: -15 * MINUTE },
  presigned: { presigned: 60 },
  'presigned an hour ago, good for a day': { presigned: 86_400, ahead: -60 * MINUTE },
  'presigned for a week': { presigned: 604_800 },
  'a query with repeated and empty values': { before: url((path) => `${path}?b=2&a=&b=1&a=%20x&c`) },
  'a header with blanks around and inside': { before: header('x-note', () => '  a \t  b  ') },
  'x-amz-content-sha256 of the body': { before: header('x-amz-content-sha256', () => sha256(BODY)) },
  'no blanks after the commas': { after: authorization(replace(/, /g, ',')) },
  'a header that nobody signed is added': { after: header('x-more', () => 'x') },
};

const BAD: Readonly<Record<string, readonly [Case, code: string, message?: RegExp]>> = {
  'a wrong secret': [{ by: { ...ANN, secretAccessKey: 'ann/secret+2' } }, MISMATCH, /does not match the signature/],
  "the administrator's key with a wrong secret": [{ by: { accessKeyId: 'test', secretAccessKey: 'x' } }, MISMATCH],
  'a key that nobody has': [{ by: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' } }, UNKNOWN, /offsync\.yaml/],
  'a key that is not active': [
    { by: { accessKeyId: 'AKIAANNANNANNANNANN3', secretAccessKey: 'ann/secret+3' } },
    UNKNOWN,
    /^The security token included in the request is invalid\.$/,
  ],
  "a user's key with a token": [{ by: { ...ANN, sessionToken: 'x' } }, UNKNOWN],
  'a bit of the access key': [{ after: authorization(flipAt(/Credential=A/)) }, UNKNOWN],
  'a bit of the date': [{ after: authorization(flipAt(/\/2/)) }, MISMATCH, /^Date in Credential scope does not match/],
  'a bit of the region': [{ after: authorization(flipAt(/\/us/)) }, MISMATCH, /valid region/],
  'a bit of the service': [{ after: authorization(flipAt(/\/dynamod/)) }, MISMATCH, /correct service: 'dynamodb'/],
  'a bit of the terminator': [{ after: authorization(flipAt(/\/aws4_r/)) }, MISMATCH, /valid terminator/],
  'a bit of the signed headers': [{ after: authorization(flipAt(/SignedHeaders=c/)) }, INCOMPLETE, /SignedHeader/],
  'the case of the signed headers': [{ after: authorization(replace('=content-type', '=Content-Type')) }, MISMATCH],
  'a bit of the signature': [{ after: authorization(flipAt(/Signature=./)) }, MISMATCH],
  'the case of the signature': [
    { after: authorization((value) => value.replace(/[a-f](?=[^a-f]*$)/, (c) => c.toUpperCase())) },
    MISMATCH,
  ],
  'the signature cut short': [{ after: authorization((value) => value.slice(0, -1)) }, MISMATCH],
  'the algorithm': [{ after: authorization(replace('AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA257')) }, INCOMPLETE, /algorithm/],
  'another scheme': [{ after: authorization(() => 'Bearer x') }, MISSING],
  'no header': [{ after: header('authorization', () => undefined) }, MISSING, /^Missing Authentication Token$/],
  'no credential': [{ after: authorization(replace(/Credential=[^,]+, /, '')) }, INCOMPLETE, /requires 'Credential'/],
  'no signature': [{ after: authorization(replace(/, Signature=.+/, '')) }, INCOMPLETE, /requires 'Signature'/],
  'no signed headers': [{ after: authorization(replace(/SignedHeaders=[^,]+, /, '')) }, INCOMPLETE],
  'no date': [{ after: header('x-amz-date', () => undefined) }, INCOMPLETE, /'X-Amz-Date' or a 'Date' header/],
  'a credential of four parts': [{ after: authorization(replace('/aws4_request', '')) }, INCOMPLETE, /exactly 5/],
  'a signed header that is gone': [
    { before: header('x-note', () => 'x'), after: header('x-note', () => undefined) },
    INCOMPLETE,
    /^'x-note' is named as a SignedHeader, but it does not exist in the HTTP request\.$/,
  ],
  'a host that was not signed': [{ after: authorization(replace(';host', '')) }, MISMATCH, /'Host'/],
  'another host': [{ after: header('host', () => 'elsewhere:4566') }, MISMATCH],
  'another content type': [{ after: header('content-type', () => 'text/plain') }, MISMATCH],
  'another date': [{ after: header('x-amz-date', flipAt(/T./)) }, MISMATCH],
  'a date of another form': [{ after: header('x-amz-date', () => '2026-01-01') }, MISMATCH],
  'a changed body': [{ after: (request) => ({ ...request, body: '{"Limit":4}' }) }, MISMATCH],
  'a body gone': [{ after: (request) => ({ ...request, body: '' }) }, MISMATCH],
  'a changed body with the old hash told': [
    {
      before: header('x-amz-content-sha256', () => sha256(BODY)),
      after: (request) => ({ ...request, body: '{"Limit":4}' }),
    },
    MISMATCH,
  ],
  'another hash told and signed': [{ before: header('x-amz-content-sha256', () => sha256('x')) }, MISMATCH],
  'UNSIGNED-PAYLOAD, which is for S3': [{ before: header('x-amz-content-sha256', () => 'UNSIGNED-PAYLOAD') }, MISMATCH],
  'another method': [{ after: (request) => ({ ...request, method: 'PUT' }) }, MISMATCH],
  'another query': [{ before: url((path) => `${path}?a=1`), after: url(replace('a=1', 'a=2')) }, MISMATCH],
  'another name in the query': [{ before: url((path) => `${path}?a=1`), after: url(replace('a=1', 'b=1')) }, MISMATCH],
  'a query added': [{ after: url((path) => `${path}?a=1`) }, MISMATCH],
  'another service': [
    { service: 'states' },
    MISMATCH,
    /^Credential should be scoped to correct service: 'dynamodb'\. $/,
  ],
  'another region': [{ region: 'eu-west-1' }, MISMATCH, /^Credential should be scoped to a valid region\. $/],
  'another region and service': [
    { region: 'eu-west-1', service: 's3' },
    MISMATCH,
    /^Credential should be scoped to a valid region\. Credential should be scoped to correct service: 'dynamodb'\. $/,
  ],
  'replayed 16 minutes later': [
    { ahead: -16 * MINUTE },
    MISMATCH,
    /^Signature expired: 20251231T234400Z is now earlier/,
  ],
  'a clock 16 minutes ahead': [{ ahead: 16 * MINUTE }, MISMATCH, /^Signature not yet current: 20260101T001600Z/],
  yesterday: [{ ahead: -1440 * MINUTE }, MISMATCH, /^Signature expired/],
  'presigned and expired': [{ presigned: 60, ahead: -2 * MINUTE }, MISMATCH, /^Signature expired: 20251231T235900Z/],
  'presigned too early': [{ presigned: 60, ahead: 16 * MINUTE }, MISMATCH, /^Signature not yet current/],
  'presigned for more than a week': [{ presigned: 604_801 }, MISMATCH, /less than a week/],
  'presigned, expiry stretched': [{ presigned: 60, after: url(replace('Expires=60', 'Expires=6000')) }, MISMATCH],
  'presigned, expiry no number': [{ presigned: 60, after: url(replace('Expires=60', 'Expires=x')) }, MISMATCH],
  'presigned, no expiry': [
    { presigned: 60, after: url(replace('&X-Amz-Expires=60', '')) },
    INCOMPLETE,
    /X-Amz-Expires/,
  ],
  'presigned, no signature': [{ presigned: 60, after: url(replace(/&X-Amz-Signature=\w+/, '')) }, INCOMPLETE],
  'presigned, a bit of the signature': [{ presigned: 60, after: url(flipAt(/X-Amz-Signature=./)) }, MISMATCH],
  'presigned, another date': [{ presigned: 60, after: url(flipAt(/X-Amz-Date=\d{8}T./)) }, MISMATCH],
  'presigned, another key': [{ presigned: 60, after: url(replace('AKIAANNANNANNANNANN1', 'test')) }, MISMATCH],
  'presigned, more in the query': [{ presigned: 60, after: url((value) => `${value}&more=1`) }, MISMATCH],
  'presigned, a changed body': [{ presigned: 60, after: (request) => ({ ...request, body: '{}' }) }, MISMATCH],
  'presigned for another service': [{ presigned: 60, service: 's3' }, MISMATCH, /correct service/],
};

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function ask({ emulator, clock }: ServedAccount, given: Case) {
  const { by = ANN, service = 'dynamodb', region = 'us-east-1', ahead = 0, presigned, before, after } = given;
  const headers = {
    host: 'localhost:4566',
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.ListTables',
  };
  const unsigned: SignableRequest = { method: 'POST', url: '/', headers, body: BODY };
  const prepared = before ? before(unsigned) : unsigned;
  const options = { service, region, now: clock.now() + ahead };
  const signed =
    presigned === undefined
      ? { ...prepared, headers: { ...prepared.headers, ...sign(prepared, by, options) } }
      : await presign(prepared, by, { ...options, expiresIn: presigned });
  const sent = after ? after(signed) : signed;
  const response = await emulator.fetch(sent.url, {
    method: sent.method,
    headers: sent.headers,
    body: sent.body === '' ? null : (sent.body as string),
  });
  const answer = (await response.json()) as { __type?: string; message?: string };
  return { status: response.status, type: response.headers.get('x-amzn-errortype'), ...answer };
}

/** As AWS's own library does it. */
async function presign(
  request: SignableRequest,
  credentials: AwsCredentials,
  { service, region, now, expiresIn }: { service: string; region: string; now: number; expiresIn: number },
): Promise<SignableRequest> {
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 });
  const input = {
    ...request,
    protocol: 'http:',
    hostname: 'localhost',
    path: '/',
    query: {},
    headers: { ...request.headers },
  };
  // The library refuses more than a week; the query says what was asked.
  const output = await signer.presign(input, {
    signingDate: new Date(now),
    expiresIn: Math.min(expiresIn, 604_800),
    unhoistableHeaders: new Set(['x-amz-target']),
  });
  const query = new URLSearchParams(output.query as Record<string, string>).toString();
  return { ...request, url: `/?${query.replace('Expires=604800', `Expires=${expiresIn}`)}` };
}

describe('credentials that are good', () => {
  it.each(Object.entries(GOOD))('%s', async (_name, given) => {
    const account = await serveAccount({ strictCredentials: true });
    expect(await ask(account, given)).toMatchObject({ status: 200 });
  });
});

describe('credentials that are refused', () => {
  it.each(Object.entries(BAD))('%s', async (_name, [given, code, message = /./]) => {
    const account = await serveAccount({ strictCredentials: true });
    expect(await ask(account, given)).toMatchObject({
      status: 400,
      type: code,
      __type: code,
      message: expect.stringMatching(message),
    });
  });
});

describe('temporary credentials', () => {
  it('need their own token, and end', async () => {
    const account = await serveAccount({ strictCredentials: true });
    const role = {
      RoleArn: 'arn:aws:iam::000000000000:role/reader',
      RoleSessionName: 'session',
      DurationSeconds: '900',
    };
    const own = credentialsOf(await sts(account, 'AssumeRole', role, ANN));
    const other = credentialsOf(await sts(account, 'GetSessionToken', {}, ANN));
    const { sessionToken, ...without } = own;
    expect(await ask(account, { by: own })).toMatchObject({ status: 200 });
    expect(await ask(account, { by: own, presigned: 60 })).toMatchObject({ status: 200 });
    for (const by of [
      without,
      { ...own, sessionToken: other.sessionToken },
      { ...own, sessionToken: `${sessionToken}=` },
    ]) {
      expect(await ask(account, { by })).toMatchObject({ type: UNKNOWN });
      expect(await ask(account, { by, presigned: 60 })).toMatchObject({ type: UNKNOWN });
    }
    const taken = header('x-amz-security-token', () => undefined);
    expect(await ask(account, { by: own, after: taken })).toMatchObject({ type: INCOMPLETE });
    expect(await ask(account, { by: { ...own, secretAccessKey: other.secretAccessKey } })).toMatchObject({
      type: MISMATCH,
    });
    account.clock.advance(900_000);
    expect(await ask(account, { by: own })).toMatchObject({
      type: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
    });
  });
});

describe('without --strict-credentials', () => {
  it.each([
    ['a key that nobody has', { by: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' } }],
    ['no signature at all', { after: header('authorization', () => undefined) }],
    ['a credential of another region', { region: 'eu-west-1' }],
  ] satisfies [string, Case][])('%s is let in', async (_name, given) => {
    expect(await ask(await serveAccount(), given)).toMatchObject({ status: 200 });
  });

  it.each(['a wrong secret', 'a changed body', 'another service', 'a key that is not active', 'yesterday'])(
    '%s is refused all the same',
    async (name) => {
      const [given, code] = BAD[name]!;
      expect(await ask(await serveAccount(), given)).toMatchObject({ status: 400, type: code });
    },
  );

  it('REST services refuse with 403', async () => {
    const { emulator, clock } = await serveAccount();
    const unsigned = { method: 'GET', url: '/2015-03-31/functions/', headers: { host: 'localhost:4566' }, body: '' };
    const options = { service: 'lambda', region: 'us-east-1', now: clock.now() };
    const signed = sign(unsigned, { ...ANN, secretAccessKey: 'x' }, options);
    const response = await emulator.fetch(unsigned.url, { headers: { ...unsigned.headers, ...signed } });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([403, MISMATCH]);
  });
});
