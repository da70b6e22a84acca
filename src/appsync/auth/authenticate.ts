// The one authentication function of an API, used by every door. What a mode can't decide yet is refused by name.
import type { ApiDefinition, AuthType } from '../../definition/model.js';
import type { Clock } from '../../lib/clock.js';
import { callerOfKey, effectiveKeys } from './api-key.js';
import type { Authenticate, Refusal } from './identity.js';

const unauthorized = (message: string): { readonly refusal: Refusal } => ({
  refusal: { status: 401, errorType: 'UnauthorizedException', message },
});

/** The modes whose credentials are verified here; compile() warns of the others. */
export const VERIFIED_MODES: ReadonlySet<AuthType> = new Set<AuthType>(['API_KEY']);

export function createAuthenticate(api: ApiDefinition, clock: Clock): Authenticate {
  const keys = effectiveKeys(api.apiKeys, clock.now());
  const modes = new Set([api.auth.type, ...api.additionalAuth.map((provider) => provider.type)]);
  const others = [...modes].filter((mode) => !VERIFIED_MODES.has(mode));
  return ({ headers }) => {
    const given = headers['x-api-key'];
    if (given !== undefined) {
      const caller = modes.has('API_KEY') ? callerOfKey(keys, given, clock.now()) : undefined;
      return caller ? { caller } : unauthorized('You are not authorized to make this call.');
    }
    if (headers['authorization'] !== undefined && others.length > 0) {
      return unauthorized(
        `You are not authorized to make this call: ${others.join(', ')} credentials are not verified by this version of offsync.`,
      );
    }
    return unauthorized(
      headers['authorization'] === undefined
        ? 'Valid authorization header not provided.'
        : 'You are not authorized to make this call.',
    );
  };
}
