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
import { found } from '../diagnostics.js';
import type { JsRuntime } from '../runtime/js/index.js';
import type { Unit } from '../runtime/unit.js';
import type { VtlRuntime } from '../runtime/vtl/index.js';
import { buildSchema } from '../schema/build.js';
import { SOURCES } from '../sources/index.js';
import { attachResolvers } from './fields.js';
import type { Plan, Step } from './plan.js';

export interface Runtimes {
  readonly js: JsRuntime;
  readonly vtl: VtlRuntime;
}

export interface ApiProgram {
  readonly definition: ApiDefinition;
  readonly schema: GraphQLSchema;
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

/** A field whose resolver can't be compiled still has one: it answers with the fault, so that nothing fails silently. */
export function compileApi(api: ApiDefinition, runtimes: Runtimes): CompiledApi {
  const diagnostics: Diagnostic[] = [];
  const built = buildSchema(api.schema, api.place);
  diagnostics.push(...built.diagnostics);

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
    {
      code,
      maxBatchSize = 0,
      place,
    }: { readonly code: UnitCode; readonly maxBatchSize?: number; readonly place: Place },
  ): Step | undefined => {
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
    if (maxBatchSize > 0) {
      diagnostics.push(
        found.BATCHING_NOT_EMULATED(`${owner} asks for batches of up to ${maxBatchSize}; each holds one item.`, place),
      );
    }
    return { name: owner, language: code.language, unit: compileCode(code), source, batched: maxBatchSize > 0 };
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
  for (const resolver of api.resolvers) {
    const key = `${resolver.typeName}.${resolver.fieldName}`;
    const type = built.schema?.getType(resolver.typeName);
    if (built.schema && !(type && 'getFields' in type && resolver.fieldName in type.getFields())) {
      diagnostics.push(
        found.RESOLVER_UNKNOWN_FIELD(
          `A resolver is attached to ${key}, which the schema does not have.`,
          resolver.place,
        ),
      );
      continue;
    }
    if (plans.has(key)) diagnostics.push(found.RESOLVER_DUPLICATE(`${key} has two resolvers.`, resolver.place));
    if (resolver.caching) diagnostics.push(found.CACHING_NOT_EMULATED(`${key} asks for caching.`, resolver.place));
    if (resolver.kind === 'UNIT') {
      const step = compileStep(key, resolver.dataSourceName, resolver);
      if (step) plans.set(key, { kind: 'UNIT', step });
      continue;
    }
    if (resolver.functionIds.length > LONGEST_PIPELINE) {
      diagnostics.push(
        found.RESOLVER_PIPELINE_TOO_LONG(`${key} has ${resolver.functionIds.length} functions.`, resolver.place),
      );
    }
    const line = resolver.functionIds.map((id) => stepOf(id, resolver));
    if (line.every((step) => step !== undefined)) {
      plans.set(key, {
        kind: 'PIPELINE',
        language: resolver.code.language,
        unit: compileCode(resolver.code),
        steps: line,
      });
    }
  }

  if (!built.schema) return { program: undefined, diagnostics };
  attachResolvers(built.schema, plans, { depth: api.queryDepthLimit, resolvers: api.resolverCountLimit });
  return {
    program: {
      definition: api,
      schema: built.schema,
      subscriptions: built.subscriptions,
      sources: api.dataSources,
      plans,
    },
    diagnostics,
  };
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
