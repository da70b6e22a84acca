// What `$util.toJson` would print and the JSON reader read back, without the text in between. frame.ts asks for it; a value
// that would not come back as it is, is printed.
import { jsonText } from './values/text.js';
import { JavaDouble, JavaList, JavaMap, printsAlike, type Value } from './values/value.js';

/** A value as it is now: what the template does to it later does not show. */
export interface Snapshot {
  /** Plain JSON. */
  readonly value: unknown;
  /** As toJson prints it; undefined when that is what JSON.stringify prints. */
  readonly text: string | undefined;
}

/** More is printed, so that the limit on output counts it. */
const LARGEST = 250_000;
/** Deeper is printed: the JSON reader has a limit of its own. */
const DEEPEST = 100;

/** Undefined when the value must be printed. */
export function snapshotOf(value: Value): Snapshot | undefined {
  const copy = new Copy();
  const plain = copy.of(value, 0);
  if (copy.size > LARGEST) return undefined;
  return { value: plain, text: copy.alike ? undefined : jsonText(value) };
}

class Copy {
  /** Characters, about; adopted JSON that nobody changed is not looked into. */
  size = 0;
  /** JSON.stringify would print what toJson does. */
  alike = true;

  of(value: Value, depth: number): unknown {
    if (typeof value === 'string') {
      this.size += value.length;
      return value;
    }
    this.size += 2;
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'number') return printsAlike(value) ? value : this.number(value);
    if (typeof value === 'bigint') return this.number(Number(value));
    if (value instanceof JavaDouble) return this.number(value.value);
    if (value instanceof JavaMap) return value.untouched ?? this.map(value, depth);
    if (value instanceof JavaList) return value.untouched ?? this.list(value, depth);
    return this.refuse();
  }

  private number(value: number): unknown {
    this.alike = false;
    // NaN and the infinities are printed as strings.
    return Number.isFinite(value) ? value : this.refuse();
  }

  private list({ items }: JavaList, depth: number): unknown {
    if (depth > DEEPEST) return this.refuse();
    const copy: unknown[] = [];
    for (const item of items) {
      if (this.size > LARGEST) return undefined;
      copy.push(this.of(item, depth + 1));
    }
    return copy;
  }

  private map(map: JavaMap, depth: number): unknown {
    if (depth > DEEPEST) return this.refuse();
    const copy: Record<string, unknown> = {};
    for (const [key, item] of map.pairs()) {
      if (this.size > LARGEST) return undefined;
      // 1 and "1" are two keys of Java's, and a duplicate to the reader.
      if (typeof key !== 'string' || key === '__proto__') return this.refuse();
      this.size += key.length + 3;
      // The host's objects put keys that are numbers first.
      if (isDigit(key.charCodeAt(0))) this.alike = false;
      copy[key] = this.of(item, depth + 1);
    }
    return copy;
  }

  private refuse(): undefined {
    this.size = Number.POSITIVE_INFINITY;
    return undefined;
  }
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
