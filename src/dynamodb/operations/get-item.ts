// GetItem: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
import { consumedCapacity, createUsage, type ReturnConsumedCapacity, readUnits } from '../engine/capacity.js';
import { findTable } from '../engine/engine.js';
import { type ProjectedInput, readProjection } from '../engine/reading.js';
import { type ExpressionInput, readPlaceholders } from '../expressions/compile.js';
import * as members from '../input/members.js';
import { text } from '../input/shape.js';
import { keyOf } from '../keys/check.js';
import { refuseMixture } from '../legacy/conditions.js';
import { readItem } from '../storage/table.js';
import { readAttributes } from '../values/check.js';
import { defineOperation } from './operation.js';

interface GetItemInput extends ExpressionInput, ProjectedInput {
  readonly TableName: string;
  readonly Key: Readonly<Record<string, unknown>>;
  readonly ConsistentRead?: boolean;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

export const getItem = defineOperation<GetItemInput>({
  name: 'GetItem',
  shape: {
    TableName: members.tableName,
    Key: members.key,
    AttributesToGet: members.attributesToGet,
    ConsistentRead: members.consistentRead,
    ReturnConsumedCapacity: members.returnConsumedCapacity,
    ProjectionExpression: text(),
    ExpressionAttributeNames: members.names,
  },
  run(input, engine) {
    const { AttributesToGet, ProjectionExpression } = input;
    refuseMixture({ AttributesToGet }, { ProjectionExpression });
    const placeholders = readPlaceholders(
      engine.expressions,
      { ExpressionAttributeNames: input.ExpressionAttributeNames },
      { ProjectionExpression },
    );
    const shown = readProjection(placeholders, input);
    placeholders.finish();
    const key = readAttributes(input.Key, { size: 0 });
    const table = findTable(engine, input.TableName);
    const stored = readItem(engine.catalog.rows, table, keyOf(table.program, key));
    const answer: Record<string, unknown> = {};
    if (stored) answer['Item'] = shown ? shown.pick(stored.item) : stored.item;
    const level = input.ReturnConsumedCapacity ?? 'NONE';
    if (level !== 'NONE') {
      const usage = createUsage();
      usage.table = readUnits(stored?.size ?? 0, input.ConsistentRead === true);
      answer['ConsumedCapacity'] = consumedCapacity(table.program, usage, level);
    }
    return answer;
  },
});
