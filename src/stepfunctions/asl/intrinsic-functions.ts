// The intrinsic functions, one row each: how many arguments, and what they do. Called by intrinsics.ts only.
// https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
import { createHash } from 'node:crypto';
import { isObject, jsonEquals, tryParse } from '../../lib/json.js';
import type { Chance } from './scope.js';

/** A call that fails: caught by the caller, which knows the call's text. */
export class IntrinsicError extends Error {}

export interface IntrinsicFunction {
  readonly least: number;
  readonly most: number;
  /** The first argument, when written as a literal, keeps its backslashes. */
  readonly template?: boolean;
  run(values: readonly unknown[], chance: Chance): unknown;
}

/** AWS: up to 10,000 characters for Base64 and Hash, 1,000 items for ArrayRange. */
const LONGEST_TEXT = 10_000;
const LONGEST_RANGE = 1000;

function must(condition: unknown, message: string): asserts condition {
  if (!condition) throw new IntrinsicError(message);
}
function list(value: unknown): readonly unknown[] {
  must(Array.isArray(value), 'Invalid arguments: expected an array');
  return value;
}
function text(value: unknown): string {
  must(typeof value === 'string', 'Invalid arguments: expected a string');
  return value;
}
function shortText(value: unknown): string {
  const found = text(value);
  must(found.length <= LONGEST_TEXT, `Invalid arguments: a string may have up to ${LONGEST_TEXT} characters`);
  return found;
}
/** Numbers are rounded to the nearest whole one first (recorded: -1.5 becomes -1). */
function whole(value: unknown): number {
  must(typeof value === 'number', 'Invalid arguments: expected a number');
  return Math.round(value) || 0;
}

/** How States.Format prints a value: as Java's collections print themselves (recorded). */
function printed(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printed).join(', ')}]`;
  if (!isObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}=${printed(item)}`)
    .join(', ')}}`;
}

function format(template: string, values: readonly unknown[]): string {
  let next = 0;
  const result = template.replace(/\\([\\'{}])|\{\}|[{}]/g, (match, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    must(match === '{}', 'Invalid format string: braces must be escaped');
    must(next < values.length, 'Invalid arguments: fewer values than {} in the template');
    next += 1;
    return printed(values[next - 1]);
  });
  must(next === values.length, 'Invalid arguments: more values than {} in the template');
  return result;
}

/** mulberry32: the same seed draws the same number, which is all that States.MathRandom promises. */
function seeded(seed: number): number {
  const state = (seed + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

const HASHES = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

export const INTRINSIC_FUNCTIONS: Readonly<Record<string, IntrinsicFunction>> = {
  Format: {
    least: 1,
    most: 1000,
    template: true,
    run: ([template, ...values]) => format(text(template), values),
  },
  StringToJson: {
    least: 1,
    most: 1,
    run([value]) {
      if (text(value).trim() === '') return null;
      const parsed = tryParse(text(value));
      must(parsed !== undefined, 'Invalid arguments: the string is not valid JSON');
      return parsed;
    },
  },
  JsonToString: { least: 1, most: 1, run: ([value]) => JSON.stringify(value) },
  Array: { least: 0, most: 1000, run: (values) => values },
  ArrayPartition: {
    least: 2,
    most: 2,
    run([items, size]) {
      const length = whole(size);
      must(length > 0, 'Invalid arguments: the chunk size must be positive');
      const all = list(items);
      return Array.from({ length: Math.ceil(all.length / length) }, (_, chunk) =>
        all.slice(chunk * length, (chunk + 1) * length),
      );
    },
  },
  ArrayContains: { least: 2, most: 2, run: ([items, item]) => list(items).some((one) => jsonEquals(one, item)) },
  ArrayRange: {
    least: 3,
    most: 3,
    run([first, last, step]) {
      const [from, to, by] = [whole(first), whole(last), whole(step)];
      must(by !== 0, 'Invalid arguments: the step must not be zero');
      const length = Math.max(0, Math.floor((to - from) / by) + 1);
      must(length <= LONGEST_RANGE, `Invalid arguments: the range may have up to ${LONGEST_RANGE} items`);
      return Array.from({ length }, (_, index) => from + index * by);
    },
  },
  ArrayGetItem: {
    least: 2,
    most: 2,
    run([items, index]) {
      const item = list(items)[whole(index)];
      must(item !== undefined, 'Invalid arguments: the index is out of bounds');
      return item;
    },
  },
  ArrayLength: { least: 1, most: 1, run: ([items]) => list(items).length },
  ArrayUnique: {
    least: 1,
    most: 1,
    run([items]) {
      const unique: unknown[] = [];
      for (const item of list(items)) if (!unique.some((one) => jsonEquals(one, item))) unique.push(item);
      return unique;
    },
  },
  Base64Encode: { least: 1, most: 1, run: ([value]) => Buffer.from(shortText(value)).toString('base64') },
  Base64Decode: { least: 1, most: 1, run: ([value]) => Buffer.from(shortText(value), 'base64').toString('utf8') },
  Hash: {
    least: 2,
    most: 2,
    run([data, algorithm]) {
      const name = HASHES.get(text(algorithm));
      must(name, `Invalid arguments: the algorithm must be one of ${[...HASHES.keys()].join(', ')}`);
      const body = typeof data === 'string' ? data : JSON.stringify(data);
      return createHash(name).update(shortText(body)).digest('hex');
    },
  },
  JsonMerge: {
    least: 3,
    most: 3,
    run([first, second, deep]) {
      must(isObject(first) && isObject(second), 'Invalid arguments: expected two objects');
      must(deep === false, 'Invalid arguments: only the shallow merging mode (false) is supported');
      return { ...first, ...second };
    },
  },
  MathRandom: {
    least: 2,
    most: 3,
    run([start, end, seed], chance) {
      const [from, to] = [whole(start), whole(end)];
      must(from < to, 'Invalid arguments: the start must be smaller than the end');
      return from + Math.floor((seed === undefined ? chance.next() : seeded(whole(seed))) * (to - from));
    },
  },
  MathAdd: { least: 2, most: 2, run: ([a, b]) => whole(a) + whole(b) },
  /** The second argument is a set of separators; empty parts are dropped (recorded). */
  StringSplit: {
    least: 2,
    most: 2,
    run([value, separators]) {
      const marks = new Set(text(separators));
      const parts: string[] = [];
      let part = '';
      for (const char of text(value)) {
        if (!marks.has(char)) part += char;
        else {
          if (part !== '') parts.push(part);
          part = '';
        }
      }
      if (part !== '') parts.push(part);
      return parts;
    },
  },
  UUID: { least: 0, most: 0, run: (_values, chance) => chance.uuid() },
};
