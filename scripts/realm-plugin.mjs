// Makes the modules `realm:source`: the code that runs inside the resolver realm, bundled to one script in a string; and
// `quickjs:wasm`: QuickJS's engine as bytes, so that a bundle needs no file beside it.
// Used by scripts/build.mjs (esbuild) and vitest.config.ts (Vite); docs/decisions/0005-resolver-realm.md says why.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENTRY = join(ROOT, 'src/appsync/runtime/js/realm/main.ts');
const SPECIFIER = 'realm:source';
const WASM = 'quickjs:wasm';

/** The realm's script: an expression whose value is `createRealm`; and the files it was made from. */
export async function bundleRealm() {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    metafile: true,
    format: 'iife',
    globalName: 'realm',
    target: 'es2022',
    platform: 'neutral',
    minify: true,
    keepNames: false,
    legalComments: 'none',
  });
  const text = outputFiles[0].text.trim();
  return {
    source: `(()=>{"use strict";${text}return realm.createRealm})()`,
    files: Object.keys(metafile.inputs).map((file) => join(ROOT, file)),
  };
}

/** The engine's bytes; the package that holds them is a dependency of quickjs-emscripten. */
function wasmFile() {
  const umbrella = createRequire(import.meta.url).resolve('quickjs-emscripten');
  return createRequire(umbrella).resolve('@jitl/quickjs-wasmfile-release-sync/wasm');
}

const wasmText = () =>
  `export const QUICKJS_WASM = Buffer.from(${JSON.stringify(readFileSync(wasmFile()).toString('base64'))}, 'base64');\n`;

const moduleText = (source) => `export const REALM_SOURCE = ${JSON.stringify(source)};\n`;

/** For esbuild's `plugins`. */
export function realmPlugin() {
  return {
    name: 'realm',
    setup(into) {
      into.onResolve({ filter: /^realm:source$/ }, () => ({ path: SPECIFIER, namespace: 'realm' }));
      into.onLoad({ filter: /.*/, namespace: 'realm' }, async () => {
        const { source, files } = await bundleRealm();
        return { contents: moduleText(source), loader: 'js', watchFiles: files };
      });
      into.onResolve({ filter: /^quickjs:wasm$/ }, () => ({ path: WASM, namespace: 'quickjs' }));
      into.onLoad({ filter: /.*/, namespace: 'quickjs' }, () => ({ contents: wasmText(), loader: 'js' }));
    },
  };
}

/** For Vite's and Vitest's `plugins`. */
export function realmVitePlugin() {
  return {
    name: 'realm',
    enforce: 'pre',
    resolveId: (id) => (id === SPECIFIER || id === WASM ? `\0${id}` : undefined),
    async load(id) {
      if (id === `\0${WASM}`) return wasmText();
      if (id !== `\0${SPECIFIER}`) return undefined;
      const { source, files } = await bundleRealm();
      for (const file of files) this.addWatchFile(file);
      return moduleText(source);
    },
  };
}
