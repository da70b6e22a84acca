// Random requests, signed by AWS's own library: each is taken, and each with one bit flipped, in any part, is refused.
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { createKeyCache, type KnownKey, type SignableRequest, verify } from '../../src/aws/sigv4.js';
import { createSeededRandom } from '../../src/lib/random.js';

const REQUESTS = 2_400;
const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);
const random = createSeededRandom(20_260_101);
const keys = createKeyCache();

const below = (limit: number): number => Math.floor(random.next() * limit);
const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
const chance = (of: number): boolean => random.next() < of;
const many = <T>(most: number, make: () => T): T[] => Array.from({ length: below(most + 1) }, make);

/** AWS's library takes any hash of this shape; node's own is the fastest. */
class NodeSha256 {
  readonly #hash: Hash | Hmac;
  constructor(secret?: Source) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret));
  }
  update(data: Source): void {
    this.#hash.update(bytes(data));
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
  reset(): void {}
}

type Source = string | ArrayBuffer | ArrayBufferView;

function bytes(data: Source): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}

const LETTERS = [...'abcXYZ019-_.~'];
const ODD = [...LETTERS, ...' +/%&=?#:@!$\'()*,;[]{}|\\^`"<>', 'é', 'ß', '日', '本', '😀', '\u0301', '%2F', '..'];
const word = (letters: readonly string[], most = 8): string => pick(letters) + many(most, () => pick(letters)).join('');
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function path(): string {
  const segments = many(5, () =>
    chance(0.1)
      ? pick(['', '.', '..'])
      : chance(0.5)
        ? word(LETTERS)
        : chance(0.5)
          ? encode(word(ODD))
          : word([...LETTERS, ..."!'()*+,;=:@$"]),
  );
  return `/${segments.join('/')}${segments.length > 0 && chance(0.2) ? '/' : ''}`;
}

type Bag = Record<string, string | string[]>;

function query(): Bag {
  const bag: Bag = {};
  for (const name of many(4, () => word(chance(0.5) ? LETTERS : ODD))) {
    const value = (): string => (chance(0.2) ? '' : word(chance(0.5) ? LETTERS : ODD));
    bag[name] = chance(0.25) ? [value(), value(), value()] : value();
  }
  return bag;
}

function headers(): Record<string, string> {
  const made: Record<string, string> = { host: pick(['localhost:4566', 'abc.appsync-api.us-east-1.amazonaws.com']) };
  if (chance(0.7)) made['content-type'] = pick(['application/json', 'application/json; charset=UTF-8']);
  if (chance(0.5)) made['x-amz-user-agent'] = 'aws-amplify/6 framework/1';
  for (const name of many(3, () => word([...'abcxyz019-_']))) {
    made[`x-${name}`] = chance(0.1)
      ? ''
      : ['', ' ', '\t  '][below(3)]! + word([...LETTERS, ' ', '  ', '\t', ',', '"', 'é', 'ÿ'], 20);
  }
  return made;
}

/** On the wire: order is the client's own, and a space may be a plus. */
function serialize(bag: Bag): string {
  const space = chance(0.3) ? '+' : '%20';
  const pairs = Object.entries(bag).flatMap(([name, value]) => [value].flat().map((one) => [name, one] as const));
  return pairs
    .sort(() => random.next() - 0.5)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`.replaceAll('%20', space))
    .join('&');
}

const url = (path: string, bag: Bag): string => (Object.keys(bag).length === 0 ? path : `${path}?${serialize(bag)}`);

function flipBit(text: string, at: number): string {
  return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << below(7))) + text.slice(at + 1);
}

/** One bit of any character that is no blank, since blanks are not signed one by one. */
function flip(text: string): string {
  const places = [...text.matchAll(/[^\s]/g)].map((match) => match.index);
  for (;;) {
    const flipped = flipBit(text, pick(places));
    // What was a letter must not become a blank either: it could be one at the edge.
    if (
      !/[\s\0]/.test(flipped.replace(/[ \t]/g, '')) &&
      flipped.replace(/[ \t]+/g, ' ').trim() !== text.replace(/[ \t]+/g, ' ').trim()
    )
      return flipped;
  }
}

interface Signed {
  readonly method: string;
  readonly path: string;
  readonly query: Bag;
  readonly headers: Record<string, string>;
  readonly body: string;
}

async function sign(
  unsigned: Signed,
  credentials: KnownKey & { accessKeyId: string },
  service: string,
  presign: boolean,
): Promise<Signed> {
  const signer = new SignatureV4({ credentials, region: 'us-east-1', service, sha256: NodeSha256 });
  const input = { ...unsigned, protocol: 'http:', hostname: 'localhost' };
  const output = presign
    ? await signer.presign(input, { signingDate: new Date(NOW), expiresIn: 60 })
    : await signer.sign(input, { signingDate: new Date(NOW) });
  const lower = Object.entries(output.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { ...unsigned, query: { ...(output.query as Bag) }, headers: Object.fromEntries(lower) };
}

const wire = (signed: Signed): SignableRequest => ({ ...signed, url: url(signed.path, signed.query) });

/** Each part of a request with one bit flipped, by the part's name. */
function forgeries(signed: Signed, presigned: boolean): [string, SignableRequest][] {
  const made: [string, SignableRequest][] = [];
  const add = (part: string, change: Partial<Signed>): void => void made.push([part, wire({ ...signed, ...change })]);
  add('method', { method: flip(signed.method) });
  // A bit of what is removed (`//`, `/./`, `/a/../`) changes nothing.
  if (/^(\/[^/.][^/]*)+$/.test(signed.path)) {
    const at = 1 + below(signed.path.length - 1);
    const flipped = signed.path[at] === '/' ? '' : flipBit(signed.path, at);
    if (/^(\/[^/.?#][^/?#]*)+$/.test(flipped)) add('path', { path: flipped });
  }
  const body = Buffer.from(signed.body);
  if (body.length > 0) body[below(body.length)]! ^= 1 << below(8);
  made.push(['body', { ...wire(signed), body: body.length > 0 ? body : 'x' }]);
  for (const [name, value] of Object.entries(signed.query)) {
    const [first = '', ...rest] = [value].flat();
    if (first !== '') add(`query ${name}`, { query: { ...signed.query, [name]: [flip(first), ...rest] } });
    const { [name]: _removed, ...others } = signed.query;
    add(`query name ${name}`, { query: { ...others, [flip(name)]: value } });
  }
  for (const [name, value] of Object.entries(signed.headers)) {
    if (name === 'authorization' || value.trim() === '') continue;
    add(`header ${name}`, { headers: { ...signed.headers, [name]: flip(value) } });
  }
  if (!presigned) {
    const authorization = signed.headers['authorization']!;
    const parts =
      /^(AWS4-HMAC-SHA256) (Credential=)([^/]+)\/([^/]+)\/([^/]+)\/([^/]+)\/([^,]+)(, )(SignedHeaders=)([^,]+)(, )(Signature=)(.+)$/d.exec(
        authorization,
      )!;
    for (const [start, end] of parts.indices!.slice(1) as [number, number][]) {
      const at = start + below(end - start);
      add(`authorization ${at}`, { headers: { ...signed.headers, authorization: flipBit(authorization, at) } });
    }
  }
  return made;
}

describe('requests signed by @smithy/signature-v4', () => {
  it(`${REQUESTS} are taken as they are, and none with a bit flipped`, async () => {
    let forged = 0;
    for (let number = 0; number < REQUESTS; number += 1) {
      const presigned = number % 4 === 3;
      const key = {
        accessKeyId: `AKID${number % 50}`,
        secretAccessKey: `secret/+${number % 50}`,
        ...(chance(0.4) && { sessionToken: `token/${'+a='.repeat(below(20))}` }),
      };
      const service = pick(['appsync', 'execute-api']);
      const options = {
        lookup: (id: string) => (id === key.accessKeyId ? key : undefined),
        now: NOW,
        service: ['appsync', 'execute-api'],
        region: 'us-east-1',
        keys,
      };
      const body = chance(0.2) ? '' : JSON.stringify({ query: word(ODD, 40), variables: many(3, () => word(ODD)) });
      const unsigned = { method: pick(['POST', 'GET', 'PUT']), path: path(), query: query(), headers: headers(), body };
      const signed = await sign(unsigned, key, service, presigned);
      const taken = verify(wire(signed), options);
      if ('error' in taken) expect.unreachable(`${JSON.stringify(signed)}: ${taken.error.message}\n${taken.detail}`);
      for (const [part, forgery] of forgeries(signed, presigned)) {
        forged += 1;
        if (!('error' in verify(forgery, options))) {
          expect.unreachable(`${part} of ${JSON.stringify(signed)} was changed: ${JSON.stringify(forgery)}`);
        }
      }
    }
    expect(forged).toBeGreaterThan(REQUESTS * 10);
  }, 60_000);
});
