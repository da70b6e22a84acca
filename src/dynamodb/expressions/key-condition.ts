// Key conditions: one partition and a range of its sort keys (Query.KeyConditionExpressions.md). A condition tree, from
// KeyConditionExpression or the legacy KeyConditions, is taken apart into at most one test per key attribute.
import type { KeyAttribute } from '../../definition/model.js';
import { requestFault, TEXT, validationFault } from '../faults.js';
import type { AttributeValue } from '../values/value.js';
import type { Values } from './condition.js';
import type { Condition, Operand } from './tree.js';

export type KeyOperator = '=' | '<' | '<=' | '>' | '>=' | 'BETWEEN' | 'begins_with';

/** One test of one attribute; `values` are its one or two operands. */
export interface KeyTest {
  readonly name: string;
  readonly operator: KeyOperator;
  readonly values: readonly AttributeValue[];
}

const KIND = 'KeyConditionExpression';
const invalid = (what: string): Error => requestFault(`Invalid ${KIND}: ${what}`);

function literalOf(operand: Operand, values: Values): AttributeValue | undefined {
  if (operand.kind === 'literal') return operand.value;
  return operand.kind === 'value' ? values[operand.name] : undefined;
}

function attributeName(operand: Operand): string {
  if (operand.kind === 'call') throw invalid(`KeyConditionExpressions cannot contain nested operations`);
  if (operand.kind !== 'path')
    throw requestFault('Invalid condition in KeyConditionExpression: No key attribute specified');
  if (operand.parts.length > 1) throw invalid('KeyConditionExpressions cannot have conditions on nested attributes');
  return operand.parts[0] as string;
}

const MIRRORED: Readonly<Record<string, KeyOperator>> = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function keyTest(operator: KeyOperator, subject: Operand, others: readonly Operand[], values: Values): KeyTest {
  if (others.some((other) => other.kind === 'path')) {
    const bare = subject.kind !== 'path';
    if (!bare)
      throw requestFault('Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition');
    // `:v = pk` reads as `pk = :v`.
    return keyTest(MIRRORED[operator] ?? operator, others[0]!, [subject], values);
  }
  const name = attributeName(subject);
  const operands = others.map((other) => {
    const value = literalOf(other, values);
    if (value === undefined) throw invalid('KeyConditionExpressions cannot contain nested operations');
    return value;
  });
  return { name, operator, values: operands };
}

/** The tests of a key condition, in the order they stand. */
export function keyTests(tree: Condition, values: Values): KeyTest[] {
  switch (tree.kind) {
    case 'and':
      return [...keyTests(tree.left, values), ...keyTests(tree.right, values)];
    case 'or':
      throw invalid('Invalid operator used in KeyConditionExpression: OR');
    case 'not':
      throw invalid('Invalid operator used in KeyConditionExpression: NOT');
    case 'in':
      throw invalid('Invalid operator used in KeyConditionExpression: IN');
    case 'compare':
      if (tree.operator === '<>') throw invalid('Invalid operator used in KeyConditionExpression: <>');
      return [keyTest(tree.operator, tree.left, [tree.right], values)];
    case 'between':
      return [keyTest('BETWEEN', tree.operand, [tree.lower, tree.upper], values)];
    case 'test':
      if (tree.name !== 'begins_with') {
        throw invalid(`Invalid operator used in KeyConditionExpression: ${tree.name}`);
      }
      return [keyTest('begins_with', tree.operands[0]!, [tree.operands[1]!], values)];
  }
}

/** One test per attribute, at most two of them; thrown before the table is known. */
export function checkKeyTests(tests: readonly KeyTest[]): void {
  if (new Set(tests.map((test) => test.name)).size < tests.length) {
    throw invalid('KeyConditionExpressions must only contain one condition per key');
  }
}

export interface KeyCondition {
  readonly hash: AttributeValue;
  readonly range: KeyTest | undefined;
}

/** Fits the tests to the keys of a table or index. */
export function bindKeyTests(
  tests: readonly KeyTest[],
  keys: { readonly hash: KeyAttribute; readonly range?: KeyAttribute | undefined },
): KeyCondition {
  const defined = keys.range ? 2 : 1;
  if (tests.length > 2) {
    throw validationFault(
      `The number of query conditions (${tests.length}) exceeds the number of key attributes defined in the schema (${defined})`,
    );
  }
  const hash = tests.find((test) => test.name === keys.hash.name);
  if (!hash) throw validationFault(`Query condition missed key schema element: ${keys.hash.name}`);
  const range = tests.find((test) => test !== hash);
  if (range && keys.range === undefined) throw validationFault('Query key condition not supported');
  if (range && range.name !== keys.range!.name) {
    throw validationFault(`Query condition missed key schema element: ${keys.range!.name}`);
  }
  if (hash.operator !== '=') throw validationFault('Query key condition not supported');
  for (const [test, key] of [[hash, keys.hash] as const, [range, keys.range] as const]) {
    for (const value of test?.values ?? []) {
      if (value[key!.type] === undefined) {
        throw validationFault(TEXT.invalid('Condition parameter type does not match schema type'));
      }
      if (value.S === '' || value.B === '') {
        if (test!.operator === 'begins_with') continue;
        throw validationFault(TEXT.emptyKey(key!.name, value.S === '' ? 'string' : 'binary'));
      }
    }
  }
  return { hash: hash.values[0]!, range };
}
