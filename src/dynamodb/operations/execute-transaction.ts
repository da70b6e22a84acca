// ExecuteTransaction: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteTransaction.html
// Either all statements read, or all write (EXISTS checks go with those) in one savepoint.
import { ServiceError } from '../../aws/errors.js';
import {
  consumedCapacity,
  countWrite,
  createUsage,
  type ReturnConsumedCapacity,
  type Usage,
} from '../engine/capacity.js';
import type { Engine } from '../engine/engine.js';
import { runWrite } from '../engine/write.js';
import { validationFault } from '../faults.js';
import * as members from '../input/members.js';
import { list, structure, text } from '../input/shape.js';
import { parseStatement, type Select } from '../partiql/parser.js';
import { checkSingle, runSelect } from '../partiql/read.js';
import { bindStatement, checkExists, isWrite, type WriteStatement } from '../partiql/write.js';
import type { LiveTable } from '../storage/table.js';
import { seenToken } from '../storage/tokens.js';
import { readParameters, statementField } from './execute-statement.js';
import { defineOperation } from './operation.js';
import { runTogether } from './transact-write-items.js';

interface StatementInput {
  readonly Statement: string;
  readonly Parameters?: readonly unknown[];
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE';
}

interface ExecuteTransactionInput {
  readonly TransactStatements: readonly StatementInput[];
  readonly ClientRequestToken?: string;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

type Usages = Map<LiveTable, Usage>;

function usageIn(usages: Usages, table: LiveTable): Usage {
  const usage = usages.get(table) ?? createUsage();
  usages.set(table, usage);
  return usage;
}

/** What is wrong with one statement as it stands is told of the whole transaction, with its place (recorded). */
function inStatement(index: number, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'ValidationException') throw error;
    throw validationFault(`Validation failed in TransactStatements[${index}]: ${error.message}`);
  }
}

function checkWrite(statement: WriteStatement): void {
  if ((statement.kind === 'update' || statement.kind === 'delete') && statement.returning) {
    throw validationFault('RETURNING clause is not supported in ExecuteTransaction.');
  }
}

function readAll(engine: Engine, statements: readonly Select[], usages: Usages): unknown[] {
  statements.forEach((statement, index) => {
    inStatement(index, () => checkSingle(engine, statement, 'ExecuteTransaction'));
  });
  return runTogether(statements, (statement) => {
    const options = { limit: undefined, consistent: true, nextToken: undefined };
    const { target, items, usage } = runSelect(engine, statement, options);
    // A transactional read reads twice (CapacityUnitCalculations.md).
    usageIn(usages, target.table).table += usage.table * 2;
    return items[0] ? { Item: items[0] } : {};
  });
}

async function writeAll(
  engine: Engine,
  input: ExecuteTransactionInput,
  statements: readonly WriteStatement[],
  usages: Usages,
): Promise<readonly never[]> {
  statements.forEach((statement, index) => {
    inStatement(index, () => checkWrite(statement));
    if (statement.kind === 'exists') inStatement(index, () => checkExists(engine, statement));
  });
  const writes = runTogether([...statements.keys()], (index) => {
    const shows = input.TransactStatements[index]!.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
    return bindStatement(engine, statements[index]!, shows);
  });
  const targets = writes.map(({ table, key }) => `${table.space}:${key.toString('latin1')}`);
  if (new Set(targets).size < targets.length) {
    throw validationFault('Transaction request cannot include multiple operations on one item');
  }
  const { ClientRequestToken: token, TransactStatements: request } = input;
  const written = await engine.database.commit(() => {
    if (token && seenToken(engine.database, token, request, engine.clock.now())) return undefined;
    return runTogether(writes, (write) => runWrite(engine, write));
  });
  written?.forEach(({ before, after, changes }, index) => {
    const size = Math.max(before?.size ?? 0, after?.size ?? 0);
    countWrite(usageIn(usages, writes[index]!.table), size, changes, 2);
  });
  // A transaction of writes has nothing to show, not even its statements (recorded).
  return [];
}

export const executeTransaction = defineOperation<ExecuteTransactionInput>({
  name: 'ExecuteTransaction',
  words: 'older',
  shape: {
    TransactStatements: list(
      structure({
        Statement: statementField,
        Parameters: members.parameters,
        ReturnValuesOnConditionCheckFailure: members.returnValuesOnConditionCheckFailure,
      }),
      { required: true, min: 1, max: 100 },
    ),
    ClientRequestToken: text({ min: 1, max: 36 }),
    ReturnConsumedCapacity: members.returnConsumedCapacity,
  },
  async run(input, engine) {
    const statements = input.TransactStatements.map((one) =>
      parseStatement(one.Statement, readParameters(one.Parameters)),
    );
    const reads = statements.filter((statement) => statement.kind === 'select');
    const writes = statements.filter(isWrite);
    if (reads.length > 0 && writes.length > 0) {
      throw validationFault('Transaction statements must be either all read statements or all write statements.');
    }
    const usages: Usages = new Map();
    const responses = reads.length > 0 ? readAll(engine, reads, usages) : await writeAll(engine, input, writes, usages);
    const level = input.ReturnConsumedCapacity ?? 'NONE';
    if (level === 'NONE') return { Responses: responses };
    const direction = reads.length > 0 ? 'read' : 'write';
    const capacity = [...usages].map(([table, usage]) => consumedCapacity(table.program, usage, level, direction));
    return { Responses: responses, ConsumedCapacity: capacity };
  },
});
