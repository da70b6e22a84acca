// One page of a Query or Scan: rows of a key range in order, until the limit, 1 MB or the end. Filters what it read.
import type { Predicate, Values } from '../expressions/condition.js';
import { afterKey } from '../keys/encode.js';
import type { Row, Rows } from '../storage/rows.js';
import type { Item } from '../values/value.js';

/** Query and Scan read at most 1 MB before the filter (Query.Pagination.md). */
const PAGE_BYTES = 1024 * 1024;
const FIRST_ROWS = 128;
const MOST_ROWS = 2048;

export interface PageRequest {
  readonly space: number;
  readonly from: Uint8Array | undefined;
  readonly to: Uint8Array | undefined;
  readonly forward: boolean;
  readonly limit: number | undefined;
  readonly filter: { readonly test: Predicate; readonly values: Values } | undefined;
  /** The storage key of an item of this space. */
  keyOf(item: Item): Buffer;
  /** Reads an item whole when the space holds only a part of it. */
  readonly fetch: ((item: Item) => { readonly item: Item; readonly size: number }) | undefined;
  /** Only the numbers are wanted (Select COUNT). */
  readonly countOnly: boolean;
}

export interface Page {
  readonly items: Item[];
  readonly count: number;
  readonly scanned: number;
  /** Bytes read from the space, and bytes fetched from the table for it. */
  readonly size: number;
  readonly fetched: readonly number[];
  /** The last item read, when the page ended before the range did. */
  readonly last: Item | undefined;
}

interface Batch {
  readonly items: readonly Item[];
  readonly size: number;
  /** The page ends here: the next row would not fit. */
  readonly full: boolean;
  /** The range has more rows, as far as is known. */
  readonly more: boolean;
}

/** The next rows of the range that fit into a page of which `used` bytes are taken. */
function readBatch(
  rows: Rows,
  space: number,
  range: { readonly from: Uint8Array | undefined; readonly to: Uint8Array | undefined },
  forward: boolean,
  most: number,
  used: number,
): Batch {
  if (most > 1) {
    const block = rows.block(space, range, forward, most);
    if (used + block.size <= PAGE_BYTES) {
      const items = block.count === 0 ? [] : (JSON.parse(block.text) as Item[]);
      return { items, size: block.size, full: false, more: block.count === most };
    }
  }
  const found = rows.list(space, range, forward, most);
  let [fitting, size] = [0, 0];
  while (fitting < found.length && (used + fitting === 0 || used + size + found[fitting]!.size <= PAGE_BYTES)) {
    size += found[fitting]!.size;
    fitting += 1;
  }
  const full = fitting < found.length;
  return { items: parseRows(full ? found.slice(0, fitting) : found), size, full, more: found.length === most };
}

/** One parse for the whole batch costs less than one for each row. */
function parseRows(rows: readonly Row[]): Item[] {
  if (rows.length === 0) return [];
  if (rows.length === 1) return [JSON.parse(rows[0]!.text) as Item];
  return JSON.parse(`[${rows.map((row) => row.text).join(',')}]`) as Item[];
}

export function readPage(rows: Rows, request: PageRequest): Page {
  const { space, forward, limit, filter, fetch } = request;
  let { from, to } = request;
  const items: Item[] = [];
  const fetched: number[] = [];
  let [count, scanned, size] = [0, 0, 0];
  let last: Item | undefined;
  let wanted = FIRST_ROWS;
  for (;;) {
    const most = Math.min(wanted, limit === undefined ? wanted : limit - scanned);
    const batch = readBatch(rows, space, { from, to }, forward, most, size);
    size += batch.size;
    if (batch.items.length > 0) {
      last = batch.items.at(-1)!;
      scanned += batch.items.length;
      for (const stored of batch.items) {
        let item = stored;
        if (fetch) {
          const whole = fetch(stored);
          item = whole.item;
          fetched.push(whole.size);
        }
        if (filter && !filter.test(item, filter.values)) continue;
        count += 1;
        if (!request.countOnly) items.push(item);
      }
    }
    if (batch.full || scanned === limit) return { items, count, scanned, size, fetched, last };
    if (!batch.more) return { items, count, scanned, size, fetched, last: undefined };
    const reached = request.keyOf(last!);
    if (forward) from = afterKey(reached);
    else to = reached;
    wanted = Math.min(MOST_ROWS, wanted * 4, Math.max(8, Math.ceil(PAGE_BYTES / (size / scanned + 1))));
  }
}
