// Requests to write become ItemWrites in two steps: what can be checked without a table (values, expressions), then
// what needs one (keys). Single writes, batches and transactions share these.

import { updateCharge } from '../expressions/charge.js';
import { type ExpressionInput, type Placeholders, readPlaceholders } from '../expressions/compile.js';
import type { Values } from '../expressions/condition.js';
import { checkOverlaps } from '../expressions/paths.js';
import { compileProjection, type Projection } from '../expressions/projection.js';
import type { UpdateAction } from '../expressions/tree.js';
import { compileUpdate, type Update } from '../expressions/update.js';
import { TEXT, validationFault } from '../faults.js';
import { checkIndexKeys, type IndexKeyWords, keyOf, keyOfItem, PUT_WORDS, UPDATE_WORDS } from '../keys/check.js';
import {
  checkConditionalOperator,
  compileLegacy,
  expectedTree,
  type LegacyExpectation,
  refuseMixture,
} from '../legacy/conditions.js';
import { type LegacyUpdate, legacyActions } from '../legacy/updates.js';
import { pickAttributes } from '../program.js';
import type { LiveTable } from '../storage/table.js';
import { itemSize, readAttributes } from '../values/check.js';
import type { Item } from '../values/value.js';
import type { Engine } from './engine.js';
import type { Guard, ItemWrite } from './write.js';

/** ServiceQuotas: an item is at most 400 KB. */
export const MAX_ITEM = 400 * 1024;
/** Smaller values can not reach the limit, whatever 4 KB of expression do with them. */
const WORTH_CHARGING = 1024;

/** The members of a conditional write that are read here. */
export interface ConditionalInput extends ExpressionInput {
  readonly ConditionExpression?: string;
  readonly Expected?: Readonly<Record<string, LegacyExpectation>>;
  readonly ConditionalOperator?: string;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

/** What a caller adds to the write: does it need the item that was there? */
export interface PrepareOptions {
  readonly readsBefore: boolean;
}

/** The second step: fits the write to its table. */
export type Bind = (table: LiveTable, options: PrepareOptions) => ItemWrite;

function readGuard(placeholders: Placeholders, input: ConditionalInput): Guard | undefined {
  if (typeof input.ConditionExpression === 'string') {
    const { test } = placeholders.condition('ConditionExpression', input.ConditionExpression);
    return { test, values: placeholders.values };
  }
  checkConditionalOperator(input.ConditionalOperator, input.Expected);
  const tree = input.Expected ? expectedTree(input.Expected, input.ConditionalOperator) : undefined;
  return tree && compileLegacy(tree);
}

const showsOnFailure = (input: ConditionalInput): boolean => input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';

/** Placeholders of a write whose only expression is its condition. */
function conditionPlaceholders(engine: Engine, input: ConditionalInput): Placeholders {
  refuseMixture(
    { Expected: input.Expected, ConditionalOperator: input.ConditionalOperator },
    { ConditionExpression: input.ConditionExpression },
  );
  return readPlaceholders(engine.expressions, input, { ConditionExpression: input.ConditionExpression });
}

export interface PutInput extends ConditionalInput {
  readonly Item: Readonly<Record<string, unknown>>;
}

/** `batch`: for BatchWriteItem, which words a wrong key otherwise. */
export function preparePut(engine: Engine, input: PutInput, batch = false): Bind {
  const placeholders = conditionPlaceholders(engine, input);
  const meter = { size: 0 };
  const item = readAttributes(input.Item, meter);
  const guard = readGuard(placeholders, input);
  placeholders.finish();
  if (meter.size > MAX_ITEM) throw validationFault(TEXT.itemTooLarge);
  return (table, { readsBefore }) => {
    const key = keyOfItem(table.program, item, batch);
    checkIndexKeys(table.program, item, PUT_WORDS);
    const after = { item, size: meter.size };
    return {
      table,
      key,
      keyItem: pickAttributes(item, table.program.keyNames),
      guard,
      showOnFailure: showsOnFailure(input),
      readsBefore,
      next: () => after,
    };
  };
}

export interface DeleteInput extends ConditionalInput {
  readonly Key: Readonly<Record<string, unknown>>;
}

export function prepareDelete(engine: Engine, input: DeleteInput): Bind {
  const placeholders = conditionPlaceholders(engine, input);
  const keyItem = readAttributes(input.Key, { size: 0 });
  const guard = readGuard(placeholders, input);
  placeholders.finish();
  return (table, { readsBefore }) => ({
    table,
    key: keyOf(table.program, keyItem),
    keyItem,
    guard,
    showOnFailure: showsOnFailure(input),
    readsBefore,
    next: () => undefined,
  });
}

export interface UpdateInput extends ConditionalInput {
  readonly Key: Readonly<Record<string, unknown>>;
  readonly UpdateExpression?: string;
  readonly AttributeUpdates?: Readonly<Record<string, LegacyUpdate>>;
}

interface Changes {
  readonly actions: readonly UpdateAction[];
  readonly run: Update;
}

/** An update of one item; `changes` undefined changes nothing. PartiQL's UPDATE is bound here, too. */
export function bindUpdate(
  table: LiveTable,
  keyItem: Item,
  changes: Changes | undefined,
  rules: {
    readonly values: Values;
    readonly guard: Guard | undefined;
    readonly showOnFailure: boolean;
    readonly makesItem: boolean;
    readonly words?: IndexKeyWords;
  },
): ItemWrite {
  const key = keyOf(table.program, keyItem);
  for (const { path } of changes?.actions ?? []) {
    const name = path.parts[0] as string;
    if (table.program.keyNames.includes(name)) throw validationFault(TEXT.keyUpdate(name));
  }
  return {
    table,
    key,
    keyItem,
    guard: rules.guard,
    showOnFailure: rules.showOnFailure,
    readsBefore: true,
    next(before) {
      if (before === undefined && !rules.makesItem) return undefined;
      const item: Item = changes ? changes.run(before?.item ?? keyItem, rules.values) : (before?.item ?? keyItem);
      checkIndexKeys(table.program, item, rules.words ?? UPDATE_WORDS);
      const size = itemSize(item);
      if (size > MAX_ITEM) throw validationFault(TEXT.updateTooLarge);
      return { item, size };
    },
  };
}

export interface PreparedUpdate {
  readonly bind: Bind;
  /** Bytes that the statement itself is charged (expressions/charge.ts); 0 where that is far from any limit. */
  readonly charge: number;
  /** What the update touched of an item: UPDATED_OLD and UPDATED_NEW show that. */
  readonly touched: Projection;
}

function readChanges(placeholders: Placeholders, input: UpdateInput): Changes | undefined {
  if (typeof input.UpdateExpression === 'string') return placeholders.update(input.UpdateExpression);
  if (!input.AttributeUpdates) return undefined;
  const actions = legacyActions(input.AttributeUpdates);
  checkOverlaps(
    'UpdateExpression',
    actions.map((action) => action.path),
  );
  return { actions, run: compileUpdate(actions) };
}

export function prepareUpdate(engine: Engine, input: UpdateInput, words = UPDATE_WORDS): PreparedUpdate {
  const { UpdateExpression, ConditionExpression } = input;
  refuseMixture(
    {
      AttributeUpdates: input.AttributeUpdates,
      Expected: input.Expected,
      ConditionalOperator: input.ConditionalOperator,
    },
    { UpdateExpression, ConditionExpression },
  );
  const placeholders = readPlaceholders(engine.expressions, input, { UpdateExpression, ConditionExpression });
  const keyItem = readAttributes(input.Key, { size: 0 });
  const changes = readChanges(placeholders, input);
  const guard = readGuard(placeholders, input);
  placeholders.finish();
  // The older DELETE does not make an item that was not there (LegacyConditionalParameters.AttributeUpdates.md).
  const makesItem =
    typeof UpdateExpression === 'string' ||
    !changes ||
    changes.actions.length === 0 ||
    changes.actions.some((action) => action.kind === 'set' || action.kind === 'add');
  const rules = { values: placeholders.values, guard, showOnFailure: showsOnFailure(input), makesItem, words };
  const bind: Bind = (table) => bindUpdate(table, keyItem, changes, rules);
  const charged = typeof UpdateExpression === 'string' && placeholders.size > WORTH_CHARGING;
  const charge = charged ? updateCharge(changes!.actions, placeholders.values) : 0;
  return { bind, charge, touched: compileProjection((changes?.actions ?? []).map((action) => action.path)) };
}

/** ConditionCheck of a transaction: a guard that writes nothing. */
export function prepareCheck(engine: Engine, input: DeleteInput): Bind {
  const bind = prepareDelete(engine, input);
  return (table) => ({ ...bind(table, { readsBefore: true }), checksOnly: true });
}
