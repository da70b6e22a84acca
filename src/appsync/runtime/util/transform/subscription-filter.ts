// util.transform.toSubscriptionFilter: a filter object becomes filter groups, of which one must match with all its
// filters. transformation-helpers-in-utils-transform-js.md, "Subscription filter arguments".
import { isNothing, isPlainObject, type PlainObject } from '../plain.js';
import { UtilMisuse } from '../session.js';

interface Filter {
  readonly fieldName: string;
  readonly operator: string;
  readonly value: unknown;
}

/** Alternatives, each a list of filters that hold together. [[]] holds always, [] never. */
type Alternatives = readonly (readonly Filter[])[];

const ALWAYS: Alternatives = [[]];

/**
 * Alternatives multiply, and filters come from clients: far beyond the 10 that setSubscriptionFilter takes
 * (extensions.md), but short of what would hold up everybody else.
 */
const MOST_ALTERNATIVES = 1000;

/** Both must hold: every alternative of the one with every alternative of the other, the first varying slowest. */
function both(left: Alternatives, right: Alternatives): Alternatives {
  if (left.length * right.length > MOST_ALTERNATIVES) {
    throw new UtilMisuse(`The subscription filter has more than ${MOST_ALTERNATIVES} filter groups.`);
  }
  return left.flatMap((first) => right.map((second) => [...first, ...second]));
}

/** Several conditions on one field are alternatives of each other. */
function fieldAlternatives(fieldName: string, operators: unknown): Alternatives {
  if (!isPlainObject(operators)) throw new UtilMisuse(`Expected the condition of ${fieldName} to be an object.`);
  const filters = Object.entries(operators).map(([operator, value]) => [{ fieldName, operator, value }]);
  return filters.length > 0 ? filters : ALWAYS;
}

function membersOf(key: string, value: unknown): readonly PlainObject[] {
  if (!Array.isArray(value) || !value.every(isPlainObject)) {
    throw new UtilMisuse(`${key} expects an array of conditions.`);
  }
  return value;
}

function alternativesOf(filter: PlainObject, ignored: ReadonlySet<unknown>): Alternatives {
  return Object.entries(filter).reduce<Alternatives>((found, [key, value]) => {
    if (isNothing(value) || ignored.has(key)) return found;
    if (key === 'and') {
      const parts = membersOf(key, value).map((member) => alternativesOf(member, ignored));
      return parts.reduce(both, found);
    }
    if (key === 'or') {
      // A member of which everything is ignored says nothing; it must not turn into "always".
      const parts = membersOf(key, value)
        .map((member) => alternativesOf(member, ignored))
        .filter((part) => part.some((filters) => filters.length > 0));
      return parts.length > 0 ? both(found, parts.flat()) : found;
    }
    return both(found, fieldAlternatives(key, value));
  }, ALWAYS);
}

/** `rules`: at least one of them must hold besides; they can't be ignored. */
export function toSubscriptionFilter(filter: unknown, ignoredFields?: unknown, rules?: unknown): PlainObject {
  if (!isNothing(filter) && !isPlainObject(filter)) throw new UtilMisuse('Expected the filter to be an object.');
  const ignored = new Set<unknown>(Array.isArray(ignoredFields) ? ignoredFields : []);
  let alternatives = alternativesOf(filter ?? {}, ignored);
  if (isPlainObject(rules) && Object.keys(rules).length > 0) {
    const allowed = Object.entries(rules).flatMap(([name, operators]) => fieldAlternatives(name, operators));
    alternatives = both(alternatives, allowed);
  }
  const groups = alternatives.filter((filters) => filters.length > 0);
  return { filterGroup: groups.map((filters) => ({ filters })) };
}
