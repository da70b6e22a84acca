import { describe, expect, it } from 'vitest';
import { hashOrder } from '../../../../../src/appsync/runtime/util/dynamodb/hash-order.js';
import { text } from '../../vtl/rendering.js';

describe('the order of a HashMap', () => {
  it.each([
    ['s n neg f b nul tags nested', 'neg b s nul f nested n tags'],
    ['name age active score tags meta', 'score meta name active age tags'],
    ['name age active tags meta', 'meta name active age tags'],
    ['k deep', 'deep k'],
    // One bucket: the order of insertion stays.
    ['Aa BB', 'Aa BB'],
    ['BB Aa', 'BB Aa'],
  ])('%s, as recorded', (inserted, recorded) => {
    expect(hashOrder(inserted.split(' ')).join(' ')).toBe(recorded);
  });

  it.each([
    [12, 16],
    [13, 32],
    [24, 32],
    [25, 64],
  ])('%i keys lie in %i buckets', (count, buckets) => {
    const keys = Array.from({ length: count }, (_, at) => String.fromCharCode(48 + ((at * 7) % 64)));
    const bucket = (key: string): number => key.charCodeAt(0) % buckets;
    expect(hashOrder([...keys])).toEqual([...keys].sort((a, b) => bucket(a) - bucket(b)));
  });

  it('shows in what templates print', () => {
    expect(text('$util.dynamodb.toMapValuesJson({"name": "Ada", "age": 36, "active": true})')).toBe(
      '{"name":{"S":"Ada"},"active":{"BOOL":true},"age":{"N":36}}',
    );
  });
});
