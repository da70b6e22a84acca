// java.lang.Integer, Long and Double. Their static methods are reached through any number: `#set($i = 0)$i.parseInt("7")`.
import { JavaException } from '../faults.js';
import { hashOf } from '../values/hash.js';
import { compare, double, integer, type JavaNumber, numberText, toDouble, toInteger } from '../values/number.js';
import { equals, isInteger, isNumber, type Value } from '../values/value.js';
import { type Method, NO_METHOD, table } from './method.js';

type NumberMethod = Method<JavaNumber>;

const of =
  (run: (self: JavaNumber) => Value): NumberMethod =>
  (self, args) =>
    args.length === 0 ? run(self) : NO_METHOD;

function parseInteger(text: Value | undefined, radix: Value | undefined, bits: 32 | 64): Value | typeof NO_METHOD {
  if (text === undefined || (text !== null && typeof text !== 'string')) return NO_METHOD;
  const base = radix === undefined ? 10 : typeof radix === 'number' ? radix : 0;
  if (base < 2 || base > 36) return NO_METHOD;
  const wrong = (): JavaException =>
    new JavaException('java.lang.NumberFormatException', text === null ? 'null' : `For input string: "${text}"`);
  if (text === null || !/^[+-]?[0-9a-zA-Z]+$/.test(text)) throw wrong();
  let value = 0n;
  for (const digit of text.replace(/^[+-]/, '')) {
    const part = Number.parseInt(digit, 36);
    if (part >= base) throw wrong();
    value = value * BigInt(base) + BigInt(part);
  }
  if (text.startsWith('-')) value = -value;
  if (value !== BigInt.asIntN(bits, value)) throw wrong();
  return integer(value);
}

function parseDouble(text: Value | undefined): Value | typeof NO_METHOD {
  if (text === null) throw new JavaException('java.lang.NullPointerException');
  if (typeof text !== 'string') return NO_METHOD;
  const trimmed = text.trim();
  if (!/^[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?)$/.test(trimmed)) {
    throw new JavaException(
      'java.lang.NumberFormatException',
      trimmed === '' ? 'empty String' : `For input string: "${text}"`,
    );
  }
  return double(Number(trimmed.replace(/[dDfF]$/, '').replace(/^\+/, '')));
}

const pick =
  (better: (order: number) => boolean): NumberMethod =>
  (_, [a, b, ...rest]) => {
    if (a === undefined || b === undefined || !isNumber(a) || !isNumber(b) || rest.length > 0) return NO_METHOD;
    return better(compare(a, b)) ? a : b;
  };

const inBase =
  (radix: number): NumberMethod =>
  (self, [given, ...rest]) => {
    const value = given ?? self;
    if (rest.length > 0 || !isNumber(value) || !isInteger(value)) return NO_METHOD;
    return (typeof value === 'number' && value < 0 ? value + 2 ** 32 : value).toString(radix);
  };

const METHODS: Readonly<Record<string, NumberMethod>> = {
  intValue: of((self) => toInteger(self, 32)),
  longValue: of((self) => toInteger(self, 64)),
  shortValue: of((self) => toInteger(self, 16)),
  byteValue: of((self) => toInteger(self, 8)),
  doubleValue: of((self) => double(toDouble(self))),
  floatValue: of((self) => double(Math.fround(toDouble(self)))),
  hashCode: of((self) => hashOf(self)),
  isNaN: of((self) => Number.isNaN(toDouble(self))),
  isInfinite: of((self) => Math.abs(toDouble(self)) === Number.POSITIVE_INFINITY),
  toString: (self: JavaNumber, [given, radix, ...rest]: readonly Value[]) => {
    const value = given ?? self;
    if (!isNumber(value) || rest.length > 0) return NO_METHOD;
    if (radix === undefined) return numberText(value);
    if (!isInteger(value) || typeof radix !== 'number') return NO_METHOD;
    // Java takes ten for a radix it does not know.
    return value.toString(radix >= 2 && radix <= 36 ? radix : 10);
  },
  signum: (_, [value, ...rest]) =>
    value !== undefined && isNumber(value) && rest.length === 0 ? compare(value, 0) : NO_METHOD,
  equals: (self, args) => (args.length === 1 ? equals(self, args[0]!) : NO_METHOD),
  compareTo: (self, [other, ...rest]) =>
    other !== undefined && isNumber(other) && rest.length === 0 ? compare(self, other) : NO_METHOD,
  compare: (_, [a, b, ...rest]) =>
    a !== undefined && b !== undefined && isNumber(a) && isNumber(b) && rest.length === 0 ? compare(a, b) : NO_METHOD,
  parseInt: (_, [text, radix]) => parseInteger(text, radix, 32),
  parseLong: (_, [text, radix]) => parseInteger(text, radix, 64),
  parseDouble: (_, [text]) => parseDouble(text),
  parseFloat: (_, [text]) => parseDouble(text),
  valueOf: (self: JavaNumber, [given, radix]: readonly Value[]) => {
    if (given !== undefined && isNumber(given)) return given;
    return isInteger(self as number) ? parseInteger(given, radix, 64) : parseDouble(given);
  },
  max: pick((order) => order >= 0),
  min: pick((order) => order <= 0),
  sum: (_, [a, b, ...rest]) =>
    isInteger(a ?? null) && isInteger(b ?? null) && rest.length === 0
      ? integer(BigInt(a as number) + BigInt(b as number))
      : NO_METHOD,
  toHexString: inBase(16),
  toBinaryString: inBase(2),
  toOctalString: inBase(8),
};

export const NUMBER_METHODS = table(METHODS);

/** java.lang.Boolean. */
export const BOOLEAN_METHODS = table<boolean>({
  booleanValue: (self, args) => (args.length === 0 ? self : NO_METHOD),
  toString: (self: boolean, args: readonly Value[]) => (args.length === 0 ? String(self) : NO_METHOD),
  equals: (self, args) => (args.length === 1 ? self === args[0] : NO_METHOD),
  compareTo: (self, [other]) => (typeof other === 'boolean' ? Number(self) - Number(other) : NO_METHOD),
  hashCode: (self, args) => (args.length === 0 ? (self ? 1231 : 1237) : NO_METHOD),
  parseBoolean: (_, [text]) => (typeof text === 'string' ? text.toLowerCase() === 'true' : NO_METHOD),
  valueOf: (_: boolean, [text]: readonly Value[]) =>
    typeof text === 'boolean' ? text : typeof text === 'string' ? text.toLowerCase() === 'true' : NO_METHOD,
});
