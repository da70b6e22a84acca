// Runs inside the realm. Counts what code does and stops it when it does too much: each loop, call, spread and growing
// value passes one of these guards (instrument.ts writes the calls). Time and memory are bounded by steps, not clocks.
import type { HostCall } from '../../util/host.js';

/** Steps of one handler's run: a call or loop turn is one, a value handled by a built-in one for every 16 elements. */
export const MAX_STEPS = 2_000_000;
/** Characters of one string. AppSync's own limit for a result is 5 MB. */
export const MAX_TEXT = 8 * 1024 * 1024;

/** How far past its end a list may be written. */
const MAX_GAP = 100_000;

/** Thrown when code does too much; AppSync ends such code, with its own unpublished words. */
export class LimitExceeded extends Error {}

export interface Meter {
  reset(): void;
  readonly guards: Guards;
}

/** What instrumented code calls; one object, passed to each module. */
export interface Guards {
  tick(): void;
  text(value: unknown): unknown;
  spread(value: unknown): unknown;
  list(value: unknown): unknown;
  keys(value: unknown): unknown;
  sized(value: unknown): unknown;
  string(value: unknown): unknown;
  /** `sizedInChain(chain(), a?.[goesOn("b", 1)], "concat")?.concat(...)`: `name` is what is called on what a chain gave. */
  sizedInChain(begun: undefined, value: unknown, name: string): unknown;
  stringInChain(begun: undefined, value: unknown, name: string): unknown;
  chain(): undefined;
  /** Behind a `?.`: the last `guards` chains that began did not end there. */
  goesOn(key: unknown, guards: number): unknown;
  /** `target(value)[method(name)](...)` */
  method(name: unknown): unknown;
  methodOfAny(name: unknown): unknown;
  /** `target(list)[index(key)] = ...` */
  target(value: unknown): unknown;
  index(key: unknown): unknown;
  /** `resized(list).length = ...` */
  resized(value: unknown): unknown;
  /** `resized(list).length = length`, for built-ins that write it. */
  growth(list: unknown, length: unknown): void;
}

export function createMeter(host: HostCall): Meter {
  let left = MAX_STEPS;
  const burn = (steps: number): void => {
    left -= steps;
    if (left < 0) throw new LimitExceeded('The code exceeded the maximum number of steps.');
  };
  const sizeOf = (value: unknown): number =>
    typeof value === 'string' || Array.isArray(value)
      ? value.length
      : typeof value === 'object' && value !== null
        ? Object.keys(value).length
        : 0;

  /** A list grown by one write makes every later look at it slow: `a[4000000000] = 1`. */
  const checkGap = (list: readonly unknown[], length: number): void => {
    if (length > list.length + MAX_GAP) throw new LimitExceeded('The code made a list that is too long.');
    // Many small gaps make a long list too.
    if (length > list.length) burn((length - list.length) >>> 2);
  };
  /** Lists about to be written to, whose index is still being worked out. */
  let targets: unknown[] = [];
  /** Of each chain that is being followed, whether it ended early, as far as is known. */
  let ended: boolean[] = [];

  const sized = (value: unknown): unknown => {
    if (typeof value === 'string' || Array.isArray(value)) burn(value.length >>> 4);
    return value;
  };
  const string = (value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    burn(value.length >>> 4);
    return javaString(value, host);
  };

  return {
    reset() {
      left = MAX_STEPS;
      targets = [];
      ended = [];
    },
    guards: {
      tick() {
        if (--left < 0) burn(1);
      },
      text(value) {
        if (typeof value === 'string' && value.length > 64) {
          if (value.length > MAX_TEXT) throw new LimitExceeded('The code made a string that is too long.');
          burn(value.length >>> 8);
        }
        return value;
      },
      spread(value) {
        burn(sizeOf(value));
        return value;
      },
      /** AppSync's for-of does not visit what the loop itself adds: it goes over a copy. */
      list(value) {
        burn(sizeOf(value));
        return Array.isArray(value) ? value.slice() : value;
      },
      keys(value) {
        burn(sizeOf(value));
        return value;
      },
      sized,
      string,
      sizedInChain: (_begun, value, name) => sized(inChain(value, ended.pop(), name)),
      stringInChain: (_begun, value, name) => string(inChain(value, ended.pop(), name)),
      chain() {
        ended.push(true);
        return undefined;
      },
      goesOn(key, guards) {
        ended.fill(false, -guards);
        return key;
      },
      method(name) {
        const value = targets.pop();
        sized(value);
        return typeof value === 'string' ? plainMethod(name) : name;
      },
      methodOfAny: plainMethod,
      target(value) {
        targets.push(value);
        return value;
      },
      index(key) {
        const list = targets.pop();
        if (Array.isArray(list) && Number(key) < 2 ** 32) checkGap(list, Number(key));
        return key;
      },
      growth(list, length) {
        if (Array.isArray(list)) checkGap(list, Number(length));
      },
      resized: (value) =>
        Array.isArray(value)
          ? {
              get length() {
                return value.length;
              },
              set length(length) {
                checkGap(value, length);
                value.length = length;
              },
            }
          : value,
    },
  };
}

function inChain(value: unknown, ended: boolean | undefined, name: string): unknown {
  if ((value === undefined || value === null) && !ended) {
    throw new TypeError(`Cannot read properties of ${value} (reading '${name}')`);
  }
  return value;
}

/** By a name worked out at run time strings have no method that AppSync lacks, or that is another one there. */
function plainMethod(name: unknown): unknown {
  const text = String(name);
  if (/^(repeat|pad|replace|constructor$)/.test(text)) throw new TypeError(`${text} is not a function`);
  return text;
}

interface JavaString {
  replace(pattern: unknown, replacement: unknown): string;
  replaceAll(pattern: unknown, replacement: unknown): string;
}

/** `replace` and `replaceAll` take Java patterns (supported-features.md, String); padEnd and repeat are not there. */
function javaString(text: string, host: HostCall): JavaString {
  const run = (pattern: unknown, replacement: unknown, all: boolean): string => {
    const from = String(pattern);
    const to = String(replacement);
    if (/[\\^$.|?*+()[\]{}]/.test(from) || /[\\$]/.test(to)) {
      return host('replace', JSON.stringify([text, from, to, all]));
    }
    const count = all && from === '' ? text.length + 1 : 1;
    if (count * to.length > MAX_TEXT) throw new LimitExceeded('The code made a string that is too long.');
    const made = all ? text.split(from).join(to) : text.replace(from, () => to);
    if (all && from === '') return to + made + (text === '' ? '' : to);
    return made;
  };
  return {
    replace: (pattern, replacement) => run(pattern, replacement, false),
    replaceAll: (pattern, replacement) => run(pattern, replacement, true),
  };
}
