// What is watched follows what the newest load says.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { watchFiles } from '../../src/cli/watch.js';

it('watches what a reload found', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'offsync-'));
  mkdirSync(join(folder, 'other'));
  const [first, second] = [join(folder, 'first.yaml'), join(folder, 'other', 'second.graphql')];
  writeFileSync(first, '1');
  writeFileSync(second, '1');
  let notice = (): void => {};
  const told = (): Promise<void> =>
    new Promise((resolve) => {
      notice = resolve;
    });
  const stop = await watchFiles([first], async () => {
    notice();
    return [first, second];
  });
  const one = told();
  writeFileSync(first, '22');
  await one;
  const two = told();
  // The watcher takes a moment to take up a new path: it is written until it was heard.
  let heard = false;
  void two.then(() => {
    heard = true;
  });
  for (let round = 0; !heard; round += 1) {
    writeFileSync(second, 'x'.repeat(round + 2));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(heard).toBe(true);
  await stop();
  rmSync(folder, { recursive: true });
});
