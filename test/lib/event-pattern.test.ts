// Event patterns: every operator of eb-create-pattern-operators.md on what matches and what does not.
import { describe, expect, it } from 'vitest';
import { compileEventPattern } from '../../src/lib/event-pattern.js';

const matches = (pattern: unknown, event: unknown): boolean => {
  const compiled = compileEventPattern(pattern);
  expect(compiled.faults).toEqual([]);
  return compiled.matches(event);
};

describe.each<[string, unknown, readonly unknown[], readonly unknown[]]>([
  ['a value', ['a', 5, true, null], ['a', 5, true, null, ['x', 'a']], ['b', '5', 'true', undefined, [], { a: 'a' }]],
  ['the empty text', [''], [''], ['a', undefined]],
  ['prefix', [{ prefix: 'ab' }], ['abc', 'ab', ['x', 'abz']], ['Abc', 'xab', 5, undefined]],
  ['prefix of any case', [{ prefix: { 'equals-ignore-case': 'aB' } }], ['ABc', 'abc'], ['xab']],
  ['suffix', [{ suffix: '.png' }], ['a.png'], ['a.PNG', 'png.a']],
  ['suffix of any case', [{ suffix: { 'equals-ignore-case': '.png' } }], ['a.PNG'], ['a.pngs']],
  ['equals-ignore-case', [{ 'equals-ignore-case': 'Alice' }], ['ALICE', 'alice'], ['alic', undefined]],
  ['wildcard', [{ wildcard: 'a*c/*.d' }], ['abc/x.d', 'ac/.d'], ['abc/x.e', 'xabc/x.d']],
  ['wildcard with an escape', [{ wildcard: 'a\\*b.' }], ['a*b.'], ['axb.', 'a*bx']],
  ['anything-but', [{ 'anything-but': 'a' }], ['b', 5, ['a', 'b']], ['a', undefined]],
  ['anything-but a list', [{ 'anything-but': ['a', 5] }], ['b', 6], ['a', 5]],
  ['anything-but a prefix', [{ 'anything-but': { prefix: 'in' } }], ['out', 5], ['init']],
  ['anything-but prefixes', [{ 'anything-but': { prefix: ['in', 'on'] } }], ['out'], ['init', 'on']],
  ['anything-but a suffix', [{ 'anything-but': { suffix: '.txt' } }], ['a.png'], ['a.txt']],
  ['anything-but any case', [{ 'anything-but': { 'equals-ignore-case': ['A', 'b'] } }], ['c'], ['a', 'B']],
  ['anything-but a wildcard', [{ 'anything-but': { wildcard: '*/lib/*' } }], ['/bin/x'], ['/lib/x']],
  ['numeric', [{ numeric: ['=', 3.018e2] }], [301.8], [301, '301.8', undefined]],
  ['a numeric range', [{ numeric: ['>', 0, '<=', 5] }], [5, 0.1], [0, 5.1]],
  ['exists', [{ exists: true }], ['a', null, [1]], [undefined, { deep: 1 }]],
  ['exists: false', [{ exists: false }], [undefined, { deep: 1 }], ['a', null]],
  ['cidr', [{ cidr: '10.0.0.0/24' }], ['10.0.0.255'], ['10.0.1.0', 'ten', '::a']],
  ['cidr of IPv6', [{ cidr: '2001:db8::/32' }], ['2001:db8:1::5'], ['2001:db9::1', '32.1.13.184']],
  ['several rules', ['x', { prefix: 'a' }], ['x', 'ab'], ['b']],
])('%s', (_name, rules, yes, no) => {
  it.each(yes.map((value) => [JSON.stringify(value), value]))('matches %s', (_text, value) => {
    expect(matches({ at: rules }, { at: value })).toBe(true);
  });
  it.each(no.map((value) => [JSON.stringify(value), value]))('does not match %s', (_text, value) => {
    expect(matches({ at: rules }, { at: value })).toBe(false);
  });
});

it('looks at every name, and into objects', () => {
  const pattern = { eventName: ['INSERT'], dynamodb: { NewImage: { kind: { S: ['a', 'b'] } } } };
  const event = (name: string, kind: string) => ({ eventName: name, dynamodb: { NewImage: { kind: { S: kind } } } });
  expect(matches(pattern, event('INSERT', 'b'))).toBe(true);
  expect(matches(pattern, event('MODIFY', 'b'))).toBe(false);
  expect(matches(pattern, event('INSERT', 'c'))).toBe(false);
  expect(matches(pattern, { eventName: 'INSERT', dynamodb: {} })).toBe(false);
});

it('joins the patterns of $or with the names beside it', () => {
  const pattern = { kind: ['a'], $or: [{ size: [{ numeric: ['>', 5] }] }, { color: ['red'], deep: { x: [1] } }] };
  expect(matches(pattern, { kind: 'a', size: 6 })).toBe(true);
  expect(matches(pattern, { kind: 'a', color: 'red', deep: { x: 1 } })).toBe(true);
  expect(matches(pattern, { kind: 'a', color: 'red', size: 1 })).toBe(false);
  expect(matches(pattern, { kind: 'b', size: 6 })).toBe(false);
});

it('takes one element of a list as a whole', () => {
  const pattern = { items: { name: ['a'], size: [1] } };
  expect(
    matches(pattern, {
      items: [
        { name: 'a', size: 2 },
        { name: 'a', size: 1 },
      ],
    }),
  ).toBe(true);
  expect(
    matches(pattern, {
      items: [
        { name: 'a', size: 2 },
        { name: 'b', size: 1 },
      ],
    }),
  ).toBe(false);
});

it.each<[unknown, string]>([
  ['text', 'the pattern is not a JSON object'],
  [{}, 'empty objects are not allowed'],
  [{ a: 'x' }, 'a: must be an object or an array'],
  [{ a: { b: [] } }, 'a.b: empty arrays are not allowed'],
  [{ a: [{ like: 'x' }] }, 'a: unrecognized match type like'],
  [{ a: [{ prefix: 'x', suffix: 'y' }] }, 'a: unrecognized match type prefix'],
  [{ a: [{ prefix: 5 }] }, 'a: prefix match pattern must be a string'],
  [{ a: [{ wildcard: 'a**b' }] }, 'a: consecutive wildcard characters'],
  [{ a: [{ numeric: ['=', '5'] }] }, 'a: numeric takes pairs of an operator (=, <, <=, >, >=) and a number'],
  [{ a: [{ numeric: [] }] }, 'a: numeric takes one comparison, or two for a range'],
  [{ a: [{ cidr: '10.0.0/40' }] }, 'a: cidr takes an address and the length of its prefix: 10.0.0.0/24'],
  [{ a: [{ exists: 'yes' }] }, 'a: exists takes true or false'],
  [{ a: [{ 'anything-but': [] }] }, 'a: anything-but takes strings or numbers'],
  [
    { $or: [{ a: [{ numeric: ['<'] }] }] },
    '$or[0].a: numeric takes pairs of an operator (=, <, <=, >, >=) and a number',
  ],
])('says what is wrong with %j', (pattern, fault) => {
  const compiled = compileEventPattern(pattern);
  expect(compiled.faults).toEqual([fault]);
  expect(compiled.matches({ a: 'x' })).toBe(false);
});
