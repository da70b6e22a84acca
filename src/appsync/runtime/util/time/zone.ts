// Time zones as Java's ZoneId reads them: offsets ('+08:00', '-07:00:30', 'Z') and regions ('Australia/Perth').
// The only place that asks Intl, for what only a zone database knows. Used by the formatter and the parser.
import { UtilMisuse } from '../session.js';

export interface Zone {
  /** 'Z', '+08:00' or 'Australia/Perth'. */
  readonly id: string;
  /** True for regions, whose offset depends on the day. */
  readonly isRegion: boolean;
  offsetSecondsAt(epochMillis: number): number;
  /** 'CET' or 'Central European Standard Time'; for an offset its id. */
  nameAt(epochMillis: number, style: 'short' | 'long'): string;
}

/** Captured while the file loads: handlers run in a realm where Intl may be taken away later, or was never there. */
const DateTimeFormat = globalThis.Intl?.DateTimeFormat;

const two = (value: number): string => String(value).padStart(2, '0');

/** 'Z', '+08:00' or '-07:00:30', as Java's ZoneOffset prints. */
export function offsetId(seconds: number): string {
  if (seconds === 0) return 'Z';
  const size = Math.abs(seconds);
  const clock = `${two(Math.floor(size / 3600))}:${two(Math.floor(size / 60) % 60)}`;
  return `${seconds < 0 ? '-' : '+'}${clock}${size % 60 === 0 ? '' : `:${two(size % 60)}`}`;
}

export function offsetZone(seconds: number, id = offsetId(seconds)): Zone {
  return { id, isRegion: false, offsetSecondsAt: () => seconds, nameAt: () => id };
}

/** Seconds of '+8', '+08', '+0800', '+08:00', '-07:00:30', '-070030'; undefined when the text is no offset. */
export function parseOffset(text: string): number | undefined {
  const match =
    /^([+-])(\d{1,2})$/.exec(text) ??
    /^([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text) ??
    /^([+-])(\d{2})(\d{2})(\d{2})?$/.exec(text);
  if (!match) return undefined;
  const [hours, minutes, seconds] = [Number(match[2]), Number(match[3] ?? 0), Number(match[4] ?? 0)];
  const total = hours * 3600 + minutes * 60 + seconds;
  if (minutes > 59 || seconds > 59 || total > 18 * 3600) return undefined;
  return match[1] === '-' ? -total : total;
}

function regionZone(id: string): Zone | undefined {
  if (!DateTimeFormat) return undefined;
  let clock: Intl.DateTimeFormat;
  try {
    clock = new DateTimeFormat('en-US', {
      timeZone: id,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    });
  } catch {
    return undefined;
  }
  return {
    id,
    isRegion: true,
    offsetSecondsAt(epochMillis) {
      const whole = Math.floor(epochMillis / 1000) * 1000;
      const part = Object.fromEntries(clock.formatToParts(whole).map(({ type, value }) => [type, value]));
      const year = part['era']?.startsWith('B') ? 1 - Number(part['year']) : Number(part['year']);
      const local = new Date(0);
      local.setUTCFullYear(year, Number(part['month']) - 1, Number(part['day']));
      local.setUTCHours(Number(part['hour']), Number(part['minute']), Number(part['second']));
      return (local.getTime() - whole) / 1000;
    },
    nameAt(epochMillis, style) {
      const parts = new DateTimeFormat('en-US', { timeZone: id, timeZoneName: style }).formatToParts(epochMillis);
      return parts.find(({ type }) => type === 'timeZoneName')?.value ?? id;
    },
  };
}

/** 'UTC', 'GMT' and 'UT' stand alone or before an offset: 'UTC+2'. */
function prefixedZone(text: string): Zone | undefined {
  const match = /^(UTC|GMT|UT)(.*)$/.exec(text);
  if (!match) return undefined;
  const seconds = match[2] === '' ? 0 : parseOffset(match[2]!);
  if (seconds === undefined) return undefined;
  return offsetZone(seconds, seconds === 0 ? match[1]! : `${match[1]}${offsetId(seconds)}`);
}

/** The zone of an id, or undefined. */
export function findZone(id: string): Zone | undefined {
  if (id === 'Z') return offsetZone(0);
  const seconds = parseOffset(id);
  if (seconds !== undefined) return offsetZone(seconds);
  if (/^[+-]/.test(id)) return undefined;
  return prefixedZone(id) ?? regionZone(id);
}

export function zoneOf(id: string): Zone {
  const zone = findZone(id);
  if (!zone) throw new UtilMisuse(`Unknown time-zone ID: ${id}`);
  return zone;
}

/**
 * The moment at which a zone's clocks show a local time, itself given as if it were UTC. A time that clocks skip goes
 * forward by the gap; one they show twice is the first (Java's ZonedDateTime.ofLocal).
 */
export function momentOf(localMillis: number, zone: Zone): number {
  const before = zone.offsetSecondsAt(localMillis - 86_400_000);
  const after = zone.offsetSecondsAt(localMillis + 86_400_000);
  const first = localMillis - before * 1000;
  if (before === after || zone.offsetSecondsAt(first) === before) return first;
  const second = localMillis - after * 1000;
  return zone.offsetSecondsAt(second) === after ? second : first;
}
