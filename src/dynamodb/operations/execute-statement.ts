// ExecuteStatement: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html
import { consumedCapacity, countWrite, createUsage, type ReturnConsumedCapacity } from '../engine/capacity.js';
import { runWrite } from '../engine/write.js';
import { validationFault } from '../faults.js';
import * as members from '../input/members.js';
import { flag, integer, text } from '../input/shape.js';
import { parseStatement } from '../partiql/parser.js';
import { runSelect } from '../partiql/read.js';
import { bindStatement, isWrite, returnedItem } from '../partiql/write.js';
import { readValue } from '../values/check.js';
import type { AttributeValue } from '../values/value.js';
import { defineOperation } from './operation.js';

interface ExecuteStatementInput {
  readonly Statement: string;
  readonly Parameters?: readonly unknown[];
  readonly ConsistentRead?: boolean;
  readonly NextToken?: string;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly Limit?: number;
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE';
}

export const statementField = text({ required: true, min: 1, max: 8192 });

export function readParameters(given: readonly unknown[] | undefined): AttributeValue[] {
  return (given ?? []).map((value) => readValue(value, { size: 0 }));
}

export const executeStatement = defineOperation<ExecuteStatementInput>({
  name: 'ExecuteStatement',
  words: 'older',
  shape: {
    Statement: statementField,
    Parameters: members.parameters,
    ConsistentRead: flag(),
    NextToken: text({ min: 1, max: 32_768 }),
    ReturnConsumedCapacity: members.returnConsumedCapacity,
    Limit: integer({ min: 1 }),
    ReturnValuesOnConditionCheckFailure: members.returnValuesOnConditionCheckFailure,
  },
  async run(input, engine) {
    const statement = parseStatement(input.Statement, readParameters(input.Parameters));
    const level = input.ReturnConsumedCapacity ?? 'NONE';
    if (statement.kind === 'exists') throw validationFault('EXISTS can only be used in ExecuteTransaction');
    if (isWrite(statement)) {
      const write = bindStatement(engine, statement, input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD');
      const written = await engine.database.commit(() => runWrite(engine, write));
      const item = returnedItem(statement, written);
      const usage = createUsage();
      countWrite(usage, Math.max(written.before?.size ?? 0, written.after?.size ?? 0), written.changes);
      return {
        Items: item ? [item] : [],
        ...(level === 'NONE' ? {} : { ConsumedCapacity: consumedCapacity(write.table.program, usage, level) }),
      };
    }
    const { target, items, usage, last, nextToken } = runSelect(engine, statement, {
      limit: input.Limit,
      consistent: input.ConsistentRead ?? false,
      nextToken: input.NextToken,
    });
    return {
      Items: items,
      ...(last ? { LastEvaluatedKey: last, NextToken: nextToken } : {}),
      ...(level === 'NONE' ? {} : { ConsumedCapacity: consumedCapacity(target.table.program, usage, level) }),
    };
  },
});
