// Which events a subscription wants: by its arguments, or by the filter its resolver set. The hub compiles a Registration
// to conditions once and indexes them; nothing here knows the hub, sockets or GraphQL.
// aws-appsync-real-time-data.md ("Using subscription arguments"), aws-appsync-real-time-enhanced-filtering.md, extensions-js.md.
import { isObject } from '../../lib/json.js';
import type { FilterGroups, Registration } from './registration.js';

/** A dotted path and the value the event must have there. */
export interface Equality {
  readonly path: readonly string[];
  readonly key: string;
}

/** Holds when every equality holds and `rest` agrees. A subscription is a list of these: one that holds is enough. */
export interface Condition {
  readonly equalities: readonly Equality[];
  readonly rest: ((event: unknown) => boolean) | undefined;
}

export type Predicate = (event: unknown) => boolean;

/** "AWS AppSync supports up to five levels of nesting." */
const MAX_NESTING = 5;
const MAX_FIELDS = 5;
const MAX_FILTERS = 10;
const MAX_IN = 5;
const MAX_CONTAINS_ANY = 20;
const MAX_STRING = 256;

/** The value at a path; undefined when the mutation did not select it. */
export function valueAt(event: unknown, path: readonly string[]): unknown {
  let value = event;
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/**
 * A value as a key for equality: type-strict as the guide says ("strictly equal"). A field that the mutation did not select
 * counts as null: "updates that have not provided an owner" are those with no owner at all, or null.
 */
export function equalityKey(value: unknown): string {
  // With its length, so that several keys in a row cannot be read in two ways.
  if (typeof value === 'string') return `s${value.length}:${value}`;
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'object') return `o${JSON.stringify(value, sortedKeys)}`;
  return `${typeof value}${String(value)}`;
}

function sortedKeys(_name: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The conditions under which an event reaches a subscription. A filter set by the resolver replaces the arguments. */
export function compileConditions(registration: Registration): readonly Condition[] {
  if (registration.filter !== undefined) return compileGroups(registration.filter);
  const equalities: Equality[] = [];
  // An input object's members are compared one by one, so that an event may have more than the client asked for (assumed:
  // the guide shows scalars only). Lists are compared whole.
  const add = (path: readonly string[], value: unknown): void => {
    if (isObject(value)) for (const [name, inner] of Object.entries(value)) add([...path, name], inner);
    else if (value !== undefined) equalities.push({ path, key: equalityKey(value) });
  };
  add([], registration.arguments);
  return [{ equalities, rest: equalities.length === 0 ? undefined : (event) => !Array.isArray(event) }];
}

/**
 * One condition for each filter of the group: its `eq` rules can be looked up, the others are asked. A group without filters
 * filters nothing.
 */
function compileGroups(groups: FilterGroups): readonly Condition[] {
  if (groups.filterGroup.length === 0) return [{ equalities: [], rest: (event) => !Array.isArray(event) }];
  return groups.filterGroup.map(({ filters }) => {
    const equalities: Equality[] = [];
    const asked: Predicate[] = [];
    for (const { fieldName, operator, value } of filters) {
      const path = fieldName.split('.');
      if (operator === 'eq' && path.length <= MAX_NESTING && isScalar(value))
        equalities.push({ path, key: equalityKey(value) });
      else asked.push(compileRule(fieldName, operator, value));
    }
    // "Enhanced filters don't support filtering for top-level object lists": such an event is ignored.
    const rest: Predicate = (event) => !Array.isArray(event) && asked.every((holds) => holds(event));
    return { equalities, rest };
  });
}

/** A filter as one function, for invalidation payloads: a filter that is not there never holds. */
export function compileFilter(groups: FilterGroups): Predicate {
  const filters = groups.filterGroup.map(({ filters }) =>
    filters.map(({ fieldName, operator, value }) => compileRule(fieldName, operator, value)),
  );
  return (event) => filters.some((rules) => rules.every((holds) => holds(event)));
}

type Compare = (actual: unknown, expected: unknown) => boolean;

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Numbers with numbers, strings with strings (case-sensitive, by UTF-16 unit as Java compares); nothing else has an order. */
function ordered(holds: (order: number) => boolean): Compare {
  return (actual, expected) => {
    if (typeof actual === 'number' && typeof expected === 'number') return holds(actual - expected);
    if (typeof actual === 'string' && typeof expected === 'string')
      return holds(actual === expected ? 0 : actual < expected ? -1 : 1);
    return false;
  };
}

const atLeast = ordered((order) => order >= 0);
const atMost = ordered((order) => order <= 0);

/** "Checks for a substring, subsequence, or value in a set or single item." */
const contains: Compare = (actual, expected) => {
  if (Array.isArray(actual)) return actual.includes(expected);
  if (typeof actual === 'string') return typeof expected === 'string' && actual.includes(expected);
  return actual === expected;
};

const isIn: Compare = (actual, expected) => Array.isArray(expected) && expected.includes(actual);

/** Every operator of extensions-js.md. A field that the mutation did not select fails all of them, the negated ones too. */
const OPERATORS: Readonly<Record<string, Compare>> = {
  eq: (actual, expected) => actual === expected,
  ne: (actual, expected) => actual !== expected,
  le: atMost,
  lt: ordered((order) => order < 0),
  ge: atLeast,
  gt: ordered((order) => order > 0),
  contains,
  notContains: (actual, expected) => !contains(actual, expected),
  beginsWith: (actual, expected) =>
    typeof actual === 'string' && typeof expected === 'string' && actual.startsWith(expected),
  in: isIn,
  notIn: (actual, expected) => Array.isArray(expected) && !expected.includes(actual),
  between: (actual, expected) => Array.isArray(expected) && atLeast(actual, expected[0]) && atMost(actual, expected[1]),
  containsAny: (actual, expected) =>
    Array.isArray(expected) &&
    (Array.isArray(actual) ? actual.some((item) => expected.includes(item)) : expected.includes(actual)),
};

/** The operators' names, for docs and for the checks. */
export const FILTER_OPERATORS: readonly string[] = Object.keys(OPERATORS);

function compileRule(fieldName: string, operator: string, expected: unknown): Predicate {
  const path = fieldName.split('.');
  const compare = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  // "Filters on schema fields past nesting level five will be ignored ... so the filter won't work."
  if (compare === undefined || path.length > MAX_NESTING) return () => false;
  return (event) => {
    const actual = valueAt(event, path);
    return actual !== undefined && compare(actual, expected);
  };
}

/**
 * What is wrong with a filter given to extensions.setSubscriptionFilter or setSubscriptionInvalidationFilter, in sentences;
 * empty when it may be used. Limits: extensions-js.md and extensions.md, "Exceptions". AWS's own words are not recorded.
 */
export function checkFilter(filter: unknown): readonly string[] {
  if (!isObject(filter) || !Array.isArray(filter['filterGroup'])) return ['The filter must have a list "filterGroup".'];
  const wrong: string[] = [];
  let combinations = 0;
  for (const group of filter['filterGroup'] as readonly unknown[]) {
    if (!isObject(group) || !Array.isArray(group['filters'])) {
      wrong.push('Each entry of "filterGroup" must have a list "filters".');
      continue;
    }
    const names = new Set<string>();
    let ways = 1;
    for (const rule of group['filters'] as readonly unknown[]) {
      if (!isObject(rule) || typeof rule['fieldName'] !== 'string' || typeof rule['operator'] !== 'string') {
        wrong.push('Each filter must have "fieldName", "operator" and "value".');
        continue;
      }
      names.add(rule['fieldName']);
      wrong.push(...checkRule(rule['fieldName'], rule['operator'], rule['value']));
      // "The in operator is a special case of OR logic": each of its values counts as a filter of its own.
      if (rule['operator'] === 'in' && Array.isArray(rule['value'])) ways *= Math.max(1, rule['value'].length);
    }
    if (names.size > MAX_FIELDS) wrong.push(`A filter can name at most ${MAX_FIELDS} fields.`);
    combinations += ways;
  }
  if (combinations > MAX_FILTERS) wrong.push(`A filter group can have at most ${MAX_FILTERS} filters.`);
  return wrong;
}

function checkRule(fieldName: string, operator: string, value: unknown): string[] {
  const at = `The filter on "${fieldName}"`;
  if (!Object.hasOwn(OPERATORS, operator)) return [`${at} has an unknown operator "${operator}".`];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const listed = operator === 'in' || operator === 'notIn' || operator === 'between' || operator === 'containsAny';
  if (listed !== Array.isArray(value)) return [`${at}: "${operator}" takes ${listed ? 'a list' : 'a single value'}.`];
  if (!values.every(isScalar)) return [`${at}: "${operator}" compares with strings, numbers and Booleans only.`];
  if (operator === 'between' && values.length !== 2) return [`${at}: "between" takes a pair.`];
  const most = operator === 'containsAny' ? MAX_CONTAINS_ANY : MAX_IN;
  if (values.length > most) return [`${at}: "${operator}" takes at most ${most} values.`];
  if (values.some((item) => typeof item === 'string' && item.length > MAX_STRING))
    return [`${at}: a string can have at most ${MAX_STRING} characters.`];
  return [];
}
