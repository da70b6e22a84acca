// BatchWriteItem: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html

import { isObject } from '../../lib/json.js';
import {
  consumedCapacity,
  countWrite,
  createUsage,
  itemCollectionMetrics,
  type ReturnConsumedCapacity,
} from '../engine/capacity.js';
import { type Engine, findTable } from '../engine/engine.js';
import { type Bind, prepareDelete, preparePut } from '../engine/prepare.js';
import { type ItemWrite, runWrite } from '../engine/write.js';
import { constraintFault, requestFault, TEXT, validationFault } from '../faults.js';
import * as members from '../input/members.js';
import { brokenKeys, isTableName, javaText, list, map, structure } from '../input/shape.js';
import { defineOperation } from './operation.js';

interface WriteRequest {
  readonly PutRequest?: { readonly Item: Readonly<Record<string, unknown>> };
  readonly DeleteRequest?: { readonly Key: Readonly<Record<string, unknown>> };
}

interface BatchWriteItemInput {
  readonly RequestItems?: Readonly<Record<string, readonly WriteRequest[]>>;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ReturnItemCollectionMetrics?: 'SIZE' | 'NONE';
}

const MOST_REQUESTS = 25;

function prepare(engine: Engine, { PutRequest: put, DeleteRequest: remove }: WriteRequest): Bind {
  if (put && remove) {
    throw requestFault(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  if (put) return preparePut(engine, { Item: put.Item }, true);
  if (remove) return prepareDelete(engine, { Key: remove.Key });
  throw requestFault('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
}

/** The members of AttributeValue in Java's order; `iNT` and the like are the service's own. */
const JAVA_MEMBERS = 's n b iNT dECIMAL dOUBLE sS nS bS iNTSET dECIMALSET dOUBLESET m l nULL bOOL'.split(' ');

function quoteAttribute(value: unknown): string {
  const given = isObject(value) ? value : {};
  const members = JAVA_MEMBERS.map((name) => {
    const member = given[name.toUpperCase()];
    if (name === 'm' && isObject(member)) return `m=${quoteItem(member)}`;
    if (name === 'l' && Array.isArray(member)) return `l=[${member.map(quoteAttribute).join(', ')}]`;
    return `${name}=${member === undefined ? 'null' : javaText(member)}`;
  });
  return `AttributeValue(${members.join(', ')})`;
}

function quoteItem(item: Readonly<Record<string, unknown>>): string {
  return `{${Object.entries(item)
    .map(([name, value]) => `${name}=${quoteAttribute(value)}`)
    .join(', ')}}`;
}

/** As Java prints a request; AWS quotes the whole batch (recorded). */
function quote(requests: unknown): string {
  const one = ({ PutRequest: put, DeleteRequest: remove }: WriteRequest): string => {
    const putText = put ? `PutRequest(item=${quoteItem(put.Item)}, workloadProfileName=null)` : 'null';
    const deleteText = remove ? `DeleteRequest(key=${quoteItem(remove.Key)})` : 'null';
    return `WriteRequest(putRequest=${putText}, deleteRequest=${deleteText})`;
  };
  const entries = Object.entries(requests as NonNullable<BatchWriteItemInput['RequestItems']>);
  return `{${entries.map(([name, list]) => `${name}=[${list.map(one).join(', ')}]`).join(', ')}}`;
}

function checkRequests(requests: readonly (readonly [string, readonly WriteRequest[]])[]): void {
  // Looked at behind the other members, unlike the names of a BatchGetItem (recorded).
  if (!requests.every(([name]) => isTableName(name))) {
    throw constraintFault([brokenKeys('requestItems', quote(Object.fromEntries(requests)))]);
  }
  if (requests.length === 0) throw requestFault('The requestItems parameter is required for BatchWriteItem');
  if (requests.some(([, list]) => list.length > MOST_REQUESTS || list.length === 0)) {
    throw constraintFault([
      `Value '${quote(Object.fromEntries(requests))}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to ${MOST_REQUESTS}, Member must have length greater than or equal to 1]`,
    ]);
  }
  if (requests.reduce((sum, [, list]) => sum + list.length, 0) > MOST_REQUESTS) {
    throw requestFault('Too many items requested for the BatchWriteItem call');
  }
}

export const batchWriteItem = defineOperation<BatchWriteItemInput>({
  name: 'BatchWriteItem',
  words: 'older',
  shape: {
    RequestItems: map(
      list(structure({ PutRequest: structure({ Item: members.key }), DeleteRequest: structure({ Key: members.key }) })),
    ),
    ReturnConsumedCapacity: members.returnConsumedCapacity,
    ReturnItemCollectionMetrics: members.returnItemCollectionMetrics,
  },
  async run(input, engine) {
    const requests = Object.entries(input.RequestItems ?? {});
    checkRequests(requests);
    const level = input.ReturnConsumedCapacity ?? 'NONE';
    const options = { readsBefore: level !== 'NONE' };
    const prepared = requests.map(([name, list]) => ({ name, binds: list.map((request) => prepare(engine, request)) }));
    const tables = prepared.map(({ name, binds }) => {
      const table = findTable(engine, name);
      const writes = binds.map((bind): ItemWrite => bind(table, options));
      if (new Set(writes.map((write) => write.key.toString('latin1'))).size < writes.length) {
        throw validationFault(TEXT.duplicateKeys);
      }
      return { name, table, writes };
    });
    // The service promises nothing across the items of a batch; one savepoint for all of them is simply faster.
    const written = await engine.database.commit(() =>
      tables.map(({ writes }) => writes.map((write) => runWrite(engine, write))),
    );
    const answer: Record<string, unknown> = { UnprocessedItems: {} };
    if (level !== 'NONE') {
      answer['ConsumedCapacity'] = tables.map(({ table }, index) => {
        const usage = createUsage();
        for (const { before, after, changes } of written[index]!) {
          countWrite(usage, Math.max(before?.size ?? 0, after?.size ?? 0), changes);
        }
        return consumedCapacity(table.program, usage, level);
      });
    }
    if (input.ReturnItemCollectionMetrics === 'SIZE') {
      const metrics = tables.flatMap(({ name, table, writes }) =>
        table.program.hasLocalIndex
          ? [[name, writes.map((write) => itemCollectionMetrics(table.program, write.keyItem))] as const]
          : [],
      );
      if (metrics.length > 0) answer['ItemCollectionMetrics'] = Object.fromEntries(metrics);
    }
    return answer;
  },
});
