// TransactGetItems: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
import { ServiceError } from '../../aws/errors.js';
import {
  consumedCapacity,
  createUsage,
  type ReturnConsumedCapacity,
  readUnits,
  type Usage,
} from '../engine/capacity.js';
import { findTable } from '../engine/engine.js';
import { readProjection } from '../engine/reading.js';
import { type ExpressionInput, readPlaceholders } from '../expressions/compile.js';
import { type CancellationReason, transactionCanceled, validationFault } from '../faults.js';
import * as members from '../input/members.js';
import { list, structure, text } from '../input/shape.js';
import { keyOf } from '../keys/check.js';
import { type LiveTable, readItem } from '../storage/table.js';
import { readAttributes } from '../values/check.js';
import { defineOperation } from './operation.js';

interface Get extends ExpressionInput {
  readonly TableName: string;
  readonly Key: Readonly<Record<string, unknown>>;
  readonly ProjectionExpression?: string;
}

interface TransactGetItemsInput {
  readonly TransactItems: readonly { readonly Get: Get }[];
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

export const transactGetItems = defineOperation<TransactGetItemsInput>({
  name: 'TransactGetItems',
  words: 'older',
  shape: {
    TransactItems: list(
      structure({
        Get: structure(
          {
            TableName: members.tableName,
            Key: members.key,
            ProjectionExpression: text(),
            ExpressionAttributeNames: members.names,
          },
          { required: true },
        ),
      }),
      { required: true, min: 1, max: 100 },
    ),
    ReturnConsumedCapacity: members.returnConsumedCapacity,
  },
  run(input, engine) {
    const prepared = input.TransactItems.map(({ Get: get }) => {
      const placeholders = readPlaceholders(
        engine.expressions,
        { ExpressionAttributeNames: get.ExpressionAttributeNames },
        { ProjectionExpression: get.ProjectionExpression },
      );
      const shown = readProjection(
        placeholders,
        get.ProjectionExpression ? { ProjectionExpression: get.ProjectionExpression } : {},
      );
      placeholders.finish();
      return { get, shown, key: readAttributes(get.Key, { size: 0 }) };
    });
    const gets = prepared.map((one) => ({ ...one, table: findTable(engine, one.get.TableName) }));
    const reasons: CancellationReason[] = [];
    const keys = gets.map(({ table, key }): Buffer | undefined => {
      try {
        const bytes = keyOf(table.program, key);
        reasons.push({ Code: 'None' });
        return bytes;
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        reasons.push({ Code: 'ValidationError', Message: error.message });
        return undefined;
      }
    });
    if (keys.includes(undefined)) throw transactionCanceled(reasons);
    const targets = gets.map(({ table }, index) => `${table.space}:${keys[index]!.toString('latin1')}`);
    if (new Set(targets).size < targets.length) {
      throw validationFault('Transaction request cannot include multiple operations on one item');
    }
    const usages = new Map<LiveTable, Usage>();
    const responses = gets.map(({ table, shown }, index) => {
      const stored = readItem(engine.catalog.rows, table, keys[index]!);
      const usage = usages.get(table) ?? createUsage();
      // A transactional read reads twice (CapacityUnitCalculations.md).
      usage.table += readUnits(stored?.size ?? 0, true) * 2;
      usages.set(table, usage);
      return stored ? { Item: shown ? shown.pick(stored.item) : stored.item } : {};
    });
    const level = input.ReturnConsumedCapacity ?? 'NONE';
    if (level === 'NONE') return { Responses: responses };
    const capacity = [...usages].map(([table, usage]) => consumedCapacity(table.program, usage, level, 'read'));
    return { ConsumedCapacity: capacity, Responses: responses };
  },
});
