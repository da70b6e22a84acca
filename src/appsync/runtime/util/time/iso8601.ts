// ISO 8601 timestamps: util.time.parseISO8601ToEpochMilliSeconds and epochMilliSecondsToISO8601. Reading follows Java's
// ISO_ZONED_DATE_TIME: seconds and fraction may be left out, an offset may be followed by a region in brackets.
import { MutableFields, parseFailure } from './resolve.js';
import { findZone, offsetZone, parseOffset } from './zone.js';

const SHAPE =
  /^([+-]?\d{4,9})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)?(?:\[([^\]]+)\])?$/i;

export function parseIso8601(text: string): number {
  const match = SHAPE.exec(text);
  if (!match) throw parseFailure(text, ' at index 0');
  const [, year, month, day, hour, minute, second, fraction, offset, region] = match;
  const fields = new MutableFields();
  fields.set('year', Number(year));
  fields.set('month', Number(month));
  fields.set('day', Number(day));
  fields.set('hour', Number(hour));
  fields.set('minute', Number(minute));
  fields.set('second', Number(second ?? 0));
  fields.set('milli', Math.floor(Number((fraction ?? '').padEnd(9, '0')) / 1_000_000));
  const seconds = offset === undefined || offset.toUpperCase() === 'Z' ? 0 : parseOffset(offset);
  if (seconds === undefined) throw parseFailure(text, ': invalid offset');
  // The offset says the moment; a region without one says how to find it.
  if (offset === undefined && region !== undefined) fields.zone = findZone(region);
  return fields.moment(text, offsetZone(seconds));
}

/** `2018-02-06T19:01:35.749Z`: always UTC, always three digits of a second. */
export function iso8601(epochMillis: number): string {
  return new Date(epochMillis).toISOString();
}
