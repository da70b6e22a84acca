// Prints a moment by a pattern of Java's DateTimeFormatter: util.time.nowFormatted and epochMilliSecondsToFormatted.
// Letters as in java.time.format.DateTimeFormatter's own table; names in English.
import { UtilMisuse } from '../session.js';
import { MONTHS, type WallClock, WEEKDAYS, weekOfMonth, weekOfYear } from './calendar.js';
import type { PatternPart } from './pattern.js';

type Print = (clock: WallClock, count: number) => string;

const digits = (value: number, count: number): string =>
  (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(count, '0');

/** Two letters are the last two digits; more digits than letters get a sign, from four letters on. */
function year(value: number, count: number): string {
  if (count === 2) return digits(((value % 100) + 100) % 100, 2);
  const text = digits(value, count);
  return count >= 4 && value > 0 && String(value).length > count ? `+${text}` : text;
}

const number =
  (value: (clock: WallClock) => number): Print =>
  (clock, count) =>
    digits(value(clock), count);

/** One or two letters a number, three a short name, four the whole, five one letter. */
function named(value: number, count: number, name: string): string {
  if (count <= 2) return digits(value, count);
  return count === 3 ? name.slice(0, 3) : count === 4 ? name : name.slice(0, 1);
}

const weekdayName = (clock: WallClock, count: number): string => {
  const name = WEEKDAYS[clock.weekday]!;
  return count <= 3 ? name.slice(0, 3) : count === 4 ? name : name.slice(0, 1);
};

const localWeekday: Print = (clock, count) =>
  count <= 2 ? digits(clock.weekday + 1, count) : weekdayName(clock, count);

const quarter: Print = (clock, count) => {
  const value = Math.floor((clock.month - 1) / 3) + 1;
  if (count <= 2) return digits(value, count);
  if (count === 3) return `Q${value}`;
  return count === 4 ? `${['1st', '2nd', '3rd', '4th'][value - 1]} quarter` : String(value);
};

const era: Print = (clock, count) => {
  const after = clock.year > 0;
  if (count <= 3) return after ? 'AD' : 'BC';
  return count === 4 ? (after ? 'Anno Domini' : 'Before Christ') : after ? 'A' : 'B';
};

const secondOfDay = (clock: WallClock): number => clock.hour * 3600 + clock.minute * 60 + clock.second;
const nanos = (clock: WallClock): number => clock.milli * 1_000_000;

/** How the letters X, x and Z write an offset: hours, then minutes and seconds as far as the width asks. */
function offset(seconds: number, count: number): string {
  const size = Math.abs(seconds);
  const [hours, minutes, rest] = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  const colon = count === 3 || count === 5 ? ':' : '';
  let text = (seconds < 0 ? '-' : '+') + digits(hours, 2);
  if (count > 1 || minutes > 0) text += colon + digits(minutes, 2);
  if (count > 3 && rest > 0) text += colon + digits(rest, 2);
  return text;
}

/** 'GMT', 'GMT+8' (one letter) or 'GMT+08:00' (four). */
function gmtOffset(seconds: number, count: number): string {
  if (seconds === 0) return 'GMT';
  if (count === 4) return `GMT${offset(seconds, 5)}`;
  const size = Math.abs(seconds);
  const [hours, minutes, rest] = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  const tail = (minutes > 0 || rest > 0 ? `:${digits(minutes, 2)}` : '') + (rest > 0 ? `:${digits(rest, 2)}` : '');
  return `GMT${seconds < 0 ? '-' : '+'}${hours}${tail}`;
}

const zoneName: Print = (clock, count) => clock.zone.nameAt(clock.epochMillis, count === 4 ? 'long' : 'short');

const LETTERS: Readonly<Record<string, Print>> = {
  G: era,
  u: (clock, count) => year(clock.year, count),
  y: (clock, count) => year(clock.year > 0 ? clock.year : 1 - clock.year, count),
  Y: (clock, count) => year(weekOfYear(clock).weekYear, count),
  D: number((clock) => clock.dayOfYear),
  M: (clock, count) => named(clock.month, count, MONTHS[clock.month - 1]!),
  L: (clock, count) => named(clock.month, count, MONTHS[clock.month - 1]!),
  d: number((clock) => clock.day),
  Q: quarter,
  q: quarter,
  w: number((clock) => weekOfYear(clock).week),
  W: number(weekOfMonth),
  E: weekdayName,
  e: localWeekday,
  c: localWeekday,
  F: number((clock) => Math.floor((clock.day - 1) / 7) + 1),
  a: (clock) => (clock.hour < 12 ? 'AM' : 'PM'),
  h: number((clock) => clock.hour % 12 || 12),
  K: number((clock) => clock.hour % 12),
  k: number((clock) => clock.hour || 24),
  H: number((clock) => clock.hour),
  m: number((clock) => clock.minute),
  s: number((clock) => clock.second),
  S: (clock, count) => digits(nanos(clock), 9).slice(0, count),
  A: number((clock) => secondOfDay(clock) * 1000 + clock.milli),
  n: number(nanos),
  N: number((clock) => secondOfDay(clock) * 1_000_000_000 + nanos(clock)),
  V: (clock) => clock.zone.id,
  v: zoneName,
  z: zoneName,
  O: (clock, count) => gmtOffset(clock.offsetSeconds, count),
  X: (clock, count) => (clock.offsetSeconds === 0 ? 'Z' : offset(clock.offsetSeconds, count)),
  x: (clock, count) => offset(clock.offsetSeconds, count),
  Z: (clock, count) => {
    if (count === 4) return gmtOffset(clock.offsetSeconds, 4);
    if (count < 4) return offset(clock.offsetSeconds, 2);
    return clock.offsetSeconds === 0 ? 'Z' : offset(clock.offsetSeconds, 5);
  },
};

function printField(clock: WallClock, letter: string, count: number, pad: number): string {
  const print = LETTERS[letter];
  if (!print) throw new UtilMisuse(`Unsupported pattern letter: ${letter}`);
  const text = print(clock, count);
  if (pad > 0 && text.length > pad) {
    throw new UtilMisuse(`Cannot print as output of ${text.length} characters exceeds pad width of ${pad}`);
  }
  return text.padStart(pad, ' ');
}

export function format(clock: WallClock, parts: readonly PatternPart[]): string {
  return parts
    .map((part) => {
      if (part.kind === 'literal') return part.text;
      return part.kind === 'optional'
        ? format(clock, part.parts)
        : printField(clock, part.letter, part.count, part.pad);
    })
    .join('');
}
