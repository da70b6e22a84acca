// Filters by argument and enhanced filters: aws-appsync-real-time-enhanced-filtering.md and extensions-js.md, row by row.
import { describe, expect, it } from 'vitest';
import {
  checkFilter,
  compileConditions,
  compileFilter,
  equalityKey,
  FILTER_OPERATORS,
  valueAt,
} from '../../../src/appsync/realtime/filters.js';
import type { FilterGroups, Registration } from '../../../src/appsync/realtime/registration.js';
import { registration } from './fakes.js';

/** Whether an event reaches a registration, decided as the hub decides it. */
function reaches(given: Partial<Registration>, event: unknown): boolean {
  return compileConditions(registration(given)).some(
    ({ equalities, rest }) =>
      equalities.every(({ path, key }) => equalityKey(valueAt(event, path)) === key) &&
      (rest === undefined || rest(event)),
  );
}

function rule(fieldName: string, operator: string, value: unknown): FilterGroups {
  return { filterGroup: [{ filters: [{ fieldName, operator, value }] }] };
}

const TICKET = {
  id: 't1',
  severity: 7,
  price: 2.5,
  service: 'AWS AppSync',
  open: true,
  owner: null,
  seats: [10, 11],
  location: { address: { country: 'USA' } },
};

describe('arguments', () => {
  it.each([
    ['no argument filters nothing', {}, TICKET, true],
    ['an equal value', { id: 't1' }, TICKET, true],
    ['another value', { id: 't2' }, TICKET, false],
    ['all must agree', { id: 't1', severity: 8 }, TICKET, false],
    ['a number is not its text', { severity: '7' }, TICKET, false],
    ['null matches null', { owner: null }, TICKET, true],
    ['null matches what the mutation did not select', { group: null }, TICKET, true],
    ['null does not match a value', { id: null }, TICKET, false],
    ['a value does not match what the mutation did not select', { group: 'a' }, TICKET, false],
    ['members of an object are compared one by one', { location: { address: { country: 'USA' } } }, TICKET, true],
    ['and must agree', { location: { address: { country: 'DE' } } }, TICKET, false],
    ['lists are compared whole', { seats: [10, 11] }, TICKET, true],
    ['lists with another member', { seats: [10] }, TICKET, false],
    ['Booleans', { open: true }, TICKET, true],
    ['an event that is a list has no fields', { owner: null }, [TICKET], false],
    ['no argument lets a list through', {}, [TICKET], true],
    ['an event that is null', {}, null, true],
  ])('%s', (_name, args, event, expected) => {
    expect(reaches({ arguments: args }, event)).toBe(expected);
  });

  it('keys in a row cannot be mistaken for one another', () => {
    const first = reaches({ arguments: { a: 'x\u0000s1:y', b: 'z' } }, { a: 'x', b: 'y\u0000s1:z' });
    expect(first).toBe(false);
  });
});

describe('enhanced filters', () => {
  it.each([
    ['service', 'eq', 'AWS AppSync', true],
    ['service', 'eq', 'aws appsync', false],
    ['severity', 'eq', '7', false],
    ['open', 'eq', true, true],
    ['severity', 'ne', 8, true],
    ['severity', 'ne', 7, false],
    ['owner', 'ne', 'me', true],
    ['severity', 'le', 7, true],
    ['severity', 'le', 6, false],
    ['severity', 'lt', 7, false],
    ['price', 'lt', 2.6, true],
    ['severity', 'ge', 7, true],
    ['severity', 'gt', 7, false],
    ['severity', 'gt', '1', false],
    ['service', 'gt', 'AWS', true],
    ['seats', 'contains', 10, true],
    ['seats', 'contains', 12, false],
    ['service', 'contains', 'App', true],
    ['severity', 'contains', 7, true],
    ['seats', 'notContains', 12, true],
    ['seats', 'notContains', 11, false],
    ['service', 'beginsWith', 'AWS', true],
    ['service', 'beginsWith', 'App', false],
    ['severity', 'beginsWith', '7', false],
    ['severity', 'in', [1, 7], true],
    ['severity', 'in', [1, 2], false],
    ['severity', 'notIn', [1, 2], true],
    ['severity', 'notIn', [7], false],
    ['severity', 'between', [7, 9], true],
    ['severity', 'between', [1, 7], true],
    ['severity', 'between', [8, 9], false],
    ['service', 'between', ['A', 'B'], true],
    ['seats', 'containsAny', [11, 15], true],
    ['seats', 'containsAny', [15], false],
    ['location.address.country', 'eq', 'USA', true],
    ['location.address.country', 'in', ['DE', 'USA'], true],
    ['location.address.city', 'ne', 'Bonn', false],
    ['missing', 'eq', 1, false],
    ['missing', 'ne', 1, false],
    ['missing', 'notIn', [1], false],
    ['severity', 'like', 7, false],
  ])('%s %s %j', (field, operator, value, expected) => {
    expect(reaches({ filter: rule(field, operator, value) }, TICKET)).toBe(expected);
    expect(compileFilter(rule(field, operator, value))(TICKET)).toBe(expected);
  });

  it('filters of a group are OR, rules of a filter AND', () => {
    const filter: FilterGroups = {
      filterGroup: [
        {
          filters: [
            { fieldName: 'severity', operator: 'ge', value: 7 },
            { fieldName: 'service', operator: 'eq', value: 'other' },
          ],
        },
        { filters: [{ fieldName: 'id', operator: 'eq', value: 't1' }] },
      ],
    };
    expect(reaches({ filter }, TICKET)).toBe(true);
    expect(reaches({ filter }, { ...TICKET, id: 't2' })).toBe(false);
  });

  it('replaces the filter by arguments', () => {
    expect(reaches({ arguments: { id: 'other' }, filter: rule('severity', 'ge', 5) }, TICKET)).toBe(true);
  });

  it('a group without filters filters nothing', () => {
    expect(reaches({ filter: { filterGroup: [] } }, TICKET)).toBe(true);
    expect(compileFilter({ filterGroup: [] })(TICKET)).toBe(false);
  });

  it('reaches five levels deep and no further', () => {
    const deep = { a: { b: { c: { d: { e: 1, f: { g: 1 } } } } } };
    expect(reaches({ filter: rule('a.b.c.d.e', 'eq', 1) }, deep)).toBe(true);
    expect(reaches({ filter: rule('a.b.c.d.f.g', 'eq', 1) }, deep)).toBe(false);
  });

  it('ignores events that are lists', () => {
    expect(reaches({ filter: rule('severity', 'ge', 1) }, [TICKET])).toBe(false);
  });
});

describe('checkFilter', () => {
  const many = (count: number): unknown => ({
    filterGroup: Array.from({ length: count }, () => ({ filters: [{ fieldName: 'a', operator: 'eq', value: 1 }] })),
  });
  const fields = (count: number): unknown => ({
    filterGroup: [
      { filters: Array.from({ length: count }, (_, index) => ({ fieldName: `f${index}`, operator: 'eq', value: 1 })) },
    ],
  });

  it.each([
    ['ten filters', many(10)],
    ['five fields', fields(5)],
    ['five values of in', rule('a', 'in', [1, 2, 3, 4, 5])],
    [
      'twenty values of containsAny',
      rule(
        'a',
        'containsAny',
        Array.from({ length: 20 }, (_, index) => index),
      ),
    ],
    ['a pair', rule('a', 'between', [1, 2])],
    ['256 characters', rule('a', 'eq', 'x'.repeat(256))],
  ])('accepts %s', (_name, filter) => {
    expect(checkFilter(filter)).toEqual([]);
  });

  it.each([
    ['eleven filters', many(11)],
    ['six fields', fields(6)],
    ['six values of in', rule('a', 'in', [1, 2, 3, 4, 5, 6])],
    [
      'twenty-one values of containsAny',
      rule(
        'a',
        'containsAny',
        Array.from({ length: 21 }, (_, index) => index),
      ),
    ],
    ['three bounds', rule('a', 'between', [1, 2, 3])],
    ['257 characters', rule('a', 'eq', 'x'.repeat(257))],
    ['an unknown operator', rule('a', 'like', 'x')],
    ['a list for eq', rule('a', 'eq', [1])],
    ['a single value for in', rule('a', 'in', 1)],
    ['an object', rule('a', 'eq', {})],
    ['a rule without a field', { filterGroup: [{ filters: [{ operator: 'eq', value: 1 }] }] }],
    ['a group without filters', { filterGroup: [{}] }],
    ['no group', {}],
    ['text', 'filter'],
  ])('refuses %s', (_name, filter) => {
    expect(checkFilter(filter)).toHaveLength(1);
  });

  it('counts each value of in as a filter', () => {
    const pair = { fieldName: 'a', operator: 'in', value: [1, 2, 3, 4] };
    const triple = { fieldName: 'b', operator: 'in', value: [1, 2, 3] };
    expect(checkFilter({ filterGroup: [{ filters: [pair, triple] }] })).toHaveLength(1);
  });

  it('knows the thirteen operators of the guide', () => {
    expect(FILTER_OPERATORS).toHaveLength(13);
  });
});
