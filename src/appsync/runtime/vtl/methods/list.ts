// java.util.ArrayList, and the views keySet(), values() and entrySet() give (programming guide, "Arrays").
import { JavaException } from '../faults.js';
import { checkedSize } from '../frame.js';
import { hashOf } from '../values/hash.js';
import { javaText } from '../values/text.js';
import { equals, isInteger, JavaIterator, JavaList, type Value } from '../values/value.js';
import { type Method, type MethodTable, NO_METHOD, table, VOID } from './method.js';

type ListMethod = Method<JavaList>;

const index = (value: Value | undefined): value is number => typeof value === 'number' && isInteger(value);

function outOfBounds(at: number, size: number): JavaException {
  return new JavaException('java.lang.IndexOutOfBoundsException', `Index: ${at}, Size: ${size}`);
}

function unsupported(): JavaException {
  return new JavaException('java.lang.UnsupportedOperationException');
}

const of =
  (run: (self: JavaList) => Value): ListMethod =>
  (self, args) =>
    args.length === 0 ? run(self) : NO_METHOD;

const ofOne =
  (run: (self: JavaList, item: Value) => Value | typeof NO_METHOD): ListMethod =>
  (self, args) =>
    args.length === 1 ? run(self, args[0]!) : NO_METHOD;

/** A method of another collection. */
const ofList = (run: (self: JavaList, other: readonly Value[]) => Value): ListMethod =>
  ofOne((self, other) => (other instanceof JavaList ? run(self, other.items) : NO_METHOD));

/** Methods that only a List has: the views of a map are Sets and Collections. */
const onLists =
  (method: ListMethod): ListMethod =>
  (self, args) =>
    self.kind === 'list' ? method(self, args) : NO_METHOD;

const has = (items: readonly Value[], item: Value): boolean => items.some((other) => equals(other, item));

/** Keeps what `stays` says, telling a view's map of the rest. */
function filter(self: JavaList, stays: (item: Value) => boolean): boolean {
  const { items } = self;
  const kept = items.filter((item) => {
    const keep = stays(item);
    if (!keep) self.onRemove?.(item);
    return keep;
  });
  const changed = kept.length !== items.length;
  if (changed) items.splice(0, items.length, ...kept);
  return changed;
}

function push(self: JavaList, item: Value): void {
  if (self.kind !== 'list') throw unsupported();
  const { items } = self;
  checkedSize(items.length + 1);
  items.push(item);
}

function add(self: JavaList, at: number, added: readonly Value[]): void {
  if (self.kind !== 'list') throw unsupported();
  const { items } = self;
  if (at < 0 || at > items.length) throw outOfBounds(at, items.length);
  checkedSize(items.length + added.length);
  items.splice(at, 0, ...added);
}

function get(self: JavaList, at: number): Value {
  if (at < 0 || at >= self.size) throw outOfBounds(at, self.size);
  return self.at(at);
}

export const LIST_METHODS: MethodTable<JavaList> = table<JavaList>({
  size: of((self) => self.size),
  isEmpty: of((self) => self.size === 0),
  toString: of(javaText),
  hashCode: of((self) => hashOf(self)),
  iterator: of((self) => new JavaIterator(self)),
  listIterator: onLists(of((self) => new JavaIterator(self))),
  toArray: of((self) => JavaList.of([...self.items])),
  clone: onLists(of((self) => JavaList.of([...self.items]))),
  clear: of((self) => {
    filter(self, () => false);
    return VOID;
  }),
  get: onLists(ofOne((self, at) => (index(at) ? get(self, at) : NO_METHOD))),
  contains: ofOne((self, item) => has(self.items, item)),
  indexOf: onLists(ofOne((self, item) => self.items.findIndex((other) => equals(other, item)))),
  lastIndexOf: onLists(ofOne((self, item) => self.items.findLastIndex((other) => equals(other, item)))),
  equals: ofOne((self, other) => equals(self, other)),
  containsAll: ofList((self, other) => other.every((item) => has(self.items, item))),
  removeAll: ofList((self, other) => filter(self, (item) => !has(other, item))),
  retainAll: ofList((self, other) => filter(self, (item) => has(other, item))),
  add: (self, args) => {
    if (args.length === 1) {
      push(self, args[0]!);
      return true;
    }
    const [first, second, ...rest] = args;
    if (first === undefined || second === undefined || rest.length > 0) return NO_METHOD;
    if (self.kind !== 'list' || !index(first)) return NO_METHOD;
    add(self, first, [second]);
    return VOID;
  },
  addAll: (self, [first, second, ...rest]) => {
    if (rest.length > 0) return NO_METHOD;
    const [at, other] = second === undefined ? [self.size, first] : [first, second];
    if (!index(at) || !(other instanceof JavaList)) return NO_METHOD;
    add(self, at, [...other.items]);
    return other.size > 0;
  },
  set: onLists((self, [at, item, ...rest]) => {
    if (!index(at) || item === undefined || rest.length > 0) return NO_METHOD;
    const before = get(self, at);
    self.items[at] = item;
    return before;
  }),
  remove: ofOne((self, what) => {
    const { items } = self;
    if (self.kind === 'list' && index(what)) {
      const before = get(self, what);
      items.splice(what, 1);
      return before;
    }
    const at = items.findIndex((other) => equals(other, what));
    if (at < 0) return false;
    self.onRemove?.(items[at]!);
    items.splice(at, 1);
    return true;
  }),
  subList: onLists((self, [from, to, ...rest]) => {
    if (!index(from) || !index(to) || rest.length > 0) return NO_METHOD;
    if (from < 0) throw new JavaException('java.lang.IndexOutOfBoundsException', `fromIndex = ${from}`);
    if (to > self.size) throw new JavaException('java.lang.IndexOutOfBoundsException', `toIndex = ${to}`);
    if (from > to) {
      throw new JavaException('java.lang.IllegalArgumentException', `fromIndex(${from}) > toIndex(${to})`);
    }
    // A view: what leaves it leaves the list, which is how a list's beginning is cut off.
    return JavaList.of(self.items.slice(from, to), 'list', (item) => {
      self.items.splice(self.items.indexOf(item, from), 1);
      self.onRemove?.(item);
    });
  }),
});

/** java.util.Iterator: `$map.keySet().iterator().next()` is how templates take a first key. */
export const ITERATOR_METHODS: MethodTable<JavaIterator> = table<JavaIterator>({
  hasNext: (self, args) => (args.length === 0 ? self.at !== self.list.size : NO_METHOD),
  next: (self: JavaIterator, args: readonly Value[]) => {
    if (args.length > 0) return NO_METHOD;
    if (self.list.size !== self.size) throw new JavaException('java.util.ConcurrentModificationException');
    if (self.at >= self.size) throw new JavaException('java.util.NoSuchElementException');
    self.at += 1;
    return self.list.at(self.at - 1);
  },
  remove: (self, args) => {
    if (args.length > 0) return NO_METHOD;
    if (self.at === 0 || self.list.size !== self.size) throw new JavaException('java.lang.IllegalStateException');
    self.at -= 1;
    self.size -= 1;
    const [item] = self.list.items.splice(self.at, 1);
    self.list.onRemove?.(item!);
    return VOID;
  },
});
