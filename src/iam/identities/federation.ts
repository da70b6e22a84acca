// A web identity as policies see it: what its provider is called in a trust policy and which condition keys its claims become.
// reference_policies_iam-condition-keys, "Available keys for AWS OIDC federation".
import type { Principal } from '../../backends/iam-port.js';
import type { KeyValue } from '../policy/keys.js';
import type { Subject } from './subject.js';

export interface Federation {
  /** The issuer without its scheme: `token.actions.githubusercontent.com`, `cognito-identity.amazonaws.com`. */
  readonly provider: string;
  readonly subject: string;
  readonly audience: string;
  /** `<provider>:sub`, `:aud`, `:amr`, in lower case. */
  readonly keys: Readonly<Record<string, KeyValue>>;
  readonly cognito?: Principal['cognito'];
}

const IDENTITY_POOLS = 'cognito-identity.amazonaws.com';

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');

/** Undefined when the token lacks what every provider gives. */
export function federationOf(claims: Readonly<Record<string, unknown>>): Federation | undefined {
  const { iss, sub } = claims;
  const [audience] = texts(claims['azp'] ?? claims['aud']);
  if (typeof iss !== 'string' || typeof sub !== 'string' || audience === undefined) return undefined;
  const provider = iss.replace(/^https?:\/\//, '').replace(/\/+$/, '');
  const amr = texts(claims['amr']);
  const keys: Record<string, KeyValue> = {
    'aws:federatedprovider': provider,
    [`${provider.toLowerCase()}:sub`]: sub,
    [`${provider.toLowerCase()}:aud`]: audience,
    ...(amr.length > 0 && { [`${provider.toLowerCase()}:amr`]: amr }),
  };
  const cognito = provider === IDENTITY_POOLS ? cognitoOf(sub, audience, amr) : undefined;
  return { provider, subject: sub, audience, keys, ...(cognito && { cognito }) };
}

/** Tokens of an identity pool: `aud` is the pool, `sub` the identity, `amr` how it signed in. */
function cognitoOf(
  identityId: string,
  identityPoolId: string,
  amr: readonly string[],
): NonNullable<Principal['cognito']> {
  const authenticated = amr.includes('authenticated');
  return {
    identityId,
    identityPoolId,
    authType: authenticated ? 'authenticated' : 'unauthenticated',
    authProvider: amr
      .filter((method) => method !== 'authenticated' && method !== 'unauthenticated')
      .map((method) => `"${method}"`)
      .join(','),
  };
}

/** The bearer of a token, who has no policies and no account: only a trust policy lets it in. */
export function federatedSubject(federation: Federation, accountId: string): Subject {
  const { provider, keys, subject } = federation;
  return {
    principal: { kind: 'federated-user', accessKeyId: '', accountId, arn: '', userId: subject },
    asker: {
      names: { arn: '', accountId, federated: [provider, `arn:aws:iam::${accountId}:oidc-provider/${provider}`] },
      root: false,
      identity: [],
    },
    keys: new Map(Object.entries(keys)),
  };
}
