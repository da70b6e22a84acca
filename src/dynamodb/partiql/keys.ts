// Takes the key attributes out of a WHERE clause: what stands there beside each other with AND may narrow what is read.
import type { KeyOperator, KeyTest } from '../expressions/key-condition.js';
import type { Condition, Operand } from '../expressions/tree.js';
import { validationFault } from '../faults.js';
import type { KeySchema, TableProgram } from '../program.js';
import type { Item } from '../values/value.js';

/** The parts that all have to hold. */
function conjuncts(tree: Condition | undefined): Condition[] {
  if (tree === undefined) return [];
  return tree.kind === 'and' ? [...conjuncts(tree.left), ...conjuncts(tree.right)] : [tree];
}

export function conjunction(parts: readonly Condition[]): Condition | undefined {
  return parts.length === 0 ? undefined : parts.reduce((left, right) => ({ kind: 'and', left, right }));
}

const MIRRORED: Readonly<Record<string, KeyOperator>> = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** The test of one attribute that a part is; undefined when it is something else. */
function keyTestOf(part: Condition): KeyTest | undefined {
  const nameOf = (operand: Operand): string | undefined =>
    operand.kind === 'path' && operand.parts.length === 1 ? (operand.parts[0] as string) : undefined;
  const make = (operator: KeyOperator | undefined, subject: Operand, others: readonly Operand[]) => {
    const name = nameOf(subject);
    if (name === undefined || operator === undefined) return undefined;
    const values = others.flatMap((other) => (other.kind === 'literal' ? [other.value] : []));
    return values.length === others.length ? { name, operator, values } : undefined;
  };
  if (part.kind === 'between') return make('BETWEEN', part.operand, [part.lower, part.upper]);
  if (part.kind === 'test' && part.name === 'begins_with')
    return make('begins_with', part.operands[0]!, [part.operands[1]!]);
  if (part.kind !== 'compare' || part.operator === '<>') return undefined;
  return make(part.operator, part.left, [part.right]) ?? make(MIRRORED[part.operator], part.right, [part.left]);
}

export interface KeySearch {
  /** At most one test of the partition key and one of the sort key; none: everything has to be looked at. */
  readonly tests: readonly KeyTest[];
  readonly rest: Condition | undefined;
}

/** What of `where` a Query can do on these keys. */
export function splitSearch(where: Condition | undefined, { hash, range }: KeySchema): KeySearch {
  const parts = conjuncts(where);
  const tests: KeyTest[] = [];
  const rest: Condition[] = [];
  for (const part of parts) {
    const test = keyTestOf(part);
    const fits =
      test !== undefined &&
      !tests.some((taken) => taken.name === test.name) &&
      (test.name === hash.name ? test.operator === '=' : test.name === range?.name);
    if (fits) tests.push(test);
    else rest.push(part);
  }
  if (tests.some((test) => test.name === hash.name)) return { tests, rest: conjunction(rest) };
  return { tests: [], rest: where };
}

/** The one item that a write names, and what else must hold of it. */
export function splitKey(where: Condition | undefined, { keyNames }: TableProgram): { key: Item; rest: Condition[] } {
  const key: Item = {};
  const rest: Condition[] = [];
  for (const part of conjuncts(where)) {
    const test = keyTestOf(part);
    if (test?.operator === '=' && keyNames.includes(test.name) && !Object.hasOwn(key, test.name)) {
      key[test.name] = test.values[0]!;
    } else rest.push(part);
  }
  if (Object.keys(key).length < keyNames.length) {
    throw validationFault('Where clause does not contain a mandatory equality on all key attributes');
  }
  return { key, rest };
}
