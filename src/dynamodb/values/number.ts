// DynamoDB numbers: exact decimals of up to 38 digits, 1E-130 to 9.99...E+125. Values, keys and updates use this; no
// JavaScript number is ever in between. developer guide: HowItWorks.NamingRulesDataTypes.md, "Number".
import { requestFault, TEXT } from '../faults.js';

const MAX_DIGITS = 38;
const MAX_EXPONENT = 125;
const MIN_EXPONENT = -130;
const MAX_INT = 2 ** 31 - 1;
/** A sum was not written by anybody. */
const COMPUTED = { text: '', exponent: 0 };

/** `digits` has no zeros at either end; the value is d.ddd times ten to the `exponent`. Zero has no digits. */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

const ZERO: Decimal = { negative: false, digits: '', exponent: 0 };
const SYNTAX = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** Whole numbers that are written as DynamoDB writes them: most numbers there are. */
const PLAIN = /^(?:0|-?[1-9]\d{0,14})$/;

/**
 * The older wording follows Java's BigDecimal: an exponent has 32 bits, and the magnitude is compared in 32 bits, too
 * (recorded: `1e2147483647` is an underflow there).
 */
function outOfRange(magnitude: number, written: { readonly text: string; readonly exponent: number }): Error {
  const wording = (size: number): string => (size > 0 ? TEXT.overflow : TEXT.underflow);
  const older = Math.abs(written.exponent) > MAX_INT ? TEXT.notANumber(written.text) : wording((magnitude + 1) | 0);
  return requestFault(wording(magnitude), older);
}

function decimal(
  negative: boolean,
  whole: string,
  pointAt: number,
  written: { readonly text: string; readonly exponent: number } = COMPUTED,
): Decimal {
  let start = 0;
  while (start < whole.length && whole.charCodeAt(start) === 48) start += 1;
  let end = whole.length;
  while (end > start && whole.charCodeAt(end - 1) === 48) end -= 1;
  if (start === end) return ZERO;
  const digits = whole.slice(start, end);
  const exponent = pointAt - start - 1;
  if (exponent > MAX_EXPONENT || exponent < MIN_EXPONENT) throw outOfRange(exponent, written);
  if (digits.length > MAX_DIGITS) throw requestFault(TEXT.precision);
  return { negative, digits, exponent };
}

/** Reads a number; throws DynamoDB's validation errors. */
export function parseNumber(text: string): Decimal {
  const match = SYNTAX.exec(text);
  const integer = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (!match || (integer === '' && fraction === '')) {
    throw requestFault(TEXT.notANumber(text), text === '' ? TEXT.emptyNumberOlder : TEXT.notANumber(text));
  }
  const exponent = Number(match[4] ?? 0);
  return decimal(match[1] === '-', integer + fraction, integer.length + exponent, { text, exponent });
}

/** The one way DynamoDB writes a number: plain, no exponent, no needless zeros. */
export function formatNumber({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return '0';
  const point = exponent + 1;
  const sign = negative ? '-' : '';
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** `parseNumber` and `formatNumber` in one; costs next to nothing for a plain whole number. */
export function normaliseNumber(text: string): string {
  return PLAIN.test(text) ? text : formatNumber(parseNumber(text));
}

function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.digits === '' || b.digits === '') {
    if (a.digits === b.digits) return 0;
    return a.digits === '' ? (b.negative ? 1 : -1) : a.negative ? -1 : 1;
  }
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  const larger = a.exponent - b.exponent || (a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0);
  return a.negative ? -larger : larger;
}

/** Negative, 0 or positive as `a` is less than, equal to or greater than `b`. */
export function compareNumbers(a: string, b: string): number {
  if (a === b) return 0;
  if (PLAIN.test(a) && PLAIN.test(b)) return Number(a) - Number(b);
  return compareDecimals(parseNumber(a), parseNumber(b));
}

/** `a + b`, or `a - b` with `subtract`; throws when the result has no place in 38 digits. */
export function addNumbers(a: string, b: string, subtract = false): string {
  const [left, right] = [parseNumber(a), parseNumber(b)];
  const scaleOf = (value: Decimal): number => value.exponent - value.digits.length + 1;
  const scale = Math.min(
    left.digits === '' ? scaleOf(right) : scaleOf(left),
    right.digits === '' ? scaleOf(left) : scaleOf(right),
  );
  const whole = (value: Decimal): bigint => {
    if (value.digits === '') return 0n;
    const size = BigInt(value.digits) * 10n ** BigInt(scaleOf(value) - scale);
    return value.negative ? -size : size;
  };
  const sum = subtract ? whole(left) - whole(right) : whole(left) + whole(right);
  const text = (sum < 0n ? -sum : sum).toString();
  return formatNumber(decimal(sum < 0n, text, text.length + scale));
}

/**
 * Bytes a number counts for: one, one for every two digits on each side of the point, zeros at the ends left out, and
 * one for a sign (recorded: the developer guide's rule is off by one for some).
 */
export function numberSize(text: string): number {
  const negative = text.charCodeAt(0) === 45;
  let first = negative ? 1 : 0;
  let last = text.length - 1;
  let point = text.indexOf('.');
  if (point < 0) point = text.length;
  // Zeros at the ends and the point do not count as digits.
  while (first <= last && isZeroOrPoint(text.charCodeAt(first))) first += 1;
  while (last >= first && isZeroOrPoint(text.charCodeAt(last))) last -= 1;
  const whole = Math.max(0, Math.min(last + 1, point) - first);
  const fraction = Math.max(0, last - Math.max(point, first - 1));
  return 1 + Math.ceil(whole / 2) + Math.ceil(fraction / 2) + (negative ? 1 : 0);
}

function isZeroOrPoint(unit: number): boolean {
  return unit === 48 || unit === 46;
}
