// TransactWriteItems: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
// All actions run in one savepoint; each says what is wrong with it, and one fault undoes them all.
import { ServiceError } from '../../aws/errors.js';
import {
  consumedCapacity,
  countWrite,
  createUsage,
  itemCollectionMetrics,
  type ReturnConsumedCapacity,
  readUnits,
  type Usage,
} from '../engine/capacity.js';
import { type Engine, findTable } from '../engine/engine.js';
import {
  type Bind,
  type ConditionalInput,
  type DeleteInput,
  type PutInput,
  prepareCheck,
  prepareDelete,
  preparePut,
  prepareUpdate,
  type UpdateInput,
} from '../engine/prepare.js';
import { type ItemWrite, runWrite, type Written } from '../engine/write.js';
import {
  type CancellationReason,
  EmptyKeyFault,
  requestFault,
  transactionCanceled,
  validationFault,
} from '../faults.js';
import * as members from '../input/members.js';
import { type Field, list, type Shape, structure, text } from '../input/shape.js';
import { TRANSACT_UPDATE_WORDS } from '../keys/check.js';
import { type LiveTable, readItem } from '../storage/table.js';
import { seenToken } from '../storage/tokens.js';
import { defineOperation } from './operation.js';

interface Named {
  readonly TableName: string;
}

interface TransactItem {
  readonly ConditionCheck?: Named & DeleteInput;
  readonly Put?: Named & PutInput;
  readonly Update?: Named & UpdateInput;
  readonly Delete?: Named & DeleteInput;
}

interface TransactWriteItemsInput {
  readonly TransactItems: readonly TransactItem[];
  readonly ClientRequestToken?: string;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ReturnItemCollectionMetrics?: 'SIZE' | 'NONE';
}

/** The items of one transaction together (ServiceQuotas). */
const MOST_BYTES = 4 * 1024 * 1024;

interface Action {
  readonly input: Named & ConditionalInput;
  readonly bind: Bind;
}

function prepare(engine: Engine, item: TransactItem): Action {
  const { ConditionCheck: check, Put: put, Update: update, Delete: remove } = item;
  if ([check, put, update, remove].filter((action) => action).length !== 1) {
    throw requestFault('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  if (put) return { input: put, bind: preparePut(engine, put) };
  if (update) return { input: update, bind: prepareUpdate(engine, update, TRANSACT_UPDATE_WORDS).bind };
  if (remove) return { input: remove, bind: prepareDelete(engine, remove) };
  return { input: check!, bind: prepareCheck(engine, check!) };
}

const FINE: CancellationReason = { Code: 'None' };

function reasonOf(error: unknown): CancellationReason {
  // An empty key is a fault of the request, whichever action has it.
  if (!(error instanceof ServiceError) || error instanceof EmptyKeyFault) throw error;
  if (error.code === 'DuplicateItemException') return { Code: 'DuplicateItem', Message: error.message };
  if (error.code !== 'ConditionalCheckFailedException') return { Code: 'ValidationError', Message: error.message };
  const item = error.members['Item'];
  return { Code: 'ConditionalCheckFailed', Message: error.message, ...(item === undefined ? {} : { Item: item }) };
}

/** Runs every step and reports the faults of all of them together, in their order. */
export function runTogether<T, R>(steps: readonly T[], run: (step: T) => R): R[] {
  const reasons: CancellationReason[] = [];
  const results = steps.map((step) => {
    try {
      const result = run(step);
      reasons.push(FINE);
      return result;
    } catch (error) {
      reasons.push(reasonOf(error));
      return undefined;
    }
  });
  if (reasons.some((reason) => reason !== FINE)) throw transactionCanceled(reasons);
  return results as R[];
}

const conditional: Shape = {
  TableName: members.tableName,
  ConditionExpression: text(),
  ExpressionAttributeNames: members.names,
  ExpressionAttributeValues: members.values,
  ReturnValuesOnConditionCheckFailure: members.returnValuesOnConditionCheckFailure,
};
const action = (more: Shape): Field => structure({ ...conditional, ...more });

function capacityOf(
  engine: Engine,
  writes: readonly ItemWrite[],
  written: readonly Written[] | undefined,
  level: ReturnConsumedCapacity,
): unknown[] {
  const usages = new Map<LiveTable, Usage>();
  writes.forEach(({ table, key }, index) => {
    const usage = usages.get(table) ?? createUsage();
    usages.set(table, usage);
    // A replayed request only reads (API_TransactWriteItems, ClientRequestToken); a first one writes twice.
    if (!written) usage.table += readUnits(readItem(engine.catalog.rows, table, key)?.size ?? 0, true) * 2;
    else {
      const { before, after, changes } = written[index]!;
      countWrite(usage, Math.max(before?.size ?? 0, after?.size ?? 0), changes, 2);
    }
  });
  const direction = written ? 'write' : 'read';
  return [...usages].map(([table, usage]) => consumedCapacity(table.program, usage, level, direction));
}

export const transactWriteItems = defineOperation<TransactWriteItemsInput>({
  name: 'TransactWriteItems',
  words: 'older',
  shape: {
    ClientRequestToken: text({ min: 1, max: 36 }),
    TransactItems: list(
      structure({
        ConditionCheck: action({ Key: members.key, ConditionExpression: text({ required: true }) }),
        Put: action({ Item: members.key }),
        Delete: action({ Key: members.key }),
        Update: action({ Key: members.key, UpdateExpression: text({ required: true }) }),
      }),
      { required: true, min: 1, max: 100 },
    ),
    ReturnConsumedCapacity: members.returnConsumedCapacity,
    ReturnItemCollectionMetrics: members.returnItemCollectionMetrics,
  },
  async run(input, engine) {
    const actions = input.TransactItems.map((item) => prepare(engine, item));
    const tables = actions.map((one) => findTable(engine, one.input.TableName));
    const level = input.ReturnConsumedCapacity ?? 'NONE';
    const writes = runTogether([...actions.keys()], (index) =>
      actions[index]!.bind(tables[index]!, { readsBefore: level !== 'NONE' }),
    );
    const targets = writes.map(({ table, key }) => `${table.space}:${key.toString('latin1')}`);
    if (new Set(targets).size < targets.length) {
      throw validationFault('Transaction request cannot include multiple operations on one item');
    }
    const { ClientRequestToken: token, TransactItems: request } = input;
    const written = await engine.database.commit(() => {
      if (token && seenToken(engine.database, token, request, engine.clock.now())) return undefined;
      const results = runTogether(writes, (write) => runWrite(engine, write));
      const bytes = results.reduce((sum, { before, after }) => sum + (after?.size ?? before?.size ?? 0), 0);
      if (bytes > MOST_BYTES) {
        throw validationFault('The aggregate size of the items in the transaction exceeded 4 MB');
      }
      return results;
    });
    const answer: Record<string, unknown> = {};
    if (level !== 'NONE') answer['ConsumedCapacity'] = capacityOf(engine, writes, written, level);
    if (input.ReturnItemCollectionMetrics === 'SIZE') {
      const metrics: Record<string, unknown[]> = {};
      for (const { table, keyItem } of writes) {
        const one = itemCollectionMetrics(table.program, keyItem);
        const { name } = table.program;
        if (one) metrics[name] = [...(metrics[name] ?? []), one];
      }
      if (Object.keys(metrics).length > 0) answer['ItemCollectionMetrics'] = metrics;
    }
    return answer;
  },
});
