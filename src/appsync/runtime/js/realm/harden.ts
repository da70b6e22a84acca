// Runs inside the realm, once, after everything is loaded: freezes every built-in and library object, so that one
// invocation can leave nothing behind for the next. Does nothing about what code may name: that is check/'s work.

/** Freezes the realm's intrinsics and `more`, with all that can be reached from them. */
export function harden(more: readonly unknown[]): void {
  // Freezing a prototype would also forbid `item.constructor = ...` and `item.toString = ...` on objects that inherit
  // from it; as accessors these names stay settable on the object itself.
  for (const prototype of [Object.prototype, Error.prototype, ...ERRORS.map((kind) => kind.prototype)]) {
    keepSettable(prototype);
  }
  const seen = new Set<unknown>();
  const open: unknown[] = [...INTRINSICS(), ...more];
  while (open.length > 0) {
    const value = open.pop();
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) continue;
    if (value === globalThis) continue;
    seen.add(value);
    Object.freeze(value);
    open.push(Object.getPrototypeOf(value));
    for (const key of Reflect.ownKeys(value)) {
      const property = Reflect.getOwnPropertyDescriptor(value, key)!;
      open.push(property.value, property.get, property.set);
    }
  }
}

const ERRORS = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];

/** Globals, and what no global leads to: iterators, and the makers of generators and async functions. */
function INTRINSICS(): unknown[] {
  return [
    ...Reflect.ownKeys(globalThis).map((name) => (globalThis as Record<PropertyKey, unknown>)[name]),
    Object.getPrototypeOf([][Symbol.iterator]()),
    Object.getPrototypeOf(''[Symbol.iterator]()),
    Object.getPrototypeOf(new Map()[Symbol.iterator]()),
    Object.getPrototypeOf(new Set()[Symbol.iterator]()),
    Object.getPrototypeOf('a'.matchAll(/a/g)),
    Object.getPrototypeOf(function* () {}),
    Object.getPrototypeOf(async () => {}),
    Object.getPrototypeOf(async function* () {}),
  ];
}

function keepSettable(prototype: object): void {
  for (const key of Reflect.ownKeys(prototype)) {
    const property = Reflect.getOwnPropertyDescriptor(prototype, key)!;
    if (!('value' in property) || !property.configurable) continue;
    const { value, enumerable = false } = property;
    Object.defineProperty(prototype, key, {
      get: () => value,
      set(this: object, next: unknown) {
        Object.defineProperty(this, key, { value: next, writable: true, enumerable: true, configurable: true });
      },
      enumerable,
      configurable: true,
    });
  }
}
