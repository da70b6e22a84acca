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

/** Bundles made ahead, for createJsRuntime. */
export interface Bundles {
  /** Undefined: not made ahead. */
  of(source: SourceText): Bundled | undefined;
}

const TYPESCRIPT = /\.[cm]?tsx?$/;
const IMPORT = /^\s*(?:import|export)\b[^'"]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]/gm;

/** The code as AppSync would get it; code that needs no bundling comes back as it is. */
export function bundleSource(source: SourceText): Bundled {
  const file = fileToBundle(source);
  if (file === undefined) return { code: source.text };
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof Esbuild;
  try {
    return bundled(buildSync(optionsFor(file, source.text)));
  } catch (thrown) {
    return refused(thrown, source.place);
  }
}

/**
 * Bundles many sources at once, in one process of esbuild's instead of one for each. What was made before is used again
 * when it depends on nothing but its text.
 */
export async function bundleSources(sources: readonly SourceText[], previous?: Bundles): Promise<Bundles> {
  const made = new Map<string, Bundled>();
  const open = new Map<string, { readonly file: string; readonly source: SourceText }>();
  for (const source of sources) {
    const file = fileToBundle(source);
    if (file === undefined) continue;
    const known = importsFiles(source.text) ? undefined : previous?.of(source);
    if (known) made.set(keyOf(source), known);
    else open.set(keyOf(source), { file, source });
  }
  if (open.size > 0) {
    const { build } = createRequire(import.meta.url)('esbuild') as typeof Esbuild;
    await Promise.all(
      [...open].map(async ([key, { file, source }]) => {
        made.set(
          key,
          await build(optionsFor(file, source.text)).then(bundled, (thrown) => refused(thrown, source.place)),
        );
      }),
    );
  }
  return { of: (source) => made.get(keyOf(source)) };
}

function keyOf({ text, place }: SourceText): string {
  return `${place.file}\n${text}`;
}

function fileToBundle({ text, place: { file } }: SourceText): string | undefined {
  return file !== undefined && (TYPESCRIPT.test(file) || importsFiles(text)) ? file : undefined;
}

function optionsFor(file: string, contents: string): Esbuild.BuildOptions & { readonly write: false } {
  // A relative file is relative to where the program was started.
  const folder = resolve(dirname(file));
  return {
    stdin: {
      contents,
      resolveDir: folder,
      sourcefile: basename(file),
      loader: TYPESCRIPT.test(file) ? 'ts' : 'js',
    },
    bundle: true,
    write: false,
    // Source maps then name files as seen from the author's.
    absWorkingDir: folder,
    outfile: 'out.js',
    format: 'esm',
    platform: 'node',
    target: 'esnext',
    external: ['@aws-appsync/utils', '@aws-appsync/utils/*'],
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'silent',
  };
}

function bundled({ outputFiles }: { readonly outputFiles: readonly Esbuild.OutputFile[] }): Bundled {
  const code = outputFiles[0]!.text;
  // Only a fault asks for places.
  let positions: ReturnType<typeof createPositions> | undefined;
  return {
    code,
    locate(line, column) {
      positions ??= createPositions(code);
      const place = positions({ line, column });
      return { line: place.line, column: place.column };
    },
  };
}

function refused(thrown: unknown, place: Place): Bundled {
  const { errors } = thrown as Partial<Esbuild.BuildFailure>;
  if (!errors) return { diagnostics: [jsDiagnostics.JS_BUNDLE(messageOf(thrown), place)] };
  return {
    diagnostics: errors.map(({ text, location }) =>
      jsDiagnostics.JS_BUNDLE(text, {
        ...place,
        ...(location ? { line: location.line, column: location.column + 1 } : {}),
      }),
    ),
  };
}

function importsFiles(text: string): boolean {
  for (const match of text.matchAll(IMPORT)) {
    if (!/^@aws-appsync\/utils(\/|$)/.test(match[1] ?? match[2] ?? '')) return true;
  }
  return false;
}
