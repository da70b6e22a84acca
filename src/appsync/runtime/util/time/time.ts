// The members of util.time: time-helpers-in-util-time-js.md. Now comes from the host. Patterns and zones are read once
// and kept, since handlers use the same few again and again.
import type { HostCall } from '../host.js';
import { isNothing, textOf } from '../plain.js';
import { UtilMisuse } from '../session.js';
import { wallClock } from './calendar.js';
import { format } from './format.js';
import { iso8601, parseIso8601 } from './iso8601.js';
import { parseFields } from './parse.js';
import { readPattern } from './pattern.js';
import { offsetZone, type Zone, zoneOf } from './zone.js';

const MOST_KEPT = 200;

/** Remembers what `make` made of a text; forgets everything when handlers invent too many texts. */
function kept<Made>(make: (text: string) => Made): (text: string) => Made {
  const made = new Map<string, Made>();
  return (text) => {
    let found = made.get(text);
    if (found === undefined) {
      found = make(text);
      if (made.size >= MOST_KEPT) made.clear();
      made.set(text, found);
    }
    return found;
  };
}

function millisOf(value: unknown): number {
  const millis = Number(value);
  if (isNothing(value) || !Number.isFinite(millis) || Math.abs(millis) > 8.64e15) {
    throw new UtilMisuse(`Expected epoch milliseconds, found ${textOf(value)}.`);
  }
  return Math.trunc(millis);
}

export function createTime(host: HostCall) {
  const now = (): number => Number(host('now', ''));
  const pattern = kept(readPattern);
  const namedZone = kept(zoneOf);
  const utc = offsetZone(0);
  const zone = (id: unknown): Zone => (isNothing(id) ? utc : namedZone(textOf(id)));

  const formatted = (millis: number, formatString: unknown, timezone: unknown): string =>
    format(wallClock(millis, zone(timezone)), pattern(textOf(formatString)));

  return {
    nowISO8601: (): string => iso8601(now()),
    nowEpochSeconds: (): number => Math.floor(now() / 1000),
    nowEpochMilliSeconds: now,
    nowFormatted: (formatString?: unknown, timezone?: unknown): string => formatted(now(), formatString, timezone),
    parseFormattedToEpochMilliSeconds(timestamp?: unknown, formatString?: unknown, timezone?: unknown): number {
      const text = textOf(timestamp);
      return parseFields(text, pattern(textOf(formatString))).moment(text, zone(timezone));
    },
    parseISO8601ToEpochMilliSeconds: (timestamp?: unknown): number => parseIso8601(textOf(timestamp)),
    epochMilliSecondsToSeconds: (millis?: unknown): number => Math.trunc(millisOf(millis) / 1000),
    epochMilliSecondsToISO8601: (millis?: unknown): string => iso8601(millisOf(millis)),
    epochMilliSecondsToFormatted: (millis?: unknown, formatString?: unknown, timezone?: unknown): string =>
      formatted(millisOf(millis), formatString, timezone),
  };
}
