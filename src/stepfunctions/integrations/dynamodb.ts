// DynamoDB as a Task: four optimized actions, and the operations of the SDK, through the port to DynamoDB.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html
import type { DynamoDbOperation } from '../../backends/dynamodb-port.js';
import { optimizedFailure, sdkFailure, sdkMetadata } from './sdk-metadata.js';
import type { Action, Integration } from './service.js';

const NAMES = { prefix: 'DynamoDB', service: 'AmazonDynamoDBv2', general: 'AmazonDynamoDBException' };

function optimized(operation: DynamoDbOperation): Action {
  return {
    patterns: ['requestResponse'],
    async run(parameters, ports) {
      try {
        const answer = (await ports.dynamodb.call(operation, parameters)) as Record<string, unknown>;
        const length = Buffer.byteLength(JSON.stringify(answer));
        return { output: JSON.stringify({ ...answer, ...sdkMetadata(length, ports) }) };
      } catch (error) {
        return { failure: optimizedFailure(error, NAMES, ports) };
      }
    },
  };
}

function sdk(operation: DynamoDbOperation): Action {
  return {
    patterns: ['requestResponse', 'waitForTaskToken'],
    async run(parameters, ports) {
      try {
        return { output: JSON.stringify(await ports.dynamodb.call(operation, parameters)) };
      } catch (error) {
        return { failure: sdkFailure(error, 'DynamoDb', 'DynamoDbException', ports) };
      }
    },
  };
}

export const dynamodb: Integration = {
  service: 'dynamodb',
  names: { TableName: 'tables' },
  actions: {
    getItem: optimized('GetItem'),
    putItem: optimized('PutItem'),
    updateItem: optimized('UpdateItem'),
    deleteItem: optimized('DeleteItem'),
  },
};

export const dynamodbSdk: Integration = {
  service: 'aws-sdk:dynamodb',
  names: { TableName: 'tables' },
  actions: {
    getItem: sdk('GetItem'),
    putItem: sdk('PutItem'),
    updateItem: sdk('UpdateItem'),
    deleteItem: sdk('DeleteItem'),
    query: sdk('Query'),
    scan: sdk('Scan'),
    batchGetItem: sdk('BatchGetItem'),
    batchWriteItem: sdk('BatchWriteItem'),
    transactGetItems: sdk('TransactGetItems'),
    transactWriteItems: sdk('TransactWriteItems'),
  },
};
