// GetItem, PutItem, UpdateItem and DeleteItem of the DynamoDB source.
// (js-aws-appsync-resolver-reference-dynamodb-{getitem,putitem,updateitem,deleteitem}.md)
import type { DynamoDbOperation } from '../../../backends/dynamodb-port.js';
import { needObject, type RequestDocument, readBoolean, readObject } from '../request-document.js';
import type { SourceAnswer, SourceCall } from '../source.js';
import { type Attributes, plainItem, readAttributes } from './attribute-value.js';
import { afterFailedCondition, readFailurePolicy } from './condition-failure.js';
import { addExpression, addSection, type DynamoInput } from './expressions.js';
import { type Answer, callDynamoDb, type DynamoSource, dynamoDbFault, type Operation } from './operation.js';

/** Members that only versioned data sources know. */
const VERSIONED = ['_version', 'customPartitionKey', 'populateIndexFields'];

export const getItem: Operation = {
  name: 'GetItem',
  elements: ['key', 'consistentRead', 'projection'],
  run(document, source) {
    const input: DynamoInput = { TableName: source.table, Key: readKey(document) };
    const consistent = readBoolean(document, '$', 'consistentRead');
    if (consistent !== undefined) input['ConsistentRead'] = consistent;
    addSection(input, 'ProjectionExpression', document, '$', 'projection');
    return callDynamoDb(source, 'GetItem', input, (output) => ({ result: plainItem(output['Item']) }));
  },
};

export const putItem: Operation = {
  name: 'PutItem',
  elements: ['key', 'attributeValues', 'condition', ...VERSIONED],
  run(document, source, call) {
    const key = readKey(document);
    const values = readObject(document, '$', 'attributeValues') ?? {};
    const item = { ...readAttributes(values, '$[attributeValues]'), ...key };
    const input: DynamoInput = { TableName: source.table, Item: item };
    // DynamoDB says nothing about what it wrote; AppSync's result is the item itself.
    const done = (): SourceAnswer => ({ result: plainItem(item) });
    return write('PutItem', { document, key, wanted: item, input, done }, source, call);
  },
};

export const updateItem: Operation = {
  name: 'UpdateItem',
  elements: ['key', 'update', 'condition', ...VERSIONED],
  run(document, source, call) {
    const key = readKey(document);
    const input: DynamoInput = { TableName: source.table, Key: key, ReturnValues: 'ALL_NEW' };
    addExpression(input, 'UpdateExpression', needObject(document, '$', 'update'), '$[update]');
    const done = (output: RequestDocument): SourceAnswer => ({ result: plainItem(output['Attributes']) });
    return write('UpdateItem', { document, key, wanted: undefined, input, done }, source, call);
  },
};

export const deleteItem: Operation = {
  name: 'DeleteItem',
  elements: ['key', 'condition', ...VERSIONED],
  run(document, source, call) {
    const key = readKey(document);
    const input: DynamoInput = { TableName: source.table, Key: key, ReturnValues: 'ALL_OLD' };
    const done = (output: RequestDocument): SourceAnswer => ({ result: plainItem(output['Attributes']) });
    return write('DeleteItem', { document, key, wanted: undefined, input, done }, source, call);
  },
};

export function readKey(document: RequestDocument, path = '$'): Attributes {
  return readAttributes(needObject(document, path, 'key'), `${path}[key]`);
}

interface Write {
  readonly document: RequestDocument;
  readonly key: Attributes;
  readonly wanted: Attributes | undefined;
  readonly input: DynamoInput;
  done(output: RequestDocument): SourceAnswer;
}

const RETRIED: Readonly<Record<string, () => Operation>> = {
  PutItem: () => putItem,
  UpdateItem: () => updateItem,
  DeleteItem: () => deleteItem,
};

function write(
  operation: DynamoDbOperation,
  { document, key, wanted, input, done }: Write,
  source: DynamoSource,
  call: SourceCall,
): Answer {
  const condition = readObject(document, '$', 'condition');
  if (!condition) return callDynamoDb(source, operation, input, done);
  addExpression(input, 'ConditionExpression', condition, '$[condition]');
  const policy = readFailurePolicy(condition, '$[condition]');
  const absenceIsSuccess = operation === 'DeleteItem';
  const retry = (again: RequestDocument): Answer => RETRIED[operation]!().run(again, source, call);
  return callDynamoDb(source, operation, input, done, (error) => {
    if (error.code !== 'ConditionalCheckFailedException') {
      return { result: null, error: dynamoDbFault(error, source.random) };
    }
    return afterFailedCondition(error, { document, key, wanted, absenceIsSuccess, policy, retry }, source, call);
  });
}
