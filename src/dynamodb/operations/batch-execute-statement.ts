// BatchExecuteStatement: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
// Each statement stands for itself: what fails is told in its place, the others are carried out.
import { ServiceError } from '../../aws/errors.js';
import {
  addIndexUnits,
  consumedCapacity,
  countWrite,
  createUsage,
  type ReturnConsumedCapacity,
  type Usage,
} from '../engine/capacity.js';
import { type Engine, findTable } from '../engine/engine.js';
import { runWrite } from '../engine/write.js';
import { RequestFault, validationFault } from '../faults.js';
import * as members from '../input/members.js';
import { flag, list, structure } from '../input/shape.js';
import { parseStatement, type Statement } from '../partiql/parser.js';
import { checkSingle, runSelect } from '../partiql/read.js';
import { bindStatement, isWrite, returnedItem } from '../partiql/write.js';
import type { LiveTable } from '../storage/table.js';
import { readParameters, statementField } from './execute-statement.js';
import { defineOperation } from './operation.js';

interface StatementInput {
  readonly Statement: string;
  readonly Parameters?: readonly unknown[];
  readonly ConsistentRead?: boolean;
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE';
}

interface BatchExecuteStatementInput {
  readonly Statements: readonly StatementInput[];
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

/** API_BatchStatementError: the codes have no `Exception` at their end. */
function faultOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof ServiceError)) throw error;
  const code = error.code === 'ValidationException' ? 'ValidationError' : error.code.replace(/Exception$/, '');
  const item = error.members['Item'];
  const message = error instanceof RequestFault ? error.older : error.message;
  return { Error: { Code: code, Message: message, ...(item === undefined ? {} : { Item: item }) } };
}

async function runOne(
  engine: Engine,
  input: StatementInput,
  statement: Statement,
  usageOf: (table: LiveTable) => Usage,
): Promise<Record<string, unknown>> {
  if (statement.kind === 'exists') throw validationFault('EXISTS can only be used in ExecuteTransaction');
  if (isWrite(statement)) {
    const write = bindStatement(engine, statement, input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD');
    const written = await engine.database.commit(() => runWrite(engine, write));
    countWrite(usageOf(write.table), Math.max(written.before?.size ?? 0, written.after?.size ?? 0), written.changes);
    const item = returnedItem(statement, written);
    return { TableName: write.table.program.name, ...(item ? { Item: item } : {}) };
  }
  checkSingle(engine, statement, 'BatchExecuteStatement');
  const { items, usage } = runSelect(engine, statement, {
    limit: undefined,
    consistent: input.ConsistentRead ?? false,
    nextToken: undefined,
  });
  const table = findTable(engine, statement.table);
  const total = usageOf(table);
  total.table += usage.table;
  for (const [name, { kind, units }] of usage.indexes) addIndexUnits(total, name, kind, units);
  return { TableName: table.program.name, ...(items[0] ? { Item: items[0] } : {}) };
}

export const batchExecuteStatement = defineOperation<BatchExecuteStatementInput>({
  name: 'BatchExecuteStatement',
  shape: {
    Statements: list(
      structure({
        Statement: statementField,
        Parameters: members.parameters,
        ConsistentRead: flag(),
        ReturnValuesOnConditionCheckFailure: members.returnValuesOnConditionCheckFailure,
      }),
      { required: true, min: 1, max: 25 },
    ),
    ReturnConsumedCapacity: members.returnConsumedCapacity,
  },
  async run(input, engine) {
    const usages = new Map<LiveTable, Usage>();
    const usageOf = (table: LiveTable): Usage => {
      const known = usages.get(table) ?? createUsage();
      usages.set(table, known);
      return known;
    };
    const parsed = input.Statements.map((one): Statement | { readonly fault: Record<string, unknown> } => {
      try {
        return parseStatement(one.Statement, readParameters(one.Parameters));
      } catch (error) {
        return { fault: faultOf(error) };
      }
    });
    const kinds = new Set(parsed.flatMap((one) => ('fault' in one ? [] : [isWrite(one)])));
    if (kinds.size > 1) {
      throw validationFault('Batch statements must be either all read statements or all write statements.');
    }
    const responses = await Promise.all(
      parsed.map(async (statement, index) => {
        if ('fault' in statement) return statement.fault;
        try {
          return await runOne(engine, input.Statements[index]!, statement, usageOf);
        } catch (error) {
          return { ...faultOf(error), TableName: statement.table };
        }
      }),
    );
    const level = input.ReturnConsumedCapacity ?? 'NONE';
    if (level === 'NONE') return { Responses: responses };
    const capacity = [...usages].map(([table, usage]) => consumedCapacity(table.program, usage, level));
    return { Responses: responses, ConsumedCapacity: capacity };
  },
});
