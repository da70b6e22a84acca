// Condition and filter expressions: a tree becomes one function of (item, values). Types that a literal operand may not
// have are refused before anything runs, as the service does (Expressions.OperatorsAndFunctions.md).
import { requestFault } from '../faults.js';
import { binarySize } from '../values/check.js';
import { type AttributeValue, compareValues, equalValues, type Item, typeOf, VALUE_TYPES } from '../values/value.js';
import type { ExpressionKind } from './lexer.js';
import { resolvePath } from './paths.js';
import { type Comparator, type Condition, type Operand, pathText, samePath } from './tree.js';

/** ExpressionAttributeValues, read and normalised. */
export type Values = Readonly<Record<string, AttributeValue>>;

export type Predicate = (item: Item, values: Values) => boolean;
type Reader = (item: Item, values: Values) => AttributeValue | undefined;

const ORDERED: ReadonlySet<string> = new Set(['S', 'N', 'B']);
const ORDERINGS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);

/** What size() gives: characters, bytes or members; undefined for what has no size. */
function sizeOf(value: AttributeValue): number | undefined {
  if (value.S !== undefined) return value.S.length;
  if (value.B !== undefined) return binarySize(value.B);
  const members = value.SS ?? value.NS ?? value.BS ?? value.L;
  if (members !== undefined) return members.length;
  return value.M === undefined ? undefined : Object.keys(value.M).length;
}

function compileOperand(operand: Operand): Reader {
  switch (operand.kind) {
    case 'path':
      return (item) => resolvePath(item, operand);
    case 'value':
      return (_item, values) => values[operand.name];
    case 'literal':
      return () => operand.value;
    case 'call': {
      const inner = compileOperand(operand.operands[0]!);
      return (item, values) => {
        const value = inner(item, values);
        const size = value === undefined ? undefined : sizeOf(value);
        return size === undefined ? undefined : { N: String(size) };
      };
    }
    case 'sum':
      return () => undefined;
  }
}

function compareWith(operator: Comparator, a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  // A missing attribute is unequal to everything and has no order.
  if (a === undefined || b === undefined) return operator === '<>' && a !== b;
  if (operator === '=') return equalValues(a, b);
  if (operator === '<>') return !equalValues(a, b);
  const order = compareValues(a, b);
  if (order === undefined) return false;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if (value.S !== undefined && prefix.S !== undefined) return value.S.startsWith(prefix.S);
  if (value.B === undefined || prefix.B === undefined) return false;
  const bytes = Buffer.from(prefix.B, 'base64');
  return Buffer.from(value.B, 'base64').subarray(0, bytes.length).equals(bytes);
}

/** A substring, a member of a set, an element of a list. */
export function containsValue(value: AttributeValue, part: AttributeValue): boolean {
  if (value.S !== undefined) return part.S !== undefined && value.S.includes(part.S);
  if (value.B !== undefined) {
    return part.B !== undefined && Buffer.from(value.B, 'base64').includes(Buffer.from(part.B, 'base64'));
  }
  if (value.SS !== undefined) return part.S !== undefined && value.SS.includes(part.S);
  if (value.NS !== undefined) return part.N !== undefined && value.NS.includes(part.N);
  if (value.BS !== undefined) return part.B !== undefined && value.BS.includes(part.B);
  return value.L?.some((element) => equalValues(element, part)) ?? false;
}

function compileTest(name: string, operands: readonly Operand[]): Predicate {
  const first = compileOperand(operands[0]!);
  if (name === 'attribute_exists') return (item, values) => first(item, values) !== undefined;
  if (name === 'attribute_not_exists') return (item, values) => first(item, values) === undefined;
  const second = compileOperand(operands[1]!);
  const test = (run: (a: AttributeValue, b: AttributeValue) => boolean): Predicate => {
    return (item, values) => {
      const [a, b] = [first(item, values), second(item, values)];
      return a !== undefined && b !== undefined && run(a, b);
    };
  };
  if (name === 'attribute_type') return test((value, type) => typeOf(value) === type.S);
  if (name === 'begins_with') return test(beginsWith);
  return test(containsValue);
}

export function compileCondition(tree: Condition): Predicate {
  switch (tree.kind) {
    case 'compare': {
      const [left, right] = [compileOperand(tree.left), compileOperand(tree.right)];
      return (item, values) => compareWith(tree.operator, left(item, values), right(item, values));
    }
    case 'between': {
      const [operand, lower, upper] = [tree.operand, tree.lower, tree.upper].map(compileOperand) as [
        Reader,
        Reader,
        Reader,
      ];
      return (item, values) => {
        const value = operand(item, values);
        return compareWith('>=', value, lower(item, values)) && compareWith('<=', value, upper(item, values));
      };
    }
    case 'in': {
      const operand = compileOperand(tree.operand);
      const options = tree.options.map(compileOperand);
      return (item, values) => {
        const value = operand(item, values);
        return value !== undefined && options.some((option) => compareWith('=', value, option(item, values)));
      };
    }
    case 'test':
      return compileTest(tree.name, tree.operands);
    case 'not': {
      const inner = compileCondition(tree.condition);
      return (item, values) => !inner(item, values);
    }
    case 'and': {
      const [left, right] = [compileCondition(tree.left), compileCondition(tree.right)];
      return (item, values) => left(item, values) && right(item, values);
    }
    case 'or': {
      const [left, right] = [compileCondition(tree.left), compileCondition(tree.right)];
      return (item, values) => left(item, values) || right(item, values);
    }
  }
}

function literalOf(operand: Operand, values: Values): AttributeValue | undefined {
  if (operand.kind === 'literal') return operand.value;
  return operand.kind === 'value' ? values[operand.name] : undefined;
}

export function undefinedValue(kind: ExpressionKind, name: string): Error {
  return requestFault(
    `Invalid ${kind}: An expression attribute value used in expression is not defined; attribute value: ${name}`,
  );
}

/** Refuses placeholders without a value. What is wrong is told in the order of the text, this and the rest. */
function checkDefined(kind: ExpressionKind, operands: readonly Operand[], values: Values): void {
  for (const operand of operands) {
    if (operand.kind === 'value' && !Object.hasOwn(values, operand.name)) throw undefinedValue(kind, operand.name);
    if (operand.kind === 'call') checkDefined(kind, operand.operands, values);
  }
}

function operandType(kind: ExpressionKind, name: string, type: string): Error {
  return requestFault(
    `Invalid ${kind}: Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`,
  );
}

/** `{S:a}`, as the messages about BETWEEN show a bound. */
function boundText(value: AttributeValue): string {
  const type = typeOf(value);
  return `AttributeValue: {${type}:${String(value[type])}}`;
}

/** A path and a path again: `a = a` is refused. */
function checkDistinct(kind: ExpressionKind, name: string, first: Operand, rest: readonly Operand[]): void {
  if (first.kind !== 'path' || !rest.some((other) => other.kind === 'path' && samePath(first, other))) return;
  throw requestFault(
    `Invalid ${kind}: The first operand must be distinct from the remaining operands for this operator or function; operator: ${name}, first operand: ${pathText(first)}`,
  );
}

function checkSize(kind: ExpressionKind, operand: Operand, values: Values): void {
  if (operand.kind !== 'call') return;
  const value = literalOf(operand.operands[0]!, values);
  if (value !== undefined && sizeOf(value) === undefined) throw operandType(kind, 'size', typeOf(value));
}

function checkBounds(kind: ExpressionKind, lower: Operand, upper: Operand, values: Values): void {
  const [low, high] = [literalOf(lower, values), literalOf(upper, values)];
  if (low === undefined || high === undefined) return;
  const order = compareValues(low, high);
  if (order !== undefined && order <= 0) return;
  const rule =
    order === undefined
      ? 'The BETWEEN operator requires same data type for lower and upper bounds'
      : 'The BETWEEN operator requires upper bound to be greater than or equal to lower bound';
  throw requestFault(
    `Invalid ${kind}: ${rule}; lower bound operand: ${boundText(low)}, upper bound operand: ${boundText(high)}`,
  );
}

function checkTest(kind: ExpressionKind, name: string, operands: readonly Operand[], values: Values): void {
  const [first, second] = operands as [Operand, Operand | undefined];
  for (const operand of operands) checkSize(kind, operand, values);
  if (name.startsWith('attribute_') && name !== 'attribute_type' && first.kind !== 'path') {
    throw requestFault(`Invalid ${kind}: Operator or function requires a document path; operator or function: ${name}`);
  }
  if (second === undefined) return;
  checkDistinct(kind, name, first, [second]);
  if (name === 'begins_with') {
    for (const operand of operands) {
      const value = literalOf(operand, values);
      if (value !== undefined && value.S === undefined && value.B === undefined) {
        throw operandType(kind, name, typeOf(value));
      }
    }
  }
  if (name === 'attribute_type') {
    const value = literalOf(second, values);
    if (value === undefined) throw operandType(kind, name, 'M');
    if (value.S === undefined) throw operandType(kind, name, typeOf(value));
    if (!VALUE_TYPES.some((type) => type === value.S)) {
      throw requestFault(
        `Invalid ${kind}: Invalid attribute type name found; type: ${value.S}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
      );
    }
  }
}

/** Throws what is wrong with the operands of a condition, given the request's values. */
export function checkCondition(kind: ExpressionKind, tree: Condition, values: Values): void {
  switch (tree.kind) {
    case 'and':
    case 'or':
      checkCondition(kind, tree.left, values);
      checkCondition(kind, tree.right, values);
      return;
    case 'not':
      checkCondition(kind, tree.condition, values);
      return;
    case 'test':
      checkDefined(kind, tree.operands, values);
      checkTest(kind, tree.name, tree.operands, values);
      return;
    case 'in':
      checkDefined(kind, [tree.operand, ...tree.options], values);
      for (const operand of [tree.operand, ...tree.options]) checkSize(kind, operand, values);
      checkDistinct(kind, 'IN', tree.operand, tree.options);
      return;
    case 'between':
      checkDefined(kind, [tree.operand, tree.lower, tree.upper], values);
      for (const operand of [tree.operand, tree.lower, tree.upper]) {
        checkSize(kind, operand, values);
        const value = literalOf(operand, values);
        if (value !== undefined && !ORDERED.has(typeOf(value))) throw operandType(kind, 'BETWEEN', typeOf(value));
      }
      checkBounds(kind, tree.lower, tree.upper, values);
      return;
    case 'compare':
      checkDefined(kind, [tree.left, tree.right], values);
      for (const operand of [tree.left, tree.right]) {
        checkSize(kind, operand, values);
        const value = literalOf(operand, values);
        if (value !== undefined && ORDERINGS.has(tree.operator) && !ORDERED.has(typeOf(value))) {
          throw operandType(kind, tree.operator, typeOf(value));
        }
      }
      checkDistinct(kind, tree.operator, tree.left, [tree.right]);
  }
}
