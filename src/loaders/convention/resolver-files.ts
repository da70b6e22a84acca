// The naming rule of resolvers/:
//   resolvers/<Type>.<field>.js | .ts                       the code of a resolver
//   resolvers/<Type>.<field>.request.vtl, .response.vtl     its mapping templates
//   resolvers/functions/<name>.js | .ts | .request.vtl | .response.vtl     a function of pipelines
// Other sub-folders hold what those files import. Read by load.ts; offsync.yaml may name other files.
import { join } from 'node:path';
import type { SourceText, UnitCode } from '../../definition/model.js';
import type { Place } from '../../lib/diagnostics.js';
import { found } from '../diagnostics.js';
import { listFolder, readText, shownPath } from '../files.js';
import type { Findings } from '../findings.js';

const FIELD = /^([_A-Za-z]\w*\.[_A-Za-z]\w*)\.(js|ts|request\.vtl|response\.vtl)$/;
const FUNCTION = /^([_A-Za-z]\w*)\.(js|ts|request\.vtl|response\.vtl)$/;
/** What commonly lies beside code and is not meant as a resolver. */
const ASIDE = /\.(test|spec)\.\w+$|\.d\.ts$|\.(map|json|md)$/;

/** Files of one resolver or function, by role. */
export interface CodeFiles {
  readonly code?: string;
  readonly request?: string;
  readonly response?: string;
}

export interface ResolverFiles {
  /** By `Type.field`. */
  readonly fields: ReadonlyMap<string, CodeFiles>;
  readonly functions: ReadonlyMap<string, CodeFiles>;
}

function scan(folder: string, rule: RegExp, findings: Findings): Map<string, CodeFiles> {
  const files = new Map<string, CodeFiles>();
  for (const { name, kind } of listFolder(folder)) {
    if (kind !== 'file' || ASIDE.test(name)) continue;
    const path = join(folder, name);
    const match = rule.exec(name);
    if (!match) {
      findings.report(
        found.RESOLVER_FILE_NAME(`${name} does not follow the naming rule and is not used.`, { file: shownPath(path) }),
      );
      continue;
    }
    const [, key, ending] = match;
    const known = files.get(key!) ?? {};
    const role = ending === 'request.vtl' ? 'request' : ending === 'response.vtl' ? 'response' : 'code';
    if (known[role] !== undefined) {
      findings.report(
        found.RESOLVER_AMBIGUOUS(`${key} has both ${shownPath(known[role])} and ${name}.`, { file: shownPath(path) }),
      );
    }
    files.set(key!, { ...known, [role]: path });
  }
  return files;
}

/** What lies in resolvers/ and resolvers/functions/. */
export function findResolverFiles(root: string, findings: Findings): ResolverFiles {
  const folder = join(root, 'resolvers');
  findings.watch(folder);
  return { fields: scan(folder, FIELD, findings), functions: scan(join(folder, 'functions'), FUNCTION, findings) };
}

function readSource(path: string, findings: Findings, named: Place): SourceText | undefined {
  const text = readText(path, findings, named);
  return text === undefined ? undefined : { text, place: { file: shownPath(path) } };
}

/** The code in `files`; 'direct' when there are none. Undefined after a diagnostic. */
export function readCode(what: string, files: CodeFiles, findings: Findings, named: Place): UnitCode | undefined {
  const templates = files.request !== undefined || files.response !== undefined;
  if (files.code !== undefined && templates) {
    findings.report(found.RESOLVER_AMBIGUOUS(`${what} has code as well as mapping templates.`, named));
    return undefined;
  }
  if (files.code !== undefined) {
    const code = readSource(files.code, findings, named);
    return code && { language: 'js', code };
  }
  if (!templates) return { language: 'direct' };
  const request = files.request === undefined ? undefined : readSource(files.request, findings, named);
  const response = files.response === undefined ? undefined : readSource(files.response, findings, named);
  if ((files.request !== undefined && !request) || (files.response !== undefined && !response)) return undefined;
  return { language: 'vtl', ...(request && { request }), ...(response && { response }) };
}
