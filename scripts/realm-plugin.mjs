// Makes the module `realm:source`: the code that runs inside the resolver realm, bundled to one script in a string.
// Used by scripts/build.mjs (esbuild) and vitest.config.ts (Vite); docs/decisions/0005-resolver-realm.md says why.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENTRY = join(ROOT, 'src/appsync/runtime/js/realm/main.ts');
const SPECIFIER = 'realm:source';

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
    },
  };
}

/** For Vite's and Vitest's `plugins`. */
export function realmVitePlugin() {
  return {
    name: 'realm',
    enforce: 'pre',
    resolveId: (id) => (id === SPECIFIER ? `\0${SPECIFIER}` : undefined),
    async load(id) {
      if (id !== `\0${SPECIFIER}`) return undefined;
      const { source, files } = await bundleRealm();
      for (const file of files) this.addWatchFile(file);
      return moduleText(source);
    },
  };
}
