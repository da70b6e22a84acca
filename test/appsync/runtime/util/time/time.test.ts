import { describe, expect, it } from 'vitest';
import { createLibrary, NOW } from '../library.js';

const { util } = createLibrary();
const at = (pattern: string, zone?: string, millis = NOW) =>
  util.time.epochMilliSecondsToFormatted(millis, pattern, zone);
const parse = (text: string, pattern: string, zone?: string) =>
  util.time.parseFormattedToEpochMilliSeconds(text, pattern, zone);

describe('now', () => {
  it('is the host clock', () => {
    expect(util.time.nowISO8601()).toBe('2018-02-06T19:01:35.750Z');
    expect(util.time.nowEpochSeconds()).toBe(1_517_943_695);
    expect(util.time.nowEpochMilliSeconds()).toBe(NOW);
    expect(util.time.nowFormatted('yyyy-MM-dd HH:mm:ssZ')).toBe('2018-02-06 19:01:35+0000');
    expect(util.time.nowFormatted('yyyy-MM-dd HH:mm:ssZ', 'Australia/Perth')).toBe('2018-02-07 03:01:35+0800');
    expect(util.time.nowFormatted('yyyy-MM-dd[XXX]', '-07:00:30')).toBe('2018-02-06-07:00');
    expect(util.time.nowFormatted("yyyy-MM-dd'T'HH:mm:ss[XXXXX]", '-07:00:30')).toBe('2018-02-06T12:01:05-07:00:30');
  });
});

describe('formatting as Java does', () => {
  // Each pair can be read off the table in the documentation of java.time.format.DateTimeFormatter.
  it.each([
    ['yy uuuu y', '18 2018 2018'],
    ['M MM MMM MMMM MMMMM', '2 02 Feb February F'],
    ['d dd D DDD', '6 06 37 037'],
    ['E EEE EEEE EEEEE e c', 'Tue Tue Tuesday T 3 3'],
    ['Q QQ QQQ QQQQ', '1 01 Q1 1st quarter'],
    ['H HH k h hh K a', '19 19 19 7 07 7 PM'],
    ['m mm s ss', '1 01 35 35'],
    ['S SSS SSSSSS SSSSSSSSS', '7 750 750000 750000000'],
    ['A n N', '68495750 750000000 68495750000000'],
    ['G GGGG', 'AD Anno Domini'],
    ['YYYY w W F', '2018 6 2 1'],
    ["'at' h 'o''clock' ''", "at 7 o'clock '"],
    ['ppppH|', '  19|'],
    ['yyyy/MM.dd, HH:mm', '2018/02.06, 19:01'],
  ])('%s', (pattern, expected) => {
    expect(at(pattern)).toBe(expected);
  });

  it.each([
    ['X XX XXX x xx xxx Z ZZZZ ZZZZZ', 'Z', 'Z Z Z +00 +0000 +00:00 +0000 GMT Z'],
    ['X XX XXX x xxx Z ZZZZ ZZZZZ', '+05:30', '+0530 +0530 +05:30 +0530 +05:30 +0530 GMT+05:30 +05:30'],
    ['X O OOOO VV', '-08:00', '-08 GMT-8 GMT-08:00 -08:00'],
    ['z zzzz VV', 'America/New_York', 'EST Eastern Standard Time America/New_York'],
    ['VV XXX', 'UTC+2', 'UTC+02:00 +02:00'],
  ])('zones: %s in %s', (pattern, zone, expected) => {
    expect(at(pattern, zone)).toBe(expected);
  });

  it('knows week years at the turn of a year', () => {
    expect(at('YYYY-ww', 'Z', Date.UTC(2024, 11, 29))).toBe('2025-01');
    expect(at('YYYY-ww', 'Z', Date.UTC(2022, 0, 1))).toBe('2022-01');
    expect(at('YYYY-ww', 'Z', Date.UTC(2022, 0, 2))).toBe('2022-02');
  });

  it('follows daylight saving', () => {
    expect(at('HH:mm XXX', 'Europe/Paris', Date.UTC(2024, 2, 31, 0, 59))).toBe('01:59 +01:00');
    expect(at('HH:mm XXX', 'Europe/Paris', Date.UTC(2024, 2, 31, 1, 0))).toBe('03:00 +02:00');
  });

  it('works before 1970 and before Christ', () => {
    expect(at('uuuu-MM-dd HH:mm:ss.SSS', 'Z', -1)).toBe('1969-12-31 23:59:59.999');
    expect(at('G y u', 'Z', -62_198_755_200_000)).toBe('BC 2 -1');
  });

  it.each([
    ['yyyy-TT', 'Unknown pattern letter: T'],
    ["yyyy'", 'incomplete string literal'],
    ['yyyy]', ']'],
    ['ddd', 'Too many pattern letters: d'],
    ['yyyy#', 'reserved character'],
  ])('refuses %s', (pattern, message) => {
    expect(() => at(pattern)).toThrow(message);
  });

  it('refuses an unknown zone', () => {
    expect(() => at('yyyy', 'Mars/Base')).toThrow('Unknown time-zone ID: Mars/Base');
    expect(() => at('yyyy', '+25:00')).toThrow('+25:00');
  });
});

describe('parsing as Java does', () => {
  it.each([
    ['2018-02-02 01:19:22+0800', 'yyyy-MM-dd HH:mm:ssZ', undefined, 1_517_505_562_000],
    ['2018-02-02 01:19:22', 'yyyy-MM-dd HH:mm:ss', '+08:00', 1_517_505_562_000],
    ['2010-03-01 01:34:32.045', 'yyyy-MM-dd HH:mm:ss.SSS', 'Australia/Perth', 1_267_378_472_045],
    ['20180206190135', 'yyyyMMddHHmmss', undefined, Date.UTC(2018, 1, 6, 19, 1, 35)],
    ['6 Feb 2018 7:01 PM', 'd MMM yyyy h:mm a', undefined, Date.UTC(2018, 1, 6, 19, 1)],
    ['Tuesday, February 6, 18', 'EEEE, MMMM d, yy', undefined, Date.UTC(2018, 1, 6)],
    ['2018-037', 'yyyy-DDD', undefined, Date.UTC(2018, 1, 6)],
    ['2018-02-06', "yyyy-MM-dd['T'HH:mm]", undefined, Date.UTC(2018, 1, 6)],
    ['2018-02-06T19:01', "yyyy-MM-dd['T'HH:mm]", undefined, Date.UTC(2018, 1, 6, 19, 1)],
    ['2018-02-06 19:01 Europe/Paris', 'yyyy-MM-dd HH:mm VV', undefined, Date.UTC(2018, 1, 6, 18, 1)],
    ['2018-02-06 19:01 GMT', 'yyyy-MM-dd HH:mm z', undefined, Date.UTC(2018, 1, 6, 19, 1)],
    ['2018-02-06 19:01-05:30', 'yyyy-MM-dd HH:mmXXX', undefined, Date.UTC(2018, 1, 7, 0, 31)],
    ['2018-02-06 19:01 GMT-05:30', 'yyyy-MM-dd HH:mm OOOO', undefined, Date.UTC(2018, 1, 7, 0, 31)],
    // A day past the end of its month is that end.
    ['2018-02-31', 'yyyy-MM-dd', undefined, Date.UTC(2018, 1, 28)],
  ])('%s with %s', (text, pattern, zone, expected) => {
    expect(parse(text, pattern, zone)).toBe(expected);
  });

  it('reads back what it prints, in every zone and year', () => {
    for (const zone of ['Z', '+05:45', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu']) {
      for (let millis = -2e12; millis < 4e12; millis += 123_456_789_012) {
        const pattern = 'uuuu-MM-dd HH:mm:ss.SSS XXXXX VV';
        expect(parse(at(pattern, zone, millis), pattern)).toBe(millis);
      }
    }
  });

  it('moves a skipped time forward and takes the first of a repeated one', () => {
    expect(parse('2024-03-31 02:30', 'yyyy-MM-dd HH:mm', 'Europe/Paris')).toBe(Date.UTC(2024, 2, 31, 1, 30));
    expect(parse('2024-10-27 02:30', 'yyyy-MM-dd HH:mm', 'Europe/Paris')).toBe(Date.UTC(2024, 9, 27, 0, 30));
  });

  it.each([
    ['2018-13-01', 'yyyy-MM-dd', 'Invalid value for MonthOfYear (valid values 1 - 12): 13'],
    ['2018-02-06x', 'yyyy-MM-dd', 'unparsed text found at index 10'],
    ['2018/02/06', 'yyyy-MM-dd', "Text '2018/02/06' could not be parsed at index 4"],
    ['18', 'HH', 'Unable to obtain ZonedDateTime'],
  ])('refuses %s with %s', (text, pattern, message) => {
    expect(() => parse(text, pattern)).toThrow(message);
  });
});

describe('ISO 8601', () => {
  it.each([
    ['2018-02-01T17:21:05.180+08:00', 1_517_476_865_180],
    ['2010-02-28T17:34:32.045Z', 1_267_378_472_045],
    ['2018-02-06T19:01Z', Date.UTC(2018, 1, 6, 19, 1)],
    ['2018-02-06T19:01:35.123456789Z', Date.UTC(2018, 1, 6, 19, 1, 35, 123)],
    ['2018-02-06T19:01:35+01:00[Europe/Paris]', Date.UTC(2018, 1, 6, 18, 1, 35)],
  ])('reads %s', (text, expected) => {
    expect(util.time.parseISO8601ToEpochMilliSeconds(text)).toBe(expected);
  });

  it.each(['', '2018-02-06', '2018-02-06 19:01:00Z', '2018-02-06T25:00Z', 'now'])('refuses %j', (text) => {
    expect(() => util.time.parseISO8601ToEpochMilliSeconds(text)).toThrow('could not be parsed');
  });

  it('converts milliseconds', () => {
    expect(util.time.epochMilliSecondsToISO8601(1_517_943_695_758)).toBe('2018-02-06T19:01:35.758Z');
    expect(util.time.epochMilliSecondsToSeconds(1_517_943_695_758)).toBe(1_517_943_695);
    expect(() => util.time.epochMilliSecondsToISO8601('soon')).toThrow('soon');
  });
});
