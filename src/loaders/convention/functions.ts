// Lambda functions of a convention app: the folders below functions/ and `functions:` of offsync.yaml, which may give a
// folder's function its own settings or name code elsewhere. Called by load.ts.
import { basename, dirname, extname, join, resolve } from 'node:path';
import { formatArn } from '../../aws/arn.js';
import type { FunctionDefinition } from '../../definition/model.js';
import type { Place } from '../../lib/diagnostics.js';
import { found } from '../diagnostics.js';
import { kindOf, shownPath } from '../files.js';
import type { Findings } from '../findings.js';
import { HANDLER_RUNTIMES, handlerFile, LAMBDA_DEFAULTS } from '../function-folders.js';
import type { LoadOptions } from '../options.js';
import type { LambdaConfig } from './config.js';

export function createFunction(
  name: string,
  config: LambdaConfig,
  context: { readonly root: string; readonly options: LoadOptions; readonly findings: Findings; readonly place: Place },
): FunctionDefinition | undefined {
  const { root, options, findings, place } = context;
  const path = resolve(root, config.code ?? join('functions', name));
  const kind = kindOf(path);
  findings.watch(path);
  const isFile = kind === 'file';
  const folder = isFile ? dirname(path) : path;
  const handler = config.handler ?? `${isFile ? basename(path, extname(path)) : 'index'}.handler`;
  const file = handlerFile(folder, handler);
  if (file === undefined) {
    const what = kind === 'absent' ? shownPath(path) : `${shownPath(folder)} with the file of the handler ${handler}`;
    findings.report(found.FILE_NOT_FOUND(`The function ${name} has no code: ${what} does not exist.`, place));
    return undefined;
  }
  return {
    name,
    arn: formatArn(options.account, 'lambda', `function:${name}`),
    runtime: config.runtime ?? HANDLER_RUNTIMES.get(extname(file))!,
    handler,
    code: { folder },
    environment: config.environment ?? {},
    timeoutSeconds: config.timeout ?? LAMBDA_DEFAULTS.timeoutSeconds,
    memoryMb: config.memory ?? LAMBDA_DEFAULTS.memoryMb,
    place,
  };
}
