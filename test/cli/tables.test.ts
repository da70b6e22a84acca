// `offsync import` and `offsync export` against a running app.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { exportTables } from '../../src/cli/export.js';
import { importTables } from '../../src/cli/import.js';
import { EMPTY_DEFINITION, type TableDefinition } from '../../src/definition/model.js';
import { createEmulator, type Emulator } from '../../src/emulator.js';

const place = {};
const table = (name: string, rest: Partial<TableDefinition> = {}): TableDefinition => ({
  name,
  hash: { name: 'id', type: 'S' },
  indexes: [],
  billingMode: 'PAY_PER_REQUEST',
  tags: {},
  place,
  ...rest,
});

let app: Emulator;
let folder: string;
let told = '';
beforeAll(async () => {
  const tables = [table('things'), table('others', { range: { name: 'at', type: 'N' } })];
  app = await createEmulator({ definition: { ...EMPTY_DEFINITION, tables }, port: 0 });
});
afterAll(() => app.close());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'offsync-'));
  told = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += String(text);
    return true;
  });
  await app.reset();
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

async function scan(TableName = 'things'): Promise<Record<string, Record<string, unknown>>[]> {
  const headers = { 'x-amz-target': 'DynamoDB_20120810.Scan' };
  const response = await app.fetch('/', { method: 'POST', headers, body: JSON.stringify({ TableName }) });
  return ((await response.json()) as { Items: Record<string, Record<string, unknown>>[] }).Items;
}
const ids = async (): Promise<unknown[]> => (await scan()).map(({ id }) => id!['S']).sort();

const put = (path: string, given: { table?: string; fromLine?: number } = {}): Promise<number> =>
  importTables(path, { url: app.url, table: 'things', fromLine: 1, ...given });

describe('import', () => {
  it('takes CSV, JSON and JSON lines', async () => {
    expect(await put(file('a.csv', 'id,n:N\na,1\n'))).toBe(0);
    expect(await put(file('b.json', '[{"id":"b"}]'))).toBe(0);
    expect(await put(file('c.jsonl', '{"id":{"S":"c"}}\n'))).toBe(0);
    expect(await ids()).toEqual(['a', 'b', 'c']);
    expect(told).toBe('things: 1 item\n'.repeat(3));
  });

  it('lets the last of two items with one key win, in one batch and in two', async () => {
    const lines = Array.from({ length: 500 }, (_, n) => JSON.stringify({ id: `k${n % 7}`, n }));
    await put(file('a.jsonl', lines.join('\n')));
    const found = Object.fromEntries((await scan()).map(({ id, n }) => [id!['S'], Number(n!['N'])]));
    expect(found).toEqual({ k0: 497, k1: 498, k2: 499, k3: 493, k4: 494, k5: 495, k6: 496 });
  });

  it('stops at a bad line with everything before it in, and goes on from there', async () => {
    const rows = Array.from({ length: 300 }, (_, n) => (n === 250 ? 'k250,many' : `k${n},${n}`));
    const path = file('a.csv', ['id,n:N', ...rows].join('\n'));
    await expect(put(path)).rejects.toMatchObject({
      code: 'IMPORT_STOPPED',
      message: [
        `${path}:252: n: "many" is no value of type N.`,
        `Every item before this line is in. Mend it, then go on with: offsync import ${path} --table things --from-line 252`,
      ].join('\n'),
    });
    expect(await scan()).toHaveLength(250);
    file('a.csv', ['id,n:N', ...rows].join('\n').replace('many', '0'));
    told = '';
    await put(path, { fromLine: 252 });
    expect(await scan()).toHaveLength(300);
    expect(told).toBe('things: 50 items\n');
  });

  it('names the line of an item that the table refuses', async () => {
    const lines = Array.from({ length: 60 }, (_, n) => JSON.stringify(n === 40 ? { other: 'x' } : { id: `k${n}` }));
    const path = file('a.jsonl', lines.join('\n'));
    await expect(put(path)).rejects.toThrow(
      /a\.jsonl:41: things: PutItem was refused: .*Missing the key id in the item/s,
    );
    expect((await ids()).filter((id) => Number(String(id).slice(1)) < 40)).toHaveLength(40);
  });

  it('refuses a table that is not there, a file that is not there, and plain items without a table', async () => {
    const path = file('a.jsonl', '{"id":"a"}');
    await expect(put(path, { table: 'nowhere' })).rejects.toThrow(
      'There is no table nowhere. There are others and things.',
    );
    const line = file(
      'lines.jsonl',
      '{"table":"things","item":{"id":{"S":"a"}}}\n{"table":"gone","item":{"id":{"S":"a"}}}',
    );
    await expect(importTables(line, { url: app.url, table: undefined, fromLine: 1 })).rejects.toThrow(
      `${line}:2: There is no table gone. There are others and things.\nEvery item before this line is in.`,
    );
    await expect(put(join(folder, 'none.csv'))).rejects.toThrow(/^There is no file .*none\.csv\.$/);
    await expect(put(folder)).rejects.toThrow('is a folder, not a file.');
    const settings = { url: app.url, table: undefined, fromLine: 1 };
    await expect(importTables(path, settings)).rejects.toThrow('--table says where plain items go.');
    await expect(importTables(file('a.csv', 'id\n'), settings)).rejects.toThrow('A CSV file needs --table.');
  });

  it('says so when nothing answers', async () => {
    const gone = { url: 'http://127.0.0.1:1', table: 'things', fromLine: 1 };
    await expect(importTables(file('a.jsonl', '{"id":"a"}'), gone)).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });
});

describe('export', () => {
  it('writes what import takes', async () => {
    await put(
      file('a.csv', `id,body\n${Array.from({ length: 2000 }, (_, n) => `k${n},${'x'.repeat(900)}`).join('\n')}`),
    );
    await put(file('b.jsonl', '{"id":"a","at":12345678901234567890}'), { table: 'others' });
    const before = [await scan(), await scan('others')];
    const path = join(folder, 'all.jsonl');
    expect(await exportTables(path, { url: app.url, tables: [] })).toBe(0);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(2001);
    await app.reset();
    expect(await ids()).toEqual([]);
    expect(await importTables(path, { url: app.url, table: undefined, fromLine: 1 })).toBe(0);
    expect([await scan(), await scan('others')]).toEqual(before);
  });

  it('leaves nothing when it fails', async () => {
    await expect(exportTables(join(folder, 'a.jsonl'), { url: app.url, tables: ['nowhere'] })).rejects.toThrow(
      'There is no table nowhere. There are others and things.',
    );
    expect(readdirSync(folder)).toEqual([]);
    await expect(exportTables(join(folder, 'no/a.jsonl'), { url: app.url, tables: [] })).rejects.toThrow(
      "a.jsonl can't be written: its folder does not exist.",
    );
  });
});
