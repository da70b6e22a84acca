// Bundles TypeScript of src/ and test/ for a script, and imports it.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { jsonataPlugin } from '../jsonata-plugin.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `contents` exports what is wanted, with paths from the root of the repository. */
export async function importBundle(contents) {
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'soak-'));
  try {
    const outfile = join(folder, 'bundle.mjs');
    await build({
      stdin: { contents, resolveDir: root, loader: 'ts' },
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      plugins: [jsonataPlugin()],
      banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
      logLevel: 'warning',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
