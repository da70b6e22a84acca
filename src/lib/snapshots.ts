// Copies of a database under a name, and the way back. Files beside the data, or in memory when the data is. Called by the
// emulator between a stop and a start of its wings: nobody may be at work in a database that is wiped or restored.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, OffsyncError } from './errors.js';
import { systemRandom } from './random.js';
import { type Database, openDatabase } from './sqlite.js';

export interface Snapshots {
  /** Keeps what `database` holds now; one that has the name is replaced once the new one is whole. */
  take(database: Database, name: string): void;
  /** Puts what was kept in place of all that `database` holds, or throws and changes nothing. Wings open theirs anew. */
  restore(database: Database, name: string): void;
  /** Throws when the name can be none. */
  checkName(name: string): void;
  /** Throws when there is none, or the name can be none. */
  check(name: string): void;
  close(): void;
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Names are files on every system. */
function checkName(name: string): void {
  if (/^[a-z0-9][a-z0-9_-]{0,63}$/.test(name)) return;
  throw new OffsyncError(
    'SNAPSHOT_NAME',
    `"${name}" can't name a snapshot: take up to 64 lower-case letters, digits, - and _.`,
  );
}

/** Where snapshots lie: what SQLite calls each, and how one comes and goes. */
interface Shelf {
  names(): string[];
  addressOf(name: string): string;
  /** `write` is told where to; what it wrote then has the name. */
  put(name: string, write: (address: string) => void): void;
  close(): void;
}

function createFolderShelf(folder: string): Shelf {
  const fileOf = (name: string): string => join(folder, `${name}.db`);
  return {
    names: () => (existsSync(folder) ? readdirSync(folder) : []).flatMap((file) => /^(.+)\.db$/.exec(file)?.[1] ?? []),
    addressOf: fileOf,
    put(name, write) {
      mkdirSync(folder, { recursive: true });
      const draft = `${fileOf(name)}.draft`;
      try {
        rmSync(draft, { force: true });
        write(draft);
        renameSync(draft, fileOf(name));
      } catch (error) {
        rmSync(draft, { force: true });
        throw error;
      }
    },
    close() {},
  };
}

/** SQLite's memory files last as long as a connection is open to them: each has one that does nothing else. */
function createMemoryShelf(): Shelf {
  const kept = new Map<string, { readonly address: string; readonly holder: Database }>();
  return {
    names: () => [...kept.keys()],
    addressOf: (name) => kept.get(name)!.address,
    put(name, write) {
      // The whole process shares these names: a seeded Random would give two emulators the same one.
      const address = `file:/${systemRandom.uuid()}?vfs=memdb`;
      const holder = openDatabase({ file: undefined, durability: 'process' });
      try {
        holder.exec(`ATTACH ${quote(address)} AS kept`);
        write(address);
      } catch (error) {
        holder.close();
        throw error;
      }
      kept.get(name)?.holder.close();
      kept.set(name, { address, holder });
    },
    close() {
      for (const { holder } of kept.values()) holder.close();
      kept.clear();
    },
  };
}

/** Snapshots in a folder; undefined keeps them in memory until `close`. */
export function createSnapshots(folder: string | undefined): Snapshots {
  const shelf = folder === undefined ? createMemoryShelf() : createFolderShelf(folder);
  const check = (name: string): void => {
    checkName(name);
    const names = shelf.names();
    if (names.includes(name)) return;
    const known = names.length === 0 ? 'There is none yet' : `There is ${names.sort().join(', ')}`;
    throw new OffsyncError('SNAPSHOT_UNKNOWN', `No snapshot has the name ${name}. ${known}.`);
  };
  return {
    checkName,
    check,
    take(database, name) {
      checkName(name);
      shelf.put(name, (address) => database.exec(`VACUUM INTO ${quote(address)}`));
    },
    restore(database, name) {
      check(name);
      try {
        database.exec(`ATTACH ${quote(shelf.addressOf(name))} AS kept`);
        try {
          refuseForeign(database, name);
          database.exec(`BEGIN IMMEDIATE; ${[...dropAll(database), ...copyAll(database)].join('; ')}; COMMIT`);
        } finally {
          database.exec('DETACH kept');
        }
      } catch (error) {
        if (error instanceof OffsyncError && error.code.startsWith('SNAPSHOT_')) throw error;
        throw new OffsyncError(
          'SNAPSHOT_UNUSABLE',
          `The snapshot ${name} could not be restored (${messageOf(error)}). The data is as it was.`,
          { cause: error },
        );
      }
    },
    close: () => shelf.close(),
  };
}

/** Drops every table, all or none. */
export function wipe(database: Database): void {
  database.exec(['BEGIN IMMEDIATE', ...dropAll(database), 'COMMIT'].join('; '));
}

const numberOf = (database: Database, sql: string): number => Number(database.prepare(sql).get()?.[0] ?? 0);

/** A snapshot may come from another time: one of a newer offsync can't be read by this one. */
function refuseForeign(database: Database, name: string): void {
  for (const pragma of ['application_id', 'user_version']) {
    const [ours, theirs] = ['main', 'kept'].map((schema) => numberOf(database, `PRAGMA ${schema}.${pragma}`));
    if (ours !== theirs) {
      throw new OffsyncError('SNAPSHOT_FOREIGN', `The snapshot ${name} is none that this offsync has written.`);
    }
  }
  const newer = database
    .prepare(
      `SELECT theirs.wing FROM kept.offsync_schema theirs LEFT JOIN main.offsync_schema ours ON ours.wing = theirs.wing
       WHERE theirs.version > coalesce(ours.version, 0)`,
    )
    .get();
  if (newer === undefined) return;
  throw new OffsyncError(
    'SNAPSHOT_NEWER',
    `The snapshot ${name} was written by a newer offsync (its ${String(newer[0])} data). Upgrade offsync.`,
  );
}

const tableNames = (database: Database, schema: 'main' | 'kept'): string[] =>
  database
    .prepare(`SELECT name FROM ${schema}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .all()
    .map(([name]) => String(name));

const dropAll = (database: Database): string[] =>
  tableNames(database, 'main').map((name) => `DROP TABLE main."${name}"`);

/** Tables, their rows, then indexes, which are faster to build than to keep; and where numbering has come. */
function copyAll(database: Database): string[] {
  const textsOf = (type: string): string[] =>
    database
      .prepare("SELECT sql FROM kept.sqlite_master WHERE type = ? AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
      .all(type)
      .map(([sql]) => String(sql));
  const numbered = numberOf(database, "SELECT count(*) FROM kept.sqlite_master WHERE name = 'sqlite_sequence'") > 0;
  return [
    ...textsOf('table'),
    ...tableNames(database, 'kept').map((name) => `INSERT INTO main."${name}" SELECT * FROM kept."${name}"`),
    ...textsOf('index'),
    ...(numbered
      ? ['DELETE FROM main.sqlite_sequence', 'INSERT INTO main.sqlite_sequence SELECT * FROM kept.sqlite_sequence']
      : []),
  ];
}
