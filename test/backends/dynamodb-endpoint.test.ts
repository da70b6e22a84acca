// Tables that live elsewhere: AWS's client against a second engine of ours, and what is said when it can't be reached.

import {
  BatchGetItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoDbRouter, createRemoteTables } from '../../src/backends/dynamodb-endpoint.js';
import type { DynamoDbBackend, RemoteTables } from '../../src/backends/dynamodb-port.js';
import { connect, refusal, startUnderTest, table } from '../dynamodb/under-test.js';

const here: DynamoDbBackend = { call: () => 'here' };
const Key = { pk: { S: 'a' }, sk: { S: '1' } };
const item = { ...Key, bytes: { B: 'AQID' }, all: { BS: ['AQ==', 'Ag=='] }, deep: { M: { B: { S: 'a name' } } } };

let close = async (): Promise<void> => {};
let router: DynamoDbBackend;
let remote: RemoteTables;
/** At the door of an engine that has `others` itself, and `things` elsewhere. */
let atTheDoor: DynamoDBClient;
beforeAll(async () => {
  const under = await startUnderTest([table()]);
  const { client, close: disconnect } = await connect(under.db);
  remote = createRemoteTables(
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
  router = createDynamoDbRouter(here, remote);
  const local = await startUnderTest([table({ name: 'others' })], undefined, undefined, undefined, remote);
  const door = await connect(local.db);
  atTheDoor = door.client;
  close = async () => {
    remote.close();
    await door.close();
    await disconnect();
    local.close();
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
      createRemoteTables(
        () => ({ region: 'eu-west-1' }),
        () => Promise.reject(new Error('not found')),
      ),
    );
    await expect(bare.call('GetItem', { TableName: 'things', Key })).rejects.toMatchObject({
      code: 'DependencyMissing',
      message: expect.stringContaining('npm install @aws-sdk/client-dynamodb'),
    });
  });
});

describe('the DynamoDB door', () => {
  const bytes = { ...Key, b: { B: new Uint8Array([1, 2, 3]) } };

  it('passes on what is asked about a table that lives elsewhere', async () => {
    await atTheDoor.send(new PutItemCommand({ TableName: 'things', Item: bytes }));
    await atTheDoor.send(new PutItemCommand({ TableName: 'others', Item: Key }));
    const got = await atTheDoor.send(new GetItemCommand({ TableName: 'things', Key }));
    expect(got.Item).toEqual(bytes);
    const query = new QueryCommand({
      TableName: 'arn:aws:dynamodb:us-east-1:000000000000:table/things',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'a' } },
    });
    expect((await atTheDoor.send(query)).Items).toEqual([bytes]);
    const select = new ExecuteStatementCommand({
      Statement: `SELECT pk FROM "things" WHERE pk = 'a' AND sk <> 'FROM others'`,
    });
    expect((await atTheDoor.send(select)).Items).toEqual([{ pk: { S: 'a' } }]);
    const { Table } = await atTheDoor.send(new DescribeTableCommand({ TableName: 'things' }));
    expect(Table).toMatchObject({ TableName: 'things', CreationDateTime: new Date('2026-01-01T00:00:00.000Z') });
  });

  it('lists the tables that are here', async () => {
    expect((await atTheDoor.send(new ListTablesCommand({}))).TableNames).toEqual(['others']);
  });

  it('does not change a table of somebody else’s', async () => {
    const remove = new DeleteTableCommand({ TableName: 'things' });
    expect(await refusal(atTheDoor.send(remove))).toBe(
      'The table things lives elsewhere (there), and offsync does not pass DeleteTable on: ask for it there.',
    );
    const change = new UpdateTableCommand({ TableName: 'things', BillingMode: 'PAY_PER_REQUEST' });
    expect(await refusal(atTheDoor.send(change))).toContain('does not pass UpdateTable on');
  });

  it.each([
    ['BatchGetItem', new BatchGetItemCommand({ RequestItems: { things: { Keys: [Key] }, others: { Keys: [Key] } } })],
    [
      'TransactWriteItems',
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName: 'others', Item: Key } }, { Delete: { TableName: 'things', Key } }],
      }),
    ],
    [
      'ExecuteTransaction',
      new ExecuteTransactionCommand({
        TransactStatements: [
          { Statement: "DELETE FROM others WHERE pk = 'a' AND sk = '1'" },
          { Statement: "INSERT INTO things VALUE {'pk': 'FROM others', 'sk': '2'}" },
        ],
      }),
    ],
  ])('refuses a %s over both places', async (name, command) => {
    const sent = atTheDoor.send(command as unknown as GetItemCommand);
    expect(await refusal(sent)).toMatch(new RegExp(`^${name} names tables that live in different places`));
  });
});
