// Snapshot and restore over HTTP: in a data folder and in memory.
import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { EMPTY_DEFINITION, type TableDefinition } from '../../src/definition/model.js';
import { createEmulator, type Emulator } from '../../src/emulator.js';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of cleanUp.splice(0).reverse()) await one();
});

const table: TableDefinition = {
  name: 'things',
  hash: { name: 'id', type: 'S' },
  indexes: [{ name: 'by-g', kind: 'GSI', hash: { name: 'g', type: 'S' }, projection: { type: 'ALL', attributes: [] } }],
  billingMode: 'PAY_PER_REQUEST',
  stream: 'NEW_IMAGE',
  tags: {},
  seed: [{ id: { S: 'seeded' } }],
  place: {},
};

async function serve(dataDir: string | undefined): Promise<Emulator> {
  const definition = { ...EMPTY_DEFINITION, tables: [table] };
  const emulator = await createEmulator({ definition, ...(dataDir !== undefined && { dataDir }) });
  cleanUp.push(() => emulator.close());
  return emulator;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'offsync-'));
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function call(emulator: Emulator, operation: string, input: unknown): Promise<Record<string, unknown>> {
  const headers = { 'x-amz-target': `DynamoDB_20120810.${operation}`, 'content-type': 'application/x-amz-json-1.0' };
  const response = await emulator.fetch('/', { method: 'POST', headers, body: JSON.stringify(input) });
  return (await response.json()) as Record<string, unknown>;
}

const put = (emulator: Emulator, id: string) =>
  call(emulator, 'PutItem', { TableName: 'things', Item: { id: { S: id }, g: { S: 'g' } } });

async function ids(emulator: Emulator, input: object = {}): Promise<string[]> {
  const { Items } = await call(emulator, 'Scan', { TableName: 'things', ...input });
  return (Items as { id: { S: string } }[]).map(({ id }) => id.S).sort();
}

async function post(emulator: Emulator, path: string, headers: Record<string, string> = {}): Promise<[number, string]> {
  const response = await emulator.fetch(`/_offsync/${path}`, { method: 'POST', headers });
  const text = await response.text();
  return [response.status, text === '' ? '' : (JSON.parse(text) as { message: string }).message];
}

describe.each([
  ['in a folder', true],
  ['in memory', false],
])('snapshots %s', (_where, kept) => {
  const folder = (): string | undefined => (kept ? newFolder() : undefined);

  it('bring back all there was, again and again', async () => {
    const emulator = await serve(folder());
    await put(emulator, 'before');
    expect(await post(emulator, 'snapshot?name=a')).toEqual([204, '']);
    for (const id of ['one', 'once more']) {
      await put(emulator, id);
      await call(emulator, 'DeleteItem', { TableName: 'things', Key: { id: { S: 'before' } } });
      await call(emulator, 'CreateTable', {
        TableName: 'made',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      });
      expect(await ids(emulator)).toEqual([id, 'seeded']);
      expect(await post(emulator, 'restore?name=a')).toEqual([204, '']);
      expect(await ids(emulator)).toEqual(['before', 'seeded']);
      expect(await ids(emulator, { IndexName: 'by-g' })).toEqual(['before']);
      expect((await call(emulator, 'ListTables', {}))['TableNames']).toEqual(['things']);
    }
  });

  it('are replaced under their name, and outlive a reset', async () => {
    const emulator = await serve(folder());
    await emulator.snapshot();
    await put(emulator, 'later');
    await emulator.snapshot();
    await emulator.reset();
    expect(await ids(emulator)).toEqual(['seeded']);
    await emulator.restore();
    expect(await ids(emulator)).toEqual(['later', 'seeded']);
  });

  it('have names that are plain, and known', async () => {
    const emulator = await serve(folder());
    await emulator.snapshot('one');
    for (const name of ['..%2Fa', 'A', '', 'a.b', 'x'.repeat(65)]) {
      expect(await post(emulator, `snapshot?name=${name}`)).toEqual([400, expect.stringContaining("can't name")]);
      expect((await post(emulator, `restore?name=${name}`))[0]).toBe(400);
    }
    expect(await post(emulator, 'restore?name=two')).toEqual([404, 'No snapshot has the name two. There is one.']);
    expect(await ids(emulator)).toEqual(['seeded']);
  });

  it('are not taken for a page of somebody else', async () => {
    const emulator = await serve(folder());
    for (const path of ['snapshot', 'restore', 'reset']) {
      const [status] = await post(emulator, path, { origin: 'https://example.com' });
      expect([path, status]).toEqual([path, 403]);
    }
  });

  it('let requests wait for a restore', async () => {
    const emulator = await serve(folder());
    await emulator.snapshot('a');
    await put(emulator, 'more');
    const [, , found] = await Promise.all([emulator.restore('a'), emulator.reset(), ids(emulator)]);
    expect(found).toEqual(['seeded']);
    expect(await ids(emulator)).toEqual(['seeded']);
  });
});

describe('a folder of snapshots', () => {
  it('serves another run', async () => {
    const dataDir = newFolder();
    const first = await serve(dataDir);
    await put(first, 'kept');
    await first.snapshot('a');
    await call(first, 'DeleteItem', { TableName: 'things', Key: { id: { S: 'kept' } } });
    await first.close();
    const second = await serve(dataDir);
    await second.restore('a');
    expect(await ids(second)).toEqual(['kept', 'seeded']);
    expect(readdirSync(join(dataDir, 'snapshots'))).toEqual(['a.db']);
  });

  it.each<[string, (file: string) => void]>([
    ['cut off', (file) => truncateSync(file, 8192)],
    ['no database', (file) => writeFileSync(file, 'x'.repeat(5000))],
    ['empty', (file) => truncateSync(file, 0)],
  ])('with one that is %s changes nothing', async (_what, damage) => {
    const dataDir = newFolder();
    const emulator = await serve(dataDir);
    await emulator.snapshot('a');
    await put(emulator, 'still');
    damage(join(dataDir, 'snapshots', 'a.db'));
    const [status, message] = await post(emulator, 'restore?name=a');
    expect([status, message]).toEqual([507, expect.stringMatching(/^The snapshot a /)]);
    expect(await ids(emulator)).toEqual(['seeded', 'still']);
    await put(emulator, 'more');
    expect(await ids(emulator)).toEqual(['more', 'seeded', 'still']);
    expect(existsSync(join(dataDir, 'snapshots', 'a.db.draft'))).toBe(false);
  });
});
