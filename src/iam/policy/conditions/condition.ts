// One line of a Condition: operator, key and values -> a test of a request. Called while a statement is compiled; what is
// wrong is returned. reference_policies_multi-value-conditions, reference_policies_elements_condition_operators (IfExists).
import type { Keys } from '../keys.js';
import { OPERATORS } from './index.js';
import type { Operator, Test } from './operator.js';

export interface Condition {
  holds(keys: Keys): boolean;
  /** Keys that the outcome depends on, in lower case. */
  readonly reads: readonly string[];
}

const NAME = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

const asList = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

/** `name` with its qualifier and IfExists: `ForAnyValue:StringLike`, `BoolIfExists`. */
export function compileCondition(
  name: string,
  key: string,
  values: readonly string[],
  options: { readonly variables: boolean },
): Condition | { readonly fault: string } {
  const [, qualifier, base = '', ifExists] = NAME.exec(name) ?? [];
  const operator: Operator | undefined = OPERATORS.get(base);
  if (!operator || (operator.presence && (ifExists || qualifier)))
    return { fault: `${name} is no condition operator.` };
  const tests: Test[] = [];
  const reads = new Set([key.toLowerCase()]);
  for (const value of values) {
    const compiled = operator.compile(value, options);
    if (!compiled) return { fault: `${JSON.stringify(value)} is no value for ${name}.` };
    tests.push(compiled.test);
    for (const read of compiled.reads ?? []) reads.add(read);
  }
  const lower = key.toLowerCase();
  const fits = (actual: string, keys: Keys): boolean => {
    const some = tests.some((test) => test(actual, keys));
    return operator.negated ? !some : some;
  };
  const holds = (keys: Keys): boolean => {
    const value = keys(lower);
    if (operator.presence) return tests.some((test) => test(String(value === undefined), keys));
    const given = value === undefined ? [] : asList(value);
    if (given.length === 0)
      return ifExists !== undefined || qualifier === 'ForAllValues' || (!qualifier && operator.negated === true);
    // Without a qualifier a key of several values satisfies an operator with any, and its negation with all.
    const all = qualifier === 'ForAllValues' || (qualifier === undefined && operator.negated === true);
    return all ? given.every((actual) => fits(actual, keys)) : given.some((actual) => fits(actual, keys));
  };
  return { holds, reads: [...reads] };
}
