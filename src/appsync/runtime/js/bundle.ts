// TypeScript, and JavaScript with imports of local files, to one module, as AWS CDK and the guide tell teams to bundle
// (additional-utilities.md, "Leveraging libraries and bundling your code"). esbuild is loaded only when needed.
import { createRequire } from 'node:module';
import { basename, dirname, resolve } from 'node:path';
import type * as Esbuild from 'esbuild';
import type { SourceText } from '../../../definition/model.js';
import type { Diagnostic, Place } from '../../../lib/diagnostics.js';
import { messageOf } from '../../../lib/errors.js';
import { jsDiagnostics } from './diagnostics.js';
import { createPositions } from './source-positions.js';

export type Bundled =
  | { readonly code: string; readonly locate?: (line: number, column: number) => Place }
  | { readonly diagnostics: readonly Diagnostic[] };

const TYPESCRIPT = /\.[cm]?tsx?$/;
const IMPORT = /^\s*(?:import|export)\b[^'"]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]/gm;

/** The code as AppSync would get it; code that needs no bundling comes back as it is. */
export function bundleSource(source: SourceText): Bundled {
  const { file } = source.place;
  if (file === undefined || !(TYPESCRIPT.test(file) || importsFiles(source.text))) return { code: source.text };
  // Places name files as seen from the working directory; esbuild wants whole paths.
  const path = resolve(file);
  const require = createRequire(import.meta.url);
  const { buildSync } = require('esbuild') as typeof Esbuild;
  try {
    const { outputFiles } = buildSync({
      stdin: {
        contents: source.text,
        resolveDir: dirname(path),
        sourcefile: basename(path),
        loader: TYPESCRIPT.test(file) ? 'ts' : 'js',
      },
      bundle: true,
      write: false,
      // Source maps then name files as seen from the author's.
      absWorkingDir: dirname(path),
      outfile: 'out.js',
      format: 'esm',
      platform: 'node',
      target: 'esnext',
      external: ['@aws-appsync/utils', '@aws-appsync/utils/*'],
      sourcemap: 'inline',
      sourcesContent: false,
      logLevel: 'silent',
    });
    const code = outputFiles[0]!.text;
    const positions = createPositions(code);
    return {
      code,
      locate(line, column) {
        const place = positions({ line, column });
        return { line: place.line, column: place.column };
      },
    };
  } catch (thrown) {
    const { errors } = thrown as Partial<Esbuild.BuildFailure>;
    if (!errors) return { diagnostics: [jsDiagnostics.JS_BUNDLE(messageOf(thrown), source.place)] };
    return {
      diagnostics: errors.map(({ text, location }) =>
        jsDiagnostics.JS_BUNDLE(text, {
          ...source.place,
          ...(location ? { line: location.line, column: location.column + 1 } : {}),
        }),
      ),
    };
  }
}

function importsFiles(text: string): boolean {
  for (const match of text.matchAll(IMPORT)) {
    if (!/^@aws-appsync\/utils(\/|$)/.test(match[1] ?? match[2] ?? '')) return true;
  }
  return false;
}
