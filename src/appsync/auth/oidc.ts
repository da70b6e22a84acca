// OPENID_CONNECT: tokens of any issuer with a discovery document. security-authz.md, "OPENID_CONNECT authorization";
// API_OpenIDConnectConfig for the TTLs, which are milliseconds. Describes a provider; token-mode.ts does the work.
import type { AuthProvider } from '../../definition/model.js';
import type { Caller } from './identity.js';
import { compilePattern } from './pattern.js';
import { moment, type TokenProvider, text } from './token-provider.js';

const NEVER = Number.POSITIVE_INFINITY;

/** A TTL of 0 is none: AppSync's console shows 0 where nothing was set. */
const ttl = (value: number | undefined): number | undefined => (value === 0 ? undefined : value);

export function createOidcProvider(
  config: NonNullable<AuthProvider['openIdConnect']>,
  rank: Caller['rank'],
): TokenProvider {
  const { issuer, clientId, jwks } = config;
  const [iatTtl, authTtl] = [ttl(config.iatTtlMs), ttl(config.authTtlMs)];
  const rightClient = clientId ? compilePattern(clientId, 'whole') : () => true;
  return {
    type: 'OPENID_CONNECT',
    label: 'Open ID Connect Authorization',
    rank,
    issuer,
    jwks,
    secrets: true,
    endsAt: ({ iat, auth_time: authTime }) =>
      Math.min(
        iatTtl === undefined ? NEVER : (moment(iat) ?? 0) + iatTtl,
        authTtl === undefined ? NEVER : (moment(authTime) ?? 0) + authTtl,
      ),
    fault(claims) {
      // "Tokens issued by the provider must include the time at which the token was issued".
      if (moment(claims['iat']) === undefined) return 'The token has no iat.';
      if (authTtl !== undefined && moment(claims['auth_time']) === undefined) {
        return 'The API has an authTTL, and the token no auth_time.';
      }
      const clients = [claims['aud'], claims['azp']].flat().filter((client) => typeof client === 'string');
      if (clientId && !clients.some((client) => rightClient?.(client))) {
        return `Neither aud nor azp (${clients.join(', ') || 'none'}) matches clientId ${clientId}.`;
      }
      return undefined;
    },
    // The shape of @types/aws-lambda's AppSyncIdentityOIDC, and of logs shown in public.
    identity: (claims) => ({
      identity: { claims, issuer: text(claims['iss']) ?? issuer, sub: claims['sub'] ?? null },
    }),
  };
}
