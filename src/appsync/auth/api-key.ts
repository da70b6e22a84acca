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
  /** Seconds since 1970: "API keys are deleted 60 days after they expire" (API_ApiKey). */
  readonly deletes: number;
  readonly description?: string;
}

const wholeHours = (seconds: number): number => Math.floor(seconds / HOUR) * HOUR;

/** When a key expires that nothing is said of. `now` in milliseconds. */
export const defaultExpiry = (now: number): number => wholeHours(now / 1000 + DEFAULT_DAYS * DAY);

const LONGEST_DAYS = 365;

/**
 * What CreateApiKey and UpdateApiKey make of an expiry: "rounded down to the nearest hour", and then a day to a year away
 * (amplify-cli#4460: a key of exactly one day is refused). The words are recorded there and in serverless-appsync-plugin#202.
 */
export function readExpiry(expires: number, now: number): { readonly expires: number } | { readonly fault: string } {
  const rounded = wholeHours(expires);
  const days = (rounded - now / 1000) / DAY;
  if (days < 1) return { fault: 'API key must be valid for a minimum of 1 days.' };
  if (days > LONGEST_DAYS) return { fault: `API key can be valid for a maximum of ${LONGEST_DAYS} days.` };
  return { expires: rounded };
}

/**
 * The keys of an API with their times. Those without an expiry begin to count at `now` (milliseconds), or when they began to
 * in `before`: other keys come and go without renewing them.
 */
export function effectiveKeys(
  keys: readonly ApiKeyDefinition[],
  now: number,
  before: readonly ApiKey[] = [],
): readonly ApiKey[] {
  return keys.map(({ id, expires: given, description }) => {
    const expires =
      given === undefined ? (before.find((key) => key.id === id)?.expires ?? defaultExpiry(now)) : wholeHours(given);
    return { id, expires, deletes: expires + DELETED_AFTER, ...(description !== undefined && { description }) };
  });
}

const DELETED_AFTER = 60 * DAY;

/** The keys that still exist, expired ones among them. */
export function existingKeys(keys: readonly ApiKey[], now: number): readonly ApiKey[] {
  return keys.filter(({ deletes }) => deletes * 1000 > now);
}

export type ApiKeyMode = (given: string) => AuthDecision;

export function createApiKeyMode(given: readonly ApiKey[], rank: Caller['rank'], clock: Clock): ApiKeyMode {
  const keys = given.map(({ id, expires }) => ({
    id,
    decision: {
      caller: {
        type: 'API_KEY',
        label: 'API Key Authorization',
        identity: null,
        rank,
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
