// A table with its rows: reads an item, writes an item together with its rows in every index. Called by engine/, inside
// Database.commit for writes. Conditions, capacity and answers are not its business.
import { expiryKey, indexKey } from '../keys/encode.js';
import { type IndexProgram, pickAttributes, projectForIndex, type SizedItem, type TableProgram } from '../program.js';
import { itemSize } from '../values/check.js';
import { attributeOf, equalValues, type Item } from '../values/value.js';
import type { Rows } from './rows.js';
import type { Stream } from './streams.js';

export interface LiveIndex {
  readonly space: number;
  readonly program: IndexProgram;
}

export interface LiveExpiry {
  readonly space: number;
  readonly attribute: string;
}

/** What the catalog keeps about a table besides its definition. */
export interface LiveTable {
  readonly space: number;
  readonly program: TableProgram;
  readonly indexes: readonly LiveIndex[];
  /** Where the items with a time to live are kept in the order of that time. */
  readonly expiry: LiveExpiry | undefined;
  /** Where changes of items are told. */
  readonly stream: Stream | undefined;
  readonly uuid: string;
  /** Seconds since 1970. */
  readonly createdAt: number;
}

export function readItem(rows: Rows, table: LiveTable, key: Uint8Array): SizedItem | undefined {
  const row = rows.get(table.space, key);
  return row === undefined ? undefined : { item: JSON.parse(row.text) as Item, size: row.size };
}

/** The item's key in an index; undefined when it lacks an attribute of it and so is not there. */
function entryKey(index: IndexProgram, item: Item, itemKey: Uint8Array): Buffer | undefined {
  const hash = attributeOf(item, index.hash.name);
  const range = index.range && attributeOf(item, index.range.name);
  if (hash === undefined || (index.range && range === undefined)) return undefined;
  return indexKey(hash, range, itemKey);
}

/** Size of what a write put into or took from one index. */
export interface IndexChange {
  readonly index: IndexProgram;
  readonly size: number;
}

/** What an index keeps of an item, and what that weighs. */
function projectSized(index: IndexProgram, whole: SizedItem): SizedItem {
  const item = projectForIndex(index, whole.item);
  return item === whole.item ? whole : { item, size: itemSize(item) };
}

function writeEntry(
  rows: Rows,
  index: LiveIndex,
  key: Uint8Array,
  before: SizedItem | undefined,
  after: SizedItem | undefined,
): IndexChange[] {
  const { space, program } = index;
  const changes: IndexChange[] = [];
  const oldKey = before && entryKey(program, before.item, key);
  const newKey = after && entryKey(program, after.item, key);
  const stays = oldKey !== undefined && newKey?.equals(oldKey) === true;
  const old = oldKey && projectSized(program, before);
  if (old && !stays) {
    rows.remove(space, oldKey);
    changes.push({ index: program, size: old.size });
  }
  if (newKey) {
    const { item, size } = projectSized(program, after);
    // Nothing that the index shows has changed: the service writes, and charges, nothing (GSI.md).
    if (stays && equalValues({ M: old!.item }, { M: item })) return changes;
    rows.put(space, newKey, size, JSON.stringify(item));
    changes.push({ index: program, size: stays ? Math.max(size, old!.size) : size });
  }
  return changes;
}

/** When an item expires, in seconds since 1970; only a number counts (howitworks-ttl.md). */
export function expiryOf({ attribute }: LiveExpiry, item: Item): number | undefined {
  const text = attributeOf(item, attribute)?.N;
  const seconds = text === undefined ? Number.NaN : Math.floor(Number(text));
  return seconds >= 0 && seconds < 2 ** 47 ? seconds : undefined;
}

function writeExpiry(
  rows: Rows,
  { program, expiry }: LiveTable,
  key: Uint8Array,
  before: SizedItem | undefined,
  after: SizedItem | undefined,
): void {
  if (expiry === undefined) return;
  const [old, next] = [before, after].map((side) => side && expiryOf(expiry, side.item));
  if (old !== undefined && old !== next) rows.remove(expiry.space, expiryKey(old, key));
  if (next === undefined || next === old) return;
  rows.put(expiry.space, expiryKey(next, key), next, JSON.stringify(pickAttributes(after!.item, program.keyNames)));
}

/** True when a write must know what was stored before it. */
export function writesDerivedRows(table: LiveTable): boolean {
  return table.indexes.length > 0 || table.expiry !== undefined || table.stream !== undefined;
}

/** Writes `after` (undefined: deletes) in place of `before`, which must be what is stored when `writesDerivedRows`. */
export function writeItem(
  rows: Rows,
  table: LiveTable,
  key: Uint8Array,
  before: SizedItem | undefined,
  after: SizedItem | undefined,
): readonly IndexChange[] {
  if (after) rows.put(table.space, key, after.size, JSON.stringify(after.item));
  else rows.remove(table.space, key);
  writeExpiry(rows, table, key, before, after);
  if (table.indexes.length === 0) return [];
  return table.indexes.flatMap((index) => writeEntry(rows, index, key, before, after));
}
