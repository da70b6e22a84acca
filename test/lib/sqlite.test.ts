import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/lib/sqlite.js';

test('a lone value of any kind is bound as a value', () => {
  const database = openDatabase({ file: undefined, durability: 'process' });
  database.exec('CREATE TABLE kept (value)');
  const insert = database.prepare('INSERT INTO kept VALUES (?)');
  const bytes = new Uint8Array([1, 2, 3, 4]).subarray(2);
  for (const value of [bytes, Buffer.from('ab'), null, 5n, 1.5, 'text'])
    expect(insert.run(value)).toEqual({ changes: 1 });
  const kept = [[Buffer.from([3, 4])], [Buffer.from('ab')], [null], [5], [1.5], ['text']];
  expect(database.prepare('SELECT value FROM kept').all()).toEqual(kept);
  expect([...database.prepare('SELECT value FROM kept').iterate()]).toEqual(kept);
  expect(database.prepare('SELECT count(*) FROM kept WHERE value = ?').get(bytes)).toEqual([1]);
  expect(database.prepare('SELECT count(*) FROM kept WHERE value IS ?').all(null)).toEqual([[1]]);
  database.close();
});

test('a file where no folder can be made is refused in one sentence', () => {
  const here = fileURLToPath(import.meta.url);
  expect(() => openDatabase({ file: join(here, 'offsync.db'), durability: 'process' })).toThrow(
    expect.objectContaining({ code: 'DATABASE_UNREADABLE', message: expect.stringContaining(here) }),
  );
});
