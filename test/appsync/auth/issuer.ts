// An OpenID Connect issuer on a port of its own, and tokens of every kind, forged ones among them. For tests of who gets in.
import { createHmac, generateKeyPairSync, type KeyObject, sign as signBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export function newKey(kid: string, alg: 'RS256' | 'PS256' | 'ES256' | 'ES384' = 'RS256'): SigningKey {
  const pair = alg.startsWith('ES')
    ? generateKeyPairSync('ec', { namedCurve: alg === 'ES256' ? 'P-256' : 'P-384' })
    : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { kid, alg, ...pair };
}

/** The public half, as a key set shows it. */
export const jwkOf = (key: SigningKey, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...key.publicKey.export({ format: 'jwk' }),
  kid: key.kid,
  alg: key.alg,
  use: 'sig',
  ...more,
});

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function signatureOf(text: string, alg: string, key: KeyObject): string {
  const hash = `sha${alg.slice(2)}`;
  if (alg.startsWith('ES'))
    return signBytes(hash, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  if (alg.startsWith('PS'))
    return signBytes(hash, Buffer.from(text), { key, padding: 6, saltLength: Number(alg.slice(2)) / 8 }).toString(
      'base64url',
    );
  return signBytes(hash, Buffer.from(text), key).toString('base64url');
}

export type Claims = Readonly<Record<string, unknown>>;

/** A token signed with `key`; `header` is laid over what its header would say. */
export function tokenOf(claims: Claims, key: SigningKey, header: Record<string, unknown> = {}): string {
  const text = `${encode({ alg: key.alg, kid: key.kid, typ: 'JWT', ...header })}.${encode(claims)}`;
  return `${text}.${signatureOf(text, key.alg, key.privateKey)}`;
}

/** The oldest forgeries: no signature, and a signature with the public key as a secret. */
export const unsignedToken = (claims: Claims, kid: string, alg = 'none'): string =>
  `${encode({ alg, kid })}.${encode(claims)}.`;

export function publicKeyAsSecret(claims: Claims, key: SigningKey, alg = 'HS256'): string {
  const text = `${encode({ alg, kid: key.kid })}.${encode(claims)}`;
  const secret = key.publicKey.export({ type: 'spki', format: 'pem' });
  return `${text}.${createHmac(`sha${alg.slice(2)}`, secret)
    .update(text)
    .digest('base64url')}`;
}

/** One bit of one part turned. */
export function flipped(token: string, part: 0 | 1 | 2, at = 10): string {
  const parts = token.split('.');
  const bytes = Buffer.from(parts[part]!, 'base64url');
  bytes[at % bytes.length]! ^= 1;
  parts[part] = bytes.toString('base64url');
  return parts.join('.');
}

export interface Issuer {
  readonly url: string;
  /** What its key set shows; changed at will. */
  keys: unknown[];
  /** What it answers: well, with errors, with nonsense, or not at all. */
  mood: 'well' | 'broken' | 'nonsense' | 'silent' | 'without jwks_uri';
  /** Questions it was asked, by path. */
  readonly asked: string[];
  close(): Promise<void>;
}

export async function startIssuer(...keys: readonly SigningKey[]): Promise<Issuer> {
  const issuer: { -readonly [K in keyof Issuer]: Issuer[K] } = {
    url: '',
    keys: keys.map((key) => jwkOf(key)),
    mood: 'well',
    asked: [],
    close: async () => {},
  };
  const server = createServer((request, response) => {
    issuer.asked.push(request.url ?? '');
    if (issuer.mood === 'silent') return;
    if (issuer.mood === 'broken') response.writeHead(500).end();
    else if (issuer.mood === 'nonsense') response.end('<html>');
    else if (request.url === '/.well-known/openid-configuration')
      response.end(
        JSON.stringify(
          issuer.mood === 'well' ? { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` } : { issuer: issuer.url },
        ),
      );
    else if (request.url === '/keys') response.end(JSON.stringify({ keys: issuer.keys }));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  issuer.close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return issuer;
}
