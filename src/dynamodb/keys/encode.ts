// Keys as bytes whose order is DynamoDB's order: strings by their UTF-8 bytes, numbers by value, binaries as unsigned
// bytes. storage/ keeps every row under such a key; nothing is ever decoded, the row holds the item.
import { parseNumber } from '../values/number.js';
import type { AttributeValue } from '../values/value.js';

/**
 * A number: a byte for its sign, a byte for its exponent, two digits to a byte and an end mark; for negative numbers
 * every byte is turned around, so that a larger size sorts first.
 */
function encodeNumber(text: string): Buffer {
  const { negative, digits, exponent } = parseNumber(text);
  if (digits === '') return Buffer.of(1);
  const pairs = Math.ceil(digits.length / 2);
  const bytes = Buffer.allocUnsafe(pairs + 3);
  bytes[0] = negative ? 0 : 2;
  bytes[1] = exponent + 130;
  for (let pair = 0; pair < pairs; pair += 1) {
    const high = digits.charCodeAt(pair * 2) - 48;
    const low = pair * 2 + 1 < digits.length ? digits.charCodeAt(pair * 2 + 1) - 48 : 0;
    bytes[pair + 2] = high * 10 + low + 1;
  }
  bytes[pairs + 2] = 0;
  if (negative) for (let at = 1; at < bytes.length; at += 1) bytes[at] = 255 - bytes[at]!;
  return bytes;
}

/** The bytes of a key attribute's value: S, N or B. */
export function encodeKeyValue(value: AttributeValue): Buffer {
  if (value.S !== undefined) return Buffer.from(value.S, 'utf8');
  if (value.N !== undefined) return encodeNumber(value.N);
  return Buffer.from(value.B!, 'base64');
}

/** FNV-1a with a final mix: spreads partition keys over 32 bits. */
function hash32(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < bytes.length; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * Where the rows of one partition key begin: a hash of the key, its length, its bytes. As in the service, a Scan meets
 * partitions in the order of their hash, not of their keys, and parallel segments are equal parts of the hash's range.
 */
export function partitionPrefix(value: AttributeValue): Buffer {
  const bytes = encodeKeyValue(value);
  const prefix = Buffer.allocUnsafe(7 + bytes.length);
  prefix.writeUInt32BE(hash32(bytes), 0);
  // A key that is too long to be stored may still be asked for.
  prefix.writeUIntBE(bytes.length, 4, 3);
  prefix.set(bytes, 7);
  return prefix;
}

/** The first key of part `segment` of `total` equal parts; undefined behind the last. */
export function segmentStart(segment: number, total: number): Buffer | undefined {
  if (segment >= total) return undefined;
  const start = Buffer.allocUnsafe(4);
  start.writeUInt32BE(Math.floor((segment * 2 ** 32) / total), 0);
  return start;
}

const END = Buffer.of(0, 1);
const PAST = Buffer.of(0, 2);
const ZERO = Buffer.of(0);

/** In an index a range value is followed by the item's own key: zeros are doubled up so that it can be told where it ends. */
function escapeZeros(bytes: Buffer): Buffer {
  if (!bytes.includes(0)) return bytes;
  const parts: number[] = [];
  for (const byte of bytes) {
    if (byte === 0) parts.push(0, 255);
    else parts.push(byte);
  }
  return Buffer.from(parts);
}

/** How range values are laid out behind the partition prefix; `above` is the first key behind every row of that value. */
export interface RangeLayout {
  at(bytes: Buffer): Buffer;
  above(bytes: Buffer): Buffer;
}

/** In a table a row's key ends with its range value. */
export const TABLE_LAYOUT: RangeLayout = {
  at: (bytes) => bytes,
  above: (bytes) => Buffer.concat([bytes, ZERO]),
};

/** In an index the item's key follows. */
export const INDEX_LAYOUT: RangeLayout = {
  at: escapeZeros,
  above: (bytes) => Buffer.concat([escapeZeros(bytes), PAST]),
};

/** The key of an item in its table. */
export function tableKey(hash: AttributeValue, range: AttributeValue | undefined): Buffer {
  const prefix = partitionPrefix(hash);
  return range === undefined ? prefix : Buffer.concat([prefix, encodeKeyValue(range)]);
}

/** The key of an item's row in an index; `itemKey` makes it unique. */
export function indexKey(hash: AttributeValue, range: AttributeValue | undefined, itemKey: Uint8Array): Buffer {
  const prefix = partitionPrefix(hash);
  if (range === undefined) return Buffer.concat([prefix, itemKey]);
  return Buffer.concat([prefix, escapeZeros(encodeKeyValue(range)), END, itemKey]);
}

/** The first key behind every key that begins with `prefix`; undefined when there is none. */
export function afterPrefix(prefix: Uint8Array): Buffer | undefined {
  let end = prefix.length;
  while (end > 0 && prefix[end - 1] === 255) end -= 1;
  if (end === 0) return undefined;
  const next = Buffer.from(prefix.subarray(0, end));
  next[end - 1]! += 1;
  return next;
}

/** The first key behind `key` itself. */
export function afterKey(key: Uint8Array): Buffer {
  return Buffer.concat([key, ZERO]);
}

/** The key of an item among those that expire: by second, then by the item's own key. */
export function expiryKey(seconds: number, itemKey: Uint8Array): Buffer {
  const key = Buffer.allocUnsafe(6 + itemKey.length);
  key.writeUIntBE(seconds, 0, 6);
  key.set(itemKey, 6);
  return key;
}
