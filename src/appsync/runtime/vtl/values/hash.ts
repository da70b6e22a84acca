// Java's hashCode() of a template's values. The methods of that name and String.format's %h call it. Pure.
import { toDouble } from './number.js';
import { isNumber, JavaEntry, JavaList, JavaMap, type Value } from './value.js';
import { Walk } from './walk.js';

export function hashOf(value: Value, walk = new Walk()): number {
  walk.step();
  if (value === null) return 0;
  if (typeof value === 'string') return textHash(value);
  if (typeof value === 'boolean') return value ? 1231 : 1237;
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) {
    // Integer's own value; Long's two halves.
    const long = BigInt(value);
    return BigInt.asIntN(32, long) === long ? Number(long) : fold(BigInt.asUintN(64, long));
  }
  if (isNumber(value)) {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setFloat64(0, toDouble(value));
    return fold(bits.getBigUint64(0));
  }
  if (value instanceof JavaEntry) return hashOf(value.key, walk) ^ hashOf(value.value, walk);
  let hash = 0;
  if (value instanceof JavaMap) {
    for (const [key, item] of value.pairs()) hash = (hash + (hashOf(key, walk) ^ hashOf(item, walk))) | 0;
  } else if (value instanceof JavaList) {
    const start = value.kind === 'list' ? 1 : 0;
    hash = start;
    for (const item of value.items) hash = (Math.imul(hash, start === 1 ? 31 : 1) + hashOf(item, walk)) | 0;
  }
  return hash;
}

const fold = (bits: bigint): number => Number(BigInt.asIntN(32, bits ^ (bits >> 32n)));

function textHash(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}
