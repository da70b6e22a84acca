// $util.list: list-helpers-in-util-list.md. Templates only. No function changes the list it is given.
import { isEqual, isPlainObject } from './plain.js';

const MAX_SORTED = 1000;

/** A copy with only the items that are also in the second list. */
export const copyAndRetainAll = (list: readonly unknown[], keep: readonly unknown[]): unknown[] =>
  list.filter((item) => keep.some((kept) => isEqual(item, kept)));

/** A copy without the items that are in the second list. */
export const copyAndRemoveAll = (list: readonly unknown[], remove: readonly unknown[]): unknown[] =>
  list.filter((item) => !remove.some((removed) => isEqual(item, removed)));

function compare(left: unknown, right: unknown): number {
  if (left === right) return 0;
  return (left as string | number | boolean) < (right as string | number | boolean) ? -1 : 1;
}

/**
 * Sorts by `property` a list of maps, or a list of texts, numbers or booleans by their own order. A list of mixed kinds,
 * or of more than 1000 items, comes back as it was.
 */
export function sortList(list: readonly unknown[], descending: unknown, property: unknown): unknown[] {
  const maps = list.every(isPlainObject);
  const key = (item: unknown): unknown => (maps ? (item as Record<string, unknown>)[String(property)] : item);
  const kind = list.length > 0 ? typeof key(list[0]) : 'undefined';
  const sortable = ['string', 'number', 'boolean'].includes(kind) && list.every((item) => typeof key(item) === kind);
  if (!sortable || list.length > MAX_SORTED) return [...list];
  return list.toSorted((left, right) =>
    descending === true ? compare(key(right), key(left)) : compare(key(left), key(right)),
  );
}
