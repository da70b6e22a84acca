// Ties plans to the schema's fields, and reads properties where there is no resolver. Called by compile() only.
import {
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
} from 'graphql';
import type { FieldScope, OperationScope } from '../runtime/unit.js';
import type { Source } from '../sources/source.js';
import { type ErrorEntry, faultEntry, ResolverFailure, ShapeFailure } from './entries.js';
import type { Plan } from './plan.js';
import { runPlan } from './resolve.js';
import { fieldInfo } from './selection.js';

/** What one operation's resolvers share; graphql-js hands it to each as `contextValue`. */
export interface OperationContext {
  readonly scope: OperationScope;
  /** By the index that plans use. */
  readonly sources: readonly Source[];
  /** The request's variables as sent: `ctx.info.variables`. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** What util.appendError added and resolvers threw, in order. */
  readonly entries: ErrorEntry[];
  /** Collects what handlers asked for. */
  readonly effects: FieldScope['effects'];
  /** Resolvers that ran so far, against the API's limit. */
  resolversRun: number;
}

/** configuration-limits.md. Both are counted as AWS counts: the field that goes too far fails, its siblings don't. */
export interface ExecutionLimits {
  /** Levels of nesting, leaves included; 0: none. */
  readonly depth: number;
  /** Resolvers in one request; 0: AWS's own limit. */
  readonly resolvers: number;
}

/** "The default value is 0 (or unspecified), which will set the limit to 10000." */
const MOST_RESOLVERS = 10_000;

const NO_ARGUMENTS = Object.freeze({});

function property(source: unknown, name: string): unknown {
  // An own property only: a field called `constructor` reads data, never a prototype.
  return typeof source === 'object' && source !== null && Object.hasOwn(source, name)
    ? (source as Record<string, unknown>)[name]
    : undefined;
}

/** Reads `source[field]`; graphql-js's default resolver for every field without a plan. */
export function readProperty(
  source: unknown,
  _arguments: unknown,
  _context: unknown,
  info: GraphQLResolveInfo,
): unknown {
  return property(source, info.fieldName);
}

function mustBeList(value: unknown): unknown {
  if (value === null || value === undefined || Array.isArray(value)) return value;
  throw new ShapeFailure('type mismatch error, expected type LIST');
}

function pathOf(info: GraphQLResolveInfo): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: GraphQLResolveInfo['path'] | undefined = info.path; at; at = at.prev) path.push(at.key);
  return path.reverse();
}

/** Fails a field for a limit. The error types are the guide's; it does not print the messages. */
function overLimit(context: OperationContext, info: GraphQLResolveInfo, errorType: string, message: string): never {
  const fault = { message, errorType, data: null, errorInfo: null };
  context.entries.push(faultEntry(fault, pathOf(info), info));
  throw new ResolverFailure(fault);
}

function levelOf(info: GraphQLResolveInfo): number {
  let level = 0;
  for (let at: GraphQLResolveInfo['path'] | undefined = info.path; at; at = at.prev) {
    if (typeof at.key === 'string') level += 1;
  }
  return level;
}

function withinDepth(
  resolve: GraphQLFieldResolver<unknown, OperationContext>,
  most: number,
): GraphQLFieldResolver<unknown, OperationContext> {
  return (source, args, context, info) => {
    if (levelOf(info) > most)
      overLimit(context, info, 'QueryDepthLimitReached', `Query depth limit of ${most} reached.`);
    return resolve(source, args, context, info);
  };
}

function planned(plan: Plan, list: boolean, mostResolvers: number) {
  return (
    source: unknown,
    args: Record<string, unknown>,
    context: OperationContext,
    info: GraphQLResolveInfo,
  ): unknown => {
    context.resolversRun += 1;
    if (context.resolversRun > mostResolvers) {
      const message = `Resolver execution limit of ${mostResolvers} reached.`;
      overLimit(context, info, 'ResolverExecutionLimitReached', message);
    }
    let known: ReturnType<FieldScope['info']> | undefined;
    const scope: FieldScope = {
      operation: context.scope,
      arguments: args ?? NO_ARGUMENTS,
      source: source ?? null,
      info: () => (known ??= fieldInfo(info, context.variables)),
      stash: {},
      errors: [],
      effects: [],
      kept: undefined,
    };
    const trace = context.scope.trace;
    const ended = trace?.begin('resolver', { field: `${info.parentType.name}.${info.fieldName}`, arguments: args });
    const close = (): void => {
      for (const fault of scope.errors) context.entries.push(faultEntry(fault, pathOf(info), info));
      if (scope.effects.length > 0) context.effects.push(...scope.effects);
    };
    const succeed = (value: unknown): unknown => {
      ended?.();
      close();
      return list ? mustBeList(value) : value;
    };
    const fail = (error: unknown): unknown => {
      ended?.({ error: error instanceof Error ? error.message : String(error) });
      close();
      if (!(error instanceof ResolverFailure)) throw error;
      context.entries.push(faultEntry(error.fault, pathOf(info), info));
      // graphql-js must see an error too, or a non-null field would complain of null instead.
      throw error;
    };
    try {
      const value = runPlan(plan, context.sources, scope);
      return value instanceof Promise ? value.then(succeed, fail) : succeed(value);
    } catch (error) {
      if (error instanceof ShapeFailure) throw error;
      return fail(error);
    }
  };
}

/** Gives each field of a schema that nobody uses yet its resolver. */
export function attachResolvers(
  schema: GraphQLSchema,
  plans: ReadonlyMap<string, Plan>,
  limits: ExecutionLimits,
): void {
  const mostResolvers = limits.resolvers || MOST_RESOLVERS;
  for (const type of Object.values(schema.getTypeMap())) {
    if (!(isObjectType(type) || isInterfaceType(type)) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const list = isListType(getNullableType(field.type));
      const plan = plans.get(`${type.name}.${field.name}`);
      if (plan) field.resolve = planned(plan, list, mostResolvers);
      else if (list) field.resolve = (source) => mustBeList(property(source, field.name));
      if (limits.depth > 0) field.resolve = withinDepth(field.resolve ?? readProperty, limits.depth);
    }
  }
}
