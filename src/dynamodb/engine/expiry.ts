// Time to live (howitworks-ttl.md): deletes items once their time has come. One timer waits for the earliest of them;
// a deletion is a write like any other, index rows included. The service takes up to days, we take the same second.
import type { Clock, Timer } from '../../lib/clock.js';
import { messageOf } from '../../lib/errors.js';
import type { Log } from '../../lib/log.js';
import type { Database } from '../../lib/sqlite.js';
import { keyOf } from '../keys/check.js';
import { expiryKey } from '../keys/encode.js';
import type { Catalog } from '../storage/catalog.js';
import { changeOf } from '../storage/streams.js';
import { type LiveTable, readItem, writeItem } from '../storage/table.js';
import type { Item } from '../values/value.js';
import type { Expiry } from './engine.js';

/** A time more than five years back is taken for a mistake, and the item stays (howitworks-ttl.md). */
const TOO_OLD_SECONDS = 5 * 365 * 24 * 3600;
const BATCH = 500;
const NO_KEY = new Uint8Array(0);

interface Ports {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly log: Log;
  /** A stream has a new record. */
  changed(table: LiveTable): void;
}

export function createExpiry({ database, catalog, clock, log, changed }: Ports): Expiry {
  const { rows } = catalog;
  let timer: Timer | undefined;
  let armedFor = Number.POSITIVE_INFINITY;
  let closed = false;
  const now = (): number => Math.floor(clock.now() / 1000);
  const oldest = (): Buffer => expiryKey(Math.max(0, now() - TOO_OLD_SECONDS), NO_KEY);

  const arm = (seconds: number): void => {
    if (closed || seconds >= armedFor) return;
    timer?.cancel();
    armedFor = seconds;
    timer = clock.after(Math.max(0, seconds * 1000 - clock.now()), () => void sweep());
  };

  const sweepTable = (table: LiveTable): void => {
    const due = rows.list(table.expiry!.space, { from: oldest(), to: expiryKey(now() + 1, NO_KEY) }, true, BATCH);
    for (const row of due) {
      const key = keyOf(table.program, JSON.parse(row.text) as Item);
      const before = readItem(rows, table, key);
      writeItem(rows, table, key, before, undefined);
      const change = table.stream && changeOf(table.stream, before, undefined, true);
      if (!change) continue;
      catalog.streams.append(table.stream!, change, clock.now());
      changed(table);
    }
  };

  const armForNext = (): void => {
    for (const { expiry } of catalog.tables.values()) {
      const next = expiry && rows.list(expiry.space, { from: oldest(), to: undefined }, true, 1)[0];
      if (next) arm(next.size);
    }
  };

  const sweep = async (): Promise<void> => {
    armedFor = Number.POSITIVE_INFINITY;
    if (closed) return;
    try {
      await database.commit(() => {
        for (const table of catalog.tables.values()) if (table.expiry) sweepTable(table);
      });
      armForNext();
    } catch (error) {
      log.write('error', `Items that expired could not be deleted: ${messageOf(error)}`);
    }
  };

  armForNext();
  return {
    expect: arm,
    refresh: armForNext,
    close() {
      closed = true;
      timer?.cancel();
    },
  };
}
