// Objects on disk: they outlive the process, leave nothing behind, and go with resets and snapshots.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compile } from '../../src/s3/index.js';
import { openStore, type Store } from './harness.js';

let dataDir: string;
let store: Store;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'offsync-s3-'));
  store = await openStore({ dataDir });
});
afterEach(async () => {
  await store.emulator.close();
  rmSync(dataDir, { recursive: true });
});

const files = (): string[] => readdirSync(join(dataDir, 'objects'));
const SEEDED = 3;

it('keeps objects between runs, and sweeps what a killed process left', async () => {
  await store.ask('PUT', '/results/k', { body: 'hello' });
  await store.emulator.close();
  writeFileSync(join(dataDir, 'objects', 'half.draft'), 'hal');
  writeFileSync(join(dataDir, 'objects', 'whole-without-a-row'), 'x');
  store = await openStore({ dataDir });
  expect(await store.text('GET', '/results/k')).toBe('hello');
  expect(files()).toHaveLength(SEEDED + 1);
});

it('leaves no bytes of what was replaced or deleted', async () => {
  await store.ask('PUT', '/results/k', { body: 'one' });
  await store.ask('PUT', '/results/k', { body: 'two' });
  expect(files()).toHaveLength(SEEDED + 1);
  await store.ask('DELETE', '/results/k');
  expect(files()).toHaveLength(SEEDED);
});

it('goes back to the seeds at a reset', async () => {
  await store.ask('PUT', '/results/k', { body: 'hello' });
  await store.ask('DELETE', '/orders/2026/list.json');
  await store.emulator.reset();
  expect((await store.ask('GET', '/results/k')).status).toBe(404);
  expect(await store.text('GET', '/orders/2026/list.json')).toBe('[{"id":1},{"id":2},{"id":3}]');
  expect(files()).toHaveLength(SEEDED);
});

it('keeps objects in snapshots', async () => {
  await store.ask('PUT', '/results/k', { body: 'before' });
  await store.emulator.snapshot('a');
  await store.ask('PUT', '/results/k', { body: 'after' });
  await store.emulator.restore('a');
  expect(await store.text('GET', '/results/k')).toBe('before');
  await store.ask('DELETE', '/results/k');
  await store.emulator.snapshot('a');
  expect(readdirSync(join(dataDir, 'snapshots', 'a.objects'))).toHaveLength(SEEDED);
});

it.each(['My-Bucket', 'ab', 'a..b', '10.0.0.1', 'x'.repeat(64)])('has no bucket of the name %s', (name) => {
  const { program, diagnostics } = compile({ buckets: [{ name, place: {} }] });
  expect([program.buckets, diagnostics.map(({ code }) => code)]).toEqual([[], ['BUCKET_INVALID']]);
});
