// Starts the built program on an app with one indexed table, and stops it in either way.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

const CONFIG = `
tables:
  ledger:
    key: id
    stream: NEW_AND_OLD_IMAGES
    indexes:
      - { name: by-group, hash: grp, range: 'seq:N' }
`;

/** A folder with the app and room for its data. */
export function createWorkplace() {
  if (!existsSync(MAIN)) throw new Error('dist/cli/main.js is missing: run `node scripts/build.mjs` first.');
  const folder = mkdtempSync(join(tmpdir(), 'offsync-soak-'));
  const app = join(folder, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'schema.graphql'), 'type Query { ok: Boolean }\n');
  writeFileSync(join(app, 'offsync.yaml'), CONFIG);
  return { folder, app, dataDir: join(folder, 'data'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Spawns the program; `url` is set once it serves, `stderr` is all it said. With `fileBlocks` no file of its may be longer. */
export async function startProgram({ folder, app, dataDir }, fileBlocks) {
  const ready = join(folder, 'ready.json');
  rmSync(ready, { force: true });
  const flags = ['start', app, '--port', '0', '--data-dir', dataDir, '--no-watch', '--ready-file', ready];
  const command = [process.execPath, MAIN, ...flags];
  const [file, ...args] =
    fileBlocks === undefined ? command : ['sh', '-c', `ulimit -f ${fileBlocks}; exec "$@"`, 'sh', ...command];
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (part) => {
    stderr += part;
  });
  const exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  for (let tries = 0; !existsSync(ready) && child.exitCode === null; tries += 1) {
    if (tries > 1200) throw new Error(`the program did not get ready: ${stderr}`);
    await sleep(25);
  }
  return {
    url: child.exitCode === null ? JSON.parse(readFileSync(ready, 'utf8')).url : undefined,
    exited,
    get stderr() {
      return stderr;
    },
    kill: () => child.kill('SIGKILL'),
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
