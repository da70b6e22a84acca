// Objects that are no data: `$util` and its namespaces, and `$foreach`. util-members.ts and compile.ts make them,
// members.ts reads them.
import type { HostObject, Value } from './values/value.js';

/** A function of `$util`, in one of its Java overloads. */
export interface HostMethod {
  /** Undefined when no overload takes these arguments: the reference is then null, as in Velocity. */
  readonly call: (args: readonly Value[]) => Value | undefined;
  /** Of a function that gives JSON text: what that text holds, made anew. */
  readonly plain?: (args: readonly Value[]) => unknown;
}

export class Namespace implements HostObject {
  readonly host: string;
  readonly namespaces = new Map<string, Namespace>();
  readonly methods = new Map<string, HostMethod>();

  constructor(host: string) {
    this.host = host;
  }
}

/** `$foreach`: Velocity's user guide, "Foreach loop". */
export class ForeachScope implements HostObject {
  readonly host = '$foreach';
  index = -1;
  hasNext = false;
  readonly parent: Value;

  constructor(parent: Value) {
    this.parent = parent;
  }

  get count(): number {
    return this.index + 1;
  }

  get first(): boolean {
    return this.index < 1;
  }

  get last(): boolean {
    return !this.hasNext;
  }

  member(name: string): Value {
    switch (name) {
      case 'index':
      case 'count':
      case 'hasNext':
      case 'first':
      case 'last':
      case 'parent':
        return this[name];
      case 'topmost':
        return this.parent instanceof ForeachScope ? this.parent.member('topmost') : this;
      default:
        return null;
    }
  }
}
