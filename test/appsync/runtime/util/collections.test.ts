import { describe, expect, it } from 'vitest';
import { createLibrary } from './library.js';

const { util, templateUtil } = createLibrary();

describe('$util.list', () => {
  it('copies by deep equality', () => {
    const list = [1, { a: [1] }, 'x'];
    expect(templateUtil.list.copyAndRemoveAll(list, [{ a: [1] }])).toEqual([1, 'x']);
    expect(templateUtil.list.copyAndRetainAll(list, ['x', { a: [1] }, 9])).toEqual([{ a: [1] }, 'x']);
    expect(list).toHaveLength(3);
  });

  it('sorts maps by a property and plain values by themselves', () => {
    const people = [{ n: 'c' }, { n: 'a' }, { n: 'b' }];
    expect(templateUtil.list.sortList(people, false, 'n')).toEqual([{ n: 'a' }, { n: 'b' }, { n: 'c' }]);
    expect(templateUtil.list.sortList(people, true, 'n')[0]).toEqual({ n: 'c' });
    expect(templateUtil.list.sortList([10, 1, 5], true, 'any')).toEqual([10, 5, 1]);
  });

  it('leaves mixed and oversized lists as they are', () => {
    expect(templateUtil.list.sortList([{ n: 1 }, 1, 'b'], true, 'n')).toEqual([{ n: 1 }, 1, 'b']);
    const many = Array.from({ length: 1001 }, (_, i) => 1001 - i);
    expect(templateUtil.list.sortList(many, false, 'any')).toEqual(many);
  });
});

it('$util.map keeps or drops keys', () => {
  const map = { a: 1, b: 2, c: 3 };
  expect(templateUtil.map.copyAndRetainAllKeys(map, ['a', 'c', 'z'])).toEqual({ a: 1, c: 3 });
  expect(templateUtil.map.copyAndRemoveAllKeys(map, ['a', 'c', 'z'])).toEqual({ b: 2 });
});

describe('types and nulls', () => {
  it.each([
    [null, 'Null'],
    [1.5, 'Number'],
    ['', 'String'],
    [{}, 'Map'],
    [[], 'List'],
    [false, 'Boolean'],
  ])('%j is %s', (value, name) => {
    expect(templateUtil.typeOf(value)).toBe(name);
  });

  it('tells null, empty and blank apart', () => {
    expect([templateUtil.isNullOrEmpty(' '), templateUtil.isNullOrBlank(' \t')]).toEqual([false, true]);
    expect(templateUtil.defaultIfNull(0, 5)).toBe(0);
    expect(templateUtil.defaultIfNullOrBlank('  ', 'd')).toBe('d');
  });

  it('are not there for handlers', () => {
    expect(util).not.toHaveProperty('isNull');
    expect(util.dynamodb).not.toHaveProperty('toMapJson');
    expect(Object.keys(util.str)).toEqual(['normalize']);
  });
});

describe('str and math', () => {
  it('normalizes and replaces literally', () => {
    expect(util.str.normalize('Ame\u0301lie', 'nfc')).toBe('Am\u00e9lie');
    expect(() => util.str.normalize('a', 'nfx')).toThrow('nfx');
    expect(templateUtil.str.toReplace('a.b.c', '.', '$1')).toBe('a$1b$1c');
  });

  it('rounds halves up', () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 10.2].map(util.math.roundNum)).toEqual([1, 2, 3, 0, -1, 10]);
  });

  it('draws within a range, both ends included', () => {
    const drawn = new Set(Array.from({ length: 200 }, () => util.math.randomWithinRange(1, 3)));
    expect([...drawn].toSorted()).toEqual([1, 2, 3]);
  });

  it('matches the whole text', () => {
    expect([util.matches('a*b', 'aaaaab'), util.matches('a*b', 'aaac'), util.matches('b', 'ab')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
