// Callers with a JSON Web Token: which of the API's providers issued it, whether it holds, and for how long. Called by
// authenticate.ts for OPENID_CONNECT and AMAZON_COGNITO_USER_POOLS alike. A token is verified once, then kept by its text.
import { createHash } from 'node:crypto';
import type { IssuerKey, KeysPort } from '../../backends/keys-port.js';
import type { Clock } from '../../lib/clock.js';
import { OffsyncError } from '../../lib/errors.js';
import type { AuthDecision, Caller } from './identity.js';
import { createKept } from './kept.js';
import { noToken, notAuthorized, type Refused, tokenExpired } from './refusals.js';
import { createSignatureCheck, mayHaveSigned, type Token } from './token.js';
import { type Claims, moment, type TokenProvider, text } from './token-provider.js';

export interface TokenModeOptions {
  readonly providers: readonly TokenProvider[];
  /**
   * "when an API is configured with only OPENID_CONNECT authorization, AWS AppSync skips this issuer URL validation step"
   * (security-authz.md).
   */
  readonly anyIssuer: boolean;
  readonly keys: KeysPort;
  readonly clock: Clock;
}

export interface TokenMode {
  /** The caller of a token that was verified before: no reading, no waiting. */
  known(text: string, sourceIp: readonly string[]): Caller | undefined;
  decide(token: Token, sourceIp: readonly string[]): Promise<AuthDecision>;
}

const KEPT_TOKENS = 1_000;
/** A token is verified anew now and then, so that a key its issuer took back does not serve for ever. */
const KEPT_MS = 10 * 60_000;

interface Verified {
  readonly provider: TokenProvider;
  readonly claims: Claims;
  readonly expiresAt: number;
  readonly digest: string;
  /** The caller made last, for the address it came from. */
  last?: { readonly from: string; readonly caller: Caller };
}

/** Tools disagree about the slash at the end of an issuer's URL; AppSync takes both (amplify-cli#6463, #5372). */
const sameIssuer = (a: string, b: string): boolean => a.replace(/\/$/, '') === b.replace(/\/$/, '');

function callerOf(verified: Verified, sourceIp: readonly string[]): Caller {
  const from = sourceIp.join(',');
  if (verified.last?.from === from) return verified.last.caller;
  const { provider, claims, expiresAt, digest } = verified;
  const caller: Caller = {
    type: provider.type,
    label: provider.label,
    rank: provider.rank,
    key: `${provider.type}:${digest}:${from}`,
    expiresAt,
    ...provider.identity(claims, sourceIp),
  };
  verified.last = { from, caller };
  return caller;
}

export function createTokenMode(options: TokenModeOptions): TokenMode {
  const { providers, keys, clock } = options;
  const checkSignature = createSignatureCheck();
  const kept = createKept<Verified>(KEPT_TOKENS);

  const find = async (provider: TokenProvider, token: Token): Promise<IssuerKey | undefined> => {
    const jwks = provider.jwks === undefined ? {} : { jwks: provider.jwks };
    // Two keys of one kid: the one that can have signed it.
    const named = (list: readonly IssuerKey[]): IssuerKey | undefined => {
      const all = list.filter(({ kid, kty }) => kid === token.keyId && (provider.secrets || kty !== 'oct'));
      return all.find((key) => mayHaveSigned(key, token)) ?? all[0];
    };
    return (
      named(await keys.keysOf(provider.issuer, jwks)) ??
      named(await keys.keysOf(provider.issuer, { ...jwks, missing: true }))
    );
  };

  /** Times first: an expired token is told so even when its issuer is out of reach. */
  const times = (provider: TokenProvider, { claims }: Token): { readonly expiresAt: number } | Refused => {
    const now = clock.now();
    const exp = moment(claims['exp']);
    if (exp === undefined) return notAuthorized('The token has no exp.');
    const expiresAt = Math.min(exp, provider.endsAt(claims));
    const fault = provider.fault(claims);
    if (now >= exp) return tokenExpired(`The token expired at ${claims['exp']} (exp).`);
    if (fault !== undefined) return notAuthorized(fault);
    if (now >= expiresAt) return tokenExpired("The API's iatTTL or authTTL ended the token.");
    const notBefore = claims['nbf'] === undefined ? 0 : moment(claims['nbf']);
    if (notBefore === undefined || now < notBefore) return notAuthorized('The token is not valid yet (nbf).');
    return { expiresAt };
  };

  const verify = async (provider: TokenProvider, token: Token): Promise<Verified | Refused> => {
    const found = times(provider, token);
    if ('refusal' in found) return found;
    if (token.keyId === '') return notAuthorized('The token names no key (kid).');
    let fault: string | undefined;
    try {
      const key = await find(provider, token);
      fault = key ? await checkSignature(token, key) : `${provider.issuer} has no key with the kid ${token.keyId}.`;
    } catch (error) {
      // No keys, or a key that can't be read: nobody can be let in.
      if (!(error instanceof Error)) throw error;
      fault = error instanceof OffsyncError ? error.message : `The key can't be used: ${error.message}`;
    }
    if (fault !== undefined) return notAuthorized(fault);
    const digest = createHash('sha256').update(token.text).digest('base64url');
    return { provider, claims: token.claims, expiresAt: found.expiresAt, digest };
  };

  return {
    known(text, sourceIp) {
      const verified = kept.get(text, clock.now());
      return verified && callerOf(verified, sourceIp);
    },
    async decide(token, sourceIp) {
      const issuer = text(token.claims['iss']) ?? '';
      const candidates = options.anyIssuer ? providers : providers.filter((one) => sameIssuer(one.issuer, issuer));
      let refused = noToken(`No provider of this API has the issuer ${issuer || '(none)'}.`);
      for (const provider of candidates) {
        const verified = await verify(provider, token);
        if ('refusal' in verified) {
          refused = verified;
          continue;
        }
        kept.put(token.text, verified, Math.min(verified.expiresAt, clock.now() + KEPT_MS));
        return { caller: callerOf(verified, sourceIp) };
      }
      return refused;
    },
  };
}
