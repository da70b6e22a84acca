// $util.map: utility-helpers-in-map.md. Templates only. No function changes the map it is given.
import type { PlainObject } from './plain.js';

function copyWhere(map: Readonly<PlainObject>, keep: (key: string) => boolean): PlainObject {
  return Object.fromEntries(Object.entries(map).filter(([key]) => keep(key)));
}

/** A copy with only the keys in the list. */
export const copyAndRetainAllKeys = (map: Readonly<PlainObject>, keys: readonly unknown[]): PlainObject =>
  copyWhere(map, (key) => keys.includes(key));

/** A copy without the keys in the list. */
export const copyAndRemoveAllKeys = (map: Readonly<PlainObject>, keys: readonly unknown[]): PlainObject =>
  copyWhere(map, (key) => !keys.includes(key));
