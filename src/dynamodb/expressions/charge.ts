// What UpdateItem counts against the 400 KB of an item besides the item it makes: what the statement itself writes, and
// something for every clause. AWS documents none of it; recorded to the byte in August and October 2026, in most regions.
// Called by UpdateItem alone: a transaction and PartiQL measure only the item.
import { valueSize } from '../values/check.js';
import type { Values } from './condition.js';
import type { Operand, PathNode, PathPart, UpdateAction } from './tree.js';

const STATEMENT = 3;
/** SET and ADD, on top of the target and the value. */
const WRITES = 19;
/** REMOVE and DELETE, on top of the target: what they take away is free. */
const REMOVES = 1;
const FUNCTIONS: Readonly<Record<string, number>> = { if_not_exists: 39, list_append: 37 };
const SUMS = { '+': 34, '-': 37 } as const;

const elementSize = (part: PathPart): number => Buffer.byteLength(String(part));

function targetCharge({ parts: [first, ...rest] }: PathNode): number {
  return rest.reduce<number>((sum, part) => sum + 4 + elementSize(part), elementSize(first!));
}

function operandCharge(operand: Operand, values: Values): number {
  switch (operand.kind) {
    case 'value':
      return valueSize(values[operand.name]!);
    case 'literal':
      return valueSize(operand.value);
    case 'path':
      return operand.parts.reduce<number>((sum, part) => sum + 14 + elementSize(part), 1);
    case 'sum':
      return SUMS[operand.operator] + operandCharge(operand.left, values) + operandCharge(operand.right, values);
    case 'call':
      return operand.operands.reduce((sum, inner) => sum + operandCharge(inner, values), FUNCTIONS[operand.name] ?? 0);
  }
}

/** Bytes that `actions` are charged. */
export function updateCharge(actions: readonly UpdateAction[], values: Values): number {
  return actions.reduce((sum, action) => {
    const target = targetCharge(action.path);
    if (action.kind === 'remove' || action.kind === 'delete') return sum + REMOVES + target;
    return sum + WRITES + target + operandCharge(action.value, values);
  }, STATEMENT);
}
