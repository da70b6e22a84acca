import { describe, expect, it } from 'vitest';
import { createLibrary } from '../library.js';

const { util, templateUtil } = createLibrary();

describe('util.dynamodb', () => {
  it('types any value, with numbers as numbers and lists as L', () => {
    expect(
      util.dynamodb.toDynamoDB({ s: 'a', n: 36, f: 3.5, b: true, nul: null, l: ['x', { k: 1 }], gone: undefined }),
    ).toEqual({
      M: {
        s: { S: 'a' },
        n: { N: 36 },
        f: { N: 3.5 },
        b: { BOOL: true },
        nul: { NULL: null },
        l: { L: [{ S: 'x' }, { M: { k: { N: 1 } } }] },
      },
    });
  });

  it('makes sets, binaries and nulls', () => {
    expect(util.dynamodb.toStringSet(['a', 'b'])).toEqual({ SS: ['a', 'b'] });
    expect(util.dynamodb.toNumberSet([1, 4.56])).toEqual({ NS: [1, 4.56] });
    expect(util.dynamodb.toBinarySet(['Zm9v'])).toEqual({ BS: ['Zm9v'] });
    expect(util.dynamodb.toBinary('foo')).toEqual({ B: 'foo' });
    expect(util.dynamodb.toNull()).toEqual({ NULL: null });
  });

  it('answers null where there is nothing of the kind', () => {
    expect(util.dynamodb.toString(null)).toBeNull();
    expect(util.dynamodb.toList('a')).toBeNull();
    expect(util.dynamodb.toMap([1])).toBeNull();
    expect(util.dynamodb.toMapValues(undefined)).toBeNull();
  });

  it('keeps S3 objects as text', () => {
    const object = util.dynamodb.toS3Object('foo', 'bar', 'baz', 'beep');
    expect(object).toEqual({ S: '{"s3":{"key":"foo","bucket":"bar","region":"baz","version":"beep"}}' });
    const parts = { key: 'foo', bucket: 'bar', region: 'baz', version: 'beep' };
    expect(util.dynamodb.fromS3ObjectJson(object['S'])).toEqual(parts);
    expect(util.dynamodb.fromS3ObjectJson(object)).toEqual(parts);
    expect(() => util.dynamodb.fromS3ObjectJson('{}')).toThrow('S3');
  });

  it('has a JSON twin of each function for templates', () => {
    expect(templateUtil.dynamodb.toMapValuesJson({ a: 1, b: ['x'] })).toBe('{"a":{"N":1},"b":{"L":[{"S":"x"}]}}');
    expect(templateUtil.dynamodb.toStringJson('a"b')).toBe('{"S":"a\\"b"}');
    expect(templateUtil.dynamodb.toNullJson()).toBe('{"NULL":null}');
    for (const name of Object.keys(util.dynamodb).filter((name) => name !== 'fromS3ObjectJson')) {
      expect(templateUtil.dynamodb).toHaveProperty(`${name}Json`);
    }
  });
});
