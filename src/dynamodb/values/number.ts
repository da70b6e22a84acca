// DynamoDB numbers: exact decimals of up to 38 digits, 1E-130 to 9.99...E+125. Values, keys and updates use this; no
// JavaScript number is ever in between. developer guide: HowItWorks.NamingRulesDataTypes.md, "Number".
import { requestFault, TEXT } from '../faults.js';

const MAX_DIGITS = 38;
const MAX_EXPONENT = 125;
const MIN_EXPONENT = -130;

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

function decimal(negative: boolean, whole: string, pointAt: number): Decimal {
  let start = 0;
  while (start < whole.length && whole.charCodeAt(start) === 48) start += 1;
  let end = whole.length;
  while (end > start && whole.charCodeAt(end - 1) === 48) end -= 1;
  if (start === end) return ZERO;
  const digits = whole.slice(start, end);
  const exponent = pointAt - start - 1;
  if (exponent > MAX_EXPONENT) throw requestFault(TEXT.overflow);
  if (exponent < MIN_EXPONENT) throw requestFault(TEXT.underflow);
  if (digits.length > MAX_DIGITS) throw requestFault(TEXT.precision);
  return { negative, digits, exponent };
}

/** Reads a number; throws DynamoDB's validation errors. */
export function parseNumber(text: string): Decimal {
  const match = SYNTAX.exec(text);
  const integer = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (!match || (integer === '' && fraction === '')) throw requestFault(TEXT.notANumber(text));
  return decimal(match[1] === '-', integer + fraction, integer.length + Number(match[4] ?? 0));
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

/** Bytes a number counts for: one per two digits and one more, one for a sign (CapacityUnitCalculations.md). */
export function numberSize(text: string): number {
  let first = 0;
  let last = text.length - 1;
  const negative = text.charCodeAt(0) === 45;
  if (negative) first = 1;
  let point = 0;
  // Zeros at the ends and the point do not count as digits.
  while (first <= last && (text.charCodeAt(first) === 48 || text.charCodeAt(first) === 46)) first += 1;
  while (last >= first && (text.charCodeAt(last) === 48 || text.charCodeAt(last) === 46)) last -= 1;
  for (let at = first; at <= last; at += 1) if (text.charCodeAt(at) === 46) point = 1;
  const digits = Math.max(0, last - first + 1 - point);
  return Math.ceil(digits / 2) + 1 + (negative ? 1 : 0);
}
