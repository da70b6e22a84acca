// Resolvers and pipeline functions of a convention app: the files of resolvers/ with what offsync.yaml says about them.
// Called by load.ts. A resolver that names no data source has NONE.
import { join } from 'node:path';
import type {
  AppSyncFunctionDefinition,
  DataSourceDefinition,
  ResolverDefinition,
  UnitCode,
} from '../../definition/model.js';
import type { Place } from '../../lib/diagnostics.js';
import { found } from '../diagnostics.js';
import { shownPath } from '../files.js';
import type { Findings } from '../findings.js';
import { stableId } from '../stable-id.js';
import { didYouMean } from '../suggest.js';
import type { ResolverConfig, ResolverFunctionConfig } from './config.js';
import { NONE_SOURCE } from './data-sources.js';
import { type CodeFiles, type ResolverFiles, readCode } from './resolver-files.js';

/** What a pipeline resolver without code of its own does: nothing before, and the last result after. */
const PASS_THROUGH = `export function request(ctx) {
  return {};
}

export function response(ctx) {
  return ctx.prev.result;
}
`;

export interface ResolverContext {
  readonly root: string;
  readonly apiId: string;
  readonly dataSources: ReadonlyMap<string, DataSourceDefinition>;
  readonly files: ResolverFiles;
  readonly findings: Findings;
  /** The place of a key in offsync.yaml. */
  readonly placeAt: (...path: string[]) => Place;
}

type CodeConfig = Pick<ResolverConfig, 'code' | 'request' | 'response'>;

/** Files named in offsync.yaml come before those found by their name. */
function filesFor(config: CodeConfig, byName: CodeFiles | undefined, root: string): CodeFiles {
  if (config.code === undefined && config.request === undefined && config.response === undefined) return byName ?? {};
  return {
    ...(config.code !== undefined && { code: join(root, config.code) }),
    ...(config.request !== undefined && { request: join(root, config.request) }),
    ...(config.response !== undefined && { response: join(root, config.response) }),
  };
}

function placeFor(files: CodeFiles): Place | undefined {
  const first = files.code ?? files.request ?? files.response;
  return first === undefined ? undefined : { file: shownPath(first) };
}

/** The code of a unit: read, and there when its data source asks for it. */
function unitCode(
  what: string,
  dataSource: DataSourceDefinition,
  files: CodeFiles,
  findings: Findings,
  place: Place,
): UnitCode | undefined {
  const code = readCode(what, files, findings, place);
  if (code?.language === 'direct' && dataSource.type !== 'AWS_LAMBDA') {
    findings.report(
      found.RESOLVER_CODE_MISSING(`${what} has no code; its data source ${dataSource.name} cannot do without.`, place),
    );
    return undefined;
  }
  return code;
}

function findDataSource(what: string, name: string | undefined, context: ResolverContext, place: Place) {
  const source = context.dataSources.get(name ?? NONE_SOURCE);
  if (!source) {
    const hint = didYouMean(name!, context.dataSources.keys());
    context.findings.report(
      found.REFERENCE_UNKNOWN(`${what} names the data source "${name}", which is not there.${hint}`, place),
    );
  }
  return source;
}

/** Every function, by its name. */
export function createResolverFunctions(
  configs: Readonly<Record<string, ResolverFunctionConfig>>,
  context: ResolverContext,
): ReadonlyMap<string, AppSyncFunctionDefinition> {
  const made = new Map<string, AppSyncFunctionDefinition>();
  for (const name of new Set([...context.files.functions.keys(), ...Object.keys(configs)])) {
    const config = Object.hasOwn(configs, name) ? configs[name]! : undefined;
    const files = filesFor(config ?? {}, context.files.functions.get(name), context.root);
    const place = config ? context.placeAt('resolverFunctions', name) : placeFor(files)!;
    const source = findDataSource(`The function ${name}`, config?.dataSource, context, place);
    const code = source && unitCode(`The function ${name}`, source, files, context.findings, place);
    if (!source || !code) continue;
    made.set(name, {
      id: stableId(`${context.apiId}:function:${name}`),
      name,
      dataSourceName: source.name,
      code,
      ...(config?.maxBatchSize !== undefined && { maxBatchSize: config.maxBatchSize }),
      place,
    });
  }
  return made;
}

function pipelineIds(
  field: string,
  names: readonly string[],
  functions: ReadonlyMap<string, AppSyncFunctionDefinition>,
  declared: ReadonlySet<string>,
  context: ResolverContext,
): readonly string[] | undefined {
  let complete = true;
  const ids = names.flatMap((name, index) => {
    const known = functions.get(name);
    if (known) return [known.id];
    complete = false;
    // A function that is there and broken was reported where it stands.
    if (!declared.has(name)) {
      const message = `The pipeline of ${field} names the function "${name}", which is not there.`;
      const place = context.placeAt('resolvers', field, 'pipeline', String(index));
      context.findings.report(found.REFERENCE_UNKNOWN(`${message}${didYouMean(name, declared)}`, place));
    }
    return [];
  });
  return complete ? ids : undefined;
}

export function createResolvers(
  configs: Readonly<Record<string, ResolverConfig>>,
  functions: ReadonlyMap<string, AppSyncFunctionDefinition>,
  declaredFunctions: ReadonlySet<string>,
  context: ResolverContext,
): readonly ResolverDefinition[] {
  const { findings } = context;
  return [...new Set([...context.files.fields.keys(), ...Object.keys(configs)])].flatMap(
    (field): ResolverDefinition[] => {
      const config: ResolverConfig = Object.hasOwn(configs, field) ? configs[field]! : {};
      const files = filesFor(config, context.files.fields.get(field), context.root);
      const place = Object.hasOwn(configs, field) ? context.placeAt('resolvers', field) : placeFor(files)!;
      const [typeName, fieldName, ...rest] = field.split('.');
      if (!typeName || !fieldName || rest.length > 0) {
        findings.report(found.CONFIG_INVALID(`resolvers: "${field}" is not <Type>.<field>.`, place));
        return [];
      }
      const shared = {
        typeName,
        fieldName,
        ...(config.maxBatchSize !== undefined && { maxBatchSize: config.maxBatchSize }),
        ...(config.caching && { caching: { ttlSeconds: config.caching.ttl, keys: config.caching.keys ?? [] } }),
        place,
      };
      if (config.pipeline) {
        if (config.dataSource !== undefined) {
          findings.report(found.CONFIG_INVALID(`resolvers.${field}: a pipeline has no dataSource of its own.`, place));
        }
        const functionIds = pipelineIds(field, config.pipeline, functions, declaredFunctions, context);
        const code = readCode(field, files, findings, place);
        if (!functionIds || !code) return [];
        const pass: UnitCode = { language: 'js', code: { text: PASS_THROUGH, place } };
        return [{ ...shared, kind: 'PIPELINE', functionIds, code: code.language === 'direct' ? pass : code }];
      }
      const source = findDataSource(field, config.dataSource, context, place);
      const code = source && unitCode(field, source, files, findings, place);
      if (!source || !code) return [];
      return [{ ...shared, kind: 'UNIT', dataSourceName: source.name, functionIds: [], code }];
    },
  );
}
