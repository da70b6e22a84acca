// BatchGetItem: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
import { consumedCapacity, createUsage, type ReturnConsumedCapacity, readUnits } from '../engine/capacity.js';
import { type Engine, findTable } from '../engine/engine.js';
import { type ProjectedInput, readProjection, type Shown } from '../engine/reading.js';
import { type ExpressionInput, readPlaceholders } from '../expressions/compile.js';
import { constraintFault, requestFault, TEXT, validationFault } from '../faults.js';
import * as members from '../input/members.js';
import { attributes, brokenMember, list, map, structure, text } from '../input/shape.js';
import { keyOf } from '../keys/check.js';
import { refuseMixture } from '../legacy/conditions.js';
import { type LiveTable, readItem } from '../storage/table.js';
import { readAttributes } from '../values/check.js';
import type { Item } from '../values/value.js';
import { defineOperation } from './operation.js';

interface TableRequest extends ExpressionInput, ProjectedInput {
  readonly Keys: readonly Readonly<Record<string, unknown>>[];
  readonly ConsistentRead?: boolean;
}

interface BatchGetItemInput {
  readonly RequestItems?: Readonly<Record<string, TableRequest>>;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

const MOST_KEYS = 100;
/** The answer holds at most 16 MB; what does not fit is handed back unprocessed. */
const MOST_BYTES = 16 * 1024 * 1024;

interface Reading {
  readonly name: string;
  readonly request: TableRequest;
  readonly shown: Shown | undefined;
  readonly keys: readonly Item[];
}

function prepare(engine: Engine, name: string, request: TableRequest): Reading {
  const { ProjectionExpression } = request;
  const placeholders = readPlaceholders(
    engine.expressions,
    { ExpressionAttributeNames: request.ExpressionAttributeNames },
    { ProjectionExpression },
  );
  const shown = readProjection(placeholders, request);
  placeholders.finish();
  return { name, request, shown, keys: request.Keys.map((key) => readAttributes(key, { size: 0 })) };
}

/** One call has expressions or the older parameters for all of its tables, not some of both (recorded). */
function checkProjections(requests: readonly TableRequest[]): void {
  const given = <K extends keyof TableRequest>(name: K): TableRequest[K] | undefined =>
    requests.map((request) => request[name]).find((value) => value !== undefined && value !== null);
  refuseMixture({ AttributesToGet: given('AttributesToGet') }, { ProjectionExpression: given('ProjectionExpression') });
}

function uniqueKeys(table: LiveTable, keys: readonly Item[]): Buffer[] {
  const bytes = keys.map((key) => keyOf(table.program, key));
  if (new Set(bytes.map((key) => key.toString('latin1'))).size < bytes.length)
    throw validationFault(TEXT.duplicateKeys);
  return bytes;
}

export const batchGetItem = defineOperation<BatchGetItemInput>({
  name: 'BatchGetItem',
  shape: {
    RequestItems: map(
      structure({
        Keys: list(attributes(), { required: true }),
        AttributesToGet: members.attributesToGet,
        ConsistentRead: members.consistentRead,
        ProjectionExpression: text(),
        ExpressionAttributeNames: members.names,
      }),
      { quoteKeys: (value) => JSON.stringify(value) },
    ),
    ReturnConsumedCapacity: members.returnConsumedCapacity,
  },
  run(input, engine) {
    const requests = Object.entries(input.RequestItems ?? {});
    if (requests.length === 0) {
      throw constraintFault([brokenMember('RequestItems', 'Member must have length greater than or equal to 1')]);
    }
    for (const [name, { Keys }] of requests) {
      const path = `RequestItems.${name}.member.Keys`;
      if (Keys.length === 0) {
        throw constraintFault([brokenMember(path, 'Member must have length greater than or equal to 1')]);
      }
      if (Keys.length > MOST_KEYS) {
        throw constraintFault([brokenMember(path, `Member must have length less than or equal to ${MOST_KEYS}`)]);
      }
    }
    checkProjections(requests.map(([, request]) => request));
    if (requests.reduce((sum, [, { Keys }]) => sum + Keys.length, 0) > MOST_KEYS) {
      throw requestFault('Too many items requested for the BatchGetItem call');
    }
    const readings = requests
      .map(([name, request]) => prepare(engine, name, request))
      .map((reading) => ({ ...reading, table: findTable(engine, reading.name) }))
      .map((reading) => ({ ...reading, storageKeys: uniqueKeys(reading.table, reading.keys) }));
    const responses: Record<string, Item[]> = {};
    const unprocessed: Record<string, TableRequest> = {};
    const capacity: unknown[] = [];
    const level = input.ReturnConsumedCapacity ?? 'NONE';
    let bytes = 0;
    for (const { name, request, shown, table, storageKeys } of readings) {
      const items: Item[] = [];
      const left: Readonly<Record<string, unknown>>[] = [];
      const usage = createUsage();
      for (const [index, key] of storageKeys.entries()) {
        const stored = readItem(engine.catalog.rows, table, key);
        if (bytes + (stored?.size ?? 0) > MOST_BYTES) {
          left.push(request.Keys[index]!);
          continue;
        }
        bytes += stored?.size ?? 0;
        usage.table += readUnits(stored?.size ?? 0, request.ConsistentRead === true);
        if (stored) items.push(shown ? shown.pick(stored.item) : stored.item);
      }
      responses[name] = items;
      if (left.length > 0) unprocessed[name] = { ...request, Keys: left };
      if (level !== 'NONE') capacity.push(consumedCapacity(table.program, usage, level));
    }
    return {
      Responses: responses,
      UnprocessedKeys: unprocessed,
      ...(level === 'NONE' ? {} : { ConsumedCapacity: capacity }),
    };
  },
});
