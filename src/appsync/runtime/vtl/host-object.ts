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

  member(name: string): Value {
    switch (name) {
      case 'index':
        return this.index;
      case 'count':
        return this.index + 1;
      case 'hasNext':
        return this.hasNext;
      case 'first':
        return this.index < 1;
      case 'last':
        return !this.hasNext;
      case 'parent':
        return this.parent;
      case 'topmost':
        return this.parent instanceof ForeachScope ? this.parent.member('topmost') : this;
      default:
        return null;
    }
  }
}
