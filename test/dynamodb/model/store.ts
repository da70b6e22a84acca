// The plainest DynamoDB there is: maps of items, looked through from end to end. The engine is compared with it; nothing of
// the engine is used here.

export interface Value {
  readonly S?: string;
  readonly N?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly L?: readonly Value[];
  readonly M?: Attributes;
}
export type Attributes = Readonly<Record<string, Value>>;

/** `['m', 'x']`, `['l', 0]`. */
export type Path = readonly (string | number)[];

export type Condition =
  | { readonly kind: 'exists'; readonly path: Path }
  | { readonly kind: 'missing'; readonly path: Path }
  | { readonly kind: 'type'; readonly path: Path; readonly type: string }
  | { readonly kind: 'begins' | 'contains'; readonly path: Path; readonly value: Value }
  | { readonly kind: '<>'; readonly path: Path; readonly value: Value }
  | { readonly kind: '=' | '<' | '<=' | '>' | '>='; readonly path: Path; readonly value: Value }
  | { readonly kind: 'size'; readonly path: Path; readonly atLeast: number }
  | { readonly kind: 'between'; readonly path: Path; readonly low: Value; readonly high: Value }
  | { readonly kind: 'in'; readonly path: Path; readonly values: readonly Value[] }
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly inner: Condition };

export type Change =
  | { readonly kind: 'set' | 'default'; readonly path: Path; readonly value: Value }
  | { readonly kind: 'copy'; readonly path: Path; readonly from: Path }
  | { readonly kind: 'plus'; readonly path: Path; readonly by: number }
  | { readonly kind: 'append'; readonly path: Path; readonly value: Value }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'add' | 'delete'; readonly path: Path; readonly value: Value };

export type Write =
  | { readonly kind: 'put'; readonly item: Attributes; readonly condition?: Condition | undefined }
  | {
      readonly kind: 'update';
      readonly key: Attributes;
      readonly changes: readonly Change[];
      readonly condition?: Condition | undefined;
    }
  | { readonly kind: 'delete'; readonly key: Attributes; readonly condition?: Condition | undefined }
  | { readonly kind: 'check'; readonly key: Attributes; readonly condition?: Condition | undefined };

export interface Event {
  readonly eventName: string;
  readonly OldImage?: Attributes | undefined;
  readonly NewImage?: Attributes | undefined;
}

/** What the service would call the fault. */
export class Refused extends Error {}

const INVALID = 'ValidationException';

export function typeOf(value: Value): string {
  return Object.keys(value)[0]!;
}

export function bytes(text: string): Buffer {
  return Buffer.from(text, 'utf8');
}

/** A text that is the same for equal values: sets are sorted, and so are the names of maps. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => {
      const set = (name === 'SS' || name === 'NS') && Array.isArray(member);
      return `${JSON.stringify(name)}:${canonical(set ? [...(member as string[])].sort() : member)}`;
    })
    .join()}}`;
}

export const equal = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** Negative, 0 or positive; undefined for what has no order. */
export function order(a: Value, b: Value): number | undefined {
  if (a.N !== undefined && b.N !== undefined) return Number(a.N) - Number(b.N);
  return a.S !== undefined && b.S !== undefined ? Buffer.compare(bytes(a.S), bytes(b.S)) : undefined;
}

export function at(item: Attributes, path: Path): Value | undefined {
  let value: Value | undefined = { M: item };
  for (const part of path) value = typeof part === 'number' ? value?.L?.[part] : value?.M?.[part];
  return value;
}

function contains(value: Value, part: Value): boolean {
  if (value.S !== undefined) return part.S !== undefined && value.S.includes(part.S);
  if (value.SS) return part.S !== undefined && value.SS.includes(part.S);
  if (value.NS) return part.N !== undefined && value.NS.includes(part.N);
  return value.L?.some((element) => equal(element, part)) ?? false;
}

function sizeOf(value: Value): number | undefined {
  const members = value.S ?? value.SS ?? value.NS ?? value.L;
  return members?.length ?? (value.M && Object.keys(value.M).length);
}

export function holds(condition: Condition, item: Attributes): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item) && holds(condition.right, item);
    case 'or':
      return holds(condition.left, item) || holds(condition.right, item);
    case 'not':
      return !holds(condition.inner, item);
  }
  const value = at(item, condition.path);
  if (condition.kind === 'missing') return value === undefined;
  if (condition.kind === '<>') return value === undefined || !equal(value, condition.value);
  if (value === undefined) return false;
  switch (condition.kind) {
    case 'exists':
      return true;
    case 'type':
      return typeOf(value) === condition.type;
    case 'begins':
      return value.S !== undefined && condition.value.S !== undefined && value.S.startsWith(condition.value.S);
    case 'contains':
      return contains(value, condition.value);
    case 'size':
      return (sizeOf(value) ?? -1) >= condition.atLeast;
    case 'in':
      return condition.values.some((one) => equal(one, value));
    case 'between': {
      const [low, high] = [order(value, condition.low), order(value, condition.high)];
      return low !== undefined && high !== undefined && low >= 0 && high <= 0;
    }
    case '=':
      return equal(value, condition.value);
    default: {
      const sign = order(value, condition.value);
      if (sign === undefined) return false;
      if (condition.kind === '<') return sign < 0;
      if (condition.kind === '<=') return sign <= 0;
      return condition.kind === '>' ? sign > 0 : sign >= 0;
    }
  }
}

/** The item with `value` at `path`; undefined takes it away. */
function placed(item: Attributes, path: Path, value: Value | undefined): Attributes {
  const copy = structuredClone(item) as Record<string, Value>;
  const last = path.at(-1)!;
  const holder = at(copy, path.slice(0, -1)) as { M?: Record<string, Value>; L?: Value[] } | undefined;
  if (typeof last === 'number') {
    if (holder?.L === undefined) throw new Refused(INVALID);
    if (value === undefined) holder.L.splice(last, 1);
    else if (last < holder.L.length) holder.L[last] = value;
    else holder.L.push(value);
    return copy;
  }
  const members = path.length === 1 ? copy : holder?.M;
  if (members === undefined) throw new Refused(INVALID);
  if (value === undefined) delete members[last];
  else members[last] = value;
  return copy;
}

/** The value a change gives its place; undefined takes it away, `old` when nothing changes. */
function changed(before: Attributes, change: Change): Value | undefined {
  const old = at(before, change.path);
  switch (change.kind) {
    case 'set':
      return change.value;
    case 'default':
      return old ?? change.value;
    case 'remove':
      return undefined;
    case 'copy': {
      const value = at(before, change.from);
      if (value === undefined) throw new Refused(INVALID);
      return value;
    }
    case 'plus':
      if (old?.N === undefined) throw new Refused(INVALID);
      return { N: String(BigInt(old.N) + BigInt(change.by)) };
    case 'append':
      if (old?.L === undefined) throw new Refused(INVALID);
      return { L: [...old.L, ...change.value.L!] };
    case 'add':
      if (old === undefined) return change.value;
      if (typeOf(old) !== typeOf(change.value)) throw new Refused(INVALID);
      if (old.N !== undefined) return { N: String(BigInt(old.N) + BigInt(change.value.N!)) };
      return merged(old, change.value);
    case 'delete':
      if (old === undefined) return undefined;
      if (typeOf(old) !== typeOf(change.value)) throw new Refused(INVALID);
      return without(old, change.value);
  }
}

function merged(old: Value, more: Value): Value {
  const type = typeOf(old) as 'SS' | 'NS';
  return { [type]: [...new Set([...old[type]!, ...more[type]!])] };
}

function without(old: Value, less: Value): Value | undefined {
  const type = typeOf(old) as 'SS' | 'NS';
  const left = old[type]!.filter((member) => !less[type]!.includes(member));
  return left.length === 0 ? undefined : { [type]: left };
}

export interface Table {
  readonly hash: string;
  readonly range?: string;
  /** Attributes of index keys, which are texts; an item without one is not in the index. */
  readonly indexed: readonly string[];
}

export interface Written {
  readonly before: Attributes | undefined;
  readonly after: Attributes | undefined;
}

export class Store {
  readonly table: Table;
  readonly events: Event[] = [];
  items = new Map<string, Attributes>();

  constructor(table: Table) {
    this.table = table;
  }

  idOf(key: Attributes): string {
    const { hash, range } = this.table;
    return canonical([key[hash], range && key[range]]);
  }

  /** What a write would do; throws Refused. */
  trial(write: Write): Written {
    const key = write.kind === 'put' ? write.item : write.key;
    const before = this.items.get(this.idOf(key));
    // What is known of the request alone comes before the condition.
    if (write.kind === 'put') this.checkIndexKeys(write.item);
    if (write.condition && !holds(write.condition, before ?? {})) throw new Refused('ConditionalCheckFailedException');
    const after = this.next(write, before);
    if (after) this.checkIndexKeys(after);
    return { before, after };
  }

  private checkIndexKeys(item: Attributes): void {
    for (const name of this.table.indexed) {
      const value = item[name];
      if (value !== undefined && (value.S === undefined || value.S === '')) throw new Refused(INVALID);
    }
  }

  private next(write: Write, before: Attributes | undefined): Attributes | undefined {
    if (write.kind === 'put') return write.item;
    if (write.kind === 'delete') return undefined;
    if (write.kind === 'check') return before;
    const base = before ?? write.key;
    // Everything is computed from the item as it was; what is removed goes last, later elements first.
    const computed = write.changes.map((change) => changed(base, change));
    const index = ({ path }: Change): number => (typeof path.at(-1) === 'number' ? (path.at(-1) as number) : -1);
    const steps = write.changes
      .map((change, place) => ({ change, value: computed[place] }))
      .filter(({ change, value }) => value !== undefined || change.kind === 'remove' || at(base, change.path))
      .sort((a, b) => {
        const removes = Number(a.change.kind === 'remove') - Number(b.change.kind === 'remove');
        if (removes !== 0) return removes;
        return (index(a.change) - index(b.change)) * (a.change.kind === 'remove' ? -1 : 1);
      });
    return steps.reduce((item, { change, value }) => placed(item, change.path, value), base);
  }

  apply(write: Write, { before, after }: Written): void {
    const id = this.idOf(write.kind === 'put' ? write.item : write.key);
    if (write.kind === 'check' || equal(before, after)) return;
    if (after === undefined) this.items.delete(id);
    else this.items.set(id, after);
    const eventName = before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY';
    this.events.push({ eventName, OldImage: before, NewImage: after });
  }
}
