// String.format: java.util.Formatter as templates can use it. string.ts calls it; dates (%t) are refused by name.
import { JavaException, RenderFault } from '../faults.js';
import { checkedText, OUTPUT_LIMIT } from '../frame.js';
import { hashOf } from '../values/hash.js';
import { type JavaNumber, numberText, toDouble } from '../values/number.js';
import { classOf, javaText } from '../values/text.js';
import { isInteger, isNumber, type Value } from '../values/value.js';

const SPECIFIER = /%(?:(\d+)\$)?([-#+ 0,(<]*)(\d+)?(?:\.(\d+))?([tT]?[a-zA-Z%])/g;

const CONVERSIONS = /^[cCdoxXeEfgGaA]$/;

interface Specifier {
  readonly whole: string;
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly conversion: string;
}

export function javaFormat(pattern: string, args: readonly Value[]): string {
  let ordinary = 0;
  let last = -1;
  let made = '';
  let from = 0;
  for (const found of pattern.matchAll(SPECIFIER)) {
    const [whole, position, flags = '', width, precision, conversion = ''] = found;
    made += text(pattern.slice(from, found.index));
    from = found.index + whole.length;
    const specifier = { whole, flags, width: bound(width), precision: bound(precision), conversion };
    if (conversion === 'n') made += '\n';
    else if (conversion === '%') made += pad('%', specifier);
    else {
      if (flags.includes('<')) last = Math.max(last, 0);
      else if (position === undefined) last = ordinary++;
      else last = Number(position) - 1;
      const arg = args[last];
      if (arg === undefined) throw new JavaException('java.util.MissingFormatArgumentException', specifierText(whole));
      made += pad(convert(arg, specifier), specifier);
    }
    checkedText(made);
  }
  return checkedText(made + text(pattern.slice(from)));
}

const specifierText = (whole: string): string => `Format specifier '${whole}'`;

/** What stands between specifiers: a percent sign there is none of Java's. */
function text(between: string): string {
  const wrong = /%(.?)/s.exec(between);
  if (wrong === null) return between;
  throw new JavaException('java.util.UnknownFormatConversionException', `Conversion = '${wrong[1] || '%'}'`);
}

function bound(digits: string | undefined): number | undefined {
  if (digits === undefined) return undefined;
  if (Number(digits) > OUTPUT_LIMIT) throw new RenderFault('The evaluated template exceeds the limit of 5 MB.');
  return Number(digits);
}

function pad(made: string, { whole, flags, width }: Specifier): string {
  if (flags.includes('-') && width === undefined)
    throw new JavaException('java.util.MissingFormatWidthException', whole);
  if (width === undefined) return made;
  return flags.includes('-') ? made.padEnd(width) : made.padStart(width);
}

function convert(arg: Value, specifier: Specifier): string {
  const { conversion, precision } = specifier;
  const kind = conversion.toLowerCase();
  const made = kind === 's' || kind === 'b' || kind === 'h' ? general(arg, kind) : special(arg, kind, specifier);
  const cut = precision !== undefined && 'sbh'.includes(kind) ? made.slice(0, precision) : made;
  return kind === conversion ? cut : cut.toUpperCase();
}

function general(arg: Value, kind: 's' | 'b' | 'h'): string {
  if (kind === 's') return javaText(arg);
  if (kind === 'b') return String(typeof arg === 'boolean' ? arg : arg !== null);
  return arg === null ? 'null' : (hashOf(arg) >>> 0).toString(16);
}

function special(arg: Value, kind: string, specifier: Specifier): string {
  if (kind.startsWith('t')) throw new RenderFault(`String.format: ${specifier.whole} is not emulated`);
  if (!CONVERSIONS.test(specifier.conversion)) {
    throw new JavaException('java.util.UnknownFormatConversionException', `Conversion = '${specifier.conversion}'`);
  }
  if (arg === null) return 'null';
  const fits = kind === 'c' ? isChar(arg) : 'dox'.includes(kind) ? isInteger(arg) : isNumber(arg) && !isInteger(arg);
  if (!fits) {
    throw new JavaException('java.util.IllegalFormatConversionException', `${specifier.conversion} != ${classOf(arg)}`);
  }
  if (kind === 'c') return typeof arg === 'number' ? String.fromCodePoint(arg) : String(arg);
  if (kind === 'a') throw new RenderFault(`String.format: ${specifier.whole} is not emulated`);
  return kind === 'o' || kind === 'x'
    ? unsigned(arg as number | bigint, kind, specifier)
    : signed(arg as JavaNumber, kind, specifier);
}

/** Characters are strings of length 1 here: charAt gives them. */
const isChar = (arg: Value): boolean =>
  typeof arg === 'string'
    ? arg.length === 1
    : typeof arg === 'number' && Number.isInteger(arg) && arg >= 0 && arg <= 0x10ffff;

/** Octal and hexadecimal show negative numbers in two's complement. */
function unsigned(value: number | bigint, kind: 'o' | 'x', { flags, width }: Specifier): string {
  const bits =
    value === BigInt.asIntN(32, BigInt(value)) || BigInt.asIntN(32, BigInt(value)) === BigInt(value) ? 32 : 64;
  const digits = BigInt.asUintN(bits, BigInt(value)).toString(kind === 'o' ? 8 : 16);
  const prefix = flags.includes('#') ? (kind === 'o' ? '0' : '0x') : '';
  return prefix + (flags.includes('0') ? digits.padStart((width ?? 0) - prefix.length, '0') : digits);
}

function signed(value: JavaNumber, kind: string, { flags, width, precision }: Specifier): string {
  const number = toDouble(value);
  const negative = number < 0 || Object.is(number, -0);
  let digits: string;
  if (kind === 'd') digits = numberText(value).replace('-', '');
  else if (!Number.isFinite(number)) digits = numberText(value).replace('-', '');
  else digits = decimal(Math.abs(number), kind, precision ?? 6);
  if (flags.includes(',') && kind !== 'e')
    digits = digits.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
  const [before, after] = negative
    ? flags.includes('(')
      ? ['(', ')']
      : ['-', '']
    : [flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '', ''];
  const zeros = flags.includes('0') && Number.isFinite(number);
  return before + (zeros ? digits.padStart((width ?? 0) - before.length - after.length, '0') : digits) + after;
}

/** %f, %e and %g; %g is one of the others by size. */
function decimal(value: number, kind: string, precision: number): string {
  if (kind === 'f') return fixed(value, precision);
  if (kind === 'e') return scientific(value, precision);
  const places = precision === 0 ? 1 : precision;
  if (value !== 0 && (value < 1e-4 || value >= 10 ** places)) return scientific(value, places - 1);
  const whole = value < 1 ? (value === 0 ? 1 : Math.floor(Math.log10(value)) + 1) : String(Math.trunc(value)).length;
  return fixed(value, Math.max(places - whole, 0));
}

/** Rounds half up what Double.toString shows, as Java does, not the binary value. */
function fixed(value: number, precision: number): string {
  const { digits, exponent } = parts(value);
  const scaled = shifted(digits, exponent + precision)
    .toString()
    .padStart(precision + 1, '0');
  return precision === 0 ? scaled : `${scaled.slice(0, -precision)}.${scaled.slice(-precision)}`;
}

function scientific(value: number, precision: number): string {
  const { digits, exponent } = parts(value);
  const length = String(digits).length;
  let power = value === 0 ? 0 : exponent + length - 1;
  let mantissa = shifted(digits, precision + 1 - length).toString();
  if (mantissa.length > precision + 1) {
    power += 1;
    mantissa = mantissa.slice(0, -1);
  }
  mantissa = mantissa.padEnd(precision + 1, '0');
  const point = precision === 0 ? mantissa : `${mantissa[0]}.${mantissa.slice(1)}`;
  return `${point}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** The shortest decimal of a double: digits times ten to the exponent. */
function parts(value: number): { readonly digits: bigint; readonly exponent: number } {
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  const fraction = digits.split('.')[1]?.length ?? 0;
  return { digits: BigInt(digits.replace('.', '')), exponent: Number(exponent) - fraction };
}

function shifted(digits: bigint, places: number): bigint {
  if (places >= 0) return digits * 10n ** BigInt(places);
  const divisor = 10n ** BigInt(-places);
  return (digits * 2n + divisor) / (divisor * 2n);
}
