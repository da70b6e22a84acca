// BatchGetItem, BatchPutItem and BatchDeleteItem of the DynamoDB source: any tables, results in the order of the request.
// (js-aws-appsync-resolver-reference-dynamodb-batch-{get,put,delete}-item.md)
import { isObject, jsonEquals } from '../../../lib/json.js';
import {
  allowOnly,
  needList,
  needObject,
  type RequestDocument,
  RequestFault,
  readBoolean,
} from '../request-document.js';
import { type Attributes, plainItem, readAttributes } from './attribute-value.js';
import { addSection, type DynamoInput } from './expressions.js';
import { type Answer, callDynamoDb, type DynamoSource, type Operation } from './operation.js';

const GET_LIMIT = 100;
const WRITE_LIMIT = 25;
const TABLE: ReadonlySet<string> = new Set(['keys', 'consistentRead', 'projection']);

export const batchGetItem: Operation = {
  name: 'BatchGetItem',
  elements: ['tables'],
  run(document, source) {
    const request: Record<string, DynamoInput> = {};
    const asked: Record<string, readonly Attributes[]> = {};
    for (const [table, entry] of tablesOf(document)) {
      const path = `$[tables][${table}]`;
      // The guide's examples give a bare list of keys as well as an object with `keys`.
      const section: RequestDocument = Array.isArray(entry) ? { keys: entry } : isObject(entry) ? entry : {};
      allowOnly(section, path, TABLE);
      const keys = readItems(needList(section, path, 'keys'), `${path}[keys]`);
      asked[table] = keys;
      const input: DynamoInput = { Keys: keys };
      const consistent = readBoolean(section, path, 'consistentRead');
      if (consistent !== undefined) input['ConsistentRead'] = consistent;
      addSection(input, 'ProjectionExpression', section, path, 'projection');
      request[table] = input;
    }
    limit(asked, GET_LIMIT, 'BatchGetItem', 'keys');
    return callDynamoDb(source, 'BatchGetItem', { RequestItems: request }, (output) => {
      const responses = isObject(output['Responses']) ? output['Responses'] : {};
      const unprocessed = isObject(output['UnprocessedKeys']) ? output['UnprocessedKeys'] : {};
      const result = { data: {} as Record<string, unknown>, unprocessedKeys: {} as Record<string, unknown> };
      for (const [table, keys] of Object.entries(asked)) {
        const found = (responses[table] ?? []) as readonly Attributes[];
        result.data[table] = keys.map((key, at) =>
          plainItem(found.find((item) => hasKey(item, key)) ?? projected(found, at, keys)),
        );
        const left = isObject(unprocessed[table]) ? unprocessed[table]['Keys'] : [];
        result.unprocessedKeys[table] = (left as readonly Attributes[]).map(plainItem);
      }
      return { result };
    });
  },
};

export const batchPutItem: Operation = {
  name: 'BatchPutItem',
  elements: ['tables'],
  run: (document, source) => batchWrite('BatchPutItem', document, source),
};

export const batchDeleteItem: Operation = {
  name: 'BatchDeleteItem',
  elements: ['tables'],
  run: (document, source) => batchWrite('BatchDeleteItem', document, source),
};

function batchWrite(name: 'BatchPutItem' | 'BatchDeleteItem', document: RequestDocument, source: DynamoSource): Answer {
  const [request, member] = name === 'BatchPutItem' ? ['PutRequest', 'Item'] : ['DeleteRequest', 'Key'];
  const unprocessedName = name === 'BatchPutItem' ? 'unprocessedItems' : 'unprocessedKeys';
  const asked: Record<string, readonly Attributes[]> = {};
  for (const [table, entry] of tablesOf(document)) {
    if (!Array.isArray(entry)) throw new RequestFault(`Expected JSON array for field '$[tables][${table}]'.`);
    asked[table] = readItems(entry, `$[tables][${table}]`);
  }
  limit(asked, WRITE_LIMIT, name, member === 'Item' ? 'items' : 'keys');
  const writes: Record<string, unknown> = {};
  for (const [table, items] of Object.entries(asked))
    writes[table] = items.map((item) => ({ [request!]: { [member!]: item } }));
  return callDynamoDb(source, 'BatchWriteItem', { RequestItems: writes }, (output) => {
    const unprocessed = isObject(output['UnprocessedItems']) ? output['UnprocessedItems'] : {};
    const data: Record<string, unknown> = {};
    const left: Record<string, unknown> = {};
    for (const [table, items] of Object.entries(asked)) {
      const undone = ((unprocessed[table] ?? []) as readonly Record<string, Record<string, Attributes>>[])
        .map((write) => write[request!]?.[member!])
        .filter((item) => item !== undefined);
      data[table] = items.map((item) => (undone.some((other) => jsonEquals(other, item)) ? null : plainItem(item)));
      left[table] = undone.map(plainItem);
    }
    return { result: { data, [unprocessedName]: left } };
  });
}

function tablesOf(document: RequestDocument): [string, unknown][] {
  const tables = Object.entries(needObject(document, '$', 'tables'));
  if (tables.length === 0) throw new RequestFault("Value for field '$[tables]' not found.");
  return tables;
}

function readItems(items: readonly unknown[], path: string): Attributes[] {
  return items.map((item, at) => {
    if (!isObject(item)) throw new RequestFault(`Expected JSON object for attribute value '${path}[${at}]'.`);
    return readAttributes(item, `${path}[${at}]`);
  });
}

function limit(asked: Readonly<Record<string, readonly unknown[]>>, most: number, name: string, what: string): void {
  const count = Object.values(asked).reduce((sum, items) => sum + items.length, 0);
  if (count > most) throw new RequestFault(`${name} is limited to ${most} ${what}.`);
}

function hasKey(item: Attributes, key: Attributes): boolean {
  // As plain values: the key may say {"N": "1.0"} where the item says {"N": "1"}.
  const [plain, wanted] = [plainItem(item), plainItem(key)];
  return Object.keys(key).every((name) => jsonEquals(plain?.[name], wanted?.[name]));
}

/** With a projection that leaves the key out, items can only be told by their place when every key had one. */
function projected(found: readonly Attributes[], at: number, keys: readonly Attributes[]): Attributes | undefined {
  const names = Object.keys(keys[0] ?? {});
  const keyless = found.length === keys.length && found.every((item) => names.some((name) => !(name in item)));
  return keyless ? found[at] : undefined;
}
