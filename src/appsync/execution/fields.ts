// Ties plans to the schema's fields, and reads properties where there is no resolver. compile-api.ts attaches them once to a
// schema; graphql-js, and subscribe.ts for a subscription's own field, call them as operations run.
import {
  type GraphQLAbstractType,
  type GraphQLEnumType,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isListType,
  isObjectType,
} from 'graphql';
import type { SchemaField } from '../auth/rules.js';
import type { FieldScope, OperationScope, ResolverFault } from '../runtime/unit.js';
import { ScalarError } from '../schema/scalars/index.js';
import { javaText } from '../schema/scalars/java-text.js';
import type { Source } from '../sources/source.js';
import type { ApiCache } from './cache.js';
import { resolverSlot } from './cache-slots.js';
import type { Denied } from './decisions.js';
import { refuseField, withoutDenied } from './denied.js';
import {
  type ErrorEntry,
  faultEntry,
  pathOf,
  ResolverBug,
  ResolverFailure,
  ShapeFailure,
  UnresolvedType,
} from './entries.js';
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
  /** What the caller may not read of this document; undefined: nothing is closed. */
  readonly denied: Denied['fields'] | undefined;
  /** Undefined: the API keeps nothing. */
  readonly cache: ApiCache | undefined;
  /** What util.appendError added and resolvers threw, in order. */
  readonly entries: ErrorEntry[];
  /** Collects what handlers asked for. */
  readonly effects: FieldScope['effects'];
  /** Resolvers that ran so far, against the API's limit. */
  resolversRun: number;
  /** Counts resolvers that failed. */
  readonly failed?: ((typeName: string, fieldName: string) => void) | undefined;
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

/** The default resolver of an operation that asks for what its caller may not read. */
export function readAllowed(
  source: unknown,
  _arguments: unknown,
  context: OperationContext,
  info: GraphQLResolveInfo,
): unknown {
  const field = context.denied && info.parentType.getFields()[info.fieldName];
  return field && context.denied.has(field) ? refuseField(context.entries, info) : property(source, info.fieldName);
}

/** The same where somebody reads of every field. */
export function traced(
  read: GraphQLFieldResolver<unknown, OperationContext>,
): GraphQLFieldResolver<unknown, OperationContext> {
  return (source, args, context, info) => {
    const field = `${info.parentType.name}.${info.fieldName}`;
    const detail = { field, path: pathOf(info), returnType: String(info.returnType) };
    const ended = context.scope.trace?.begin('field', detail);
    const value = read(source, args, context, info);
    ended?.();
    return value;
  };
}

/** `depth` lists within each other. */
function mustBeList(value: unknown, depth: number): unknown {
  if (value === null || value === undefined) return value;
  if (!Array.isArray(value)) throw new ShapeFailure('type mismatch error, expected type LIST');
  if (depth > 1) for (const item of value) mustBeList(item, depth - 1);
  return value;
}

function listDepth(type: GraphQLOutputType): number {
  const nullable = getNullableType(type);
  return isListType(nullable) ? 1 + listDepth(nullable.ofType as GraphQLOutputType) : 0;
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

/** A field whose resolver is not run for callers it is closed to. */
function unlessDenied(
  field: SchemaField,
  resolve: GraphQLFieldResolver<unknown, OperationContext>,
): GraphQLFieldResolver<unknown, OperationContext> {
  return (source, args, context, info) =>
    context.denied?.has(field) ? refuseField(context.entries, info) : resolve(source, args, context, info);
}

/** The entry of a resolver's fault; `data` shows nothing that is closed to the caller. */
function entryOf(fault: ResolverFault, context: OperationContext, info: GraphQLResolveInfo): ErrorEntry {
  const { denied } = context;
  const data = denied ? withoutDenied(fault.data, info.returnType, info.schema, denied) : fault.data;
  return faultEntry(denied ? { ...fault, data } : fault, pathOf(info), info);
}

function planned(plan: Plan, lists: number, mostResolvers: number) {
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
      trace: undefined,
    };
    const trace = context.scope.trace;
    const slot = context.cache && resolverSlot(context.cache, plan.caching, scope);
    if (slot?.kept) {
      trace?.note('cache', { hit: plan.caching?.field });
      return lists > 0 ? mustBeList(slot.kept.value, lists) : slot.kept.value;
    }
    const step = trace?.enter('resolver', {
      field: `${info.parentType.name}.${info.fieldName}`,
      arguments: args,
      path: pathOf(info),
      returnType: String(info.returnType),
    });
    scope.trace = step?.trace;
    const close = (): void => {
      for (const fault of scope.errors) context.entries.push(entryOf(fault, context, info));
      if (scope.effects.length > 0) context.effects.push(...scope.effects);
    };
    const succeed = (value: unknown): unknown => {
      step?.end();
      close();
      // What came with errors is not kept: the next caller would not hear of them.
      if (slot && scope.errors.length === 0) slot.keep(value);
      return lists > 0 ? mustBeList(value, lists) : value;
    };
    const fail = (error: unknown): unknown => {
      step?.end({ error: error instanceof Error ? error.message : String(error) });
      context.failed?.(info.parentType.name, info.fieldName);
      close();
      if (!(error instanceof ResolverFailure)) throw new ResolverBug(error);
      context.entries.push(entryOf(error.fault, context, info));
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

/** graphql-js's own would fail in its words; the class tells this from other faults. */
function serializeEnum(type: GraphQLEnumType): GraphQLEnumType['serialize'] {
  return (value) => {
    const known = typeof value === 'string' ? type.getValue(value) : undefined;
    if (known) return known.name;
    const shown = typeof value === 'string' ? `'${value}'` : javaText(value);
    throw new ScalarError(`Invalid input for Enum '${type.name}'. Unknown value ${shown}`);
  };
}

/** By `__typename`, as AppSync tells (interfaces-and-unions.md). */
function resolveTypeOf(schema: GraphQLSchema, type: GraphQLAbstractType): GraphQLTypeResolver<unknown, unknown> {
  return (value, _context, { parentType }) => {
    const name = property(value, '__typename');
    const object = typeof name === 'string' ? schema.getType(name) : undefined;
    if (!isObjectType(object))
      throw new UnresolvedType(type.name, parentType.name, `Could not determine the exact type of '${type.name}'`);
    if (!schema.isSubType(type, object)) {
      const why = `Runtime Object type '${object.name}' is not a possible type for '${type.name}'.`;
      throw new UnresolvedType(type.name, parentType.name, why);
    }
    return object.name;
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
    if (type.name.startsWith('__')) continue;
    if (isEnumType(type)) type.serialize = serializeEnum(type);
    if (isAbstractType(type)) type.resolveType = resolveTypeOf(schema, type);
    if (!(isObjectType(type) || isInterfaceType(type))) continue;
    for (const field of Object.values(type.getFields())) {
      const lists = listDepth(field.type);
      const plan = plans.get(`${type.name}.${field.name}`);
      if (plan) field.resolve = planned(plan, lists, mostResolvers);
      else if (lists > 0) {
        const read = (source: unknown): unknown => mustBeList(property(source, field.name), lists);
        const aloud = traced(read);
        field.resolve = (source, args, context: OperationContext, info) =>
          context.scope.trace?.everyField ? aloud(source, args, context, info) : read(source);
      }
      if (field.resolve && isObjectType(type)) field.resolve = unlessDenied(field, field.resolve);
      if (limits.depth > 0) field.resolve = withinDepth(field.resolve ?? readAllowed, limits.depth);
    }
  }
}
