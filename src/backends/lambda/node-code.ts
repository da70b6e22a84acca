// Finds what a Node handler is loaded from: the file, its module format, and, for TypeScript, the bundle. Called once per
// cold start by node-instance.ts.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isObject, tryParse } from '../../lib/json.js';
import { errorDocument, type FunctionSpec, type StartFailure } from './function.js';

export interface NodeCode {
  readonly file: string;
  readonly format: 'cjs' | 'esm';
  /** CommonJS text to run instead of the file's own. */
  readonly code: string | undefined;
  /** The function's folder; '' for inline code. */
  readonly root: string;
  /** Folder whose node_modules serve `code`. */
  readonly resolveFrom: string | undefined;
  /** A package.json outside the function's folder says "module", but the code is CommonJS. */
  readonly ignoreOuterType: boolean;
  /** `index` and `handler` of `src/index.handler`. */
  readonly module: string;
  readonly exportPath: string;
  readonly files: readonly string[];
}

/** AWS looks for these, in this order; offsync compiles TypeScript as deployment tools do. */
const AWS_EXTENSIONS = ['', '.js', '.mjs', '.cjs'];
const TYPESCRIPT = ['.ts', '.mts', '.cts', '.tsx'];

/** Found in AWS's runtimes, so deployment tools leave it out of bundles. */
const PROVIDED = ['@aws-sdk/*', '@smithy/*', 'aws-sdk'];

const MODULE_SYNTAX = /^\s*(?:import|export)(?:\s+[\w$]|\s*[{*'"])/m;

export async function findNodeCode(spec: FunctionSpec): Promise<NodeCode | StartFailure> {
  const parts = /^(.*\/)?([^./]*)\.(.+)$/.exec(spec.handler);
  if (!parts) return { failure: errorDocument('Runtime.MalformedHandlerName', 'Bad handler', []), files: [] };
  const [, folder = '', module, exportPath] = parts as unknown as [string, string | undefined, string, string];
  const named = { module: folder + module, exportPath };

  if ('inline' in spec.code) {
    const text = spec.code.inline;
    const base = { ...named, file: '/var/task/index.js', format: 'cjs', root: '', resolveFrom: undefined } as const;
    if (!MODULE_SYNTAX.test(text)) return { ...base, code: text, ignoreOuterType: false, files: [] };
    const built = await bundle({ contents: text, loader: 'js', sourcefile: 'index.js' });
    return 'failure' in built ? built : { ...base, code: built.code, ignoreOuterType: false, files: [] };
  }

  const root = resolve(spec.code.folder);
  const stem = join(root, folder, module);
  const file = [...AWS_EXTENSIONS, ...TYPESCRIPT].map((extension) => stem + extension).find(isFile);
  if (file === undefined) {
    const message = `Error: Cannot find module '${folder}${module}'\nRequire stack:\n- /var/runtime/index.mjs`;
    return { failure: errorDocument('Runtime.ImportModuleError', message, message.split('\n')), files: [`${stem}.js`] };
  }
  const base = { ...named, file, root, resolveFrom: dirname(file) };
  if (TYPESCRIPT.some((extension) => file.endsWith(extension))) {
    const built = await bundle(file);
    if ('failure' in built) return { ...built, files: [file] };
    return { ...base, format: 'cjs', code: built.code, ignoreOuterType: false, files: [file, ...built.inputs] };
  }
  if (file.endsWith('.mjs')) return { ...base, format: 'esm', code: undefined, ignoreOuterType: false, files: [file] };
  if (file.endsWith('.cjs')) return { ...base, format: 'cjs', code: undefined, ignoreOuterType: false, files: [file] };
  const scope = packageTypeOf(dirname(file), root);
  // Between "module" outside and nothing inside, the code itself decides: a development tree is not what is deployed.
  const esm = scope.module && (scope.inside || MODULE_SYNTAX.test(readFileSync(file, 'utf8')));
  const ignoreOuterType = scope.module && !scope.inside && !esm;
  return { ...base, format: esm ? 'esm' : 'cjs', code: undefined, ignoreOuterType, files: [file] };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Whether the nearest package.json says "type": "module", and whether it belongs to the function. */
function packageTypeOf(start: string, root: string): { module: boolean; inside: boolean } {
  for (let folder = start; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const content = tryParse(readFileSync(file, 'utf8'));
      const inside = folder === root || folder.startsWith(`${root}/`);
      return { module: isObject(content) && content['type'] === 'module', inside };
    }
    if (dirname(folder) === folder) return { module: false, inside: false };
  }
}

type Entry = string | { readonly contents: string; readonly loader: 'js'; readonly sourcefile: string };

/** One CommonJS text, with its source map inside; esbuild is loaded when the first such function starts. */
async function bundle(entry: Entry): Promise<{ code: string; inputs: string[] } | StartFailure> {
  const { build } = await import('esbuild');
  try {
    const result = await build({
      ...(typeof entry === 'string' ? { entryPoints: [entry] } : { stdin: entry }),
      absWorkingDir: typeof entry === 'string' ? dirname(entry) : '/',
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      external: PROVIDED,
      sourcemap: 'inline',
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    const inputs = Object.keys(result.metafile.inputs)
      .filter((input) => typeof entry === 'string' && !input.includes('node_modules'))
      .map((input) => resolve(dirname(String(entry)), input));
    return { code: result.outputFiles[0]?.text ?? '', inputs };
  } catch (error) {
    return { failure: buildFailure(error, typeof entry === 'string' ? entry : entry.sourcefile), files: [] };
  }
}

/** esbuild's first message in the words AWS has for the same fault. */
function buildFailure(error: unknown, file: string): string {
  const first: unknown =
    isObject(error) || error instanceof Error ? (error as { errors?: unknown[] }).errors?.[0] : undefined;
  const text = isObject(first) ? String(first['text']) : String(error);
  const location = isObject(first) && isObject(first['location']) ? first['location'] : undefined;
  const place = location ? `${basename(String(location['file']))}:${location['line']}` : basename(file);
  if (text.startsWith('Could not resolve')) {
    const missing = /"(.*?)"/.exec(text)?.[1] ?? text;
    return errorDocument('Runtime.ImportModuleError', `Error: Cannot find module '${missing}'`, [`${place}: ${text}`]);
  }
  return errorDocument('Runtime.UserCodeSyntaxError', `SyntaxError: ${text} (${place})`, [`${place}: ${text}`]);
}
