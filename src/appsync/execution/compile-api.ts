// compile() of one API: definition in, immutable program out. Schema, units and wiring are checked here, once; what
// execution needs at run time is found by index, never by name.
import type { GraphQLSchema } from 'graphql';
import type {
  ApiDefinition,
  AppSyncFunctionDefinition,
  DataSourceDefinition,
  ResolverDefinition,
  UnitCode,
} from '../../definition/model.js';
import type { Diagnostic, Place } from '../../lib/diagnostics.js';
import { checkRules } from '../auth/check-rules.js';
import { compileRules, type Rules } from '../auth/rules.js';
import { found } from '../diagnostics.js';
import type { JsRuntime } from '../runtime/js/index.js';
import type { Unit } from '../runtime/unit.js';
import type { VtlRuntime } from '../runtime/vtl/index.js';
import { buildSchema } from '../schema/build.js';
import type { Declared } from '../schema/declared.js';
import { SOURCES } from '../sources/index.js';
import { isCacheTtl } from './cache.js';
import { type CachingKey, DEFAULT_KEYS, readCachingKey } from './cache-keys.js';
import { attachResolvers } from './fields.js';
import type { Caching, Plan, Step } from './plan.js';

export interface Runtimes {
  readonly js: JsRuntime;
  readonly vtl: VtlRuntime;
}

export interface ApiProgram {
  readonly definition: ApiDefinition;
  readonly schema: GraphQLSchema;
  /** Who may read which field. */
  readonly rules: Rules;
  /** Mutation field -> subscription fields. */
  readonly subscriptions: ReadonlyMap<string, readonly string[]>;
  readonly sources: readonly DataSourceDefinition[];
  /** `Type.field` -> what resolves it. */
  readonly plans: ReadonlyMap<string, Plan>;
}

export interface CompiledApi {
  /** Undefined when the API can't be served at all (no usable schema). */
  readonly program: ApiProgram | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** resolver-reference-overview-js.md: "a pipeline resolver can have up to 10 functions". */
const LONGEST_PIPELINE = 10;

/** "The limit is 5", where nothing else is configured. */
const USUAL_BATCH = 5;

/** A field whose resolver can't be compiled still has one: it answers with the fault, so that nothing fails silently. */
export function compileApi(api: ApiDefinition, runtimes: Runtimes): CompiledApi {
  const diagnostics: Diagnostic[] = [];
  const built = buildSchema(api.schema, api.place);
  const { declared } = built;
  diagnostics.push(...built.diagnostics, ...checkRules(api, declared));

  const sourceIndex = new Map<string, number>();
  api.dataSources.forEach((source, index) => {
    sourceIndex.set(source.name, index);
    diagnostics.push(...SOURCES[source.type].check(source));
  });

  const compileCode = (code: UnitCode): Unit | undefined => {
    if (code.language === 'direct') return undefined;
    const compiled =
      code.language === 'js' ? runtimes.js.compile(code.code) : runtimes.vtl.compile(code.request, code.response);
    diagnostics.push(...compiled.diagnostics);
    return compiled.unit ?? brokenUnit(compiled.diagnostics);
  };

  const compileStep = (
    owner: string,
    name: string | undefined,
    { code, maxBatchSize, place }: { readonly code: UnitCode; readonly maxBatchSize?: number; readonly place: Place },
  ): Step | undefined => {
    // Before anything ends this: the code of a step without a source is looked at, too.
    const unit = compileCode(code);
    const source = name === undefined ? undefined : sourceIndex.get(name);
    if (source === undefined) {
      diagnostics.push(
        found.RESOLVER_UNKNOWN_SOURCE(
          `${owner} names the data source ${name ?? '(none)'}, which does not exist.`,
          place,
        ),
      );
      return undefined;
    }
    if (code.language === 'direct' && api.dataSources[source]!.type !== 'AWS_LAMBDA') {
      diagnostics.push(
        found.RESOLVER_WITHOUT_CODE(`${owner} has no code and its data source ${name} is no AWS_LAMBDA.`, place),
      );
    }
    // A handler that says BatchInvoke where no size is set gets the old one (aws/aws-appsync-community#51).
    const batch = { size: Math.max(maxBatchSize ?? USUAL_BATCH, 1) };
    const batched = (maxBatchSize ?? 0) > 0;
    return { name: owner, language: code.language, unit, source, batched, batch };
  };

  const functions = new Map<string, AppSyncFunctionDefinition>(api.functions.map((one) => [one.id, one]));
  const steps = new Map<string, Step | undefined>();
  const stepOf = (id: string, resolver: ResolverDefinition): Step | undefined => {
    if (steps.has(id)) return steps.get(id);
    const definition = functions.get(id);
    if (!definition) {
      diagnostics.push(
        found.RESOLVER_UNKNOWN_FUNCTION(
          `${resolver.typeName}.${resolver.fieldName} names the function ${id}, which does not exist.`,
          resolver.place,
        ),
      );
      return undefined;
    }
    const step = compileStep(definition.name, definition.dataSourceName, definition);
    steps.set(id, step);
    return step;
  };

  const plans = new Map<string, Plan>();
  const seen = new Set<string>();
  for (const resolver of api.resolvers) {
    const key = `${resolver.typeName}.${resolver.fieldName}`;
    const attached = declared.types.get(resolver.typeName)?.fields.has(resolver.fieldName) ?? false;
    if (!attached && declared.whole) {
      diagnostics.push(
        found.RESOLVER_UNKNOWN_FIELD(
          `A resolver is attached to ${key}, which the schema does not have.`,
          resolver.place,
        ),
      );
    }
    if (seen.has(key)) diagnostics.push(found.RESOLVER_DUPLICATE(`${key} has two resolvers.`, resolver.place));
    seen.add(key);
    const caching = isChange(declared, resolver.typeName) ? undefined : compileCaching(resolver, diagnostics);
    if (resolver.kind === 'UNIT') {
      const step = compileStep(key, resolver.dataSourceName, resolver);
      if (step && attached) plans.set(key, { kind: 'UNIT', step, caching });
      continue;
    }
    if (resolver.functionIds.length > LONGEST_PIPELINE) {
      diagnostics.push(
        found.RESOLVER_PIPELINE_TOO_LONG(`${key} has ${resolver.functionIds.length} functions.`, resolver.place),
      );
    }
    const line = resolver.functionIds.map((id) => stepOf(id, resolver));
    const unit = compileCode(resolver.code);
    if (attached && line.every((step) => step !== undefined)) {
      plans.set(key, {
        kind: 'PIPELINE',
        caching,
        language: resolver.code.language,
        unit,
        // Functions are shared between resolvers, batches are not.
        steps: line.map((step) => ({ ...step, batch: { ...step.batch } })),
      });
    }
  }
  // AWS has looked at a function's code when it is made, whether a resolver names it or not.
  for (const { id, name, dataSourceName, ...rest } of api.functions)
    if (!steps.has(id)) compileStep(name, dataSourceName, rest);

  if (!built.schema) return { program: undefined, diagnostics };
  attachResolvers(built.schema, plans, { depth: api.queryDepthLimit, resolvers: api.resolverCountLimit });
  return {
    program: {
      definition: api,
      schema: built.schema,
      rules: compileRules(api, built.schema),
      subscriptions: built.subscriptions,
      sources: api.dataSources,
      plans,
    },
    diagnostics,
  };
}

/** Whether a type's fields change things, so that nothing of them is kept. */
function isChange({ roots }: Declared, typeName: string): boolean {
  return typeName === roots.mutation || typeName === roots.subscription;
}

/** Keys that can't be read would keep one answer for all: such a resolver keeps nothing. */
function compileCaching(
  { typeName, fieldName, caching, place }: ResolverDefinition,
  diagnostics: Diagnostic[],
): Caching | undefined {
  const field = `${typeName}.${fieldName}`;
  if (!caching) return { field, keys: DEFAULT_KEYS, ttlSeconds: undefined };
  const keys: CachingKey[] = [];
  for (const text of caching.keys) {
    const key = readCachingKey(text);
    if (key) keys.push(key);
    else diagnostics.push(found.CACHING_INVALID(`${field} has the caching key ${text}.`, place));
  }
  if (!isCacheTtl(caching.ttlSeconds)) {
    diagnostics.push(found.CACHING_INVALID(`${field} is to be kept for ${caching.ttlSeconds} seconds.`, place));
    return undefined;
  }
  if (keys.length < caching.keys.length) return undefined;
  return { field, keys: keys.length > 0 ? keys : DEFAULT_KEYS, ttlSeconds: caching.ttlSeconds };
}

/** Answers every call with the first compile fault. */
function brokenUnit(diagnostics: readonly Diagnostic[]): Unit {
  const fault = {
    message: diagnostics[0]?.message ?? 'The code could not be compiled.',
    errorType: 'Code',
    data: null,
    errorInfo: null,
  };
  const fail = () => ({ kind: 'error', fault }) as const;
  return { hasRequest: true, hasResponse: true, request: fail, response: fail };
}
