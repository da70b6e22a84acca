// The statements of the rds module before they are written as SQL: what select(), sql`` and the others return, and the
// values they carry. builders.ts makes them, write.ts turns them into text.
import { isPlainObject, type PlainObject } from '../plain.js';

/** Payload properties are checked when the statement is written: only then is the dialect known. */
export type Statement =
  | { readonly type: 'SELECT' | 'INSERT' | 'UPDATE' | 'REMOVE'; readonly properties: PlainObject }
  | { readonly type: 'SQL'; readonly literals: readonly string[]; readonly values: readonly unknown[] };

const KINDS: ReadonlySet<unknown> = new Set(['SELECT', 'INSERT', 'UPDATE', 'REMOVE']);

export function isStatement(value: unknown): value is Statement {
  if (!isPlainObject(value)) return false;
  if (value['type'] === 'SQL') return Array.isArray(value['literals']) && Array.isArray(value['values']);
  return KINDS.has(value['type']) && isPlainObject(value['properties']);
}

/** A value with the type the Data API is to give it (recorded: `{type: 'UUID', value: 'abc123'}`). */
export interface TypeHint {
  readonly type: string;
  readonly value: unknown;
}

const HINTS: ReadonlySet<unknown> = new Set(['DATE', 'DATETIME', 'DECIMAL', 'JSON', 'TIME', 'TIMESTAMP', 'UUID']);

export function isTypeHint(value: unknown): value is TypeHint & PlainObject {
  return isPlainObject(value) && HINTS.has(value['type']) && 'value' in value && Object.keys(value).length === 2;
}

const hint =
  (type: string) =>
  (value?: unknown): TypeHint => ({ type, value });

/** built-in-modules-js.md, "Casting"; DATETIME is not in its list but in its example. */
export const typeHint = {
  DATE: hint('DATE'),
  DATETIME: hint('DATETIME'),
  DECIMAL: hint('DECIMAL'),
  /** The Data API takes JSON as text. */
  JSON: (value?: unknown): TypeHint => ({
    type: 'JSON',
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }),
  TIME: hint('TIME'),
  TIMESTAMP: hint('TIMESTAMP'),
  UUID: hint('UUID'),
};

/** `agg.max('price')`, for the columns of a select. */
export interface Aggregate {
  readonly type: 'AGGREGATE';
  readonly name: AggregateName;
  readonly column: string;
}

/** Each aggregate's function, and whether it counts a value once. The same names are conditions in `having`. */
export const AGGREGATES = {
  max: { call: 'MAX', distinct: false },
  maxDistinct: { call: 'MAX', distinct: true },
  min: { call: 'MIN', distinct: false },
  minDistinct: { call: 'MIN', distinct: true },
  count: { call: 'COUNT', distinct: false },
  countDistinct: { call: 'COUNT', distinct: true },
  avg: { call: 'AVG', distinct: false },
  avgDistinct: { call: 'AVG', distinct: true },
  sum: { call: 'SUM', distinct: false },
  sumDistinct: { call: 'SUM', distinct: true },
} as const;

export type AggregateName = keyof typeof AGGREGATES;

export const isAggregateName = (name: unknown): name is AggregateName =>
  typeof name === 'string' && Object.hasOwn(AGGREGATES, name);

export function isAggregate(value: unknown): value is Aggregate & PlainObject {
  return isPlainObject(value) && value['type'] === 'AGGREGATE' && isAggregateName(value['name']);
}

export const agg = Object.fromEntries(
  Object.keys(AGGREGATES).map((name) => [name, (column: string) => ({ type: 'AGGREGATE', name, column })]),
) as Record<AggregateName, (column: string) => Aggregate>;
