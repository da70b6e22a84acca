// Makes the module `jsonata:synchronous`: the jsonata package with its async functions made plain ones, and its time and
// chance handed in. Workflows evaluate expressions inside a pure, synchronous machine; the package only offers promises.
// Used by scripts/build.mjs (esbuild) and vitest.config.ts (Vite); docs/decisions/0008-workflow-engine.md says why.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const FILE = createRequire(import.meta.url).resolve('jsonata/jsonata.js');
const SPECIFIER = 'jsonata:synchronous';

/** The module's text; fails when the package no longer looks as this was written for. */
export function synchronousJsonata() {
  const source = readFileSync(FILE, 'utf8')
    .replace(/\basync\s+(?=function\b|\()/g, '')
    .replace(/\bawait\s+/g, '')
    .replace(/\bPromise\.all\(/g, '(');
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
  if (/\bPromise\b|(?<!\.)\basync\s|\bawait\b/.test(code.replace(/isPromise/g, ''))) {
    throw new Error(`${FILE} has asynchronous code that scripts/jsonata-plugin.mjs does not know.`);
  }
  return `export function load({ Date, Math }) {\nconst module = { exports: {} };\nconst { exports } = module;\n${source}\nreturn module.exports;\n}\n`;
}

/** For esbuild's `plugins`. */
export function jsonataPlugin() {
  return {
    name: 'jsonata',
    setup(into) {
      into.onResolve({ filter: /^jsonata:synchronous$/ }, () => ({ path: SPECIFIER, namespace: 'jsonata' }));
      into.onLoad({ filter: /.*/, namespace: 'jsonata' }, () => ({
        contents: synchronousJsonata(),
        loader: 'js',
        watchFiles: [FILE],
      }));
    },
  };
}

/** For Vite's and Vitest's `plugins`. */
export function jsonataVitePlugin() {
  return {
    name: 'jsonata',
    enforce: 'pre',
    resolveId: (id) => (id === SPECIFIER ? `\0${SPECIFIER}` : undefined),
    load: (id) => (id === `\0${SPECIFIER}` ? synchronousJsonata() : undefined),
  };
}
