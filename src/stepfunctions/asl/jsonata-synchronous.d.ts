// The module `jsonata:synchronous` does not exist as a file: scripts/jsonata-plugin.mjs makes it from the jsonata package,
// in builds and in tests alike.
declare module 'jsonata:synchronous' {
  interface Expression {
    evaluate(input: unknown, bindings?: Record<string, unknown>): unknown;
    registerFunction(name: string, implementation: (...values: never[]) => unknown, signature?: string): void;
  }
  /** Makes the library with a time and a chance of its own; each call makes a new one. */
  export function load(world: { readonly Date: unknown; readonly Math: unknown }): (text: string) => Expression;
}
