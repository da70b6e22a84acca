// From the fields read out of a timestamp to a moment. parse.ts and iso8601.ts fill the fields; values out of range are
// refused in Java's words, a day past the end of its month is that end (Java's "smart" resolving).
import { UtilMisuse } from '../session.js';
import { DAY_MILLIS, utcDate } from './calendar.js';
import { momentOf, type Zone } from './zone.js';

export interface Fields {
  era?: number;
  year?: number;
  month?: number;
  day?: number;
  dayOfYear?: number;
  hour?: number;
  /** 1 to 24. */
  hour24?: number;
  /** 1 to 12, and 0 to 11: of the half day. */
  hour12?: number;
  hour11?: number;
  halfDay?: number;
  minute?: number;
  second?: number;
  milli?: number;
}

/** Java's name and range of each field. */
const RANGES: Readonly<Record<keyof Fields, readonly [name: string, least: number, most: number]>> = {
  era: ['Era', 0, 1],
  year: ['Year', -999_999_999, 999_999_999],
  month: ['MonthOfYear', 1, 12],
  day: ['DayOfMonth', 1, 31],
  dayOfYear: ['DayOfYear', 1, 366],
  hour: ['HourOfDay', 0, 23],
  hour24: ['ClockHourOfDay', 1, 24],
  hour12: ['ClockHourOfAmPm', 1, 12],
  hour11: ['HourOfAmPm', 0, 11],
  halfDay: ['AmPmOfDay', 0, 1],
  minute: ['MinuteOfHour', 0, 59],
  second: ['SecondOfMinute', 0, 59],
  milli: ['MilliOfSecond', 0, 999],
};

export const parseFailure = (text: string, why: string): UtilMisuse =>
  new UtilMisuse(`Text '${text}' could not be parsed${why}`);

export class MutableFields {
  #values: Fields = {};
  zone: Zone | undefined;
  failedAt = 0;

  set(name: keyof Fields, value: number): void {
    this.#values[name] = value;
  }

  copy(): MutableFields {
    const copy = new MutableFields();
    copy.adopt(this);
    return copy;
  }

  adopt(other: MutableFields): void {
    this.#values = { ...other.#values };
    this.zone = other.zone;
  }

  /** Epoch milliseconds. `zone` holds where the text names none; a time of day that isn't there is midnight. */
  moment(text: string, zone: Zone): number {
    const values = this.#values;
    for (const [name, value] of Object.entries(values) as [keyof Fields, number][]) {
      const [javaName, least, most] = RANGES[name];
      if (value < least || value > most) {
        throw parseFailure(text, `: Invalid value for ${javaName} (valid values ${least} - ${most}): ${value}`);
      }
    }
    const seconds = hourOf(values) * 3600 + (values.minute ?? 0) * 60 + (values.second ?? 0);
    return momentOf(dateOf(values, text) + seconds * 1000 + (values.milli ?? 0), this.zone ?? zone);
  }
}

function dateOf({ era, year, month, day, dayOfYear }: Fields, text: string): number {
  if (year === undefined || (dayOfYear === undefined && (month === undefined || day === undefined))) {
    throw parseFailure(text, ': Unable to obtain ZonedDateTime from TemporalAccessor');
  }
  const proleptic = era === 0 ? 1 - year : year;
  if (dayOfYear !== undefined) return utcDate(proleptic, 1, 1) + (dayOfYear - 1) * DAY_MILLIS;
  const lastDay = new Date(utcDate(proleptic, month! + 1, 0)).getUTCDate();
  return utcDate(proleptic, month!, Math.min(day!, lastDay));
}

function hourOf({ hour, hour24, hour12, hour11, halfDay }: Fields): number {
  if (hour !== undefined) return hour;
  if (hour24 !== undefined) return hour24 % 24;
  return (hour11 ?? (hour12 ?? 0) % 12) + (halfDay ?? 0) * 12;
}
