// The values a template works with: Java's, kept apart from the host's. Plain JSON is adopted lazily (adopt) and given
// back without copying where nobody changed it (plain). No method of the host is reachable through any of them.

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

/** java.util.LinkedHashMap. */
export class JavaMap {
  /** Plain JSON not yet taken over: never written to. */
  private source: Plain | undefined;
  private entries: Map<Value, Value> | undefined;

  constructor(source?: Plain) {
    this.source = source;
    this.entries = source === undefined ? new Map() : undefined;
  }

  /** The adopted object while it is unchanged. */
  get untouched(): Plain | undefined {
    return this.source;
  }

  get size(): number {
    return this.entries === undefined ? Object.keys(this.source!).length : this.entries.size;
  }

  get(key: Value): Value {
    if (this.entries === undefined) {
      if (typeof key !== 'string' || !Object.hasOwn(this.source!, key)) return null;
      const raw = this.source![key];
      if (typeof raw !== 'object' || raw === null) return adopt(raw);
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
    const entries = this.own();
    const own = this.keyOf(key);
    const before = entries.get(own) ?? null;
    entries.set(own, value);
    return before;
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
    return [...this.own().keys()];
  }

  values(): Value[] {
    return [...this.own().values()];
  }

  pairs(): IterableIterator<[Value, Value]> {
    return this.own().entries();
  }

  /** All entries, taken over from the adopted object. */
  protected own(): Map<Value, Value> {
    if (this.entries !== undefined) return this.entries;
    const entries = new Map<Value, Value>();
    for (const [key, raw] of Object.entries(this.source!)) if (raw !== undefined) entries.set(key, adopt(raw));
    this.source = undefined;
    this.entries = entries;
    return entries;
  }

  /** Java compares keys by equals(): objects are looked for. */
  private keyOf(key: Value): Value {
    if (typeof key !== 'object' || key === null || this.entries === undefined) return key;
    for (const own of this.entries.keys()) if (typeof own === 'object' && equals(own, key)) return own;
    return key;
  }
}

export type ListKind = 'list' | 'set' | 'collection';

/** java.util.ArrayList; and, by kind, what keySet(), entrySet() and values() give. */
export class JavaList {
  readonly kind: ListKind;
  /** Told of every item that leaves a map's view, to take it from the map. */
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
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof JavaDouble) return b instanceof JavaDouble && Object.is(a.value, b.value);
  if (a instanceof JavaMap) {
    if (!(b instanceof JavaMap) || a.size !== b.size) return false;
    for (const [key, value] of a.pairs()) if (!b.has(key) || !equals(value, b.get(key))) return false;
    return true;
  }
  if (a instanceof JavaList) {
    if (!(b instanceof JavaList) || a.size !== b.size || a.kind !== b.kind) return false;
    if (a.kind === 'set') return a.items.every((item) => b.items.some((other) => equals(item, other)));
    return a.kind === 'list' && a.items.every((item, index) => equals(item, b.items[index]!));
  }
  if (a instanceof JavaEntry) return b instanceof JavaEntry && equals(a.key, b.key) && equals(a.value, b.value);
  return false;
}
