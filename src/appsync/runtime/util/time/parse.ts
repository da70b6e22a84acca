// Reads a timestamp by a pattern of Java's DateTimeFormatter: util.time.parseFormattedToEpochMilliSeconds. Names and
// widths as in format.ts, messages as Java's DateTimeParseException words them. resolve.ts makes the moment.
import { MONTHS, WEEKDAYS } from './calendar.js';
import type { PatternPart } from './pattern.js';
import { type Fields, MutableFields, parseFailure } from './resolve.js';
import { findZone, offsetZone, parseOffset } from './zone.js';

/** Reads one field at `at`; the place behind it, or -1 when it isn't there. */
type Read = (text: string, at: number, count: number, fields: MutableFields, reserved: number) => number;

/** Digits from `least` to `most`, leaving `reserved` for the fields right behind. */
function readDigits(text: string, at: number, least: number, most: number, reserved: number): number {
  let end = at;
  while (end < text.length && end - at < most && /[0-9]/.test(text.charAt(end))) end++;
  end = Math.max(at + least, end - reserved);
  return /^[0-9]+$/.test(text.slice(at, end)) && end - at >= least ? end : -1;
}

/** A number: one letter takes any width, more letters take exactly theirs. */
const numeric =
  (name: keyof Fields): Read =>
  (text, at, count, fields, reserved) => {
    const end = readDigits(text, at, count, count === 1 ? 19 : count, count === 1 ? reserved : 0);
    if (end >= 0) fields.set(name, Number(text.slice(at, end)));
    return end;
  };

const year: Read = (text, at, count, fields, reserved) => {
  if (count === 2) {
    const end = readDigits(text, at, 2, 2, 0);
    if (end >= 0) fields.set('year', 2000 + Number(text.slice(at, end)));
    return end;
  }
  const sign = /[+-]/.test(text.charAt(at)) ? 1 : 0;
  const end = readDigits(text, at + sign, count, 19, reserved);
  if (end >= 0) fields.set('year', Number(text.slice(at, end)));
  return end;
};

const fraction: Read = (text, at, count, fields) => {
  const end = readDigits(text, at, count, count, 0);
  if (end >= 0) fields.set('milli', Math.floor(Number(text.slice(at, end).padEnd(9, '0')) / 1_000_000));
  return end;
};

/** The longest of `names` that stands at `at`. */
function readName(text: string, at: number, names: readonly string[]): number {
  let found = -1;
  names.forEach((name, index) => {
    if (text.startsWith(name, at) && (found < 0 || name.length > names[found]!.length)) found = index;
  });
  return found;
}

const month: Read = (text, at, count, fields, reserved) => {
  if (count <= 2) return numeric('month')(text, at, count, fields, reserved);
  const names = MONTHS.map((name) => (count === 3 ? name.slice(0, 3) : name));
  const index = readName(text, at, names);
  if (index < 0) return -1;
  fields.set('month', index + 1);
  return at + names[index]!.length;
};

/** The weekday is read but says nothing that the date doesn't. */
const weekday: Read = (text, at, count) => {
  const names = WEEKDAYS.map((name) => (count <= 3 ? name.slice(0, 3) : name));
  const index = readName(text, at, names);
  return index < 0 ? -1 : at + names[index]!.length;
};

const halfDay: Read = (text, at, _count, fields) => {
  const index = readName(text, at, ['AM', 'PM']);
  if (index >= 0) fields.set('halfDay', index);
  return index < 0 ? -1 : at + 2;
};

const era: Read = (text, at, count, fields) => {
  const names = count === 4 ? ['Before Christ', 'Anno Domini'] : count === 5 ? ['B', 'A'] : ['BC', 'AD'];
  const index = readName(text, at, names);
  if (index < 0) return -1;
  fields.set('era', index);
  return at + names[index]!.length;
};

/** An offset matching `shape`; `zero` is what stands for none. */
function readOffset(text: string, at: number, shape: RegExp, zero: string, fields: MutableFields): number {
  if (zero !== '' && text.startsWith(zero, at)) {
    fields.zone = offsetZone(0);
    return at + zero.length;
  }
  const match = shape.exec(text.slice(at));
  const seconds = match ? parseOffset(match[0]) : undefined;
  if (!match || seconds === undefined) return -1;
  fields.zone = offsetZone(seconds);
  return at + match[0].length;
}

/** The shapes of the letters X and x by their count: +HHmm, +HHMM, +HH:MM, +HHMMss, +HH:MM:ss. */
const OFFSETS: readonly RegExp[] = [
  /^[+-]\d{2}(?:\d{2})?/,
  /^[+-]\d{4}/,
  /^[+-]\d{2}:\d{2}/,
  /^[+-]\d{4}(?:\d{2})?/,
  /^[+-]\d{2}:\d{2}(?::\d{2})?/,
];

const gmtOffset: Read = (text, at, _count, fields) =>
  text.startsWith('GMT', at)
    ? Math.max(readOffset(text, at + 3, /^[+-]\d{1,2}(?::\d{2}(?::\d{2})?)?/, '', fields), zeroGmt(at, fields))
    : -1;

function zeroGmt(at: number, fields: MutableFields): number {
  fields.zone ??= offsetZone(0);
  return at + 3;
}

const offsetZ: Read = (text, at, count, fields, reserved) => {
  if (count === 4) return gmtOffset(text, at, count, fields, reserved);
  return count === 5 ? readOffset(text, at, OFFSETS[4]!, 'Z', fields) : readOffset(text, at, OFFSETS[1]!, '', fields);
};

const LONGEST_ZONE = 64;

/** A zone's id, or the abbreviation of one. */
const zone: Read = (text, at, _count, fields) => {
  const match = /^(?:[A-Za-z][A-Za-z0-9~/._+-]*(?::\d{2})*|[+-]\d{1,2}(?::?\d{2}){0,2})/.exec(
    text.slice(at, at + LONGEST_ZONE),
  );
  for (let length = match?.[0].length ?? 0; length > 0; length--) {
    const found = findZone(text.slice(at, at + length));
    if (!found) continue;
    fields.zone = found;
    return at + length;
  }
  return -1;
};

const READERS: Readonly<Record<string, Read>> = {
  G: era,
  u: year,
  y: year,
  D: numeric('dayOfYear'),
  M: month,
  L: month,
  d: numeric('day'),
  E: weekday,
  a: halfDay,
  h: numeric('hour12'),
  K: numeric('hour11'),
  k: numeric('hour24'),
  H: numeric('hour'),
  m: numeric('minute'),
  s: numeric('second'),
  S: fraction,
  n: (text, at, count, fields, reserved) => {
    const end = readDigits(text, at, count, 19, reserved);
    if (end >= 0) fields.set('milli', Math.floor(Number(text.slice(at, end)) / 1_000_000));
    return end;
  },
  V: zone,
  v: zone,
  z: zone,
  O: gmtOffset,
  X: (text, at, count, fields) => readOffset(text, at, OFFSETS[count - 1]!, 'Z', fields),
  x: (text, at, count, fields) => readOffset(text, at, OFFSETS[count - 1]!, '', fields),
  Z: offsetZ,
};

/** How many digits the number fields directly behind part `index` take: '20180206' as yyyyMMdd. */
function reservedAfter(parts: readonly PatternPart[], index: number): number {
  let width = 0;
  for (const part of parts.slice(index + 1)) {
    const isNumber = part.kind === 'field' && /[yuMLdDHhkKmsS]/.test(part.letter) && part.count > 1;
    if (!isNumber || (/[ML]/.test(part.letter) && part.count > 2)) return width;
    width += part.count;
  }
  return width;
}

/** The place behind `parts`, or -1 with `failedAt` set to where reading stopped. */
function readParts(text: string, at: number, parts: readonly PatternPart[], fields: MutableFields): number {
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'optional') {
      const attempt = fields.copy();
      const end = readParts(text, at, part.parts, attempt);
      if (end >= 0) {
        fields.adopt(attempt);
        at = end;
      }
      continue;
    }
    let end = -1;
    if (part.kind === 'literal') end = text.startsWith(part.text, at) ? at + part.text.length : -1;
    else {
      let start = at;
      while (part.pad > 0 && text.charAt(start) === ' ' && start - at < part.pad) start++;
      const read = READERS[part.letter];
      if (read) end = read(text, start, part.count, fields, reservedAfter(parts, index));
    }
    if (end < 0) {
      fields.failedAt = at;
      return -1;
    }
    at = end;
  }
  return at;
}

/** The fields of a text that matches the whole pattern. */
export function parseFields(text: string, parts: readonly PatternPart[]): MutableFields {
  const fields = new MutableFields();
  const end = readParts(text, 0, parts, fields);
  if (end < 0) throw parseFailure(text, ` at index ${fields.failedAt}`);
  if (end < text.length) throw parseFailure(text, `, unparsed text found at index ${end}`);
  return fields;
}
