// util.autoId, autoUlid and autoKsuid: built-in-util-js.md, "ID generation utils". Chance and time come from the host.
import type { HostCall } from './host.js';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** KSUID counts seconds from 2014-05-13T16:53:20Z. */
const KSUID_EPOCH_SECONDS = 1_400_000_000;

/** Digits of `value` in a base as long as the alphabet, filled up with its zero. */
function digits(value: bigint, alphabet: string, length: number): string {
  const base = BigInt(alphabet.length);
  let text = '';
  for (let place = 0; place < length; place++) {
    text = alphabet.charAt(Number(value % base)) + text;
    value /= base;
  }
  return text;
}

export function createIdentifiers(host: HostCall) {
  const now = (): number => Number(host('now', ''));
  const chance = (bytes: number): bigint => BigInt(`0x${host('bytes', String(bytes))}`);

  return {
    /** A version 4 UUID. */
    autoId: (): string => host('uuid', ''),
    /** 48 bits of milliseconds and 80 of chance in Crockford's base 32. */
    autoUlid: (): string => digits((BigInt(now()) << 80n) | chance(10), CROCKFORD, 26),
    /** 32 bits of seconds and 128 of chance in base 62. */
    autoKsuid: (): string => {
      const seconds = Math.floor(now() / 1000) - KSUID_EPOCH_SECONDS;
      return digits((BigInt(seconds) << 128n) | chance(16), BASE62, 27);
    },
  };
}
