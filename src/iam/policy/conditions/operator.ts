// The descriptor of one condition operator. A family of operators is one file; index.ts is the registry.
// reference_policies_elements_condition_operators
import type { Keys } from '../keys.js';

/** Compares one value of the request with one of the policy. */
export type Test = (actual: string, keys: Keys) => boolean;

export interface CompiledValue {
  readonly test: Test;
  /** Keys of the value's variables, in lower case. */
  readonly reads?: readonly string[];
}

export interface Operator {
  readonly name: string;
  /** `StringNotEquals` and its like: none of the policy's values may fit, and a key that is not there satisfies it. */
  readonly negated?: true;
  /** `Null`: asks whether the key is there. */
  readonly presence?: true;
  /** Undefined when the policy's value is not of the operator's type. */
  compile(value: string, options: { readonly variables: boolean }): CompiledValue | undefined;
}

/** An operator and its negation. */
export function both(name: string, negation: string, compile: Operator['compile']): readonly Operator[] {
  return [
    { name, compile },
    { name: negation, negated: true, compile },
  ];
}

/** The six comparisons of a family whose values are read as numbers. */
export function comparisons(prefix: string, read: (text: string) => number | undefined): readonly Operator[] {
  const make =
    (holds: (actual: number, wanted: number) => boolean): Operator['compile'] =>
    (text) => {
      const wanted = read(text);
      if (wanted === undefined) return undefined;
      return {
        test: (given) => {
          const actual = read(given);
          return actual !== undefined && holds(actual, wanted);
        },
      };
    };
  return [
    ...both(
      `${prefix}Equals`,
      `${prefix}NotEquals`,
      make((actual, wanted) => actual === wanted),
    ),
    { name: `${prefix}LessThan`, compile: make((actual, wanted) => actual < wanted) },
    { name: `${prefix}LessThanEquals`, compile: make((actual, wanted) => actual <= wanted) },
    { name: `${prefix}GreaterThan`, compile: make((actual, wanted) => actual > wanted) },
    { name: `${prefix}GreaterThanEquals`, compile: make((actual, wanted) => actual >= wanted) },
  ];
}
