// The values a template works with: Java's, kept apart from the host's. Plain JSON is adopted lazily (adopt) and given
// back without copying where nobody changed it (plain). No method of the host is reachable through any of them.

import { Walk } from './walk.js';

/**
 * A Java double that has no fraction: prints as "1.0". Doubles with a fraction are plain numbers, and plain numbers
 * without one are Java's integers (Integer or Long by size); what leaves the safe range is a bigint.
 */
export class JavaDouble {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** Something with members that is no data: `$util`, `$util.dynamodb`, `$foreach`. */
export interface HostObject {
  readonly host: string;
}

export type Value =
  | null
  | boolean
  | string
  | number
  | bigint
  | JavaDouble
  | JavaMap
  | JavaList
  | JavaEntry
  | JavaIterator
  | Block
  | HostObject;

/** `$entry` of entrySet(): `.key`, `.value`, setValue(). */
export class JavaEntry {
  readonly key: Value;
  readonly map: JavaMap;

  constructor(map: JavaMap, key: Value) {
    this.map = map;
    this.key = key;
  }

  get value(): Value {
    return this.map.get(this.key);
  }
}

/** What `#define` made: renders itself when printed. */
export class Block {
  readonly render: () => string;

  constructor(render: () => string) {
    this.render = render;
  }
}

type Plain = Readonly<Record<string, unknown>>;

/** A record with more entries becomes a Map. */
const LARGEST_RECORD = 32;

/** java.util.LinkedHashMap. */
export class JavaMap {
  /** Plain JSON in place of entries: adopted, and then never written to, or a record of this map's own. */
  private source: Plain | undefined;
  private entries: Map<Value, Value> | undefined;
  /** How many entries an own record has; -1: `source` is adopted. */
  private count = -1;
  /** Somebody else has the own record: the next write copies it. */
  private shared = false;

  constructor(source?: Plain) {
    this.source = source;
    this.entries = source === undefined ? new Map() : undefined;
  }

  /** A map that may write to `record`: `count` names (isName) and plain values (isPlain). */
  static record(record: Record<string, unknown>, count: number): JavaMap {
    const map = new JavaMap(record);
    map.count = count;
    return map;
  }

  /** The map as plain JSON, as long as it is kept as such; what is written to the map later does not change it. */
  get untouched(): Plain | undefined {
    this.shared = true;
    return this.source;
  }

  get size(): number {
    if (this.entries !== undefined) return this.entries.size;
    return this.count >= 0 ? this.count : namesOf(this.source!).length;
  }

  get(key: Value): Value {
    const { source } = this;
    if (source !== undefined) {
      if (typeof key !== 'string') return null;
      const raw = source[key];
      // What JavaScript's own Object has under a name is neither a text nor a number nor a boolean.
      if (typeof raw === 'string' || typeof raw === 'boolean') return raw;
      if (typeof raw === 'number') return adopt(raw);
      if (raw === undefined || raw === null || !Object.hasOwn(source, key)) return null;
    }
    return this.own().get(this.keyOf(key)) ?? null;
  }

  has(key: Value): boolean {
    if (this.entries === undefined) {
      return typeof key === 'string' && Object.hasOwn(this.source!, key) && this.source![key] !== undefined;
    }
    return this.entries.has(this.keyOf(key));
  }

  /** Gives what the key held before. */
  put(key: Value, value: Value): Value {
    if (this.count >= 0 && this.count < LARGEST_RECORD && typeof key === 'string' && isName(key) && isPlain(value)) {
      const before = this.has(key) ? this.get(key) : undefined;
      this.writable()[key] = value;
      if (before === undefined) this.count += 1;
      return before ?? null;
    }
    const entries = this.own();
    const own = this.keyOf(key);
    const before = entries.get(own) ?? null;
    entries.set(own, value);
    return before;
  }

  /** put() of a name (isName): `store` writes that member of a record and gives what it held. */
  putName(name: string, value: Value, store: (record: Record<string, unknown>, value: Value) => unknown): void {
    if (this.count < 0 || this.count >= LARGEST_RECORD || !isPlain(value)) {
      this.put(name, value);
      return;
    }
    const before = store(this.writable(), value);
    // A function is what JavaScript's own Object has under the name.
    if (before === undefined || typeof before === 'function') this.count += 1;
  }

  remove(key: Value): Value {
    const entries = this.own();
    const own = this.keyOf(key);
    const before = entries.get(own) ?? null;
    entries.delete(own);
    return before;
  }

  clear(): void {
    this.own().clear();
  }

  keys(): Value[] {
    return this.source !== undefined ? namesOf(this.source) : [...this.own().keys()];
  }

  values(): Value[] {
    return [...this.own().values()];
  }

  pairs(): IterableIterator<[Value, Value]> {
    return this.own().entries();
  }

  /** All entries, taken over from the record. */
  protected own(): Map<Value, Value> {
    if (this.entries !== undefined) return this.entries;
    const entries = new Map<Value, Value>();
    for (const [key, raw] of Object.entries(this.source!)) if (raw !== undefined) entries.set(key, adopt(raw));
    this.source = undefined;
    this.count = -1;
    this.entries = entries;
    return entries;
  }

  /** An own record, for a write of plain values. */
  private writable(): Record<string, unknown> {
    if (this.shared) this.source = { ...this.source };
    this.shared = false;
    return this.source as Record<string, unknown>;
  }

  /** Java compares keys by equals(): objects are looked for. */
  private keyOf(key: Value): Value {
    if (typeof key !== 'object' || key === null || this.entries === undefined) return key;
    for (const own of this.entries.keys()) if (typeof own === 'object' && equals(own, key)) return own;
    return key;
  }
}

function namesOf(source: Plain): string[] {
  const names = Object.keys(source);
  return names.every((name) => source[name] !== undefined) ? names : names.filter((name) => source[name] !== undefined);
}

/** A key that a host's object holds like any other, in order of insertion: begins with a letter. */
export function isName(key: string): boolean {
  const code = key.charCodeAt(0) | 32;
  return code >= 97 && code <= 122;
}

export type ListKind = 'list' | 'set' | 'collection';

/** java.util.ArrayList; and, by kind, what keySet(), entrySet() and values() give. */
export class JavaList {
  readonly kind: ListKind;
  /** Told of every item that leaves the view of a map or of another list, to take it from there. */
  readonly onRemove: ((item: Value) => void) | undefined;
  private source: readonly unknown[] | undefined;
  private own: Value[] | undefined;

  private constructor(
    source: readonly unknown[] | undefined,
    own: Value[] | undefined,
    kind: ListKind,
    onRemove: ((item: Value) => void) | undefined,
  ) {
    this.source = source;
    this.own = own;
    this.kind = kind;
    this.onRemove = onRemove;
  }

  static adopt(source: readonly unknown[]): JavaList {
    return new JavaList(source, undefined, 'list', undefined);
  }

  static of(items: Value[], kind: ListKind = 'list', onRemove?: (item: Value) => void): JavaList {
    return new JavaList(undefined, items, kind, onRemove);
  }

  /** The adopted array while it is unchanged. */
  get untouched(): readonly unknown[] | undefined {
    return this.source;
  }

  get size(): number {
    return (this.source ?? this.own!).length;
  }

  /** The items themselves: changing the array changes the list. */
  get items(): Value[] {
    if (this.own === undefined) {
      this.own = this.source!.map(adopt);
      this.source = undefined;
    }
    return this.own;
  }

  at(index: number): Value {
    const raw = this.source?.[index];
    return this.source !== undefined && (typeof raw !== 'object' || raw === null) ? adopt(raw) : this.items[index]!;
  }
}

/** java.util.Iterator over a list. */
export class JavaIterator {
  readonly list: JavaList;
  /** The list's size as it should be: another one is a change behind the iterator's back. */
  size: number;
  at = 0;

  constructor(list: JavaList) {
    this.list = list;
    this.size = list.size;
  }
}

/** A plain JSON value as a template's. Objects and arrays are wrapped, not copied. */
export function adopt(raw: unknown): Value {
  switch (typeof raw) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return raw;
    case 'number':
      return Number.isInteger(raw) && !Number.isSafeInteger(raw) ? new JavaDouble(raw) : raw;
    case 'object':
      if (raw === null) return null;
      return Array.isArray(raw) ? JavaList.adopt(raw) : new JavaMap(raw as Plain);
    default:
      return null;
  }
}

export function isNumber(value: Value): value is number | bigint | JavaDouble {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof JavaDouble;
}

export function isInteger(value: Value): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
}

/** A plain number that Java and JavaScript write alike: Double.toString turns to exponents below 0.001 and from 10,000,000. */
export function printsAlike(value: number): boolean {
  if (Number.isSafeInteger(value)) return true;
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e7;
}

/** The same in plain JSON, and printed alike. */
export function isPlain(value: Value): boolean {
  return typeof value === 'number'
    ? printsAlike(value)
    : typeof value !== 'object'
      ? typeof value !== 'bigint'
      : value === null;
}

/** Java's Object.equals. */
export function equals(a: Value, b: Value): boolean {
  if (a === b) return true;
  return typeof a === 'object' && typeof b === 'object' && a !== null && b !== null && alike(a, b, new Walk());
}

function alike(a: Value & object, b: Value & object, walk: Walk): boolean {
  const both = (x: Value, y: Value): boolean =>
    x === y || (typeof x === 'object' && typeof y === 'object' && x !== null && y !== null && alike(x, y, walk));
  walk.step();
  if (a === b) return true;
  if (a instanceof JavaDouble) return b instanceof JavaDouble && Object.is(a.value, b.value);
  if (a instanceof JavaMap) {
    if (!(b instanceof JavaMap) || a.size !== b.size) return false;
    for (const [key, value] of a.pairs()) if (!b.has(key) || !both(value, b.get(key))) return false;
    return true;
  }
  if (a instanceof JavaList) {
    if (!(b instanceof JavaList) || a.size !== b.size || a.kind !== b.kind) return false;
    if (a.kind === 'set') return a.items.every((item) => b.items.some((other) => both(item, other)));
    return a.kind === 'list' && a.items.every((item, index) => both(item, b.items[index]!));
  }
  if (a instanceof JavaEntry) return b instanceof JavaEntry && both(a.key, b.key) && both(a.value, b.value);
  return false;
}
