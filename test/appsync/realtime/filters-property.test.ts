// The hub, its index and the compiled filters against the plainest reading of the guide: for generated subscriptions and events,
// the same subscriptions hear of an event. aws-appsync-real-time-enhanced-filtering.md, extensions-js.md.
import { describe, expect, it } from 'vitest';
import { createHub } from '../../../src/appsync/realtime/hub.js';
import type { FilterGroups, Registration } from '../../../src/appsync/realtime/registration.js';
import { silentLog } from '../../../src/lib/log.js';
import { createSeededRandom } from '../../../src/lib/random.js';
import { registration } from './fakes.js';

type Json = null | string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

const SEEDS = Number(process.env['FILTER_SEEDS'] ?? 40);

function generator(seed: number) {
  const random = createSeededRandom(seed);
  const below = (most: number): number => Math.floor(random.next() * most);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  const scalar = (): string | number | boolean => pick(['a', 'ab', 'b', '', 'B', '1', 0, 1, 2, 1.5, -1, true, false]);
  const paths = ['kind', 'size', 'owner.name', 'owner.team.id', 'tags', 'a.b.c.d.e', 'a.b.c.d.e.f'];
  const list = (most: number): (string | number | boolean)[] => Array.from({ length: 1 + below(most) }, scalar);
  const valueFor = (operator: string): Json => {
    if (operator === 'between')
      return pick([
        [0, 1],
        [1, 2],
        ['a', 'b'],
        [2, 1],
      ]);
    if (operator === 'in' || operator === 'notIn' || operator === 'containsAny') return list(3);
    return scalar();
  };
  const operators = [
    'eq',
    'ne',
    'le',
    'lt',
    'ge',
    'gt',
    'contains',
    'notContains',
    'beginsWith',
    'in',
    'notIn',
    'between',
    'containsAny',
  ];
  const rule = () => {
    const operator = pick(operators);
    return { fieldName: pick(paths), operator, value: valueFor(operator) };
  };
  const groups = (): FilterGroups => ({
    filterGroup: Array.from({ length: below(4) }, () => ({ filters: Array.from({ length: 1 + below(3) }, rule) })),
  });
  const argument = (): Json => (below(4) === 0 ? null : scalar());
  const args = (): Record<string, Json> => {
    const given: Record<string, Json> = {};
    for (const name of ['kind', 'size']) if (below(2) === 0) given[name] = argument();
    if (below(4) === 0) given['owner'] = { name: argument() };
    return given;
  };
  const part = (): Json => pick([scalar(), scalar(), scalar(), null, list(3)]);
  const event = (): Json => {
    if (below(20) === 0) return [{ kind: 'a' }];
    const made: Record<string, Json> = {};
    for (const name of ['kind', 'size', 'tags']) if (below(5) > 0) made[name] = part();
    if (below(3) > 0) made['owner'] = { name: part(), team: below(2) === 0 ? null : { id: part() } };
    if (below(3) === 0) made['a'] = { b: { c: { d: { e: below(2) === 0 ? scalar() : { f: scalar() } } } } };
    return made;
  };
  return { below, groups, args, event };
}

/** undefined: the mutation did not select it. */
function at(event: Json, path: string): Json | undefined {
  let value: Json | undefined = event;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !(name in value)) return undefined;
    value = (value as Record<string, Json>)[name];
  }
  return value;
}

const comparable = (a: Json, b: Json): boolean =>
  (typeof a === 'number' && typeof b === 'number') || (typeof a === 'string' && typeof b === 'string');

/** One rule, as the guide's table says it. */
function holds(
  event: Json,
  { fieldName, operator, value }: { fieldName: string; operator: string; value: unknown },
): boolean {
  if (fieldName.split('.').length > 5) return false;
  const actual = at(event, fieldName);
  if (actual === undefined) return false;
  const expected = value as Json;
  const listed = Array.isArray(expected) ? (expected as readonly Json[]) : [];
  const contains = Array.isArray(actual)
    ? actual.includes(expected)
    : typeof actual === 'string'
      ? typeof expected === 'string' && actual.includes(expected)
      : actual === expected;
  if (operator === 'eq') return actual === expected;
  if (operator === 'ne') return actual !== expected;
  if (operator === 'lt') return comparable(actual, expected) && actual! < expected!;
  if (operator === 'le') return comparable(actual, expected) && actual! <= expected!;
  if (operator === 'gt') return comparable(actual, expected) && actual! > expected!;
  if (operator === 'ge') return comparable(actual, expected) && actual! >= expected!;
  if (operator === 'contains') return contains;
  if (operator === 'notContains') return !contains;
  if (operator === 'beginsWith')
    return typeof actual === 'string' && typeof expected === 'string' && actual.startsWith(expected);
  if (operator === 'in') return listed.includes(actual);
  if (operator === 'notIn') return !listed.includes(actual);
  if (operator === 'between')
    return (
      comparable(actual, listed[0]!) && comparable(actual, listed[1]!) && actual! >= listed[0]! && actual! <= listed[1]!
    );
  return Array.isArray(actual) ? actual.some((item) => listed.includes(item)) : listed.includes(actual);
}

/** An argument that was given must equal the field; what was not selected counts as null. */
function argumentsHold(event: Json, args: Readonly<Record<string, unknown>>, prefix = ''): boolean {
  return Object.entries(args).every(([name, value]) =>
    typeof value === 'object' && value !== null
      ? argumentsHold(event, value as Record<string, unknown>, `${prefix}${name}.`)
      : (at(event, prefix + name) ?? null) === value,
  );
}

function reaches(event: Json, { filter, arguments: args }: Registration): boolean {
  if (filter === undefined)
    return (Object.keys(args).length === 0 || !Array.isArray(event)) && argumentsHold(event, args);
  if (Array.isArray(event)) return false;
  return (
    filter.filterGroup.length === 0 ||
    filter.filterGroup.some(({ filters }) => filters.every((one) => holds(event, one)))
  );
}

describe('subscriptions and events that nobody thought of', () => {
  it.each(Array.from({ length: SEEDS }, (_none, seed) => seed))('seed %i', (seed) => {
    const make = generator(seed);
    const hub = createHub({ log: silentLog });
    const heard = new Map<Registration, number>();
    const registrations = Array.from({ length: 40 }, (_none, index) => {
      const one = registration({
        projectionKey: String(index % 7),
        arguments: make.args(),
        filter: make.below(2) === 0 ? make.groups() : undefined,
      });
      hub.subscribe(
        one,
        () => heard.set(one, (heard.get(one) ?? 0) + 1),
        () => {},
      );
      return one;
    });
    for (let count = 0; count < 40; count += 1) {
      const event = make.event();
      heard.clear();
      hub.publish('api', 'onPost', event);
      for (const one of registrations) {
        const { filter, arguments: args } = one;
        expect(heard.get(one) ?? 0, JSON.stringify({ event, filter, args })).toBe(reaches(event, one) ? 1 : 0);
      }
    }
  });
});
