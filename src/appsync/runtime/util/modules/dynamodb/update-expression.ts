// The update expression of the dynamodb module: plain members are set, operations do what they say, maps go down to
// their members. built-in-modules-js.md, "Operations"; SET, list_append, + and - are spelt as recorded.
import { isNothing, isPlainObject, textOf } from '../../plain.js';
import { UtilMisuse } from '../../session.js';
import type { DynamodbExpression } from '../../transform/dynamodb-expression.js';
import { isOperation, type Operation } from './operations.js';
import type { Placeholders } from './placeholders.js';

interface Clauses {
  readonly set: string[];
  readonly remove: string[];
}

function writeOperation(target: string, operation: Operation, clauses: Clauses, placeholders: Placeholders): void {
  const value = (given: unknown): string => placeholders.value(given);
  switch (operation.type) {
    case 'OPERATION_ADD':
    case 'OPERATION_REPLACE':
      clauses.set.push(`${target} = ${value(operation.value)}`);
      return;
    case 'OPERATION_REMOVE':
      clauses.remove.push(target);
      return;
    case 'OPERATION_INCREMENT':
      clauses.set.push(`${target} = ${target} + ${value(operation.by ?? 1)}`);
      return;
    case 'OPERATION_DECREMENT':
      clauses.set.push(`${target} = ${target} - ${value(operation.by ?? 1)}`);
      return;
    case 'OPERATION_APPEND':
      clauses.set.push(`${target} = list_append(${target}, ${value(operation.value)})`);
      return;
    case 'OPERATION_PREPEND':
      clauses.set.push(`${target} = list_append(${value(operation.value)}, ${target})`);
      return;
    case 'OPERATION_UPDATE_LIST_ITEM':
      clauses.set.push(`${target}[${textOf(operation.index)}] = ${value(operation.value)}`);
      return;
  }
}

const isListUpdate = (value: unknown): value is readonly Operation[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((item) => isOperation(item) && item.type === 'OPERATION_UPDATE_LIST_ITEM');

export function updateExpression(
  update: unknown,
  placeholders: Placeholders,
  isSet: (value: unknown) => boolean,
): DynamodbExpression {
  if (!isPlainObject(update)) throw new UtilMisuse('Expected update to be an object.');
  const clauses: Clauses = { set: [], remove: [] };

  function write(target: string, value: unknown): void {
    if (isOperation(value)) writeOperation(target, value, clauses, placeholders);
    else if (isListUpdate(value)) {
      for (const operation of value) writeOperation(target, operation, clauses, placeholders);
    } else if (isPlainObject(value) && !isSet(value) && Object.keys(value).length > 0) {
      // A map changes the members it names and leaves the others: a replacement takes operations.replace.
      writeMembers(`${target}.`, value);
    } else clauses.set.push(`${target} = ${placeholders.value(isNothing(value) ? null : value)}`);
  }

  function writeMembers(prefix: string, members: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(members)) {
      if (value !== undefined) write(prefix + placeholders.name(name), value);
    }
  }

  writeMembers('', update);
  const parts: string[] = [];
  if (clauses.set.length > 0) parts.push(`SET ${clauses.set.join(', ')}`);
  if (clauses.remove.length > 0) parts.push(`REMOVE ${clauses.remove.join(', ')}`);
  return placeholders.take(parts.join(' '));
}
