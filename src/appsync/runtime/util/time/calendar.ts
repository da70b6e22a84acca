// A moment on a zone's wall clock, and the names of its parts in English (the service formats in Locale.US).
// format.ts prints it; parse.ts looks names up. Weeks begin on Sunday and the first may have one day, as in the US.
import type { Zone } from './zone.js';

// biome-ignore format: a table
export const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
] as const;

export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

export const DAY_MILLIS = 86_400_000;

export interface WallClock {
  readonly epochMillis: number;
  readonly zone: Zone;
  readonly offsetSeconds: number;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly milli: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly dayOfYear: number;
}

/** Midnight UTC of a date, for years of any size (Date.UTC takes 0 to 99 for the 1900s). */
export function utcDate(year: number, month: number, day: number): number {
  const date = new Date(0);
  return date.setUTCFullYear(year, month - 1, day);
}

export function wallClock(epochMillis: number, zone: Zone): WallClock {
  const offsetSeconds = zone.offsetSecondsAt(epochMillis);
  const local = new Date(epochMillis + offsetSeconds * 1000);
  const year = local.getUTCFullYear();
  return {
    epochMillis,
    zone,
    offsetSeconds,
    year,
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    milli: local.getUTCMilliseconds(),
    weekday: local.getUTCDay(),
    dayOfYear: Math.floor((local.getTime() - utcDate(year, 1, 1)) / DAY_MILLIS) + 1,
  };
}

/** The week that holds 1 January is week 1, of the year it begins in even when it starts before. */
export function weekOfYear(clock: WallClock): { readonly weekYear: number; readonly week: number } {
  const weekEnd = utcDate(clock.year, clock.month, clock.day) + (6 - clock.weekday) * DAY_MILLIS;
  if (new Date(weekEnd).getUTCFullYear() > clock.year) return { weekYear: clock.year + 1, week: 1 };
  const firstWeekday = new Date(utcDate(clock.year, 1, 1)).getUTCDay();
  return { weekYear: clock.year, week: Math.floor((clock.dayOfYear - 1 + firstWeekday) / 7) + 1 };
}

export function weekOfMonth(clock: WallClock): number {
  const firstWeekday = (((clock.weekday - (clock.day - 1)) % 7) + 7) % 7;
  return Math.floor((clock.day - 1 + firstWeekday) / 7) + 1;
}
