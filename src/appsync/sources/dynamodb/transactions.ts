// TransactGetItems and TransactWriteItems of the DynamoDB source: all or nothing, with the reasons in the result.
// (js-aws-appsync-resolver-reference-dynamodb-transact-{get,write}-items.md, -transaction-condition-expressions.md)
import type { ServiceError } from '../../../aws/errors.js';
import { isObject } from '../../../lib/json.js';
import {
  allowOnly,
  needList,
  needObject,
  needText,
  type RequestDocument,
  RequestFault,
  readBoolean,
  readObject,
} from '../request-document.js';
import type { SourceAnswer } from '../source.js';
import { plainItem, readAttributes } from './attribute-value.js';
import { addExpression, addSection, type DynamoInput } from './expressions.js';
import { readKey } from './items.js';
import { callDynamoDb, type DynamoSource, dynamoDbFault, type Operation } from './operation.js';

const LIMIT = 100;
const GET: ReadonlySet<string> = new Set(['table', 'key', 'projection']);

export const transactGetItems: Operation = {
  name: 'TransactGetItems',
  elements: ['transactItems'],
  run(document, source) {
    const items = itemsOf(document).map(([item, path]) => {
      allowOnly(item, path, GET);
      const input: DynamoInput = { TableName: needText(item, path, 'table'), Key: readKey(item, path) };
      addSection(input, 'ProjectionExpression', item, path, 'projection');
      return { Get: input };
    });
    return callDynamoDb(
      source,
      'TransactGetItems',
      { TransactItems: items },
      (output) => {
        const responses = (output['Responses'] ?? []) as readonly RequestDocument[];
        const found = responses.map((response) => plainItem(response['Item']));
        return { result: { items: found, cancellationReasons: null } };
      },
      (error) => cancelled(error, 'items', source),
    );
  },
};

/** What a `operation` inside transactItems becomes. */
const WRITES: Readonly<Record<string, { member: string; elements: ReadonlySet<string> }>> = {
  PutItem: { member: 'Put', elements: new Set(['table', 'operation', 'key', 'attributeValues', 'condition']) },
  UpdateItem: { member: 'Update', elements: new Set(['table', 'operation', 'key', 'update', 'condition']) },
  DeleteItem: { member: 'Delete', elements: new Set(['table', 'operation', 'key', 'condition']) },
  ConditionCheck: { member: 'ConditionCheck', elements: new Set(['table', 'operation', 'key', 'condition']) },
};

export const transactWriteItems: Operation = {
  name: 'TransactWriteItems',
  elements: ['transactItems'],
  run(document, source) {
    const read = itemsOf(document).map(([item, path]) => readWrite(item, path));
    return callDynamoDb(
      source,
      'TransactWriteItems',
      { TransactItems: read.map(({ action }) => action) },
      () => ({ result: { keys: read.map(({ key }) => plainItem(key)), cancellationReasons: null } }),
      (error) => cancelled(error, 'keys', source),
    );
  },
};

function readWrite(item: RequestDocument, path: string) {
  const operation = needText(item, path, 'operation');
  const kind = Object.hasOwn(WRITES, operation) ? WRITES[operation] : undefined;
  if (!kind) throw new RequestFault(`Unsupported operation '${operation}'.`);
  allowOnly(item, path, kind.elements);
  const key = readKey(item, path);
  const input: DynamoInput = { TableName: needText(item, path, 'table') };
  if (operation === 'PutItem') {
    const values = readObject(item, path, 'attributeValues') ?? {};
    input['Item'] = { ...readAttributes(values, `${path}[attributeValues]`), ...key };
  } else {
    input['Key'] = key;
  }
  if (operation === 'UpdateItem') {
    addExpression(input, 'UpdateExpression', needObject(item, path, 'update'), `${path}[update]`);
  }
  const condition =
    operation === 'ConditionCheck' ? needObject(item, path, 'condition') : readObject(item, path, 'condition');
  if (condition) {
    const at = `${path}[condition]`;
    addExpression(input, 'ConditionExpression', condition, at, 'transaction');
    const wanted = readBoolean(condition, at, 'returnValuesOnConditionCheckFailure') ?? true;
    input['ReturnValuesOnConditionCheckFailure'] = wanted ? 'ALL_OLD' : 'NONE';
  }
  return { key, action: { [kind.member]: input } };
}

function itemsOf(document: RequestDocument): [RequestDocument, string][] {
  const items = needList(document, '$', 'transactItems');
  if (items.length === 0) throw new RequestFault("Value for field '$[transactItems]' not found.");
  if (items.length > LIMIT) throw new RequestFault(`${String(document['operation'])} is limited to ${LIMIT} items.`);
  return items.map((item, at) => {
    const path = `$[transactItems][${at}]`;
    if (!isObject(item)) throw new RequestFault(`Expected JSON object for field '${path}'.`);
    return [item, path];
  });
}

/** `ctx.result` holds the reasons in the order of the request; "None" where an item was not at fault. */
function cancelled(error: ServiceError, name: 'items' | 'keys', source: DynamoSource): SourceAnswer {
  const fault = dynamoDbFault(error, source.random);
  const reasons = error.members['CancellationReasons'];
  if (error.code !== 'TransactionCanceledException' || !Array.isArray(reasons)) {
    return { result: { [name]: null, cancellationReasons: null }, error: fault };
  }
  const told = reasons.map((reason: Readonly<Record<string, unknown>>) => ({
    ...(isObject(reason['Item']) ? { item: plainItem(reason['Item']) } : {}),
    type: reason['Code'] ?? 'None',
    message: reason['Message'] ?? 'None',
  }));
  return { result: { [name]: null, cancellationReasons: told }, error: fault };
}
