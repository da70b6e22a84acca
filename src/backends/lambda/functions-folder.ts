// `--functions DIR`: DIR/<name>/index.{js,mjs,cjs,ts,py} is the function <name>. Looked up when it is called, so a folder
// that appears or goes is seen at once and nobody watches anything.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, formatArn } from '../../aws/arn.js';
import type { FunctionSpec } from './function.js';

const ENTRIES: Readonly<Record<string, string>> = {
  'index.js': 'nodejs20.x',
  'index.mjs': 'nodejs20.x',
  'index.cjs': 'nodejs20.x',
  'index.ts': 'nodejs20.x',
  'index.mts': 'nodejs20.x',
  'index.py': 'python3.12',
};

/** Also keeps names from leading out of the folder. */
const NAME = /^[A-Za-z0-9_-]{1,140}$/;

/** A folder has no settings: long enough not to be in the way, short enough to notice. */
const DEFAULTS = { timeoutSeconds: 900, memoryMb: 512, environment: {} };

export interface FunctionsFolder {
  find(name: string): FunctionSpec | undefined;
  names(): readonly string[];
}

export function functionsFromFolder(folder: string, account: Account): FunctionsFolder {
  const find = (name: string): FunctionSpec | undefined => {
    if (!NAME.test(name)) return undefined;
    for (const [entry, runtime] of Object.entries(ENTRIES)) {
      const file = join(folder, name, entry);
      if (!statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
      const arn = formatArn(account, 'lambda', `function:${name}`);
      const code = { folder: join(folder, name) };
      return { name, arn, runtime, handler: 'index.handler', code, place: { file }, ...DEFAULTS };
    }
    return undefined;
  };
  return {
    find,
    names: () =>
      statSync(folder, { throwIfNoEntry: false })?.isDirectory()
        ? readdirSync(folder).filter((name) => find(name) !== undefined)
        : [],
  };
}
