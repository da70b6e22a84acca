// What stays: reopened files, seeds, tables that change or go, and what compile says about them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TableDefinition } from '../../src/definition/model.js';
import { compile, start } from '../../src/dynamodb/index.js';
import { createManualClock } from '../../src/lib/clock.js';
import { createLog } from '../../src/lib/log.js';
import { createSeededRandom } from '../../src/lib/random.js';
import { openDatabase } from '../../src/lib/sqlite.js';
import { startUnderTest, table } from './under-test.js';

const folder = mkdtempSync(join(tmpdir(), 'offsync-dynamodb-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
function newFile(): string {
  files += 1;
  return join(folder, `${files}.db`);
}

const index = {
  name: 'by-group',
  kind: 'GSI',
  hash: { name: 'g', type: 'S' },
  projection: { type: 'ALL', attributes: [] },
} as const;
const byGroup = {
  TableName: 'things',
  IndexName: 'by-group',
  KeyConditionExpression: 'g = :g',
  ExpressionAttributeValues: { ':g': { S: 'x' } },
};
const item = { pk: { S: 'a' }, sk: { S: '1' }, g: { S: 'x' } };
const Key = { pk: { S: 'a' }, sk: { S: '1' } };
const get = { TableName: 'things', Key };

describe('a data file', () => {
  it('holds everything when it is opened again', async () => {
    const file = newFile();
    const first = await startUnderTest([table({ indexes: [index] })], file);
    await first.call('PutItem', { TableName: 'things', Item: item });
    first.close();
    const second = await startUnderTest([table({ indexes: [index] })], file);
    expect((await second.call('GetItem', get)).Item).toEqual(item);
    expect((await second.call('Query', byGroup)).Items).toEqual([item]);
    second.close();
  });

  it('gets an index that is new, and loses one that is gone', async () => {
    const file = newFile();
    const first = await startUnderTest([table()], file);
    await first.call('PutItem', { TableName: 'things', Item: item });
    await first.registry.replace({ ...first.registry.current.definition, tables: [table({ indexes: [index] })] });
    expect((await first.call('Query', byGroup)).Items).toEqual([item]);
    await first.registry.replace({ ...first.registry.current.definition, tables: [table()] });
    await expect(first.call('Query', byGroup)).rejects.toThrow('The table does not have the specified index: by-group');
    first.close();
    const second = await startUnderTest(
      [table({ indexes: [{ ...index, projection: { type: 'KEYS_ONLY', attributes: [] } }] })],
      file,
    );
    expect((await second.call('Query', byGroup)).Items).toEqual([item]);
    second.close();
  });

  it('keeps a table that the app no longer has, until it is back', async () => {
    const under = await startUnderTest([table()], newFile());
    await under.call('PutItem', { TableName: 'things', Item: item });
    await under.registry.replace({ ...under.registry.current.definition, tables: [] });
    await expect(under.call('GetItem', get)).rejects.toThrow('Requested resource not found');
    await under.registry.replace({ ...under.registry.current.definition, tables: [table()] });
    expect((await under.call('GetItem', get)).Item).toEqual(item);
    under.close();
  });

  it('leaves a table as it was when its keys change, and says what to do', async () => {
    const file = newFile();
    const first = await startUnderTest([table()], file);
    await first.call('PutItem', { TableName: 'things', Item: item });
    const changed = table({ range: { name: 'other', type: 'S' } });
    await first.registry.replace({ ...first.registry.current.definition, tables: [changed] });
    expect(first.diagnostics.map((one) => one.code)).toEqual(['DYNAMODB_KEYS_CHANGED']);
    expect((await first.call('GetItem', get)).Item).toEqual(item);
    first.close();
    const second = await startUnderTest([changed], file);
    expect(second.diagnostics.map((one) => one.code)).toEqual(['DYNAMODB_KEYS_CHANGED']);
    expect(second.diagnostics[0]!.message).toContain('delete-table');
    expect((await second.call('GetItem', get)).Item).toEqual(item);
    second.close();
  });

  it('undoes a write whose index rows can not be written', async () => {
    const under = await startUnderTest([table({ indexes: [index] })]);
    await under.call('PutItem', { TableName: 'things', Item: item });
    const update = {
      TableName: 'things',
      Key,
      UpdateExpression: 'SET g = :n, done = :n',
      ExpressionAttributeValues: { ':n': { N: '1' } },
    };
    await expect(under.call('UpdateItem', update)).rejects.toThrow(
      'The update expression attempted to update the secondary index key to unsupported type',
    );
    expect((await under.call('GetItem', get)).Item).toEqual(item);
    under.close();
  });

  it('is seeded once', async () => {
    const file = newFile();
    const seeded = table({ indexes: [index], seed: [item, { pk: { S: 'b' } }] });
    const first = await startUnderTest([seeded], file);
    expect(first.diagnostics.map((one) => one.message)).toEqual([
      'Table things, seed item 2: One or more parameter values were invalid: Missing the key sk in the item',
    ]);
    expect((await first.call('Query', byGroup)).Items).toEqual([item]);
    await first.call('DeleteItem', get);
    first.close();
    const second = await startUnderTest([seeded], file);
    expect((await second.call('GetItem', get)).Item).toBeUndefined();
    second.close();
  });
});

describe('a big seed', () => {
  it('tells how far it has come', async () => {
    const seed = Array.from({ length: 20_001 }, (_, n) => ({ pk: { S: `k${n}` }, sk: { S: '1' } }));
    const told: string[] = [];
    const { program } = compile({ tables: [table({ seed })] });
    const database = openDatabase({ file: undefined, durability: 'process' });
    const db = await start(program, {
      database,
      clock: createManualClock(),
      random: createSeededRandom(),
      log: createLog('info', (_level, message) => told.push(message)),
      account: { accountId: '000000000000', region: 'us-east-1' },
      control: { apply: async () => {} },
    });
    expect(told).toEqual([
      'Seeding things: 10000 of 20001 items so far.',
      'Seeding things: 20000 of 20001 items so far.',
    ]);
    db.close();
    database.close();
  });
});

describe('a disk that is full', () => {
  const big = (n: number) => ({ pk: { S: `k${n}` }, sk: { S: '1' }, g: { S: 'x' }, body: { S: 'b'.repeat(6000) } });

  it('refuses writes whole, goes on reading, and has everything acknowledged when it is opened again', async () => {
    const file = newFile();
    const tables = [table({ indexes: [index], stream: 'NEW_IMAGE' })];
    const first = await startUnderTest(tables, file, undefined, 100);
    const acknowledged: string[] = [];
    const refusals: { code: string }[] = [];
    for (let n = 0; n < 60; n += 3) {
      const writes = [n, n + 1, n + 2].map((one) =>
        first.call('PutItem', { TableName: 'things', Item: big(one) }).then(
          () => acknowledged.push(`k${one}`),
          (error) => refusals.push(error),
        ),
      );
      await Promise.all(writes);
    }
    expect(acknowledged.length).toBeGreaterThan(6);
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['DATABASE_FAILED']));
    const stored = async (under: typeof first): Promise<unknown[][]> => {
      const pages = [await under.call('Scan', { TableName: 'things' }), await under.call('Query', byGroup)];
      return pages.map((page) => (page.Items ?? []).map(({ pk }) => pk!['S']).sort());
    };
    expect(await stored(first)).toEqual([acknowledged.toSorted(), acknowledged.toSorted()]);
    first.close();
    const second = await startUnderTest(tables, file);
    expect(await stored(second)).toEqual([acknowledged.toSorted(), acknowledged.toSorted()]);
    await second.call('PutItem', { TableName: 'things', Item: big(99) });
    second.close();
  });
});

describe('compile', () => {
  const codes = (...tables: TableDefinition[]): string[] => compile({ tables }).diagnostics.map((one) => one.code);

  it.each<[string, TableDefinition, string]>([
    ['a name that is too short', table({ name: 'ab' }), 'DYNAMODB_TABLE_NAME'],
    ['a sort key that is the partition key', table({ range: { name: 'pk', type: 'S' } }), 'DYNAMODB_KEYS'],
    ['a key of two types', table({ indexes: [{ ...index, hash: { name: 'sk', type: 'N' } }] }), 'DYNAMODB_KEYS'],
    ['an index named twice', table({ indexes: [index, index] }), 'DYNAMODB_INDEX'],
    [
      'a local index without a sort key',
      table({ indexes: [{ ...index, kind: 'LSI', hash: { name: 'pk', type: 'S' } }] }),
      'DYNAMODB_INDEX',
    ],
  ])('finds %s', (_what, definition, code) => expect(codes(definition)).toEqual([code]));

  it('finds two tables of one name, and keeps the first', () => {
    const compiled = compile({ tables: [table(), table({ range: { name: 'z', type: 'S' } })] });
    expect(compiled.diagnostics.map((one) => one.code)).toEqual(['DYNAMODB_TABLE_NAME']);
    expect(compiled.program.tables.get('things')?.range?.name).toBe('sk');
  });
});
