// Points in time as the states language writes them: RFC 3339 with an upper-case T and an offset or Z.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html

const FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)$/;

/** Nanoseconds since 1970, or undefined when `text` is no extended offset date-time. */
export function parseTimestamp(text: string): bigint | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = '', offset] = match;
  const fields = [Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)] as const;
  const utc = Date.UTC(...fields);
  const date = new Date(utc);
  // Date.UTC carries 2016-13-05 over into the next year; such a date isn't one.
  const same =
    date.getUTCMonth() === fields[1] &&
    date.getUTCDate() === fields[2] &&
    date.getUTCHours() === fields[3] &&
    date.getUTCMinutes() === fields[4];
  if (!same || fields[5] > 59) return undefined;
  const shift =
    offset === 'Z' ? 0 : (offset![0] === '-' ? -1 : 1) * (Number(offset!.slice(1, 3)) * 60 + Number(offset!.slice(4)));
  return BigInt(utc - shift * 60_000) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}
