// Folders of Lambda functions: every `<folder>/<name>/index.{js,mjs,cjs,ts,py}` is a function of that name with the handler
// "handler". Used by every loader for `functions/` and --functions; never looks into the code.
import { join, resolve } from 'node:path';
import { type Account, formatArn } from '../aws/arn.js';
import type { FunctionDefinition } from '../definition/model.js';
import { kindOf, listFolder, shownPath } from './files.js';
import type { Findings } from './findings.js';

/** Extensions of handler files, with the runtime they mean when none is named. */
export const HANDLER_RUNTIMES: ReadonlyMap<string, string> = new Map([
  ['.js', 'nodejs20.x'],
  ['.mjs', 'nodejs20.x'],
  ['.cjs', 'nodejs20.x'],
  ['.ts', 'nodejs20.x'],
  ['.mts', 'nodejs20.x'],
  ['.py', 'python3.12'],
]);

/** Lambda's defaults: 3 seconds and 128 MB (CreateFunction). */
export const LAMBDA_DEFAULTS = { timeoutSeconds: 3, memoryMb: 128 } as const;

/** A bare folder can't say how long its handler takes: what AWS allows at most, and room for a bundle. */
const FOLDER_DEFAULTS = { timeoutSeconds: 900, memoryMb: 512 } as const;

/** The file of a handler such as `index.handler` or `src/app.lambda_handler`, when the folder has it. */
export function handlerFile(folder: string, handler: string): string | undefined {
  const module = handler.slice(0, handler.lastIndexOf('.'));
  for (const extension of HANDLER_RUNTIMES.keys()) {
    const file = join(folder, `${module}${extension}`);
    if (kindOf(file) === 'file') return file;
  }
  return undefined;
}

/** The function that a folder holds, or undefined when it holds none. */
export function functionInFolder(name: string, path: string, account: Account): FunctionDefinition | undefined {
  const folder = resolve(path);
  const file = handlerFile(folder, 'index.handler');
  if (file === undefined) return undefined;
  return {
    name,
    arn: formatArn(account, 'lambda', `function:${name}`),
    runtime: HANDLER_RUNTIMES.get(file.slice(file.lastIndexOf('.')))!,
    handler: 'index.handler',
    code: { folder },
    environment: {},
    ...FOLDER_DEFAULTS,
    place: { file: shownPath(file) },
  };
}

/** Every function below `path`. The folder is watched even when it does not exist yet. */
export function functionsIn(path: string, account: Account, findings: Findings): readonly FunctionDefinition[] {
  findings.watch(path);
  return listFolder(path).flatMap(({ name, kind }) => {
    const made = kind === 'folder' ? functionInFolder(name, join(path, name), account) : undefined;
    return made ? [made] : [];
  });
}
