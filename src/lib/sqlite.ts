// The narrow driver over libsql: statements, and `commit(work)`: each piece of work is a savepoint in one shared
// transaction, and its promise settles after that transaction is on disk. Nobody else opens a database.
// docs/decisions/0004-durable-state.md says why one connection and one file.
import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Libsql from 'libsql';
import { messageOf, OffsyncError } from './errors.js';

export type SqlValue = null | number | bigint | string | Uint8Array;

export interface Statement {
  /** Runs a statement that returns no rows; answers how many rows it changed. */
  run(...values: SqlValue[]): { changes: number };
  /** The first row as an array of columns, or undefined. */
  get(...values: SqlValue[]): SqlValue[] | undefined;
  /** Every row as arrays of columns. */
  all(...values: SqlValue[]): SqlValue[][];
  /** Rows one by one; must be read to the end or `return`ed before the next write. */
  iterate(...values: SqlValue[]): IterableIterator<SqlValue[]>;
}

/** 'process' survives kill -9; 'power' also survives losing power (an fsync for each shared commit). */
export type Durability = 'process' | 'power';

export interface Database {
  /**
   * Runs DDL, outside of any shared transaction (one that is open is committed first). Throws DATABASE_FAILED; a
   * transaction that the text began is then undone.
   */
  exec(sql: string): void;
  /** Statements are cached by their text. */
  prepare(sql: string): Statement;
  /**
   * Runs `work` at once inside a savepoint. Resolves with its result after the shared commit that holds it. When `work`
   * throws, only its own writes are undone and the promise rejects with that error; when the commit itself fails (disk
   * full), every piece of work of that commit rejects with DATABASE_FAILED and nothing of it is kept.
   */
  commit<T>(work: () => T): Promise<T>;
  /** Resolves when everything committed so far is on disk; undefined when it already is. Reads see open work. */
  settled(): Promise<void> | undefined;
  /** Commits what is open and closes the file. */
  close(): void;
}

export interface OpenOptions {
  /** A file, whose folder is made when missing, or undefined for a database in memory. */
  readonly file: string | undefined;
  readonly durability: Durability;
  /** Schedules the shared commit; the default lets every task that is ready join it. */
  readonly defer?: (flush: () => void) => void;
  /** The most pages the database may have, where it must stay small; more is answered like a full disk. */
  readonly maxPages?: number;
}

/** Raised when a data file can't be used as it is; it is left untouched. */
export class DatabaseError extends OffsyncError {}

/** The layout of the file as a whole; each wing versions its own tables in `offsync_schema`. */
const FILE_VERSION = 1;
/** 'offs' in ASCII, SQLite's application_id of our files. */
const APPLICATION_ID = 0x6f666673;
/**
 * Of files made from now on. Items of 1 KB do not fit into the index pages of SQLite's 4 KB: each spilled onto a page of its
 * own, in a file of four times the items' size.
 */
const PAGE_SIZE = 8192;
/** What SQLite reads in place, without a copy and a call for each page; behind the first 2 GB it reads as usual. */
const MAPPED_BYTES = 0x7fff0000;

/** True when the file ends inside a page, which SQLite itself overlooks; with a log beside it that may be mended. */
function endsInsidePage(file: string): boolean {
  if (!existsSync(file) || existsSync(`${file}-wal`)) return false;
  const header = Buffer.alloc(18);
  const handle = openSync(file, 'r');
  const read = readSync(handle, header, 0, header.length, 0);
  closeSync(handle);
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  return read === header.length && header.toString('latin1', 0, 6) === 'SQLite' && statSync(file).size % pageSize !== 0;
}

function openFile(file: string): Libsql.Database {
  let connection: Libsql.Database;
  try {
    mkdirSync(dirname(file), { recursive: true });
    if (endsInsidePage(file)) throw new Error('it ends in the middle of a page');
    connection = new Libsql(file);
    connection.pragma('locking_mode = EXCLUSIVE');
    const id = Number((connection.prepare('PRAGMA application_id').raw().get() as unknown[])[0]);
    const version = Number((connection.prepare('PRAGMA user_version').raw().get() as unknown[])[0]);
    const tables = Number((connection.prepare('SELECT count(*) FROM sqlite_master').raw().get() as unknown[])[0]);
    if (id !== APPLICATION_ID && tables > 0) {
      connection.close();
      throw new DatabaseError('DATABASE_FOREIGN', `${file} is not a data file of offsync. Name another --data-dir.`);
    }
    if (version > FILE_VERSION) {
      connection.close();
      throw new DatabaseError(
        'DATABASE_NEWER',
        `${file} was written by a newer offsync (layout ${version}, this one knows ${FILE_VERSION}). Upgrade offsync or name another --data-dir.`,
      );
    }
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    const text = messageOf(error);
    throw /locked|busy/i.test(text)
      ? new DatabaseError(
          'DATABASE_IN_USE',
          `${file} is in use by another offsync. Stop it or name another --data-dir.`,
          { cause: error },
        )
      : new DatabaseError(
          'DATABASE_UNREADABLE',
          `${file} can't be read (${text}). It was left as it is; name another --data-dir or restore it.`,
          { cause: error },
        );
  }
  return connection;
}

/**
 * libsql lets go of a file only when the last statement is collected; until then nobody, not even this process, could
 * open it again. Leaving WAL is what ends an exclusive lock.
 */
function unlock(connection: Libsql.Database): void {
  connection.pragma('journal_mode = DELETE');
  connection.pragma('locking_mode = NORMAL');
  connection.prepare('SELECT count(*) FROM sqlite_master').get();
}

export function openDatabase(options: OpenOptions): Database {
  const connection = options.file === undefined ? new Libsql(':memory:') : openFile(options.file);
  connection.pragma(`page_size = ${PAGE_SIZE}`);
  if (options.file !== undefined) {
    try {
      connection.pragma('journal_mode = WAL');
      connection.pragma(`mmap_size = ${MAPPED_BYTES}`);
      connection.pragma(`synchronous = ${options.durability === 'power' ? 'FULL' : 'NORMAL'}`);
      connection.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FILE_VERSION};`);
    } catch (error) {
      connection.close();
      const text = messageOf(error);
      throw /locked|busy/i.test(text)
        ? new DatabaseError(
            'DATABASE_IN_USE',
            `${options.file} is in use by another offsync. Stop it or name another --data-dir.`,
            { cause: error },
          )
        : new DatabaseError('DATABASE_UNREADABLE', `${options.file} can't be written (${text}).`, { cause: error });
    }
  }
  connection.pragma('foreign_keys = OFF');
  connection.pragma('temp_store = MEMORY');
  connection.pragma('cache_size = -65536');
  if (options.maxPages !== undefined) connection.pragma(`max_page_count = ${options.maxPages}`);

  const statements = new Map<string, Statement>();
  const begin = connection.prepare('BEGIN IMMEDIATE');
  const commitAll = connection.prepare('COMMIT');
  const rollbackAll = connection.prepare('ROLLBACK');
  const savepoint = connection.prepare('SAVEPOINT work');
  const release = connection.prepare('RELEASE work');
  const undo = connection.prepare('ROLLBACK TO work');
  const defer = options.defer ?? ((flush) => void setImmediate(flush));

  interface Waiting {
    resolve: () => void;
    reject: (error: Error) => void;
  }
  let open = false;
  let nested = false;
  let closed = false;
  let waiting: Waiting[] = [];

  const failed = (error: unknown): DatabaseError =>
    new DatabaseError('DATABASE_FAILED', `The data could not be written: ${messageOf(error)}`, { cause: error });
  /** Every piece of work of the transaction is gone. */
  const lose = (failure: DatabaseError): void => {
    open = false;
    const batch = waiting;
    waiting = [];
    for (const one of batch) one.reject(failure);
  };
  const flush = (): void => {
    if (!open) return;
    try {
      commitAll.run();
    } catch (error) {
      // A failed commit may have ended the transaction, or not.
      if (connection.inTransaction) rollbackAll.run();
      lose(failed(error));
      return;
    }
    open = false;
    const batch = waiting;
    waiting = [];
    for (const one of batch) one.resolve();
  };
  const start = (): void => {
    try {
      begin.run();
    } catch (error) {
      throw failed(error);
    }
    open = true;
    defer(flush);
  };

  return {
    exec(sql) {
      flush();
      try {
        connection.exec(sql);
      } catch (error) {
        if (connection.inTransaction) rollbackAll.run();
        throw failed(error);
      }
    },
    prepare(sql) {
      const known = statements.get(sql);
      if (known) return known;
      const inner = connection.prepare(sql);
      const raw = inner.reader ? inner.raw() : inner;
      // Handed over as one array: a lone object, bytes or null, would be taken for named parameters and end the process.
      const statement: Statement = {
        run: (...values) => ({ changes: inner.run(values).changes }),
        get: (...values) => raw.get(values) as SqlValue[] | undefined,
        all: (...values) => raw.all(values) as SqlValue[][],
        iterate: (...values) => raw.iterate(values) as IterableIterator<SqlValue[]>,
      };
      statements.set(sql, statement);
      return statement;
    },
    commit<T>(work: () => T): Promise<T> {
      if (closed) return Promise.reject(new DatabaseError('DATABASE_CLOSED', 'The data file is closed.'));
      if (nested) return Promise.reject(new DatabaseError('DATABASE_NESTED', 'commit() was called inside a commit.'));
      let result: T;
      try {
        if (!open) start();
        savepoint.run();
        nested = true;
        try {
          result = work();
          release.run();
        } catch (error) {
          if (!connection.inTransaction) {
            // A full disk undoes everything that shared the transaction, not this work alone.
            const failure = failed(error);
            lose(failure);
            throw failure;
          }
          undo.run();
          release.run();
          throw error;
        } finally {
          nested = false;
        }
      } catch (error) {
        return Promise.reject(error);
      }
      return new Promise<T>((resolve, reject) => {
        waiting.push({ resolve: () => resolve(result), reject });
      });
    },
    settled() {
      if (!open) return undefined;
      return new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }));
    },
    close() {
      if (closed) return;
      flush();
      closed = true;
      if (options.file !== undefined) unlock(connection);
      connection.close();
    },
  };
}

/**
 * Brings a wing's tables to the layout it knows: `steps[i]` leads from version i to i + 1. A file whose wing is newer
 * than `steps` is refused and left untouched.
 */
export function migrate(database: Database, wing: string, steps: readonly string[]): void {
  database.exec('CREATE TABLE IF NOT EXISTS offsync_schema (wing TEXT PRIMARY KEY, version INTEGER NOT NULL)');
  const row = database.prepare('SELECT version FROM offsync_schema WHERE wing = ?').get(wing);
  const version = row === undefined ? 0 : Number(row[0]);
  if (version > steps.length) {
    throw new DatabaseError(
      'DATABASE_NEWER',
      `The stored ${wing} data was written by a newer offsync (layout ${version}, this one knows ${steps.length}).`,
    );
  }
  for (let next = version; next < steps.length; next += 1) {
    database.exec(
      `BEGIN; ${steps[next]}; INSERT OR REPLACE INTO offsync_schema VALUES ('${wing}', ${next + 1}); COMMIT;`,
    );
  }
}
