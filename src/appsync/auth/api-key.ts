// API keys: `x-api-key` is compared with the API's keys, and their expiry with the clock. security-authz.md, "API_KEY".
import type { ApiKeyDefinition } from '../../definition/model.js';
import type { Clock } from '../../lib/clock.js';
import type { AuthDecision, Caller } from './identity.js';
import { notAuthorized } from './refusals.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** "If you don't specify one, the key expires after 7 days"; expiry is rounded down to the hour. */
const DEFAULT_DAYS = 7;

export interface ApiKey {
  readonly id: string;
  /** Seconds since 1970. */
  readonly expires: number;
}

/** `now` in milliseconds: keys without an expiry begin to count there. */
export function effectiveKeys(keys: readonly ApiKeyDefinition[], now: number): readonly ApiKey[] {
  return keys.map(({ id, expires }) => ({
    id,
    expires: Math.floor((expires ?? now / 1000 + DEFAULT_DAYS * DAY) / HOUR) * HOUR,
  }));
}

/** Deleted keys are gone: "API keys are deleted 60 days after they expire" (API_ApiKey, `deletes`). */
const DELETED_AFTER = 60 * DAY;

/** The keys that still exist, expired ones among them. */
export function existingKeys(keys: readonly ApiKey[], now: number): readonly ApiKey[] {
  return keys.filter(({ expires }) => (expires + DELETED_AFTER) * 1000 > now);
}

export type ApiKeyMode = (given: string) => AuthDecision;

export function createApiKeyMode(
  definitions: readonly ApiKeyDefinition[],
  rank: Caller['provider'],
  clock: Clock,
): ApiKeyMode {
  const keys = effectiveKeys(definitions, clock.now()).map(({ id, expires }) => ({
    id,
    decision: {
      caller: {
        type: 'API_KEY',
        label: 'API Key Authorization',
        identity: null,
        provider: rank,
        key: 'API_KEY',
        expiresAt: expires * 1000,
        apiKey: id,
      },
    } as const,
  }));
  return (given) => {
    // Every key is looked at, whatever matched: the time tells nothing about where they differ.
    let match: (typeof keys)[number] | undefined;
    for (const key of keys) if (sameText(key.id, given)) match = key;
    if (!match) return notAuthorized('No API key of this API is the one given.');
    const { decision } = match;
    return decision.caller.expiresAt > clock.now() ? decision : notAuthorized('The API key has expired.');
  };
}

function sameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index += 1) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}
