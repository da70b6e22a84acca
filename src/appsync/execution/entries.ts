// The error entries of a response, in AppSync's shape and member order. Everything that can fail while an operation is
// executed ends here; nothing else writes an error entry.
import {
  type GraphQLError,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  getNamedType,
  isListType,
  isNonNullType,
} from 'graphql';
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

/** `/getPost/tags[2]`, as graphql-java prints a path. */
export function javaPath(path: readonly (string | number)[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `/${part}`)).join('');
}

/** graphql-java's words for an object of an interface or union that does not say what it is. */
function unresolvedType(
  message: string,
  path: readonly (string | number)[],
  at: { readonly type: unknown; readonly parent: string },
): string {
  const name = String(getNamedType(at.type as GraphQLOutputType));
  const field = path.findLast((part) => typeof part === 'string');
  const why = message.startsWith('Runtime')
    ? message.replaceAll('"', "'")
    : `Could not determine the exact type of '${name}'`;
  return `Can't resolve '${javaPath(path)}'. Abstract type '${name}' must resolve to an Object type at runtime for field '${at.parent}.${field}'. ${why}`;
}

/**
 * The entry for an error that graphql-js collected. `typeAt` tells the declared type and the parent's name at a path.
 * Undefined for what must be our own fault: the caller logs it.
 */
export function collectedEntry(
  error: GraphQLError,
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
  const at = typeAt(path);
  if (at && /^(?:Abstract type|Runtime Object type) "/.test(error.message)) {
    return { path, locations: null, message: unresolvedType(error.message, path, at) };
  }
  const enumValue = /^Enum "(\w+)" cannot represent value: (.*)$/s.exec(error.message);
  if (enumValue) {
    return {
      path,
      locations: null,
      message: `Can't serialize value (${javaPath(path)}) : Invalid input for Enum '${enumValue[1]}'. Unknown value ${enumValue[2]!.replaceAll('"', "'")}`,
    };
  }
  if (at && isNonNullType(at.type) && error.message.startsWith('Cannot return null for non-nullable field')) {
    return {
      path,
      locations: null,
      message: `Cannot return null for non-nullable type: '${String(unwrapped(at.type.ofType))}' within parent '${at.parent}' (${javaPath(path)})`,
    };
  }
  return undefined;
}

/** graphql-java names a list as `[T]` and anything else by its bare name. */
function unwrapped(type: unknown): unknown {
  return isListType(type) ? String(type).replace(/!/g, '') : type;
}
