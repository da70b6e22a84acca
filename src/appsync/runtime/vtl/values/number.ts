// Java's numbers: the arithmetic of Velocity's MathUtils and the text of Double.toString. Pure.
import { isInteger, JavaDouble } from './value.js';

export type JavaNumber = number | bigint | JavaDouble;

/** A double: one without fraction is boxed, to print as Java prints it. */
export function double(value: number): JavaNumber {
  return Number.isInteger(value) ? new JavaDouble(value) : value;
}

/** An integer of any size in the representation values keep it in. */
export function integer(value: bigint): JavaNumber {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

export function toDouble(value: JavaNumber): number {
  return value instanceof JavaDouble ? value.value : Number(value);
}

/** intValue() and longValue() of anything numeric: cut towards zero, wrapped to `bits`. */
export function toInteger(value: JavaNumber, bits: 8 | 16 | 32 | 64): JavaNumber {
  if (typeof value === 'bigint') return integer(BigInt.asIntN(bits, value));
  const number = toDouble(value);
  if (Number.isInteger(number) && isInteger(value as number)) return integer(BigInt.asIntN(bits, BigInt(number)));
  if (Number.isNaN(number)) return 0;
  const limit = 2 ** (bits - 1);
  if (number >= limit) return integer(2n ** BigInt(bits - 1) - 1n);
  if (number <= -limit) return integer(-(2n ** BigInt(bits - 1)));
  return Math.trunc(number) + 0;
}

export type Arithmetic = '+' | '-' | '*' | '/' | '%';

/** Null for a division by zero, as Velocity answers outside strict mode. */
export function calculate(operator: Arithmetic, a: JavaNumber, b: JavaNumber): JavaNumber | null {
  if ((operator === '/' || operator === '%') && toDouble(b) === 0) return null;
  if (!isInteger(a as number) || !isInteger(b as number)) return double(onDoubles(operator, toDouble(a), toDouble(b)));
  if (typeof a === 'number' && typeof b === 'number') {
    const quick = onSmall(operator, a, b);
    if (Number.isSafeInteger(quick)) return quick;
  }
  return integer(onLarge(operator, BigInt(a as number), BigInt(b as number)));
}

function onSmall(operator: Arithmetic, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b + 0;
    case '/':
      return Math.trunc(a / b) + 0;
    case '%':
      return (a % b) + 0;
  }
}

function onLarge(operator: Arithmetic, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
  }
}

function onDoubles(operator: Arithmetic, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
  }
}

/** -1, 0 or 1. */
export function compare(a: JavaNumber, b: JavaNumber): number {
  const [left, right] = isInteger(a as number) && isInteger(b as number) ? [a, b] : [toDouble(a), toDouble(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Double.toString: `1.0`, `1.0E10`, `1.0E-4`, `NaN`, `Infinity`. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}

export function numberText(value: JavaNumber): string {
  if (value instanceof JavaDouble) return doubleText(value.value);
  return typeof value === 'number' && !Number.isInteger(value) ? doubleText(value) : String(value);
}

/** The Java class a number would be of. */
export function numberClass(value: JavaNumber): string {
  if (!isInteger(value as number)) return 'java.lang.Double';
  if (typeof value === 'bigint') return value === BigInt.asIntN(64, value) ? 'java.lang.Long' : 'java.math.BigInteger';
  return value === (value as number | 0) && Math.abs(value as number) <= 2 ** 31 && value === ((value as number) | 0)
    ? 'java.lang.Integer'
    : 'java.lang.Long';
}
