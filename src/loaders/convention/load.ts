// The loader of convention folders: schema/, resolvers/, functions/, workflows/ and offsync.yaml -> a Definition. Called by
// loadApp. Every part is optional but the schema; without offsync.yaml all resolvers have the data source NONE.
import { basename, join, resolve } from 'node:path';
import {
  type ApiCacheDefinition,
  type ApiDefinition,
  type ApiKeyDefinition,
  type AuthProvider,
  type DataSourceDefinition,
  type Definition,
  EMPTY_DEFINITION,
  type FunctionDefinition,
  type SourceText,
  type StateMachineDefinition,
} from '../../definition/model.js';
import { systemClock } from '../../lib/clock.js';
import type { Place } from '../../lib/diagnostics.js';
import { found } from '../diagnostics.js';
import { type DocumentNode, parseTree, placeOf } from '../document.js';
import { kindOf, listFolder, readText, shownPath } from '../files.js';
import type { Findings } from '../findings.js';
import { functionsIn } from '../function-folders.js';
import type { LoadOptions } from '../options.js';
import { stableApiKey, stableId } from '../stable-id.js';
import { didYouMean } from '../suggest.js';
import { createBuckets } from './buckets.js';
import type { ApiConfig, Config } from './config.js';
import { createAuthProvider, createDataSource, NONE_SOURCE } from './data-sources.js';
import { createFunction } from './functions.js';
import { createIam } from './iam.js';
import { createMessaging } from './messaging.js';
import { findResolverFiles } from './resolver-files.js';
import { createResolverFunctions, createResolvers, type ResolverContext } from './resolvers.js';
import { createStateMachine, findStateMachines } from './state-machines.js';
import { substitute } from './substitute.js';
import { createTable, createTriggers } from './tables.js';

export const CONFIG_FILES = ['offsync.yaml', 'offsync.yml', 'offsync.json'] as const;

interface App {
  readonly root: string;
  readonly config: Config;
  readonly options: LoadOptions;
  readonly findings: Findings;
  readonly placeAt: (...path: (string | number)[]) => Place;
}

/** schema.graphql and schema/*.graphql (or .gql), in the order of their names. */
function readSchema(root: string, findings: Findings): readonly SourceText[] {
  const folder = join(root, 'schema');
  findings.watch(folder);
  const paths = [
    join(root, 'schema.graphql'),
    ...listFolder(folder)
      .filter(({ name, kind }) => kind === 'file' && /\.(graphqls?|gql)$/.test(name))
      .map(({ name }) => join(folder, name)),
  ].filter((path) => kindOf(path) === 'file');
  return paths.flatMap((path) => {
    const text = readText(path, findings);
    return text === undefined ? [] : [{ text, place: { file: shownPath(path) } }];
  });
}

function createApiKeys(api: ApiConfig, name: string, app: App): readonly ApiKeyDefinition[] {
  const now = (app.options.clock ?? systemClock).now() / 1000;
  const keys = api.apiKeys ?? [{}];
  return keys.map((key, index) => {
    const chosen =
      typeof key.expires === 'string'
        ? Date.parse(key.expires) / 1000
        : (key.expires ?? (key.days === undefined ? undefined : now + key.days * 86_400));
    // CreateApiKey rounds down to the hour.
    const expires = chosen === undefined ? undefined : Math.floor(chosen / 3600) * 3600;
    const id = key.id ?? stableApiKey(index === 0 ? name : `${name}:${index}`);
    if (expires !== undefined && expires <= now) {
      const when = new Date(expires * 1000).toISOString();
      const place = app.placeAt('api', 'apiKeys', String(index));
      app.findings.report(found.API_KEY_EXPIRED(`An API key expired on ${when} and will be refused.`, place));
    }
    return {
      id,
      ...(expires !== undefined && { expires }),
      ...(key.description !== undefined && { description: key.description }),
    };
  });
}

function createDataSources(app: App): ReadonlyMap<string, DataSourceDefinition> {
  const sources = new Map<string, DataSourceDefinition>();
  sources.set(NONE_SOURCE, { name: NONE_SOURCE, type: 'NONE', config: {}, place: app.placeAt('dataSources') });
  for (const [name, config] of Object.entries(app.config.dataSources ?? {})) {
    sources.set(name, createDataSource(name, config, app.options, app.placeAt('dataSources', name)));
  }
  return sources;
}

/** Warns of tables and functions that data sources and authorizers name and the app does not have. */
function checkTargets(app: App, functions: readonly FunctionDefinition[]): void {
  const { api = {}, dataSources = {} } = app.config;
  const tables = Object.keys(app.config.tables ?? {});
  // A function that is configured and broken was reported where it stands.
  const lambdas = [...functions.map(({ name }) => name), ...Object.keys(app.config.functions ?? {})];
  const check = (who: string, what: 'table' | 'function', target: string, ...at: string[]): void => {
    const known = what === 'table' ? tables : lambdas;
    if (target.startsWith('arn:') || known.includes(target)) return;
    const message = `${who} names the ${what} "${target}", which this app does not have.`;
    app.findings.report(found.REFERENCE_OUTSIDE(`${message}${didYouMean(target, known)}`, app.placeAt(...at, what)));
  };
  for (const [name, source] of Object.entries(dataSources)) {
    if (source.type === 'AMAZON_DYNAMODB') check(`The data source ${name}`, 'table', source.table, 'dataSources', name);
    if (source.type === 'AWS_LAMBDA')
      check(`The data source ${name}`, 'function', source.function, 'dataSources', name);
  }
  if (api.auth?.type === 'AWS_LAMBDA') check('The authorizer', 'function', api.auth.function, 'api', 'auth');
  for (const [index, provider] of (api.additionalAuth ?? []).entries()) {
    if (provider.type !== 'AWS_LAMBDA') continue;
    check('The authorizer', 'function', provider.function, 'api', 'additionalAuth', String(index));
  }
}

function createApi(app: App): ApiDefinition {
  const { root, findings, options, placeAt } = app;
  const api = app.config.api ?? {};
  const name = api.name ?? basename(root);
  const id = api.id ?? stableId(`api:${name}`);
  const schema = readSchema(root, findings);
  if (schema.length === 0) {
    const message = 'The app has no schema: schema.graphql and schema/*.graphql are looked for.';
    findings.report(found.SCHEMA_MISSING(message, { file: shownPath(root) }));
  }
  const auth: AuthProvider = api.auth ? createAuthProvider(api.auth, root, options) : { type: 'API_KEY' };
  const additionalAuth = (api.additionalAuth ?? []).map((provider) => createAuthProvider(provider, root, options));
  const withKeys = [auth, ...additionalAuth].some(({ type }) => type === 'API_KEY');
  const dataSources = createDataSources(app);
  const files = findResolverFiles(root, findings);
  const context: ResolverContext = { root, apiId: id, dataSources, files, findings, placeAt };
  const functionConfigs = app.config.resolverFunctions ?? {};
  const functions = createResolverFunctions(functionConfigs, context);
  const declared = new Set([...files.functions.keys(), ...Object.keys(functionConfigs)]);
  return {
    id,
    name,
    schema,
    auth,
    additionalAuth,
    apiKeys: withKeys ? createApiKeys(api, name, app) : [],
    dataSources: [...dataSources.values()],
    functions: [...functions.values()],
    resolvers: createResolvers(app.config.resolvers ?? {}, functions, declared, context),
    environment: api.environment ?? {},
    introspection: api.introspection ?? 'ENABLED',
    queryDepthLimit: api.queryDepthLimit ?? 0,
    ...(api.sandbox ? { sandbox: api.sandbox } : {}),
    resolverCountLimit: api.resolverCountLimit ?? 0,
    domainNames: api.domainNames ?? [],
    ...(api.logConfig ? { logging: api.logConfig } : {}),
    place: placeAt('api'),
  };
}

function createApiCache(apiId: string, { config, placeAt }: App): readonly ApiCacheDefinition[] {
  const cache = config.api?.cache;
  if (!cache) return [];
  return [
    {
      name: apiId,
      behavior: cache.behavior,
      ttlSeconds: cache.ttl,
      type: 'SMALL',
      atRestEncryption: true,
      transitEncryption: true,
      healthMetrics: 'DISABLED',
      place: placeAt('api', 'cache'),
    },
  ];
}

/** Folders below functions/ and --functions first, then what offsync.yaml says, which wins. */
function createFunctions(app: App): readonly FunctionDefinition[] {
  const { root, options, findings, placeAt } = app;
  const made = new Map<string, FunctionDefinition>();
  const folders = [join(root, 'functions'), ...(options.functionsDir === undefined ? [] : [options.functionsDir])];
  for (const folder of folders) {
    for (const found of functionsIn(folder, options.account, findings)) made.set(found.name, found);
  }
  for (const [name, config] of Object.entries(app.config.functions ?? {})) {
    const created = createFunction(name, config, { root, options, findings, place: placeAt('functions', name) });
    if (created) made.set(name, created);
  }
  return [...made.values()];
}

function createStateMachines(app: App): readonly StateMachineDefinition[] {
  const named = new Set<string>();
  const configured = Object.entries(app.config.stateMachines ?? {}).flatMap(([name, config]) => {
    if (typeof config.definition === 'string') named.add(join(app.root, config.definition));
    const created = createStateMachine(name, config, app, app.placeAt('stateMachines', name));
    return created ? [created] : [];
  });
  const names = new Set(configured.map(({ name }) => name));
  return [...configured, ...findStateMachines(named, app).filter(({ name }) => !names.has(name))];
}

/** The configuration with its variables replaced: empty when there is no file, undefined after an error. */
async function readConfig(root: string, options: LoadOptions, findings: Findings) {
  for (const file of CONFIG_FILES) findings.watch(join(root, file));
  const path = CONFIG_FILES.map((file) => join(root, file)).find((file) => kindOf(file) !== 'absent');
  if (path === undefined) return { config: {} as Config, tree: undefined, file: undefined };
  const text = readText(path, findings);
  const file = shownPath(path);
  const parsed = text === undefined ? undefined : parseTree(text, file, findings);
  if (!parsed) return undefined;
  const tree: DocumentNode = substitute(parsed, options, findings);
  const { checkConfig } = await import('./config.js');
  const config = checkConfig(tree, findings);
  return config && { config, tree, file };
}

/** Loads the folder `path`. */
export async function loadConvention(path: string, options: LoadOptions, findings: Findings): Promise<Definition> {
  const root = resolve(path);
  const read = await readConfig(root, options, findings);
  if (!read) return EMPTY_DEFINITION;
  const { config, tree } = read;
  const app: App = {
    root,
    config,
    options,
    findings,
    placeAt: (...keys) => (tree ? placeOf(tree, keys) : { file: shownPath(root) }),
  };
  const functions = createFunctions(app);
  checkTargets(app, functions);
  const api = createApi(app);
  return {
    apis: [api],
    apiCaches: createApiCache(api.id, app),
    tables: Object.entries(config.tables ?? {}).map(([name, table]) =>
      createTable(name, table, root, findings, app.placeAt('tables', name)),
    ),
    functions,
    eventSourceMappings: Object.entries(config.tables ?? {}).flatMap(([name, table]) =>
      createTriggers(name, table, app.placeAt('tables', name, 'triggers')),
    ),
    buckets: createBuckets(config, app),
    ...createMessaging(config, app),
    stateMachines: createStateMachines(app),
    processes: Object.entries(config.processes ?? {}).map(([name, spec]) => ({
      name,
      command: spec.command,
      folder: resolve(root, spec.folder ?? '.'),
      environment: spec.environment ?? {},
      place: app.placeAt('processes', name),
    })),
    iam: createIam(config.iam ?? {}, app),
    outputs: config.outputs ?? {},
  };
}
