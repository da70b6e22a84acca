// Packs the product, installs the tarball in an empty folder and starts the sample from there.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const folder = mkdtempSync(join(tmpdir(), 'offsync-package-'));
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

let child;
try {
  const packed = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], process.cwd()),
  );
  const { filename, size } = Array.isArray(packed) ? packed[0] : Object.values(packed)[0];
  run('npm', ['init', '-y'], folder);
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', join(folder, filename)], folder);
  const product = join(folder, 'node_modules/offsync');
  const ready = join(folder, 'ready.json');
  child = spawn(
    join(folder, 'node_modules/.bin/offsync'),
    ['start', product, '--port', '0', '--ephemeral', '--ready-file', ready, '--env', 'RATES_PORT=0'],
    {
      cwd: folder,
      stdio: 'inherit',
    },
  );
  for (let tries = 0; !existsSync(ready); tries += 1) {
    if (tries > 300 || child.exitCode !== null) throw new Error('the packed product did not get ready');
    await sleep(100);
  }
  const { apis } = JSON.parse(readFileSync(ready, 'utf8'));
  const response = await fetch(apis[0].graphqlUrl, {
    method: 'POST',
    headers: { 'x-api-key': apis[0].apiKeys[0].id },
    body: JSON.stringify({ query: '{ product(id: "p1") { name price } products { items { id } } }' }),
  });
  const text = await response.text();
  if (!text.includes('Espresso cup') || text.includes('errors')) throw new Error(`the packed product answered ${text}`);
  console.log(`packed ${(size / 1e6).toFixed(1)} MB, installed, started, answered: ${text}`);
} finally {
  child?.kill('SIGTERM');
  if (child) await new Promise((resolve) => child.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}
