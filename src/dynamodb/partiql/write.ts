// INSERT, UPDATE, DELETE and EXISTS as the ItemWrites that all writes are (engine/write.ts).
import { ServiceError } from '../../aws/errors.js';
import { type Engine, findTable } from '../engine/engine.js';
import { bindUpdate, preparePut } from '../engine/prepare.js';
import type { Guard, ItemWrite, Written } from '../engine/write.js';
import { compileCondition } from '../expressions/condition.js';
import { checkOverlaps } from '../expressions/paths.js';
import { compileProjection } from '../expressions/projection.js';
import type { Condition } from '../expressions/tree.js';
import { compileUpdate } from '../expressions/update.js';
import { validationFault } from '../faults.js';
import { keyOf } from '../keys/check.js';
import type { TableProgram } from '../program.js';
import type { Item } from '../values/value.js';
import { conjunction, splitKey } from './keys.js';
import type { Delete, Exists, Insert, Statement, Update } from './parser.js';

export type WriteStatement = Insert | Update | Delete | Exists;

export function isWrite(statement: Statement): statement is WriteStatement {
  return statement.kind !== 'select';
}

const there = ({ hash }: TableProgram): Condition => ({
  kind: 'test',
  name: 'attribute_exists',
  operands: [{ kind: 'path', parts: [hash.name] }],
});

function guardOf(conditions: readonly Condition[]): Guard | undefined {
  const tree = conjunction(conditions);
  return tree && { test: compileCondition(tree), values: {} };
}

function bindInsert(engine: Engine, { table: name, item }: Insert): ItemWrite {
  const bind = preparePut(engine, { Item: item });
  const write = bind(findTable(engine, name), { readsBefore: true });
  return {
    ...write,
    next(before) {
      if (before) throw new ServiceError('DuplicateItemException', 'Duplicate primary key exists in table');
      return write.next(before);
    },
  };
}

/** An EXISTS that asks for nothing but the item is refused. */
export function checkExists(engine: Engine, statement: Exists): void {
  const { rest } = splitKey(statement.where, findTable(engine, statement.table).program);
  if (rest.length === 0) {
    throw validationFault('EXISTS() must contain a single item read with additional condition');
  }
}

export function bindStatement(engine: Engine, statement: WriteStatement, showOnFailure: boolean): ItemWrite {
  if (statement.kind === 'insert') return bindInsert(engine, statement);
  const table = findTable(engine, statement.table);
  const { key, rest } = splitKey(statement.where, table.program);
  if (statement.kind === 'update') {
    const { actions } = statement;
    checkOverlaps(
      'UpdateExpression',
      actions.map(({ path }) => path),
    );
    // An item that is not there is not made (ql-reference.update.md).
    const guard = guardOf([there(table.program), ...rest]);
    return bindUpdate(
      table,
      key,
      { actions, run: compileUpdate(actions) },
      { values: {}, guard, showOnFailure, makesItem: false },
    );
  }
  const checks = statement.kind === 'exists';
  return {
    table,
    key: keyOf(table.program, key),
    keyItem: key,
    guard: guardOf(checks ? [there(table.program), ...rest] : rest),
    showOnFailure,
    readsBefore: true,
    next: () => undefined,
    ...(checks ? { checksOnly: true } : {}),
  };
}

/** What RETURNING asks for of a write. */
export function returnedItem(statement: WriteStatement, { before, after }: Written): Item | undefined {
  const which = statement.kind === 'update' || statement.kind === 'delete' ? statement.returning : undefined;
  if (which === undefined) return undefined;
  const side = which.endsWith('_OLD') ? before : after;
  if (!side || statement.kind !== 'update' || which.startsWith('ALL_')) return side?.item;
  return compileProjection(statement.actions.map(({ path }) => path))(side.item);
}
