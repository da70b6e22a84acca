import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { createKeyCache, type KnownKey, type SignableRequest, sign, verify } from '../../src/aws/sigv4.js';

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);
const KEYS: Record<string, KnownKey> = {
  AKID: { secretAccessKey: 'secret/+key' },
  ASIA: { secretAccessKey: 'temporary', sessionToken: 'token==' },
  GONE: { secretAccessKey: 'temporary', sessionToken: 'token==', expires: NOW },
};
const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret/+key' };
const lookup = (id: string) => KEYS[id];
const scope = { service: 'appsync', region: 'us-east-1', now: NOW };

function request(over: Partial<SignableRequest> = {}): SignableRequest {
  return {
    method: 'POST',
    url: '/graphql',
    headers: { host: 'localhost:4566', 'content-type': 'application/json' },
    body: '{"query":"{a}"}',
    ...over,
  };
}

const signed = (from: SignableRequest, by = credentials, over = {}): SignableRequest => ({
  ...from,
  headers: { ...from.headers, ...sign(from, by, { ...scope, ...over }) },
});

const refusal = (from: SignableRequest, over = {}) => {
  const answer = verify(from, { lookup, now: NOW, ...over });
  return 'error' in answer ? { code: answer.error.code, message: answer.error.message } : 'accepted';
};

/** The same request signed by AWS's own library. */
async function bySmithy(from: SignableRequest, service: string, presign = false) {
  const signer = new SignatureV4({
    credentials,
    region: 'us-east-1',
    service,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  });
  const [path, query = ''] = from.url.split('?') as [string, string?];
  const bag: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const before = bag[name];
    bag[name] = before === undefined ? value : [before, value].flat();
  }
  const input = {
    method: from.method,
    protocol: 'http:',
    hostname: 'localhost',
    path,
    query: bag,
    headers: { ...from.headers },
    body: from.body,
  };
  const output = presign
    ? await signer.presign(input, { signingDate: new Date(NOW), expiresIn: 60 })
    : await signer.sign(input, { signingDate: new Date(NOW) });
  return output as unknown as { headers: Record<string, string>; query: Record<string, string> };
}

describe('SigV4', () => {
  const SHAPES: [string, Partial<SignableRequest>][] = [
    ['plain', {}],
    ['no body', { method: 'GET', body: '' }],
    ['encoded path', { url: '/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A0%3Afunction%3Aa/invocations' }],
    ['odd path', { url: "/a//b/./c/../d'(x)*!/" }],
    ['non-ASCII path', { url: '/%C3%A9t%C3%A9/x%20y' }],
    ['query', { url: '/v1/apis?b=2&a=1&a=0&c=%20x%2By&empty=&A=9' }],
    ['header spaces', { headers: { host: 'localhost:4566', 'x-amz-meta': '  a   b  ' } }],
  ];
  it.each(SHAPES)('signs and verifies as @smithy/signature-v4 does: %s', async (_name, over) => {
    const from = request(over);
    const oracle = await bySmithy(from, 'appsync');
    expect(refusal({ ...from, headers: lower(oracle.headers) })).toBe('accepted');
    // Smithy also signs x-amz-content-sha256, so it has to be there for the two to be comparable.
    const withHash = {
      ...from,
      headers: { ...from.headers, 'x-amz-content-sha256': oracle.headers['x-amz-content-sha256']! },
    };
    expect(sign(withHash, credentials, scope)['authorization']).toBe(oracle.headers['authorization']);
  });

  it('S3 encodes the path once', async () => {
    const from = request({ url: '/bucket/a%20b//c', method: 'PUT' });
    const oracle = await bySmithy(from, 's3');
    expect(refusal({ ...from, headers: lower(oracle.headers) }, { service: 's3' })).toBe('accepted');
  });

  it('accepts the query form until it expires', async () => {
    const from = request({ method: 'GET', url: '/x?keep=1', body: '', headers: { host: 'localhost:4566' } });
    const { query } = await bySmithy(from, 'appsync', true);
    const url = `/x?${new URLSearchParams(query)}`;
    expect(refusal({ ...from, url })).toBe('accepted');
    expect(refusal({ ...from, url }, { now: NOW + 61_000 })).toMatchObject({ code: 'InvalidSignatureException' });
    expect(refusal({ ...from, url: url.replace('keep=1', 'keep=2') })).toMatchObject({
      code: 'InvalidSignatureException',
    });
    expect(refusal({ ...from, url: url.replace(/X-Amz-Date=[^&]*&/, '') })).toMatchObject({
      code: 'IncompleteSignatureException',
    });
  });

  it('tells who signed', () => {
    expect(verify(signed(request()), { lookup, now: NOW, keys: createKeyCache(), ...{ service: 'appsync' } })).toEqual({
      accessKeyId: 'AKID',
      region: 'us-east-1',
      service: 'appsync',
    });
  });

  it('one cache serves many keys', () => {
    const keys = createKeyCache();
    for (let day = 0; day < 250; day++) {
      const now = NOW + day * 86_400_000;
      expect(refusal(signed(request(), credentials, { now, keys }), { now, keys })).toBe('accepted');
    }
  });

  it('refuses a changed body, also when x-amz-content-sha256 tells the old hash', async () => {
    const from = request();
    const oracle = await bySmithy(from, 'appsync');
    const mismatch = {
      code: 'InvalidSignatureException',
      message:
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    };
    expect(refusal({ ...from, headers: lower(oracle.headers), body: '{"query":"{b}"}' })).toEqual(mismatch);
    expect(refusal({ ...signed(from), method: 'GET' })).toEqual(mismatch);
  });

  it('unknown keys and wrong tokens', () => {
    const invalid = {
      code: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    };
    expect(refusal(signed(request(), { accessKeyId: 'NOBODY', secretAccessKey: 'x' }))).toEqual(invalid);
    expect(refusal(signed(request(), { accessKeyId: 'ASIA', secretAccessKey: 'temporary' }))).toEqual(invalid);
    const temporary = { accessKeyId: 'ASIA', secretAccessKey: 'temporary', sessionToken: 'token==' };
    expect(refusal(signed(request(), temporary))).toBe('accepted');
    expect(refusal(signed(request(), { ...temporary, accessKeyId: 'GONE' }))).toMatchObject({
      code: 'ExpiredTokenException',
    });
  });

  it('says how far the clocks are apart', () => {
    expect(refusal(signed(request()), { now: NOW + 16 * 60_000 })).toEqual({
      code: 'InvalidSignatureException',
      message: 'Signature expired: 20260101T120000Z is now earlier than 20260101T120100Z (20260101T121600Z - 15 min.)',
    });
    expect(refusal(signed(request()), { now: NOW - 6 * 60_000, windowMinutes: 5 })).toEqual({
      code: 'InvalidSignatureException',
      message:
        'Signature not yet current: 20260101T120000Z is still later than 20260101T115900Z (20260101T115400Z + 5 min.)',
    });
  });

  it('names what an Authorization header lacks', () => {
    const header = (authorization: string) => refusal(request({ headers: { ...request().headers, authorization } }));
    expect(header('AWS4-HMAC-SHA256 x')).toEqual({
      code: 'IncompleteSignatureException',
      message: expect.stringMatching(
        /^Authorization header requires 'Credential' parameter\. Authorization header requires 'Signature' parameter\. Authorization header requires 'SignedHeaders' parameter\. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header\. \(Hashed/,
      ),
    });
    expect(header('Bearer x')).toEqual({
      code: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    });
    const good = signed(request());
    const { host: _host, ...rest } = good.headers;
    expect(refusal({ ...good, headers: rest })).toEqual({
      code: 'IncompleteSignatureException',
      message: "'host' is named as a SignedHeader, but it does not exist in the HTTP request.",
    });
  });

  it('refuses a credential scoped elsewhere', () => {
    expect(refusal(signed(request()), { region: 'eu-west-1' })).toMatchObject({
      message: 'Credential should be scoped to a valid region. ',
    });
    expect(refusal(signed(request()), { service: ['states', 'execute-api'] })).toMatchObject({
      message: "Credential should be scoped to correct service: 'states'. ",
    });
  });
});

function lower(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
