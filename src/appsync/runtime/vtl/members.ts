// Properties, methods and indexes of values: what `.name`, `.name(…)` and `[…]` mean for each kind of value. All of it
// goes through the tables of methods/; a name that is in no table is null. The compiled closures call it.

import { velocityPlace } from './cursor.js';
import { indexFault, invocationFault, JavaException, RenderFault } from './faults.js';
import { ForeachScope, Namespace } from './host-object.js';
import { ITERATOR_METHODS, LIST_METHODS } from './methods/list.js';
import { ENTRY_METHODS, MAP_METHODS } from './methods/map.js';
import { type Method, NO_METHOD } from './methods/method.js';
import { BOOLEAN_METHODS, NUMBER_METHODS } from './methods/number.js';
import { STRING_METHODS } from './methods/string.js';
import type { Position } from './tree.js';
import type { JavaNumber } from './values/number.js';
import { classOf } from './values/text.js';
import { isNumber, JavaEntry, JavaIterator, JavaList, JavaMap, type Value } from './values/value.js';

/** `self.name`: getName(), get("name") or isName(), in Velocity's order. */
export function property(self: Value, name: string): Value {
  if (self instanceof JavaMap) return self.get(name);
  if (typeof self === 'string') return name === 'empty' ? self === '' : null;
  if (self instanceof JavaList) return name === 'empty' ? self.size === 0 : null;
  if (self instanceof JavaEntry) return name === 'key' ? self.key : name === 'value' ? self.value : null;
  if (self instanceof Namespace) return self.namespaces.get(name) ?? null;
  return self instanceof ForeachScope ? self.member(name) : null;
}

/** The methods of one name, of all types: looked up once, when a call is compiled. */
export interface NamedMethods {
  readonly name: string;
  readonly map: Method<JavaMap> | undefined;
  readonly list: Method<JavaList> | undefined;
  readonly text: Method<string> | undefined;
  readonly number: Method<JavaNumber> | undefined;
  readonly boolean: Method<boolean> | undefined;
  readonly entry: Method<JavaEntry> | undefined;
  readonly iterator: Method<JavaIterator> | undefined;
}

export function methodsNamed(name: string): NamedMethods {
  return {
    name,
    map: MAP_METHODS.get(name),
    list: LIST_METHODS.get(name),
    text: STRING_METHODS.get(name),
    number: NUMBER_METHODS.get(name),
    boolean: BOOLEAN_METHODS.get(name),
    entry: ENTRY_METHODS.get(name),
    iterator: ITERATOR_METHODS.get(name),
  };
}

export function invoke(self: Value, methods: NamedMethods, args: readonly Value[], at: Position): Value {
  try {
    const result = dispatch(self, methods, args);
    return result === NO_METHOD ? null : (result ?? null);
  } catch (error) {
    if (error instanceof JavaException) throw invocationFault(methods.name, classOf(self), error, at);
    throw error;
  }
}

function dispatch(self: Value, methods: NamedMethods, args: readonly Value[]): Value | typeof NO_METHOD | undefined {
  if (self instanceof JavaMap) return methods.map?.(self, args);
  if (typeof self === 'string') return methods.text?.(self, args);
  if (self instanceof JavaList) return methods.list?.(self, args);
  if (typeof self === 'boolean') return methods.boolean?.(self, args);
  if (isNumber(self)) return methods.number?.(self, args);
  if (self instanceof Namespace) return self.methods.get(methods.name)?.call(args);
  if (self instanceof JavaEntry) return methods.entry?.(self, args);
  if (self instanceof JavaIterator) return methods.iterator?.(self, args);
  if (!(self instanceof ForeachScope) || args.length > 0) return null;
  return self.member(methods.name.replace(/^(?:get|is)([A-Z])/, (_, first: string) => first.toLowerCase()));
}

/** `self[argument]`: get(argument); a negative index counts from the end. */
export function element(self: Value, argument: Value, at: Position): Value {
  if (self instanceof JavaMap) return self.get(argument);
  if (!(self instanceof JavaList) || self.kind !== 'list' || typeof argument !== 'number') return null;
  const index = argument < 0 ? self.size + argument : argument;
  if (!Number.isInteger(index)) return null;
  if (index < 0 || index >= self.size) throw indexFault('java.lang.Integer', 'java.util.ArrayList', at);
  return self.at(index);
}

/** `#set($self.name = value)`. Values without such a property stay as they are, in silence, as in Velocity. */
export function setProperty(self: Value, name: string, value: Value): void {
  if (self instanceof JavaMap) self.put(name, value);
}

/** `#set($self[argument] = value)`: set() of lists, put() of maps. */
export function setElement(self: Value, argument: Value, value: Value, at: Position): void {
  if (self instanceof JavaMap) self.put(argument, value);
  if (!(self instanceof JavaList) || self.kind !== 'list' || typeof argument !== 'number') return;
  const index = argument < 0 ? self.size + argument : argument;
  if (index < 0 || index >= self.size) {
    throw new RenderFault(
      `java.lang.IndexOutOfBoundsException: Index: ${argument}, Size: ${self.size} at ${velocityPlace(at)}`,
    );
  }
  self.items[index] = value;
}
