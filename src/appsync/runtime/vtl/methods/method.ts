// The form of the method tables: name -> function of the object and its arguments. A table is the whole truth about what
// a template may call; nothing is ever looked up on the host's prototypes.
import type { Value } from '../values/value.js';

/** What a method answers when no overload takes these arguments: the reference is then null, as in Velocity. */
export const NO_METHOD = Symbol('no such method');

export type Method<T> = (self: T, args: readonly Value[]) => Value | typeof NO_METHOD;

export type MethodTable<T> = ReadonlyMap<string, Method<T>>;

/** A Java method without result prints nothing: Velocity makes "" of void. */
export const VOID = '';

export function table<T>(methods: Readonly<Record<string, Method<T>>>): MethodTable<T> {
  return new Map(Object.entries(methods));
}
