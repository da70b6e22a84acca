// JSON Web Tokens as AppSync takes them: read without trust, then the signature checked with jose against an issuer's key. The
// algorithm comes from the key and never from the token alone. Knows no issuer and no clock.
import type { CryptoKey, JWK } from 'jose';
import type { IssuerKey } from '../../backends/keys-port.js';
import { messageOf } from '../../lib/errors.js';
import { isObject, tryParse } from '../../lib/json.js';

export interface Token {
  readonly text: string;
  readonly algorithm: string;
  readonly keyId: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A header of HTTP can't be longer; a handshake's could. */
const LONGEST = 32 * 1024;
const PART = /^[A-Za-z0-9_-]+$/;

const json = (part: string): unknown =>
  PART.test(part) ? tryParse(Buffer.from(part, 'base64url').toString('utf8')) : undefined;

/** The token of an Authorization header. Public reports differ about `Bearer `: both forms are taken. */
export function bareToken(authorization: string): string {
  return authorization.replace(/^bearer\s+/i, '').trim();
}

/** Undefined for what is no JWT. */
export function readToken(text: string): Token | undefined {
  if (text.length > LONGEST) return undefined;
  const parts = text.split('.');
  if (parts.length !== 3) return undefined;
  const [header, claims] = [json(parts[0]!), json(parts[1]!)];
  if (!isObject(header) || !isObject(claims)) return undefined;
  const { alg, kid, crit } = header;
  // What is no text names nothing; what must be understood (crit) is not, whatever it is (RFC 7515, 4.1.11).
  const algorithm = typeof alg === 'string' && crit === undefined ? alg : '';
  return { text, algorithm, keyId: typeof kid === 'string' ? kid : '', claims };
}

/**
 * The algorithms a key may have signed with. security-authz.md lists HS256, HS384 and HS512 for OPENID_CONNECT, too: those are
 * a secret's, which a key set holds as `oct` and says so. Taking them for a public key's is the oldest forgery there is.
 */
function algorithmsOf(key: IssuerKey): readonly string[] {
  switch (key.kty) {
    case 'RSA':
      return ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
    case 'EC':
      return CURVES.get(String(key['crv'])) ?? [];
    case 'oct': {
      // "A key of the same size as the hash output or larger MUST be used" (RFC 7518, 3.2).
      const bits = Buffer.from(String(key['k'] ?? ''), 'base64url').byteLength * 8;
      return [256, 384, 512].filter((size) => size <= bits).map((size) => `HS${size}`);
    }
    default:
      return [];
  }
}

/** Whether a token may say that this key signed it. */
export function mayHaveSigned(key: IssuerKey, { algorithm }: Pick<Token, 'algorithm'>): boolean {
  if (key.use !== undefined && key.use !== 'sig') return false;
  return (key.alg === undefined || key.alg === algorithm) && algorithmsOf(key).includes(algorithm);
}

const CURVES: ReadonlyMap<string, readonly string[]> = new Map([
  ['P-256', ['ES256']],
  ['P-384', ['ES384']],
  ['P-521', ['ES512']],
]);

/** What is wrong with a token's signature, or undefined. */
export type SignatureCheck = (token: Token, key: IssuerKey) => Promise<string | undefined>;

/** Keys are imported once for each algorithm; loading jose waits for the first token, which most apps never see. */
export function createSignatureCheck(): SignatureCheck {
  const imported = new WeakMap<IssuerKey, Map<string, Promise<CryptoKey | Uint8Array>>>();
  const importKey = async (key: IssuerKey, algorithm: string): Promise<CryptoKey | Uint8Array> => {
    const forms = imported.get(key) ?? new Map<string, Promise<CryptoKey | Uint8Array>>();
    imported.set(key, forms);
    const known = forms.get(algorithm);
    if (known) return known;
    const { importJWK } = await import('jose');
    const form = importJWK(key as JWK, algorithm);
    forms.set(algorithm, form);
    return form;
  };
  return async (token, key) => {
    if (!mayHaveSigned(key, token)) return `The key ${key.kid} does not sign with ${token.algorithm}.`;
    const { compactVerify } = await import('jose');
    try {
      await compactVerify(token.text, await importKey(key, token.algorithm), { algorithms: [token.algorithm] });
      return undefined;
    } catch (error) {
      return `The signature does not hold: ${messageOf(error)}`;
    }
  };
}
