// API keys: `x-api-key` is compared with the API's keys, and their expiry with the clock. security-authz.md, "API_KEY".
import type { ApiKeyDefinition } from '../../definition/model.js';
import type { Caller } from './identity.js';

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

const CALLER: Caller = {
  type: 'API_KEY',
  label: 'API Key Authorization',
  identity: null,
  provider: 'default',
  key: 'API_KEY',
};

/** The caller behind a key, or undefined when the key is unknown or has expired. */
export function callerOfKey(keys: readonly ApiKey[], given: string, now: number): Caller | undefined {
  // Every key is looked at, whatever matched: the time tells nothing about where they differ.
  let match: ApiKey | undefined;
  for (const key of keys) if (sameText(key.id, given)) match = key;
  return match && match.expires * 1000 > now ? CALLER : undefined;
}

function sameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index += 1) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}
