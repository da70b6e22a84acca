// The `operations` of @aws-appsync/utils/dynamodb: marks that say what an update does with an attribute.
// built-in-modules-js.md, "Operations"; their shapes are recorded: `{type: 'OPERATION_INCREMENT', by: 10}`.
import { isPlainObject } from '../../plain.js';

export type Operation =
  | { readonly type: 'OPERATION_ADD' | 'OPERATION_REPLACE'; readonly value: unknown }
  | { readonly type: 'OPERATION_APPEND' | 'OPERATION_PREPEND'; readonly value: unknown }
  | { readonly type: 'OPERATION_INCREMENT' | 'OPERATION_DECREMENT'; readonly by: unknown }
  | { readonly type: 'OPERATION_UPDATE_LIST_ITEM'; readonly value: unknown; readonly index: unknown }
  | { readonly type: 'OPERATION_REMOVE' };

export const operations = {
  add: (value?: unknown): Operation => ({ type: 'OPERATION_ADD', value }),
  remove: (): Operation => ({ type: 'OPERATION_REMOVE' }),
  replace: (value?: unknown): Operation => ({ type: 'OPERATION_REPLACE', value }),
  increment: (by: unknown = 1): Operation => ({ type: 'OPERATION_INCREMENT', by }),
  decrement: (by: unknown = 1): Operation => ({ type: 'OPERATION_DECREMENT', by }),
  append: (value?: unknown): Operation => ({ type: 'OPERATION_APPEND', value }),
  prepend: (value?: unknown): Operation => ({ type: 'OPERATION_PREPEND', value }),
  updateListItem: (value?: unknown, index?: unknown): Operation => ({
    type: 'OPERATION_UPDATE_LIST_ITEM',
    value,
    index,
  }),
};

/** The members each operation has, and no others: what tells an operation from a map of the user's. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  OPERATION_ADD: ['value'],
  OPERATION_REMOVE: [],
  OPERATION_REPLACE: ['value'],
  OPERATION_INCREMENT: ['by'],
  OPERATION_DECREMENT: ['by'],
  OPERATION_APPEND: ['value'],
  OPERATION_PREPEND: ['value'],
  OPERATION_UPDATE_LIST_ITEM: ['value', 'index'],
};

export function isOperation(value: unknown): value is Operation {
  if (!isPlainObject(value) || typeof value['type'] !== 'string') return false;
  const members = MEMBERS[value['type']];
  return (
    members !== undefined &&
    Object.keys(value).length === members.length + 1 &&
    members.every((member) => member in value)
  );
}
