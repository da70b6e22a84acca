// What AWS scalars take and show: scalars.md and field reports cited there.
import { describe, expect, it } from 'vitest';
import { SCALAR_TYPES } from '../../../src/appsync/schema/scalars/index.js';

const takes: Record<string, { good: unknown[]; bad: unknown[] }> = {
  AWSDate: {
    good: ['1970-01-01', '1970-01-01Z', '1970-01-01-07:00', '1970-01-01+05:30', '1970-01-01+05:30:15', '2024-02-29'],
    bad: ['1970-1-1', '2023-02-29', '1970-13-01', '1970-01-01T00:00Z', 5, ''],
  },
  AWSTime: {
    good: ['12:30', '12:30Z', '12:30:24-07:00', '12:30:24.500+05:30', '12:00:00.123456789'],
    bad: ['24:00', '12', '12:60', '12:00:00.1234567890'],
  },
  AWSDateTime: {
    good: ['2020-01-01T10:00Z', '2020-01-01T10:00:00.000Z', '2020-01-01T10:00:00+01:00'],
    bad: ['2020-01-01T10:00:00', '2020-05-19T11:5:29.000Z', '2020-01-01', 'now'],
  },
  AWSTimestamp: { good: [0, -1, 1_700_000_000], bad: ['0', 1.5, true] },
  AWSEmail: { good: ['a@b', 'a.b+c@example.co.uk'], bad: ['a', '@b', 'a b@c'] },
  AWSURL: {
    good: ['https://www.amazon.com/dp/B000NZW3KC/', 'mailto:example@example.com'],
    bad: ['www.amazon.com', 'https://a/b//c', 'http://'],
  },
  AWSPhone: {
    good: ['+12065550100', '206-555-0100', '206 555 0100', '+49 30 1234567'],
    bad: ['1110004444', '12', 'phone'],
  },
  AWSIPAddress: {
    good: ['123.12.34.56', '123.45.67.89/16', '1a2b:3c4b::1234:4567', '::1/128'],
    bad: ['1.2.3', '1.2.3.4/33', '[::1]', '1.2.3.4/'],
  },
  AWSJSON: { good: ['{"a":1}', '1', '"x"', 'null'], bad: ['{a:1}', 'x', 5] },
};

describe.each(Object.entries(takes))('%s', (name, { good, bad }) => {
  const scalar = SCALAR_TYPES.get(name)!;
  it.each(good)('takes %j', (value) => {
    expect(() => scalar.parseValue(value)).not.toThrow();
  });
  it.each(bad)('refuses %j', (value) => {
    expect(() => scalar.parseValue(value)).toThrow(/Unable to parse/);
  });
});

describe('AWSJSON', () => {
  const json = SCALAR_TYPES.get('AWSJSON')!;
  it('is parsed on the way in and text on the way out', () => {
    expect(json.parseValue('{"a":[1]}')).toEqual({ a: [1] });
    expect(json.serialize({ a: [1] })).toBe('{"a":[1]}');
    expect(json.serialize('x')).toBe('"x"');
  });
});

describe('default scalars coerce as graphql-java does', () => {
  it('a String shows objects as Java prints them', () => {
    expect(SCALAR_TYPES.get('String')!.serialize({ id: 1, tags: ['a', null] })).toBe('{id=1, tags=[a, null]}');
  });
  it('an Int shows a numeric text, and refuses fractions and what is too large', () => {
    const int = SCALAR_TYPES.get('Int')!;
    expect(int.serialize('5')).toBe(5);
    expect(() => int.serialize(1.5)).toThrow();
    expect(() => int.parseValue(2 ** 31)).toThrow("Expected type 'Int' but was 'Integer'.");
  });
});
