// AMAZON_COGNITO_USER_POOLS: id and access tokens of a user pool. security-authz.md, "AMAZON_COGNITO_USER_POOLS authorization";
// resolver-context-reference.md for the identity. Describes a provider; token-mode.ts does the work.
import type { AuthProvider } from '../../definition/model.js';
import type { Caller } from './identity.js';
import { compilePattern } from './pattern.js';
import { type Claims, type TokenProvider, text } from './token-provider.js';

/** The `iss` of a pool's tokens. */
export function userPoolIssuer(region: string, userPoolId: string): string {
  return `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;
}

function groupsOf(claims: Claims): readonly string[] | undefined {
  const groups = claims['cognito:groups'];
  return Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : undefined;
}

export function createUserPoolProvider(
  config: NonNullable<AuthProvider['userPool']>,
  rank: Caller['rank'],
): TokenProvider {
  const { appIdClientRegex, defaultAction = 'ALLOW' } = config;
  const rightClient = appIdClientRegex ? compilePattern(appIdClientRegex, 'whole') : () => true;
  return {
    type: 'AMAZON_COGNITO_USER_POOLS',
    label: 'User Pool Authorization',
    rank,
    issuer: config.issuer ?? userPoolIssuer(config.region, config.userPoolId),
    jwks: config.jwks,
    secrets: false,
    endsAt: () => Number.POSITIVE_INFINITY,
    fault(claims) {
      const use = text(claims['token_use']);
      if (use !== 'id' && use !== 'access') return `token_use is ${use ?? 'no text'}, not id or access.`;
      // An id token names the app client in aud, an access token in client_id.
      const client = text(use === 'id' ? claims['aud'] : claims['client_id']) ?? '';
      if (!rightClient?.(client)) return `The app client ${client || '(none)'} does not match ${appIdClientRegex}.`;
      return undefined;
    },
    identity(claims, sourceIp) {
      const groups = groupsOf(claims);
      return {
        identity: {
          claims,
          defaultAuthStrategy: defaultAction,
          groups: groups ?? null,
          issuer: claims['iss'],
          sourceIp,
          sub: claims['sub'] ?? null,
          // "the value of attribute cognito:username"; access tokens have it as username.
          username: claims['cognito:username'] ?? claims['username'] ?? null,
        },
        groups: groups ?? [],
        deniedByDefault: defaultAction === 'DENY',
      };
    },
  };
}
