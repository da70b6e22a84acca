// What a translated handler does with values: reads own members, copies, compares, and judges what may leave. Called by the
// text that translate.ts writes. Answers what the realm would answer, or throws LEAVE, and the realm runs the handler.
import { infoOf } from '../realm/info.js';

/** Thrown where this tier does not know the realm's answer; no error of anybody's. */
export const LEAVE: unique symbol = Symbol('left to the realm');

/** Longer texts are made in the realm, which counts what they cost. */
const LONGEST_TEXT = 10_000;
/** Deeper values are judged in the realm. */
const DEEPEST = 100;

function leave(): never {
  throw LEAVE;
}

/** An object as JSON makes them: nothing but Object.prototype, or nothing at all, behind it. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A primitive as JSON has them, or undefined. */
function isPrimitive(value: unknown): value is string | number | boolean | null | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return true;
    case 'number':
      return value - value === 0 && !Object.is(value, -0);
    default:
      return value === null;
  }
}

export const values = {
  hasOwn: Object.hasOwn,
  info: infoOf,

  /** `value.name`, where `name` is no own member of an object: nothing inherited is ever given. */
  missing(value: unknown, name: string): unknown {
    if (isPlain(value)) return undefined;
    return typeof value === 'string' && name === 'length' ? value.length : leave();
  },

  /** `value[index]` with a number in the text. */
  at(value: unknown, index: number): unknown {
    if (Array.isArray(value)) return Object.hasOwn(value, index) ? value[index] : undefined;
    return isPlain(value) && Object.hasOwn(value, index) ? value[index] : leave();
  },

  /** What is taken apart by `const { a } = value`. */
  parts(value: unknown): unknown {
    return isPlain(value) ? value : leave();
  },

  /** What is spread, or taken apart with a rest: a context's value whose members are as JSON has them. */
  members(value: unknown): unknown {
    if (!isPlain(value)) return values.spread(value);
    for (const key in value) if (!isOrdinary(value[key])) leave();
    return value;
  },

  /** What is spread: nothing at all, or an object; text and lists are the realm's. */
  spread(value: unknown): unknown {
    return isPlain(value) || value === null || value === undefined || typeof value === 'boolean' ? value : leave();
  },

  /** A value of the context on its way out, whole. */
  leaf(value: unknown): unknown {
    switch (typeof value) {
      case 'number':
        if (value - value !== 0) leave();
        return value === 0 ? 0 : value;
      case 'string':
      case 'boolean':
      case 'object':
      case 'undefined':
        return value;
      default:
        return leave();
    }
  },

  /** A value made on the way, whole: it leaves when JSON would change nothing about it. */
  settled(value: unknown): unknown {
    return value === undefined || isSettled(value, 0) ? value : leave();
  },

  /** A literal without its undefined members, as JSON writes it. */
  dropped(made: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(made).filter(([, member]) => member !== undefined));
  },

  /** An operand of arithmetic and of order. */
  primitive(value: unknown): unknown {
    return isPrimitive(value) ? value : leave();
  },

  plus(left: unknown, right: unknown): unknown {
    if (!isPrimitive(left) || !isPrimitive(right)) leave();
    const sum = (left as string) + (right as string);
    return typeof sum === 'string' && sum.length > LONGEST_TEXT ? leave() : sum;
  },

  /** A value inside a template. */
  text(value: unknown): string {
    if (typeof value === 'string') return value.length > LONGEST_TEXT ? leave() : value;
    return isPrimitive(value) ? String(value) : leave();
  },

  /** A value of the context that the library is called with. */
  given(value: unknown): unknown {
    return isPrimitive(value) || isPlain(value) || Array.isArray(value) ? value : leave();
  },

  /** An operand of `===`: which objects are one and the same differs here, where nothing is copied. */
  identity(value: unknown): unknown {
    return isPrimitive(value) ? value : leave();
  },

  type(value: unknown): string {
    return isPrimitive(value) || isPlain(value) || Array.isArray(value) ? typeof value : leave();
  },
};

/** True unless JSON has no such value, whatever an object holds. */
function isOrdinary(value: unknown): boolean {
  return typeof value === 'object' || (value !== undefined && isPrimitive(value));
}

function isSettled(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return isOrdinary(value);
  if (depth > DEEPEST) return false;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) if (!isSettled(value[index], depth + 1)) return false;
    return true;
  }
  if (!isPlain(value)) return false;
  for (const key in value) if (!isSettled(value[key], depth + 1)) return false;
  return true;
}
