// The parameters from before expressions: Expected, QueryFilter, ScanFilter, KeyConditions, ConditionalOperator
// (LegacyConditionalParameters.md). They become the same trees that expressions/ makes of text.
import { compileCondition } from '../expressions/condition.js';
import type { Comparator, Condition, LiteralNode, PathNode } from '../expressions/tree.js';
import { requestFault, TEXT } from '../faults.js';
import { readValue } from '../values/check.js';
import { type AttributeValue, typeOf } from '../values/value.js';

export interface LegacyCondition {
  readonly ComparisonOperator?: string;
  readonly AttributeValueList?: readonly unknown[];
}

export interface LegacyExpectation extends LegacyCondition {
  readonly Value?: unknown;
  readonly Exists?: boolean;
}

const COMPARISONS: Readonly<Record<string, Comparator>> = { EQ: '=', NE: '<>', LE: '<=', LT: '<', GE: '>=', GT: '>' };
const ARGUMENTS: Readonly<Record<string, number>> = { NULL: 0, NOT_NULL: 0, BETWEEN: 2 };
/** Operators that take only some types of argument. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  LE: ['S', 'N', 'B'],
  LT: ['S', 'N', 'B'],
  GE: ['S', 'N', 'B'],
  GT: ['S', 'N', 'B'],
  BETWEEN: ['S', 'N', 'B'],
  BEGINS_WITH: ['S', 'B'],
  CONTAINS: ['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS'],
  IN: ['S', 'N', 'B'],
};

function readArguments(operator: string, given: readonly unknown[]): AttributeValue[] {
  const values = given.map((value) => readValue(value, { size: 0 }));
  const fits = operator === 'IN' ? values.length > 0 : values.length === (ARGUMENTS[operator] ?? 1);
  if (!fits) {
    throw requestFault(TEXT.invalid(`Invalid number of argument(s) for the ${operator} ComparisonOperator`));
  }
  for (const value of values) {
    if (TYPES[operator]?.includes(typeOf(value)) === false) {
      throw requestFault(
        TEXT.invalid(`ComparisonOperator ${operator} is not valid for ${typeOf(value)} AttributeValue type`),
      );
    }
  }
  return values;
}

/** One attribute's condition as a tree. */
export function conditionTree(name: string, condition: LegacyCondition): Condition {
  const operator = condition.ComparisonOperator!;
  const path: PathNode = { kind: 'path', parts: [name] };
  const literals = readArguments(operator, condition.AttributeValueList ?? []).map(
    (value): LiteralNode => ({ kind: 'literal', value }),
  );
  const [first, second] = literals as [LiteralNode, LiteralNode];
  const test = (named: string): Condition => ({ kind: 'test', name: named, operands: [path, ...literals] });
  switch (operator) {
    case 'NULL':
      return test('attribute_not_exists');
    case 'NOT_NULL':
      return test('attribute_exists');
    case 'CONTAINS':
      return test('contains');
    case 'NOT_CONTAINS':
      return { kind: 'not', condition: test('contains') };
    case 'BEGINS_WITH':
      return test('begins_with');
    case 'IN':
      return { kind: 'in', operand: path, options: literals };
    case 'BETWEEN':
      return { kind: 'between', operand: path, lower: first, upper: second };
    default:
      return { kind: 'compare', operator: COMPARISONS[operator]!, left: path, right: first };
  }
}

function expectationTree(name: string, expectation: LegacyExpectation): Condition {
  const { Value: value, Exists: exists, ComparisonOperator: operator, AttributeValueList: list } = expectation;
  const refuse = (what: string): Error => requestFault(TEXT.invalid(`${what} for Attribute: ${name}`));
  const hasValue = value !== undefined && value !== null;
  const hasExists = exists !== undefined && exists !== null;
  if (operator !== undefined && operator !== null) {
    if (hasExists) throw refuse('Exists and ComparisonOperator cannot be used together');
    if (hasValue && list) throw refuse('Value and AttributeValueList cannot be used together');
    if (!hasValue && !list && ARGUMENTS[operator] !== 0) {
      throw refuse(`Value or AttributeValueList must be used with ComparisonOperator: ${operator}`);
    }
    return conditionTree(name, hasValue ? { ComparisonOperator: operator, AttributeValueList: [value] } : expectation);
  }
  if (list) throw refuse('AttributeValueList can only be used with a ComparisonOperator');
  if (exists === false) {
    if (hasValue) throw refuse('Value cannot be used when Exists is false');
    return conditionTree(name, { ComparisonOperator: 'NULL' });
  }
  if (!hasValue) throw refuse(`Value must be provided when Exists is ${hasExists ? exists : 'null'}`);
  return conditionTree(name, { ComparisonOperator: 'EQ', AttributeValueList: [value] });
}

/** The conditions of a map joined by ConditionalOperator; undefined for none. */
function join(trees: readonly Condition[], operator: string | undefined): Condition | undefined {
  const kind = operator === 'OR' ? 'or' : 'and';
  return trees.reduce<Condition | undefined>((left, right) => (left ? { kind, left, right } : right), undefined);
}

export function filterTree(
  conditions: Readonly<Record<string, LegacyCondition>>,
  operator: string | undefined,
): Condition | undefined {
  return join(
    Object.entries(conditions).map(([name, condition]) => conditionTree(name, condition)),
    operator,
  );
}

export function expectedTree(
  expected: Readonly<Record<string, LegacyExpectation>>,
  operator: string | undefined,
): Condition | undefined {
  return join(
    Object.entries(expected).map(([name, expectation]) => expectationTree(name, expectation)),
    operator,
  );
}

/** ConditionalOperator joins conditions: it is refused without any, and with a single one. */
export function checkConditionalOperator(
  operator: string | undefined | null,
  conditions: Readonly<Record<string, unknown>> | undefined | null,
): void {
  if (operator === undefined || operator === null) return;
  const count = Object.keys(conditions ?? {}).length;
  if (count === 0) throw requestFault(TEXT.invalid('ConditionalOperator cannot be used without Filter or Expected'));
  if (count === 1) {
    throw requestFault('ConditionalOperator can only be used when Filter or Expected has two or more elements');
  }
}

/** A tree without placeholders, ready to run. */
export function compileLegacy(tree: Condition): {
  test: ReturnType<typeof compileCondition>;
  values: Record<string, never>;
} {
  return { test: compileCondition(tree), values: {} };
}

/**
 * Expression and legacy parameters exclude each other; `legacy` and `expressions` hold what the request gave. The
 * message lists both.
 */
export function refuseMixture(
  legacy: Readonly<Record<string, unknown>>,
  expressions: Readonly<Record<string, unknown>>,
): void {
  const given = (parameters: Readonly<Record<string, unknown>>): string[] =>
    Object.keys(parameters).filter((name) => parameters[name] !== undefined && parameters[name] !== null);
  const [old, modern] = [given(legacy), given(expressions)];
  if (old.length === 0 || modern.length === 0) return;
  throw requestFault(
    `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${old.join(', ')}} Expression parameters: {${modern.join(', ')}}`,
  );
}
