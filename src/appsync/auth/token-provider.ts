// What differs between the issuers of tokens an API trusts: one descriptor a provider, made by oidc.ts and user-pool.ts, read by
// token-mode.ts. Nothing here checks a signature.
import type { AuthType } from '../../definition/model.js';
import type { Caller } from './identity.js';

export type Claims = Readonly<Record<string, unknown>>;

export interface TokenProvider {
  readonly type: AuthType;
  readonly label: string;
  readonly rank: Caller['rank'];
  readonly issuer: string;
  /** Where the issuer's keys are, when not where its discovery document says. */
  readonly jwks: string | undefined;
  /** Whether its keys may be secrets (HS256 and its kin). */
  readonly secrets: boolean;
  /** Milliseconds since 1970 when a token with these claims stops serving; its `exp` aside. */
  endsAt(claims: Claims): number;
  /** Why this provider does not take the token, or undefined. */
  fault(claims: Claims): string | undefined;
  identity(claims: Claims, sourceIp: readonly string[]): Pick<Caller, 'identity' | 'groups' | 'deniedByDefault'>;
}

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A claim of seconds since 1970, in milliseconds. */
export const moment = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value * 1000 : undefined;
