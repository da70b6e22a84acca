// Builds dist/: the command line and the library, bundled, with one chunk for each part that loads when needed. Packages
// that hold a binary stay outside the bundle; everything else is inside, so that start-up reads few files.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { jsonataPlugin } from './jsonata-plugin.mjs';
import { realmPlugin } from './realm-plugin.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Loaded from node_modules at run time: they carry native binaries, or are huge and rarely needed. */
const EXTERNAL = ['libsql', 'esbuild', '@aws-sdk/*'];

// Made beside the old one and put in its place at the end: whoever starts the program meanwhile finds it whole.
const DRAFT = `.dist-${process.pid}`;
// However this ends: a build that failed leaves nothing behind.
process.on('exit', () => rmSync(DRAFT, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
const { metafile } = await build({
  entryPoints: { index: 'src/index.ts', 'cli/main': 'src/cli/main.ts' },
  outdir: DRAFT,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Names are read by people in stack traces; white space is not.
  minifyWhitespace: true,
  minifySyntax: true,
  keepNames: false,
  metafile: true,
  legalComments: 'none',
  external: EXTERNAL,
  define: { OFFSYNC_VERSION: JSON.stringify(version), 'process.env.NODE_ENV': '"production"' },
  plugins: [realmPlugin(), jsonataPlugin()],
  // CommonJS packages inside an ES module bundle ask for these.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
chmodSync(`${DRAFT}/cli/main.js`, 0o755);

// The licences of what was bundled travel with it.
const packages = new Set();
for (const input of Object.keys(metafile.inputs)) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (match) packages.add(match[1]);
}
const notices = [...packages].sort().map((folder) => {
  const { name, version: bundled, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').trim() : '';
  return `${name} ${bundled} (${license ?? 'see its repository'})\n\n${text}`;
});
writeFileSync(`${DRAFT}/THIRD-PARTY.txt`, `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);

if (!process.argv.includes('--no-types')) {
  const tsc = join(dirname(fileURLToPath(import.meta.resolve('typescript/package.json'))), 'bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.types.json', '--outDir', `${DRAFT}/types`], {
    stdio: 'inherit',
  });
}

rmSync('dist', { recursive: true, force: true });
renameSync(DRAFT, 'dist');
