// Text edits that never move a line: instrumentation inserts, exports are blanked, and every place in the new text
// leads back to the author's. Used by instrument.ts.

interface Insertion {
  /** Ends of wrapped expressions come before beginnings of the next at the same offset. */
  readonly closes: string[];
  readonly opens: string[];
}

export interface Place2d {
  readonly line: number;
  readonly column: number;
}

export interface Edits {
  /** Inserts before what stands at `offset`; later calls stand further right. */
  open(offset: number, text: string): void;
  /** `before` + the node + `after`; outer nodes must be wrapped before inner ones. */
  wrap(node: { readonly start: number; readonly end: number }, before: string, after?: string): void;
  /** Turns a stretch into blanks, keeping its line breaks. */
  blank(from: number, to: number): void;
  render(): Rendered;
}

export interface Rendered {
  readonly text: string;
  /** Lines and columns count from 1, in both texts. */
  original(place: Place2d): Place2d;
}

export function createEdits(source: string): Edits {
  const insertions = new Map<number, Insertion>();
  const blanks: [number, number][] = [];
  const at = (offset: number): Insertion => {
    const found = insertions.get(offset) ?? { closes: [], opens: [] };
    insertions.set(offset, found);
    return found;
  };
  return {
    open: (offset, text) => void at(offset).opens.push(text),
    wrap(node, before, after = ')') {
      at(node.start).opens.push(before);
      at(node.end).closes.unshift(after);
    },
    blank: (from, to) => void blanks.push([from, to]),
    render: () => render(source, insertions, blanks),
  };
}

function render(
  source: string,
  insertions: ReadonlyMap<number, Insertion>,
  blanks: readonly (readonly [number, number])[],
): Rendered {
  let base = source;
  for (const [from, to] of blanks) {
    base = base.slice(0, from) + base.slice(from, to).replace(/[^\n\r\u2028\u2029]/g, ' ') + base.slice(to);
  }
  const offsets = [...insertions.keys()].sort((a, b) => a - b);
  let text = '';
  let last = 0;
  for (const offset of offsets) {
    const { closes, opens } = insertions.get(offset)!;
    text += base.slice(last, offset) + closes.join('') + opens.join('');
    last = offset;
  }
  text += base.slice(last);
  return { text, original: (place) => original(source, insertions, offsets, place) };
}

function original(
  source: string,
  insertions: ReadonlyMap<number, Insertion>,
  offsets: readonly number[],
  place: Place2d,
): Place2d {
  const lineStart = startOfLine(source, place.line);
  let column = place.column;
  for (const offset of offsets) {
    if (offset < lineStart) continue;
    const { closes, opens } = insertions.get(offset)!;
    const before = offset - lineStart + 1;
    if (column <= before) break;
    const length = closes.join('').length + opens.join('').length;
    column = Math.max(before, column - length);
  }
  return { line: place.line, column };
}

function startOfLine(source: string, line: number): number {
  let start = 0;
  for (let at = 1; at < line; at += 1) {
    const next = source.indexOf('\n', start);
    if (next < 0) break;
    start = next + 1;
  }
  return start;
}
