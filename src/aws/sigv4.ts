// Signature Version 4, both ways: `sign` for requests that go out, `verify` for those that come in. Used by every AWS
// door, by AppSync's IAM mode and by the HTTP data source. Never reads a clock and knows no keys of its own.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import * as crypto from 'node:crypto';
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { ServiceError } from './errors.js';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The parts of a request that are signed. A DoorRequest is one. */
export interface SignableRequest {
  readonly method: string;
  /** Path and query as they go over the wire. */
  readonly url: string;
  /** Lower-case names; `host` must be there. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Remembers derived keys: a key costs four HMACs and serves a day. One per door. */
export interface KeyCache {
  derive(secret: string, date: string, region: string, service: string): Buffer;
  /** A client names the same headers each time; names made anew would each be hashed again for every look-up. */
  signedHeaders(text: string): SignedHeaders;
}

interface SignedHeaders {
  /** `host;x-amz-date`, as it is sent. */
  readonly text: string;
  readonly names: readonly string[];
  /** The same as keys of `headers`. */
  readonly keys: readonly string[];
}

function readSignedHeaders(text: string): SignedHeaders {
  const names = text.split(';');
  return { text, names, keys: names.map((name) => name.toLowerCase()) };
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const TERMINATOR = 'aws4_request';
const UNSIGNED = 'UNSIGNED-PAYLOAD';
const CACHED_KEYS = 200;
const LONGEST_KEPT = 1_024;
const LONGEST_PRESIGNED_SECONDS = 604_800;

/** In one call where node has it (20.12), which makes no object for each of the two hashes of a request. */
const oneShot = (crypto as { readonly hash?: typeof crypto.hash }).hash;
const sha256 = (data: string | Uint8Array): string =>
  oneShot === undefined ? createHash('sha256').update(data).digest('hex') : oneShot('sha256', data, 'hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

function deriveKey(secret: string, date: string, region: string, service: string): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), TERMINATOR);
}

export function createKeyCache(): KeyCache {
  const keys = new Map<string, Buffer>();
  const lists = new Map<string, SignedHeaders>();
  return {
    signedHeaders(text) {
      let list = lists.get(text);
      if (!list) {
        if (lists.size >= CACHED_KEYS) lists.clear();
        list = readSignedHeaders(text);
        // Nobody is known yet: what a stranger sends must not pile up.
        if (text.length <= LONGEST_KEPT) lists.set(text, list);
      }
      return list;
    },
    derive(secret, date, region, service) {
      const name = `${date}/${region}/${service}/${secret}`;
      let key = keys.get(name);
      if (!key) {
        if (keys.size >= CACHED_KEYS) keys.clear();
        key = deriveKey(secret, date, region, service);
        keys.set(name, key);
      }
      return key;
    },
  };
}

/** `encodeURIComponent` leaves five characters that RFC 3986 reserves. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A malformed escape stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** S3 signs the path as sent; everybody else removes dot segments and encodes what is sent once more. */
function canonicalPath(path: string, service: string): string {
  if (path === '/') return path;
  if (service === 's3') return path.split('/').map(decode).map(encode).join('/') || '/';
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') kept.pop();
    else kept.push(encode(segment));
  }
  return kept.length === 0 ? '/' : `/${kept.join('/')}${path.endsWith('/') ? '/' : ''}`;
}

function queryPairs(query: string): [string, string][] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      const [name, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
      // Services read a query as a form does: '+' is a space.
      return [decode(name.replaceAll('+', ' ')), decode(value.replaceAll('+', ' '))];
    });
}

/** A header's value as it is signed: one blank for many, none at the ends. Most have it so already. */
function canonicalValue(value: string): string {
  if (!/[\t\r\n]|^ | $| {2}/.test(value)) return value;
  return value.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '');
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function canonicalQuery(pairs: readonly (readonly [string, string])[]): string {
  return pairs
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort((a, b) => byCodeUnits(a[0], b[0]) || byCodeUnits(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

interface Scope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

function canonicalRequest(
  request: SignableRequest,
  service: string,
  signedHeaders: SignedHeaders,
  payloadHash: string,
): string {
  const at = request.url.indexOf('?');
  const path = at < 0 ? request.url : request.url.slice(0, at);
  const pairs = at < 0 ? [] : queryPairs(request.url.slice(at + 1)).filter(([name]) => name !== 'X-Amz-Signature');
  const { names, keys, text } = signedHeaders;
  const headers = names.map((name, index) => `${name}:${canonicalValue(request.headers[keys[index]!] ?? '')}\n`);
  return [
    request.method,
    canonicalPath(path, service),
    canonicalQuery(pairs),
    headers.join(''),
    text,
    payloadHash,
  ].join('\n');
}

function signature(canonical: string, amzDate: string, scope: Scope, secret: string, keys: KeyCache | undefined) {
  const { date, region, service } = scope;
  const text = [ALGORITHM, amzDate, `${date}/${region}/${service}/${TERMINATOR}`, sha256(canonical)].join('\n');
  return hmac((keys?.derive ?? deriveKey)(secret, date, region, service), text).toString('hex');
}

/** `20260101T000000Z`. */
function amzDateOf(milliseconds: number): string {
  return `${new Date(milliseconds)
    .toISOString()
    .replace(/[:-]/g, '')
    .replace(/\.\d{3}/, '')}`;
}

function millisecondsOf(amzDate: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(amzDate);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  return Date.UTC(year!, month! - 1, day, hour, minute, second);
}

/**
 * The headers that make a request a signed one, to be laid over its own:
 * `sign(request, credentials, { service: 'states', region: 'us-east-1', now: clock.now() })`.
 */
export function sign(
  request: SignableRequest,
  credentials: AwsCredentials,
  options: { readonly service: string; readonly region: string; readonly now: number; readonly keys?: KeyCache },
): Record<string, string> {
  const amzDate = amzDateOf(options.now);
  const scope = { date: amzDate.slice(0, 8), region: options.region, service: options.service };
  const payloadHash = sha256(request.body);
  const added: Record<string, string> = { 'x-amz-date': amzDate };
  if (credentials.sessionToken !== undefined) added['x-amz-security-token'] = credentials.sessionToken;
  if (options.service === 's3') added['x-amz-content-sha256'] = payloadHash;
  const headers = { ...request.headers, ...added };
  const signed = Object.keys(headers)
    .filter((name) => !NEVER_SIGNED.has(name))
    .sort();
  const names = readSignedHeaders(signed.join(';'));
  const canonical = canonicalRequest({ ...request, headers }, options.service, names, payloadHash);
  const proof = signature(canonical, amzDate, scope, credentials.secretAccessKey, options.keys);
  const credential = `${credentials.accessKeyId}/${scope.date}/${scope.region}/${scope.service}/${TERMINATOR}`;
  added['authorization'] =
    `${ALGORITHM} Credential=${credential}, SignedHeaders=${signed.join(';')}, Signature=${proof}`;
  return added;
}

/** Proxies and clients may change these on the way. */
const NEVER_SIGNED: ReadonlySet<string> = new Set([
  'authorization',
  'connection',
  'expect',
  'transfer-encoding',
  'user-agent',
  'x-amzn-trace-id',
]);

export interface KnownKey {
  readonly secretAccessKey: string;
  /** Of temporary credentials: must come with the request. A key without one must come without. */
  readonly sessionToken?: string;
  /** Whatever token comes along is taken. */
  readonly anyToken?: boolean;
  /** Milliseconds since 1970. */
  readonly expires?: number;
}

export interface VerifyOptions {
  readonly lookup: (accessKeyId: string) => KnownKey | undefined;
  readonly now: number;
  /** When given, the credential must be scoped to it. A list where several names are right (`appsync`, `execute-api`). */
  readonly service?: string | readonly string[];
  readonly region?: string;
  readonly keys?: KeyCache;
  /** Minutes a signature may be old or early: AWS services allow 5 or 15. */
  readonly windowMinutes?: number;
  /** HTTP status of a refusal: AppSync and REST services say 403, the JSON 1.x services 400. */
  readonly status?: number;
}

export type Verified =
  | { readonly accessKeyId: string; readonly region: string; readonly service: string }
  /** `detail` is for logs: the canonical request this side computed. */
  | { readonly error: ServiceError; readonly detail?: string };

interface Claim {
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly amzDate: string | undefined;
  readonly sessionToken: string | undefined;
  /** Seconds; of the query form only. */
  readonly expires: number | undefined;
  readonly form: 'header' | 'query';
}

/** Blanks of HTTP are these two; `trim` knows more. */
const trimBlanks = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, '');

/** The access key that a request says it is signed with, whether it is or not. */
export function claimedAccessKey(request: SignableRequest): string | undefined {
  return readClaim(request)?.credential?.split('/')[0];
}

/** How every SDK writes the header. */
const USUAL_CLAIM = /^AWS4-HMAC-SHA256 Credential=([^\s,=]+), SignedHeaders=([^\s,=]+), Signature=([^\s,=]+)$/;

function claimOf(
  { headers }: SignableRequest,
  credential: string | undefined,
  signedHeaders: string | undefined,
  signature: string | undefined,
): Claim {
  return {
    credential,
    signedHeaders,
    signature,
    amzDate: headers['x-amz-date'] ?? isoOfHttpDate(headers['date']),
    sessionToken: headers['x-amz-security-token'],
    expires: undefined,
    form: 'header',
  };
}

function readClaim(request: SignableRequest): Claim | undefined {
  const header = request.headers['authorization'];
  if (header !== undefined) {
    if (!header.startsWith(`${ALGORITHM} `)) return undefined;
    const usual = USUAL_CLAIM.exec(header);
    if (usual !== null) return claimOf(request, usual[1], usual[2], usual[3]);
    const parts = new Map<string, string>();
    for (const part of header.slice(ALGORITHM.length).split(',')) {
      const at = part.indexOf('=');
      const name = trimBlanks(part.slice(0, Math.max(0, at)));
      // Two headers that were joined: nobody says which of them counts.
      if (parts.has(name)) return claimOf(request, undefined, undefined, undefined);
      if (name !== '') parts.set(name, trimBlanks(part.slice(at + 1)));
    }
    return claimOf(request, parts.get('Credential'), parts.get('SignedHeaders'), parts.get('Signature'));
  }
  const at = request.url.indexOf('?');
  const query = new Map(at < 0 ? [] : queryPairs(request.url.slice(at + 1)));
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) return undefined;
  const expires = query.get('X-Amz-Expires');
  return {
    credential: query.get('X-Amz-Credential'),
    signedHeaders: query.get('X-Amz-SignedHeaders'),
    signature: query.get('X-Amz-Signature'),
    amzDate: query.get('X-Amz-Date'),
    sessionToken: query.get('X-Amz-Security-Token'),
    expires: expires === undefined ? undefined : /^\d{1,9}$/.test(expires) ? Number(expires) : Number.NaN,
    form: 'query',
  };
}

function isoOfHttpDate(text: string | undefined): string | undefined {
  const milliseconds = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : amzDateOf(milliseconds);
}

/**
 * Decides whether a request was signed with a key that `lookup` knows. Codes and texts are AWS's (recorded from public
 * reports: amplify-js#2422, #7906, aws-sdk-js#254, aws-mobile-appsync-sdk-js#702).
 */
export function verify(request: SignableRequest, options: VerifyOptions): Verified {
  const status = options.status ?? 403;
  const refuse = (code: string, message: string, detail?: string): Verified => ({
    error: new ServiceError(code, message, status),
    ...(detail === undefined ? {} : { detail }),
  });
  const claim = readClaim(request);
  if (!claim) {
    const algorithm = /^(AWS4-[\w-]+) /.exec(request.headers['authorization'] ?? '')?.[1];
    // SigV4A, which signs for several regions with an elliptic curve.
    if (algorithm !== undefined && algorithm !== ALGORITHM)
      return refuse('IncompleteSignatureException', `Unsupported AWS 'algorithm': '${algorithm}'.`);
    return refuse('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }

  const missing = missingParts(claim);
  if (missing.length > 0) {
    const header = request.headers['authorization'] ?? '';
    const hashed = createHash('sha256').update(header).digest('base64');
    const tail =
      claim.form === 'header' ? ` (Hashed with SHA-256 and encoded with Base64) Authorization=${hashed}` : '';
    return refuse('IncompleteSignatureException', missing.join(' ') + tail);
  }
  const amzDate = claim.amzDate!;
  const elements = claim.credential!.split('/');
  if (elements.length !== 5) {
    return refuse(
      'IncompleteSignatureException',
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${claim.credential}'`,
    );
  }
  const [accessKeyId, date, region, service, terminator] = elements as [string, string, string, string, string];
  const signed = options.keys?.signedHeaders(claim.signedHeaders!) ?? readSignedHeaders(claim.signedHeaders!);
  const absent = signed.names[signed.keys.findIndex((key) => request.headers[key] === undefined)];
  if (absent !== undefined) {
    return refuse(
      'IncompleteSignatureException',
      `'${absent}' is named as a SignedHeader, but it does not exist in the HTTP request.`,
    );
  }
  if (!signed.names.includes('host')) {
    return refuse(
      'InvalidSignatureException',
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  }
  const scopeFault = wrongScope({ date, region, service, terminator }, amzDate, options);
  if (scopeFault !== undefined) return refuse('InvalidSignatureException', scopeFault);
  const timeFault = wrongTime(amzDate, claim.expires, options.now, options.windowMinutes ?? 15);
  if (timeFault !== undefined) return refuse('InvalidSignatureException', timeFault);

  const key = options.lookup(accessKeyId);
  if (!key || (!key.anyToken && key.sessionToken !== claim.sessionToken)) {
    return refuse('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  if (key.expires !== undefined && key.expires <= options.now) {
    return refuse('ExpiredTokenException', 'The security token included in the request is expired');
  }
  const payloadHash = payloadHashOf(request, service, claim.form);
  const canonical = canonicalRequest(request, service, signed, payloadHash);
  const expected = Buffer.from(
    signature(canonical, amzDate, { date, region, service }, key.secretAccessKey, options.keys),
  );
  const given = Buffer.from(claim.signature!);
  const told = request.headers['x-amz-content-sha256'] ?? payloadHash;
  if (told !== payloadHash || expected.length !== given.length || !timingSafeEqual(expected, given)) {
    return refuse(
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      canonical,
    );
  }
  return { accessKeyId, region, service };
}

/**
 * Always the hash of the body that came, whatever x-amz-content-sha256 says: the two must agree, and a changed body fails
 * as a wrong signature. S3 alone lets a client leave the body out.
 */
function payloadHashOf(request: SignableRequest, service: string, form: Claim['form']): string {
  if (service === 's3') {
    const told = request.headers['x-amz-content-sha256'];
    if (form === 'query' || told === UNSIGNED) return UNSIGNED;
    // In chunks of S3's own: what is signed is that it is so (sigv4-streaming-trailers).
    if (told?.startsWith('STREAMING-')) return told;
  }
  return sha256(request.body);
}

function missingParts(claim: Claim): string[] {
  const missing: string[] = [];
  if (claim.form === 'query') {
    const require = (name: string, value: unknown): void => {
      if (value === undefined) missing.push(`AWS query-string parameters must include '${name}'.`);
    };
    require('X-Amz-Credential', claim.credential);
    require('X-Amz-Signature', claim.signature);
    require('X-Amz-SignedHeaders', claim.signedHeaders);
    require('X-Amz-Date', claim.amzDate);
    require('X-Amz-Expires', claim.expires);
    return missing;
  }
  if (!claim.credential) missing.push("Authorization header requires 'Credential' parameter.");
  if (!claim.signature) missing.push("Authorization header requires 'Signature' parameter.");
  if (!claim.signedHeaders) missing.push("Authorization header requires 'SignedHeaders' parameter.");
  if (!claim.amzDate) {
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  return missing;
}

function wrongScope(scope: Scope & { terminator: string }, amzDate: string, options: VerifyOptions) {
  const services = options.service === undefined ? [scope.service] : [options.service].flat();
  let faults = '';
  if (options.region !== undefined && scope.region !== options.region) {
    faults += 'Credential should be scoped to a valid region. ';
  }
  if (!services.includes(scope.service)) faults += `Credential should be scoped to correct service: '${services[0]}'. `;
  if (scope.terminator !== TERMINATOR) {
    faults += `Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${scope.terminator}'. `;
  }
  if (faults !== '') return faults;
  if (scope.date !== amzDate.slice(0, 8)) {
    return `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date}' != '${amzDate.slice(0, 8)}', from '${amzDate}'.`;
  }
  return undefined;
}

function wrongTime(amzDate: string, expires: number | undefined, now: number, minutes: number): string | undefined {
  const signedAt = millisecondsOf(amzDate);
  if (signedAt === undefined) {
    return `Date must be in ISO-8601 'basic format'. Got '${amzDate}'. See http://en.wikipedia.org/wiki/ISO_8601`;
  }
  const window = minutes * 60_000;
  if (signedAt > now + window) {
    return `Signature not yet current: ${amzDate} is still later than ${amzDateOf(now + window)} (${amzDateOf(now)} + ${minutes} min.)`;
  }
  if (expires !== undefined) {
    if (Number.isNaN(expires)) return 'X-Amz-Expires must be a non-negative number';
    if (expires > LONGEST_PRESIGNED_SECONDS)
      return `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${LONGEST_PRESIGNED_SECONDS} seconds`;
    const end = signedAt + expires * 1000;
    return end < now ? `Signature expired: ${amzDateOf(end)} is now earlier than ${amzDateOf(now)}` : undefined;
  }
  if (signedAt < now - window) {
    return `Signature expired: ${amzDate} is now earlier than ${amzDateOf(now - window)} (${amzDateOf(now)} - ${minutes} min.)`;
  }
  return undefined;
}
