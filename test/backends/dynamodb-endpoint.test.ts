// Tables that live elsewhere: AWS's client against a second engine of ours, and what is said when it can't be reached.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoDbRouter, type DynamoDbRouter } from '../../src/backends/dynamodb-endpoint.js';
import type { DynamoDbBackend } from '../../src/backends/dynamodb-port.js';
import { connect, startUnderTest, table } from '../dynamodb/under-test.js';

const here: DynamoDbBackend = { call: () => 'here' };
const Key = { pk: { S: 'a' }, sk: { S: '1' } };
const item = { ...Key, bytes: { B: 'AQID' }, all: { BS: ['AQ==', 'Ag=='] }, deep: { M: { B: { S: 'a name' } } } };

let close = async (): Promise<void> => {};
let router: DynamoDbRouter;
beforeAll(async () => {
  const under = await startUnderTest([table()]);
  const { client, close: disconnect } = await connect(under.db);
  router = createDynamoDbRouter(
    here,
    (name) => (name === 'things' ? { url: 'there' } : undefined),
    async () => ({
      ...(await import('@aws-sdk/client-dynamodb')),
      // The address and credentials are the test's.
      DynamoDBClient: class {
        send = client.send.bind(client);
        destroy(): void {}
      } as never,
    }),
  );
  close = async () => {
    router.close();
    await disconnect();
    under.close();
  };
});
afterAll(() => close());

describe('a table with an endpoint', () => {
  it('is asked there, binaries and all; others are asked here', async () => {
    await router.call('PutItem', { TableName: 'things', Item: item });
    expect(await router.call('GetItem', { TableName: 'things', Key })).toEqual({ Item: item });
    expect(await router.call('GetItem', { TableName: 'others', Key })).toBe('here');
  });

  it('answers faults in the service’s shape', async () => {
    const put = {
      TableName: 'things',
      Item: Key,
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    };
    await expect(router.call('PutItem', put)).rejects.toMatchObject({
      code: 'ConditionalCheckFailedException',
      status: 400,
      members: { Item: item },
    });
  });

  it('can not be in one call with a table that lives elsewhere', () => {
    const request = { RequestItems: { things: { Keys: [Key] }, others: { Keys: [Key] } } };
    expect(() => router.call('BatchGetItem', request)).toThrow('live in different places (things, others)');
  });

  it('needs the package of AWS’s client, and says so', async () => {
    const bare = createDynamoDbRouter(
      here,
      () => ({ region: 'eu-west-1' }),
      () => Promise.reject(new Error('not found')),
    );
    await expect(bare.call('GetItem', { TableName: 'things', Key })).rejects.toMatchObject({
      code: 'DependencyMissing',
      message: expect.stringContaining('npm install @aws-sdk/client-dynamodb'),
    });
  });
});
