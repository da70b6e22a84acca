// DateEquals, DateLessThan and their like: ISO 8601 in the W3C's profile, or seconds since 1970.
import { comparisons, type Operator } from './operator.js';

const ISO = /^\d{4}(-\d\d(-\d\d)?)?$|^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[-+]\d\d:\d\d)?$/;

/** Milliseconds since 1970. Five digits and more are seconds; fewer are a year. */
function read(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^-?\d{5,}(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000;
  if (!ISO.test(trimmed)) return undefined;
  const zoned = trimmed.includes('T') && !/(Z|[-+]\d\d:\d\d)$/.test(trimmed) ? `${trimmed}Z` : trimmed;
  const milliseconds = Date.parse(zoned);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

export const DATE_OPERATORS: readonly Operator[] = comparisons('Date', read);
