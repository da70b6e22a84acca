// The DynamoDB engine alone, in process, for measuring: bundled from src/ so that nobody has to export it.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENTRY = `
export { compile, start } from './src/dynamodb/index.js';
export { openDatabase } from './src/lib/sqlite.js';
export { systemClock } from './src/lib/clock.js';
export { systemRandom } from './src/lib/random.js';
export { silentLog } from './src/lib/log.js';
`;

async function load() {
  // Below node_modules, so that libsql is found.
  const outfile = join(ROOT, 'node_modules/.cache/offsync/engine.mjs');
  mkdirSync(join(outfile, '..'), { recursive: true });
  await build({
    stdin: { contents: ENTRY, resolveDir: ROOT, loader: 'ts' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['libsql'],
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

export const table = (name, more = {}) => ({
  name,
  hash: { name: 'pk', type: 'S' },
  range: { name: 'sk', type: 'N' },
  indexes: [],
  billingMode: 'PAY_PER_REQUEST',
  tags: {},
  place: {},
  ...more,
});

/** An item of about 1 KB. */
export const item = (pk, sk) => ({
  pk: { S: `p${pk}` },
  sk: { N: `${sk}` },
  grp: { S: `g${pk % 16}` },
  name: { S: `thing ${pk} ${sk}` },
  price: { N: `${(sk * 7) % 1000}.25` },
  flags: { M: { shown: { BOOL: true }, tags: { SS: ['a', 'b', 'c'] } } },
  body: { S: 'x'.repeat(860) },
});

/** The engine on a file in a temporary folder, with the durability that `offsync start` has. */
export async function openEngine(tables, durability = 'power') {
  const { compile, start, openDatabase, systemClock, systemRandom, silentLog } = await load();
  const folder = mkdtempSync(join(tmpdir(), 'offsync-engine-'));
  const database = openDatabase({ file: join(folder, 'offsync.db'), durability });
  const { program } = compile({ tables });
  const db = await start(program, {
    database,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    account: { accountId: '000000000000', region: 'us-east-1' },
    control: { apply: async () => {} },
  });
  return {
    call: db.backend.call,
    close() {
      db.close();
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
