// The shared commit and the refusal of files that are not ours. docs/decisions/0004-durable-state.md.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, migrate, openDatabase } from '../../src/lib/sqlite.js';

let folder: string;
let database: Database | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offsync-'));
});
afterEach(() => {
  database?.close();
  database = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** A database whose shared commit happens when the test says so. */
function manual(file?: string, maxPages?: number): { database: Database; flush: () => void } {
  let flush: () => void = () => {};
  const opened = openDatabase({
    file,
    durability: 'process',
    ...(maxPages !== undefined && { maxPages }),
    defer: (run) => {
      flush = run;
    },
  });
  opened.exec('CREATE TABLE IF NOT EXISTS kept (value TEXT NOT NULL)');
  database = opened;
  return { database: opened, flush: () => flush() };
}

const add = (into: Database, value: string | null) => () => into.prepare('INSERT INTO kept VALUES (?)').run(value);
const kept = (of: Database): unknown[] => of.prepare('SELECT value FROM kept').all().flat();

describe('commit', () => {
  it('runs its work at once, and resolves with the transaction that several share, in order', async () => {
    const { database, flush } = manual();
    const order: string[] = [];
    const all = ['a', 'b', 'c'].map((value) => database.commit(add(database, value)).then(() => order.push(value)));
    expect(kept(database)).toEqual(['a', 'b', 'c']);
    await Promise.resolve();
    expect(order).toEqual([]);
    flush();
    await Promise.all(all);
    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('gives the result of the work', async () => {
    const { database, flush } = manual();
    const result = database.commit(() => 7);
    flush();
    expect(await result).toBe(7);
  });

  it('undoes failing work alone', async () => {
    const { database, flush } = manual();
    const good = database.commit(add(database, 'a'));
    const bad = database.commit(() => {
      add(database, 'half')();
      throw new Error('no');
    });
    const null_ = database.commit(add(database, null));
    const later = database.commit(add(database, 'b'));
    await expect(bad).rejects.toThrow('no');
    await expect(null_).rejects.toThrow(/NOT NULL/);
    flush();
    await Promise.all([good, later]);
    expect(kept(database)).toEqual(['a', 'b']);
  });

  it('refuses a commit inside a commit, whose own work stays', async () => {
    const { database, flush } = manual();
    let inner: Promise<unknown> = Promise.resolve();
    const outer = database.commit(() => {
      inner = database.commit(add(database, 'inner'));
      inner.catch(() => {});
      add(database, 'outer')();
    });
    await expect(inner).rejects.toMatchObject({ code: 'DATABASE_NESTED' });
    flush();
    await outer;
    expect(kept(database)).toEqual(['outer']);
  });

  it('is refused once the file is closed', async () => {
    const { database } = manual();
    database.close();
    await expect(database.commit(() => 1)).rejects.toMatchObject({ code: 'DATABASE_CLOSED' });
  });

  it('tells when everything is settled', async () => {
    const { database, flush } = manual();
    expect(database.settled()).toBeUndefined();
    void database.commit(add(database, 'a'));
    const settled = database.settled();
    flush();
    await settled;
    expect(database.settled()).toBeUndefined();
  });
});

describe('a disk that is full', () => {
  const FULL = { code: 'DATABASE_FAILED', message: 'The data could not be written: database or disk is full' };
  const big = (of: Database) => () => {
    for (let row = 0; row < 100; row += 1) add(of, 'x'.repeat(3000))();
  };

  it.each([
    ['in a file', 'offsync.db'],
    ['in memory', undefined],
  ])('fails all that shared the transaction, and nothing of it is kept (%s)', async (_where, name) => {
    const { database, flush } = manual(name && join(folder, name), 20);
    const first = database.commit(add(database, 'first'));
    flush();
    await first;
    const before = database.commit(add(database, 'shared'));
    const full = database.commit(big(database));
    await expect(before).rejects.toMatchObject(FULL);
    await expect(full).rejects.toMatchObject(FULL);
    expect(kept(database)).toEqual(['first']);
    const after = database.commit(add(database, 'after'));
    flush();
    await after;
    expect(kept(database)).toEqual(['first', 'after']);
    expect(database.settled()).toBeUndefined();
  });

  it('lets the very next work of the same turn begin anew', async () => {
    const { database, flush } = manual(join(folder, 'offsync.db'), 20);
    const full = database.commit(big(database));
    const next = database.commit(add(database, 'next'));
    flush();
    await expect(full).rejects.toMatchObject(FULL);
    await next;
    database.close();
    expect(kept(manual(join(folder, 'offsync.db')).database)).toEqual(['next']);
  });

  it('undoes a text of several statements', () => {
    const { database } = manual(undefined, 20);
    const text = 'BEGIN; CREATE TABLE more (a); INSERT INTO more VALUES (zeroblob(1000000)); COMMIT';
    expect(() => database.exec(text)).toThrow(expect.objectContaining(FULL));
    expect(database.prepare("SELECT count(*) FROM sqlite_master WHERE name = 'more'").get()).toEqual([0]);
    database.exec('BEGIN; COMMIT');
  });
});

describe('a data file', () => {
  const file = (): string => join(folder, 'offsync.db');

  it('holds what was committed, what was open when it closed included', async () => {
    const first = manual(file()).database;
    const open = first.commit(add(first, 'a'));
    first.close();
    await open;
    expect(kept(manual(file()).database)).toEqual(['a']);
  });

  it('is refused while another has it, and is not harmed', async () => {
    const { database, flush } = manual(file());
    expect(() => openDatabase({ file: file(), durability: 'process' })).toThrow(
      expect.objectContaining({ code: 'DATABASE_IN_USE' }),
    );
    const more = database.commit(add(database, 'still'));
    flush();
    await more;
    expect(kept(database)).toEqual(['still']);
  });

  function refused(code: string): void {
    const before = readFileSync(file());
    expect(() => openDatabase({ file: file(), durability: 'power' })).toThrow(expect.objectContaining({ code }));
    expect(readFileSync(file()).equals(before)).toBe(true);
  }

  function foreign(...statements: string[]): void {
    const connection = new Libsql(file());
    for (const statement of statements) connection.exec(statement);
    connection.close();
  }

  it('of another program is refused and left as it is', () => {
    foreign('CREATE TABLE theirs (a)', "INSERT INTO theirs VALUES ('x')");
    refused('DATABASE_FOREIGN');
  });

  it('of a newer offsync is refused and left as it is', () => {
    foreign('CREATE TABLE future (a)', 'PRAGMA application_id = 0x6f666673', 'PRAGMA user_version = 99');
    refused('DATABASE_NEWER');
  });

  it('that is no database is refused and left as it is', () => {
    writeFileSync(file(), 'this is a text, and long enough not to be taken for an empty database file\n'.repeat(100));
    refused('DATABASE_UNREADABLE');
  });

  it.each([700, 4096, 5000, 8192, 16_384])('cut off after %i bytes is refused and left as it is', async (length) => {
    const first = manual(file());
    const filled = first.database.commit(() => {
      for (let index = 0; index < 200; index += 1) add(first.database, 'x'.repeat(500))();
    });
    first.flush();
    await filled;
    first.database.close();
    copyFileSync(file(), join(folder, 'whole.db'));
    truncateSync(file(), length);
    refused('DATABASE_UNREADABLE');
  });
});

describe('migrate', () => {
  it("brings a wing's tables forward step by step, once", () => {
    const { database } = manual();
    migrate(database, 'wing', ['CREATE TABLE one (a)']);
    migrate(database, 'wing', ['CREATE TABLE one (a)', 'CREATE TABLE two (a)']);
    migrate(database, 'wing', ['CREATE TABLE one (a)', 'CREATE TABLE two (a)']);
    expect(database.prepare("SELECT version FROM offsync_schema WHERE wing = 'wing'").get()).toEqual([2]);
    expect(database.prepare('SELECT count(*) FROM two').get()).toEqual([0]);
  });

  it('refuses the data of a newer wing', () => {
    const { database } = manual();
    migrate(database, 'wing', ['CREATE TABLE one (a)', 'CREATE TABLE two (a)']);
    expect(() => migrate(database, 'wing', ['CREATE TABLE one (a)'])).toThrow(
      expect.objectContaining({ code: 'DATABASE_NEWER' }),
    );
  });
});
