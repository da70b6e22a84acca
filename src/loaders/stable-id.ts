// Ids that AWS would draw at random and that must not change from one start to the next: derived from names.
import { createHash } from 'node:crypto';

/** `length` (at most 48) lower-case letters and digits, always the same for the same seed: an API id, a function id. */
export function stableId(seed: string, length = 26): string {
  const number = BigInt(`0x${createHash('sha256').update(seed).digest('hex')}`);
  return number.toString(36).padStart(48, '0').slice(-length);
}

/** An API key as AppSync makes them: `da2-` and 26 characters. */
export function stableApiKey(seed: string): string {
  return `da2-${stableId(`api-key:${seed}`)}`;
}

/** In the form of a UUID. */
export function stableUuid(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
