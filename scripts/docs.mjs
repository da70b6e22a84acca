// Writes docs/coverage.md, docs/errors.md and docs/routing.md from the program's own tables; --check only says whether
// they are fresh.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { jsonataPlugin } from './jsonata-plugin.mjs';
import { realmPlugin } from './realm-plugin.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = join(root, 'node_modules/.cache/offsync-docs.mjs');
mkdirSync(dirname(bundle), { recursive: true });
await build({
  entryPoints: [join(root, 'scripts/docs-entry.ts')],
  outfile: bundle,
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  plugins: [realmPlugin(), jsonataPlugin()],
  logLevel: 'warning',
});
const { PAGES } = await import(pathToFileURL(bundle).href);
rmSync(bundle);

const stale = [];
for (const [file, render] of Object.entries(PAGES)) {
  const text = `${render().trimEnd()}\n`;
  const path = join(root, file);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  stale.push(file);
  if (!process.argv.includes('--check')) writeFileSync(path, text);
}
if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`Not fresh: ${stale.join(', ')}. Run \`npm run docs\`.`);
  process.exit(1);
}
