// Values as a flat list of primitives, for the border: JSON's data model without JSON's text. Runs on both sides, each with
// its own objects; the lists are the realm's (`box`), what stands in them are primitives only.

/** A list both sides write to and read from; only primitives ever stand in it. */
export type Box = unknown[];

/**
 * `null` begins everything that is not a string, number or boolean: a count of members (an object), its complement
 * (`~length`, a list), or one of these.
 */
const NULL = 'null';
/** JSON text follows: values that are too deep for recursion, or that say how they are to be written (toJSON). */
const TEXT = 'text';
/** The number of a value that stays outside follows. */
const REF = 'ref';

/** Deeper values go as text, where V8 finds circles and the end of the stack. */
const DEEPEST = 500;

export interface Writer {
  /** Writes at `at` and gives the place behind it; the same place when JSON would leave the value out. */
  write(value: unknown, at: number): number;
}

export interface Reader {
  /** Back to the beginning of the box. */
  rewind(): void;
  next(): unknown;
}

/** `refOf`: the number of a value that stays outside. `longest`: throws a RangeError rather than write more. */
export function createWriter(
  box: Box,
  refOf: (value: object) => number | undefined = () => undefined,
  longest = Infinity,
): Writer {
  const write = (value: unknown, at: number, depth: number): number => {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        box[at] = value;
        return at + 1;
      case 'number':
        if (!Number.isFinite(value)) return writeNull(box, at);
        box[at] = value === 0 ? 0 : value;
        return at + 1;
      case 'object':
        return value === null ? writeNull(box, at) : writeObject(value, at, depth);
      case 'bigint':
        // Throws as JSON does.
        JSON.stringify(value);
        return at;
      default:
        return at;
    }
  };
  const writeObject = (value: object, start: number, depth: number): number => {
    const ref = refOf(value);
    if (ref !== undefined) return writeRef(box, start, ref);
    if (depth > DEEPEST || typeof (value as { toJSON?: unknown }).toJSON === 'function') {
      const text = JSON.stringify(value) as string | undefined;
      if (text === undefined) return start;
      box[start] = null;
      box[start + 1] = TEXT;
      box[start + 2] = text;
      return start + 3;
    }
    let at = start + 2;
    box[start] = null;
    if (Array.isArray(value)) {
      const { length } = value;
      if (at + length > longest) throw new RangeError('The value is too large.');
      box[start + 1] = ~length;
      for (let index = 0; index < length; index += 1) {
        const next = write(value[index], at, depth + 1);
        at = next === at ? writeNull(box, at) : next;
      }
      return at;
    }
    let members = 0;
    if (at > longest) throw new RangeError('The value is too large.');
    for (const key of Object.keys(value)) {
      const next = write((value as Record<string, unknown>)[key], at + 1, depth + 1);
      if (next === at + 1) continue;
      box[at] = key;
      at = next;
      members += 1;
    }
    box[start + 1] = members;
    return at;
  };
  return { write: (value, at) => write(value, at, 0) };
}

export function writeNull(box: Box, at: number): number {
  box[at] = null;
  box[at + 1] = NULL;
  return at + 2;
}

/** Something that stays outside, by its number. */
export function writeRef(box: Box, at: number, ref: number): number {
  box[at] = null;
  box[at + 1] = REF;
  box[at + 2] = ref;
  return at + 3;
}

/** `refs`: what stays outside, or stands in for it, by number. */
export function createReader(box: Box, refs: readonly unknown[]): Reader {
  let at = 0;
  const next = (): unknown => {
    const token = box[at++];
    if (token !== null) return token;
    const kind = box[at++];
    if (typeof kind === 'number') return kind < 0 ? nextList(~kind) : nextObject(kind);
    if (kind === NULL) return null;
    return kind === REF ? refs[box[at++] as number] : JSON.parse(box[at++] as string);
  };
  const nextList = (length: number): unknown[] => {
    const made: unknown[] = [];
    for (let index = 0; index < length; index += 1) made.push(next());
    return made;
  };
  const nextObject = (members: number): object => {
    const made: Record<string, unknown> = {};
    for (let index = 0; index < members; index += 1) {
      const key = box[at++] as string;
      const value = next();
      if (key === '__proto__') {
        Object.defineProperty(made, key, { value, writable: true, enumerable: true, configurable: true });
      } else made[key] = value;
    }
    return made;
  };
  return {
    rewind() {
      at = 0;
    },
    next,
  };
}
