// The error entries of a response, in AppSync's shape and member order. Everything that can fail while an operation is
// executed ends here; nothing else writes an error entry.
import { type GraphQLResolveInfo, isListType, isNonNullType } from 'graphql';
import { messageOf } from '../../lib/errors.js';
import { isObject } from '../../lib/json.js';
import type { ResolverFault } from '../runtime/unit.js';
import { ScalarError } from '../schema/scalars/index.js';
import { selectedNames } from './selection.js';

export interface ErrorLocation {
  readonly line: number;
  readonly column: number;
  readonly sourceName: null;
}

/** One entry of `errors`; validation errors have only path, locations and message. */
export interface ErrorEntry {
  readonly path: readonly (string | number)[] | null;
  readonly data?: unknown;
  readonly errorType?: string | null;
  readonly errorInfo?: unknown;
  readonly locations: readonly ErrorLocation[] | null;
  readonly message: string;
}

/** A field's resolver failed with what its code or data source said. */
export class ResolverFailure extends Error {
  readonly fault: ResolverFault;

  constructor(fault: ResolverFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** A resolver's value doesn't fit the field's type (a list was due and something else came). */
export class ShapeFailure extends Error {}

/** An object of an interface or union does not say what it is, in graphql-java's words. */
export class UnresolvedType extends Error {
  readonly typeName: string;
  readonly parent: string;
  readonly why: string;

  constructor(typeName: string, parent: string, why: string) {
    super(why);
    this.typeName = typeName;
    this.parent = parent;
    this.why = why;
  }
}

/** Running a resolver failed through a fault of ours: what nobody threw on purpose. */
export class ResolverBug extends Error {
  constructor(cause: unknown) {
    super(messageOf(cause), { cause });
    // The log shows where it happened, not where it was caught.
    if (cause instanceof Error && cause.stack !== undefined) this.stack = cause.stack;
  }
}

export function locate(
  nodes: readonly {
    readonly loc?: { readonly startToken: { readonly line: number; readonly column: number } } | undefined;
  }[],
): ErrorLocation[] {
  const locations: ErrorLocation[] = [];
  for (const { loc } of nodes) {
    if (loc) locations.push({ line: loc.startToken.line, column: loc.startToken.column, sourceName: null });
  }
  return locations;
}

/** The entry of a fault. Its data shows only what the field's selection asked for (util.error: built-in-util-js.md). */
export function faultEntry(
  fault: ResolverFault,
  path: readonly (string | number)[],
  info: GraphQLResolveInfo,
): ErrorEntry {
  return {
    path,
    data: onlySelected(fault.data ?? null, info),
    errorType: fault.errorType,
    errorInfo: fault.errorInfo ?? null,
    locations: locate(info.fieldNodes.slice(0, 1)),
    message: fault.message,
  };
}

function onlySelected(data: unknown, info: GraphQLResolveInfo): unknown {
  if (Array.isArray(data)) return data.map((item) => onlySelected(item, info));
  if (!isObject(data)) return data;
  const names = selectedNames(info);
  if (names === undefined) return data;
  return Object.fromEntries(Object.entries(data).filter(([name]) => names.has(name)));
}

export function pathOf(info: GraphQLResolveInfo): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: GraphQLResolveInfo['path'] | undefined = info.path; at; at = at.prev) path.push(at.key);
  return path.reverse();
}

/** `/getPost/tags[2]`, as graphql-java prints a path. */
export function javaPath(path: readonly (string | number)[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `/${part}`)).join('');
}

/** The entry of a fault of our own; the log has the details. */
export const internalEntry = (path: readonly (string | number)[] | null): ErrorEntry => ({
  path,
  data: null,
  errorType: 'InternalFailure',
  errorInfo: null,
  locations: null,
  message: 'An internal failure occurred while resolving this field.',
});

/**
 * The entry for an error that graphql-js collected. `typeAt` tells the declared type and the parent's name at a path.
 * Undefined for what must be our own fault: the caller logs it.
 */
export function collectedEntry(
  error: { readonly path?: readonly (string | number)[] | undefined; readonly originalError?: Error | undefined },
  typeAt: (path: readonly (string | number)[]) => { readonly type: unknown; readonly parent: string } | undefined,
): ErrorEntry | undefined {
  const path = error.path ?? [];
  const original = error.originalError;
  if (original instanceof ScalarError) {
    // Recorded: no location, and the path once more inside the message.
    return { path, locations: null, message: `Can't serialize value (${javaPath(path)}) : ${original.message}` };
  }
  if (original instanceof ShapeFailure) {
    return { path, locations: null, message: `Can't resolve value (${javaPath(path)}) : ${original.message}` };
  }
  if (original instanceof UnresolvedType) {
    const { typeName, parent, why } = original;
    const field = path.findLast((part) => typeof part === 'string');
    const message = `Can't resolve '${javaPath(path)}'. Abstract type '${typeName}' must resolve to an Object type at runtime for field '${parent}.${field}'. ${why}`;
    return { path, locations: null, message };
  }
  // What resolvers throw and is none of the above is a fault of ours; graphql-js itself complains only of null.
  if (original instanceof ResolverBug) return undefined;
  const at = typeAt(path);
  if (!at || !isNonNullType(at.type)) return undefined;
  return {
    path,
    locations: null,
    message: `Cannot return null for non-nullable type: '${String(unwrapped(at.type.ofType))}' within parent '${at.parent}' (${javaPath(path)})`,
  };
}

/** graphql-java names a list as `[T]` and anything else by its bare name. */
function unwrapped(type: unknown): unknown {
  return isListType(type) ? String(type).replace(/!/g, '') : type;
}
