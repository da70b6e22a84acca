// Projection expressions: which parts of an item an answer shows. Also used to show what an update touched.
import { type AttributeValue, attributeOf, type Item, setAttribute } from '../values/value.js';
import type { PathNode } from './tree.js';

/** What is wanted of one value: all of it, or some members. */
interface Wanted {
  all: boolean;
  readonly names: Map<string, Wanted>;
  readonly indexes: Map<number, Wanted>;
}

export type Projection = (item: Item) => Item;

function wanted(): Wanted {
  return { all: false, names: new Map(), indexes: new Map() };
}

function child<K>(members: Map<K, Wanted>, key: K): Wanted {
  const known = members.get(key);
  if (known) return known;
  const made = wanted();
  members.set(key, made);
  return made;
}

function pick(value: AttributeValue, want: Wanted): AttributeValue | undefined {
  if (want.all) return value;
  if (value.M !== undefined && want.names.size > 0) {
    const picked = pickNames(value.M, want.names);
    return Object.keys(picked).length === 0 ? undefined : { M: picked };
  }
  if (value.L !== undefined && want.indexes.size > 0) {
    // The elements close up: [0] and [2] of a list give a list of two.
    const picked = [...want.indexes.keys()]
      .sort((a, b) => a - b)
      .flatMap((index) => {
        const element = value.L![index];
        const part = element === undefined ? undefined : pick(element, want.indexes.get(index)!);
        return part === undefined ? [] : [part];
      });
    return picked.length === 0 ? undefined : { L: picked };
  }
  return undefined;
}

function pickNames(item: Item, names: Map<string, Wanted>): Item {
  const picked: Item = {};
  for (const [name, want] of names) {
    const value = attributeOf(item, name);
    const part = value === undefined ? undefined : pick(value, want);
    if (part !== undefined) setAttribute(picked, name, part);
  }
  return picked;
}

export function compileProjection(paths: readonly PathNode[]): Projection {
  const root = wanted();
  for (const path of paths) {
    let at = root;
    for (const part of path.parts) at = typeof part === 'number' ? child(at.indexes, part) : child(at.names, part);
    at.all = true;
  }
  return (item) => pickNames(item, root.names);
}
