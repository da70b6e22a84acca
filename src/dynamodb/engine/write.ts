// The one way an item is written: condition, new item, row and index rows. PutItem, UpdateItem, DeleteItem, the batch
// and the transaction all prepare an ItemWrite and run it here, inside Database.commit.
import type { Predicate, Values } from '../expressions/condition.js';
import { conditionFailed } from '../faults.js';
import type { SizedItem } from '../program.js';
import { changeOf } from '../storage/streams.js';
import {
  expiryOf,
  type IndexChange,
  type LiveTable,
  readItem,
  writeItem,
  writesDerivedRows,
} from '../storage/table.js';
import type { Item } from '../values/value.js';
import type { Engine } from './engine.js';

export interface Guard {
  readonly test: Predicate;
  readonly values: Values;
}

export interface ItemWrite {
  readonly table: LiveTable;
  readonly key: Buffer;
  /** The key attributes. */
  readonly keyItem: Item;
  readonly guard: Guard | undefined;
  /** ReturnValuesOnConditionCheckFailure is ALL_OLD. */
  readonly showOnFailure: boolean;
  /** Reads what is stored even when neither the guard nor an index needs it. */
  readonly readsBefore: boolean;
  /** Nothing is written: the check of a transaction. */
  readonly checksOnly?: boolean;
  /** The item to store; undefined deletes. */
  next(before: SizedItem | undefined): SizedItem | undefined;
}

export interface Written {
  readonly before: SizedItem | undefined;
  readonly after: SizedItem | undefined;
  readonly changes: readonly IndexChange[];
}

const NO_ITEM: Item = {};

/** Throws ConditionalCheckFailedException when `before` does not pass the guard. */
export function checkGuard(guard: Guard | undefined, before: SizedItem | undefined, show: boolean): void {
  if (guard === undefined || guard.test(before?.item ?? NO_ITEM, guard.values)) return;
  throw conditionFailed(show ? before?.item : undefined);
}

export function runWrite(engine: Engine, write: ItemWrite): Written {
  const { rows } = engine.catalog;
  const { table, key, guard } = write;
  const reads = write.readsBefore || guard !== undefined || writesDerivedRows(table);
  const before = reads ? readItem(rows, table, key) : undefined;
  checkGuard(guard, before, write.showOnFailure);
  if (write.checksOnly) return { before, after: undefined, changes: [] };
  const after = write.next(before);
  const expires = after && table.expiry && expiryOf(table.expiry, after.item);
  if (expires !== undefined) engine.expiry.expect(expires);
  if (table.stream) {
    const change = changeOf(table.stream, before, after, false);
    if (change) {
      engine.catalog.streams.append(table.stream, change, engine.clock.now());
      engine.triggers.changed(table);
    }
  }
  return { before, after, changes: writeItem(rows, table, key, before, after) };
}
