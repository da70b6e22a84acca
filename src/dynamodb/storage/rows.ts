// An ordered set of rows on SQLite: a space (one per table and index), a key (keys/encode.ts), an item as JSON text and
// its size. Knows no tables. Reads are synchronous; writes must run inside Database.commit.
import type { Database, SqlValue } from '../../lib/sqlite.js';

/** Layout of the wing's tables, step by step (lib/sqlite.ts `migrate`). */
export const LAYOUT: readonly string[] = [
  `CREATE TABLE dynamodb_tables (
     id INTEGER PRIMARY KEY,
     name TEXT NOT NULL UNIQUE,
     description TEXT NOT NULL
   );
   CREATE TABLE dynamodb_rows (
     space INTEGER NOT NULL,
     key BLOB NOT NULL,
     size INTEGER NOT NULL,
     item TEXT NOT NULL,
     PRIMARY KEY (space, key)
   ) WITHOUT ROWID;
   CREATE TABLE dynamodb_tokens (
     token TEXT PRIMARY KEY,
     request TEXT NOT NULL,
     expires INTEGER NOT NULL
   ) WITHOUT ROWID;`,
  `CREATE TABLE dynamodb_streams (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     table_name TEXT NOT NULL,
     label TEXT NOT NULL,
     view TEXT NOT NULL,
     key_names TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     closed_at INTEGER
   );
   CREATE TABLE dynamodb_records (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT,
     stream INTEGER NOT NULL,
     at INTEGER NOT NULL,
     change TEXT NOT NULL
   );
   CREATE INDEX dynamodb_records_of ON dynamodb_records (stream, sequence);
   CREATE TABLE dynamodb_readers (
     id TEXT NOT NULL,
     stream INTEGER NOT NULL,
     sequence INTEGER NOT NULL,
     PRIMARY KEY (id, stream)
   ) WITHOUT ROWID;`,
];

export interface Row {
  readonly size: number;
  readonly text: string;
}

/** Rows read in one piece: a JSON array of their items costs less than one text for each. */
export interface RowBlock {
  readonly count: number;
  readonly size: number;
  readonly text: string;
}

/** Keys from `from` up to, not including, `to`; undefined leaves an end open. */
export interface KeyRange {
  readonly from: Uint8Array | undefined;
  readonly to: Uint8Array | undefined;
}

export interface Rows {
  get(space: number, key: Uint8Array): Row | undefined;
  put(space: number, key: Uint8Array, size: number, text: string): void;
  remove(space: number, key: Uint8Array): void;
  /** At most `limit` rows in the order of their keys, or backwards. */
  list(space: number, range: KeyRange, forward: boolean, limit: number): Row[];
  /** What `list` gives, in one piece. */
  block(space: number, range: KeyRange, forward: boolean, limit: number): RowBlock;
  /** How many rows a space has and what they weigh. */
  measure(space: number): { readonly count: number; readonly size: number };
  clear(space: number): void;
}

const NOTHING = new Uint8Array(0);

export function createRows(database: Database): Rows {
  const get = database.prepare('SELECT size, item FROM dynamodb_rows WHERE space = ? AND key = ?');
  const put = database.prepare('INSERT OR REPLACE INTO dynamodb_rows (space, key, size, item) VALUES (?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM dynamodb_rows WHERE space = ? AND key = ?');
  const clear = database.prepare('DELETE FROM dynamodb_rows WHERE space = ?');
  const measure = database.prepare('SELECT count(*), sum(size) FROM dynamodb_rows WHERE space = ?');
  const select = (upper: string, order: string) => {
    const rows = `SELECT size, item FROM dynamodb_rows WHERE space = ? AND key >= ? ${upper} ORDER BY key ${order} LIMIT ?`;
    return {
      rows: database.prepare(rows),
      block: database.prepare(`SELECT count(*), sum(size), group_concat(item, ',') FROM (${rows})`),
    };
  };
  const forwards = { open: select('', 'ASC'), closed: select('AND key < ?', 'ASC') };
  const backwards = { open: select('', 'DESC'), closed: select('AND key < ?', 'DESC') };
  const toRow = (columns: SqlValue[]): Row => ({ size: columns[0] as number, text: columns[1] as string });
  return {
    get(space, key) {
      const columns = get.get(space, key);
      return columns === undefined ? undefined : toRow(columns);
    },
    put: (space, key, size, text) => void put.run(space, key, size, text),
    remove: (space, key) => void remove.run(space, key),
    list(space, { from, to }, forward, limit) {
      const statements = forward ? forwards : backwards;
      const low = from ?? NOTHING;
      const found =
        to === undefined
          ? statements.open.rows.all(space, low, limit)
          : statements.closed.rows.all(space, low, to, limit);
      return found.map(toRow);
    },
    block(space, { from, to }, forward, limit) {
      const statements = forward ? forwards : backwards;
      const low = from ?? NOTHING;
      const [count, size, text] =
        to === undefined
          ? statements.open.block.get(space, low, limit)!
          : statements.closed.block.get(space, low, to, limit)!;
      return { count: Number(count), size: Number(size ?? 0), text: `[${(text as string | null) ?? ''}]` };
    },
    measure(space) {
      const [count, size] = measure.get(space)!;
      return { count: Number(count), size: Number(size ?? 0) };
    },
    clear: (space) => void clear.run(space),
  };
}
