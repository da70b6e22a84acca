// What answers carry besides items, and limits to the byte: through AWS's own client.
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type TableDescription,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, refusal, startUnderTest, table, type UnderTest } from './under-test.js';

let under: UnderTest;
let client: DynamoDBClient;
let disconnect: () => Promise<void>;
const TableName = 'things';
const text = (name: string) => ({ name, type: 'S' as const });
const key = (pk: string, sk = '0') => ({ pk: { S: pk }, sk: { S: sk } });
const of = (size: number) => ({ S: 'x'.repeat(size) });

beforeAll(async () => {
  under = await startUnderTest([
    table({
      indexes: [
        { name: 'all', kind: 'GSI', hash: text('g'), projection: { type: 'ALL', attributes: [] } },
        { name: 'few', kind: 'GSI', hash: text('g'), projection: { type: 'INCLUDE', attributes: ['t'] } },
        {
          name: 'local',
          kind: 'LSI',
          hash: text('pk'),
          range: text('l'),
          projection: { type: 'KEYS_ONLY', attributes: [] },
        },
      ],
    }),
    table({ name: 'plain' }),
    (({ range: _range, ...rest }) => rest)(table({ name: 'sizes' })),
  ]);
  ({ client, close: disconnect } = await connect(under.db));
});
afterAll(async () => {
  await disconnect();
  under.close();
});

describe('ConsumedCapacity', () => {
  const INDEXES = { ReturnConsumedCapacity: 'INDEXES' } as const;
  const set = async (pk: string, UpdateExpression: string, value: Record<string, unknown>) => {
    const update = new UpdateItemCommand({
      TableName,
      Key: key(pk),
      UpdateExpression,
      ExpressionAttributeValues: { ':v': value as never },
      ...INDEXES,
    });
    return (await client.send(update)).ConsumedCapacity;
  };
  const units = (CapacityUnits: number) => ({ CapacityUnits });

  it('counts the row of each index that a write changes, by what the index keeps', async () => {
    const put = new PutItemCommand({ TableName, Item: { ...key('w'), g: { S: 'g' }, big: of(1500) }, ...INDEXES });
    expect((await client.send(put)).ConsumedCapacity).toEqual({
      TableName,
      ...units(5),
      Table: units(2),
      GlobalSecondaryIndexes: { all: units(2), few: units(1) },
    });
    // The same again changes no index.
    expect((await client.send(put)).ConsumedCapacity).toEqual({ TableName, ...units(2), Table: units(2) });
    expect(await set('w', 'SET n = :v', { N: '1' })).toEqual({
      TableName,
      ...units(4),
      Table: units(2),
      GlobalSecondaryIndexes: { all: units(2) },
    });
    // Another key takes a row away and makes another.
    expect(await set('w', 'SET g = :v', { S: 'h' })).toEqual({
      TableName,
      ...units(8),
      Table: units(2),
      GlobalSecondaryIndexes: { all: units(4), few: units(2) },
    });
    expect(await set('w', 'SET l = :v', { S: 'l' })).toEqual({
      TableName,
      ...units(5),
      Table: units(2),
      GlobalSecondaryIndexes: { all: units(2) },
      LocalSecondaryIndexes: { local: units(1) },
    });
    const gone = new DeleteItemCommand({ TableName, Key: key('w'), ReturnConsumedCapacity: 'TOTAL' });
    expect((await client.send(gone)).ConsumedCapacity).toEqual({ TableName, ...units(6) });
  });

  it('counts reads by 4 KB, twice as much when they are strong', async () => {
    await client.send(new PutItemCommand({ TableName: 'plain', Item: { ...key('r'), big: of(5000) } }));
    const get = (more: object) =>
      client.send(new GetItemCommand({ TableName: 'plain', Key: key('r'), ReturnConsumedCapacity: 'TOTAL', ...more }));
    expect((await get({})).ConsumedCapacity?.CapacityUnits).toBe(1);
    expect((await get({ ConsistentRead: true })).ConsumedCapacity?.CapacityUnits).toBe(2);
    expect((await get({ Key: key('nobody') })).ConsumedCapacity?.CapacityUnits).toBe(0.5);
    const both = new TransactGetItemsCommand({
      TransactItems: ['r', 'nobody'].map((pk) => ({ Get: { TableName: 'plain', Key: key(pk) } })),
      ...INDEXES,
    });
    expect((await client.send(both)).ConsumedCapacity).toEqual([
      { TableName: 'plain', ...units(6), ReadCapacityUnits: 6, Table: { ...units(6), ReadCapacityUnits: 6 } },
    ]);
  });

  it('of a query on an index is the index’s, and the table’s for what a local index lacks', async () => {
    for (const sk of ['1', '2']) {
      const Item = { ...key('q', sk), g: { S: 'query' }, l: { S: sk }, big: of(3000) };
      await client.send(new PutItemCommand({ TableName, Item }));
    }
    const query = async (input: Partial<QueryCommandInput>) =>
      (await client.send(new QueryCommand({ TableName, ...INDEXES, ...input }))).ConsumedCapacity;
    const byGroup = { KeyConditionExpression: 'g = :g', ExpressionAttributeValues: { ':g': { S: 'query' } } };
    expect(await query({ IndexName: 'all', ...byGroup })).toEqual({
      TableName,
      ...units(1),
      Table: units(0),
      GlobalSecondaryIndexes: { all: units(1) },
    });
    const byKey = { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'q' } } };
    expect(await query({ IndexName: 'local', ...byKey })).toEqual({
      TableName,
      ...units(0.5),
      Table: units(0),
      LocalSecondaryIndexes: { local: units(0.5) },
    });
    expect(await query({ IndexName: 'local', ...byKey, Select: 'ALL_ATTRIBUTES', ConsistentRead: true })).toEqual({
      TableName,
      ...units(3),
      Table: units(2),
      LocalSecondaryIndexes: { local: units(1) },
    });
  });

  it('of a transaction is twice that of its writes, and that of reads when its token was seen', async () => {
    const write = new TransactWriteItemsCommand({
      TransactItems: [{ Put: { TableName: 'plain', Item: { ...key('t'), big: of(1500) } } }],
      ClientRequestToken: 'capacity',
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect((await client.send(write)).ConsumedCapacity).toEqual([
      { TableName: 'plain', ...units(4), WriteCapacityUnits: 4 },
    ]);
    expect((await client.send(write)).ConsumedCapacity).toEqual([
      { TableName: 'plain', ...units(2), ReadCapacityUnits: 2 },
    ]);
  });

  it('of a batch and of PartiQL has a table each', async () => {
    const batch = new BatchWriteItemCommand({
      RequestItems: {
        [TableName]: [{ PutRequest: { Item: { ...key('b'), g: { S: 'x' } } } }],
        plain: [{ PutRequest: { Item: key('b') } }, { DeleteRequest: { Key: key('none') } }],
      },
      ...INDEXES,
    });
    expect((await client.send(batch)).ConsumedCapacity).toEqual([
      {
        TableName,
        ...units(3),
        Table: units(1),
        GlobalSecondaryIndexes: { all: units(1), few: units(1) },
      },
      { TableName: 'plain', ...units(2), Table: units(2) },
    ]);
    const get = new BatchGetItemCommand({
      RequestItems: { plain: { Keys: [key('b'), key('none')], ConsistentRead: true } },
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect((await client.send(get)).ConsumedCapacity).toEqual([{ TableName: 'plain', ...units(2) }]);
    const select = new ExecuteStatementCommand({
      Statement: `SELECT * FROM plain WHERE pk = 'b'`,
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect((await client.send(select)).ConsumedCapacity).toEqual({ TableName: 'plain', ...units(0.5) });
    const statements = new ExecuteTransactionCommand({
      TransactStatements: [{ Statement: `UPDATE plain SET a = 1 WHERE pk = 'b' AND sk = '0'` }],
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect(await client.send(statements)).toMatchObject({
      Responses: [],
      ConsumedCapacity: [{ TableName: 'plain', ...units(2), WriteCapacityUnits: 2 }],
    });
  });
});

it('tells of item collections where there is a local index', async () => {
  const metrics = (pk: string) => ({ ItemCollectionKey: { pk: { S: pk } }, SizeEstimateRangeGB: [0, 1] });
  const SIZE = { ReturnItemCollectionMetrics: 'SIZE' } as const;
  const update = new UpdateItemCommand({ TableName, Key: key('c'), ...SIZE });
  expect((await client.send(update)).ItemCollectionMetrics).toEqual(metrics('c'));
  const batch = new BatchWriteItemCommand({
    RequestItems: {
      [TableName]: [{ PutRequest: { Item: key('c') } }, { DeleteRequest: { Key: key('d') } }],
      plain: [{ PutRequest: { Item: key('c') } }],
    },
    ...SIZE,
  });
  expect((await client.send(batch)).ItemCollectionMetrics).toEqual({ [TableName]: [metrics('c'), metrics('d')] });
  const transaction = new TransactWriteItemsCommand({
    TransactItems: [{ Put: { TableName, Item: key('e') } }, { Put: { TableName: 'plain', Item: key('e') } }],
    ...SIZE,
  });
  expect((await client.send(transaction)).ItemCollectionMetrics).toEqual({ [TableName]: [metrics('e')] });
  const plain = new DeleteItemCommand({ TableName: 'plain', Key: key('e'), ...SIZE });
  expect((await client.send(plain)).ItemCollectionMetrics).toBeUndefined();
});

describe('limits', () => {
  const MOST = 400 * 1024;
  const TOO_LARGE = 'Item size has exceeded the maximum allowed size';
  const UPDATE_TOO_LARGE = 'Item size to update has exceeded the maximum allowed size';
  const put = (Item: object) => client.send(new PutItemCommand({ TableName: 'sizes', Item: Item as never }));

  it.each([
    // The value, and the bytes it counts for (recorded: the gate at 400 KB, August 2026).
    [{ N: '0' }, 1],
    [{ N: '1' }, 2],
    [{ N: '-1' }, 3],
    [{ N: '12' }, 2],
    [{ N: '123' }, 3],
    [{ N: '123456' }, 4],
    [{ N: '3.14159' }, 5],
    [{ N: '1E125' }, 2],
    [{ N: '0.001' }, 2],
    [{ BOOL: true }, 1],
    [{ NULL: true }, 1],
    [{ S: 'é' }, 2],
    [{ L: [] }, 3],
    [{ M: { a: { S: 'b' } } }, 6],
    [{ SS: ['ab', 'c'] }, 3],
  ])('weigh %j with %i bytes', async (value, size) => {
    // `pk` and `x`, `n` and the value, `p` and the padding.
    const padding = MOST - 3 - 1 - size - 1;
    await put({ pk: { S: 'x' }, n: value, p: of(padding) });
    expect(await refusal(put({ pk: { S: 'x' }, n: value, p: of(padding + 1) }))).toBe(TOO_LARGE);
  });

  it('of an update count what the statement writes, clause by clause', async () => {
    const update = (pk: string, padding: number, UpdateExpression = 'SET b = :v') =>
      client.send(
        new UpdateItemCommand({
          TableName: 'sizes',
          Key: { pk: { S: pk } },
          UpdateExpression,
          ExpressionAttributeValues: { ':v': of(padding) },
        }),
      );
    // 3 for the statement, 19 for SET, and the name.
    await update('K', MOST - 3 - 19 - 1);
    expect(await refusal(update('K', MOST - 3 - 19))).toBe(UPDATE_TOO_LARGE);
    await update('K', MOST - 3 - 19 - 1 - 2, 'SET b = :v REMOVE r');
    expect(await refusal(update('K', MOST - 3 - 19 - 2, 'SET b = :v REMOVE r'))).toBe(UPDATE_TOO_LARGE);
    // With a long key the item itself is what counts.
    const long = 'k'.repeat(100);
    await update(long, MOST - 2 - 100 - 1);
    expect(await refusal(update(long, MOST - 2 - 100))).toBe(UPDATE_TOO_LARGE);
  });

  it('of PartiQL and transactions count the item alone', async () => {
    const insert = (padding: number) =>
      client.send(
        new ExecuteStatementCommand({
          Statement: `INSERT INTO sizes VALUE {'pk': ?, 'p': ?}`,
          Parameters: [{ S: `i${padding % 2}` }, of(padding)],
        }),
      );
    await insert(MOST - 4 - 1);
    expect(await refusal(insert(MOST - 4))).toBe(TOO_LARGE);
    const update = (padding: number) =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            {
              Update: {
                TableName: 'sizes',
                Key: { pk: { S: 'T' } },
                UpdateExpression: 'SET p = :v',
                ExpressionAttributeValues: { ':v': of(padding) },
              },
            },
          ],
        }),
      );
    await update(MOST - 3 - 1);
    await expect(update(MOST - 3)).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'ValidationError', Message: UPDATE_TOO_LARGE }],
    });
  });

  it('of a page are 1 MB before the filter', async () => {
    const Item = (sk: string, size: number) => ({ ...key('page', sk), p: of(size - 2 - 4 - 2 - 1 - 1) });
    const third = (1024 * 1024 - 4) / 3;
    for (const [sk, size] of [
      ['1', third],
      ['2', third],
      ['3', third],
      ['4', 20],
    ] as const) {
      await client.send(new PutItemCommand({ TableName: 'plain', Item: Item(sk, size) }));
    }
    const query = (more: object = {}) =>
      client.send(
        new QueryCommand({
          TableName: 'plain',
          KeyConditionExpression: 'pk = :p',
          ExpressionAttributeValues: { ':p': { S: 'page' } },
          ...more,
        }),
      );
    expect(await query()).toMatchObject({ Count: 3, ScannedCount: 3, LastEvaluatedKey: key('page', '3') });
    expect(await query({ Select: 'COUNT', FilterExpression: 'attribute_exists(nothing)' })).toMatchObject({
      Count: 0,
      ScannedCount: 3,
    });
    const backwards = await query({ ScanIndexForward: false });
    expect(backwards.Items?.map((item) => item['sk']?.S)).toEqual(['4', '3', '2']);
  });

  it('of batches hand back what does not fit into 16 MB', async () => {
    const keys = Array.from({ length: 42 }, (_, index) => ({ pk: { S: `m${String(index).padStart(2, '0')}` } }));
    for (const pk of keys) await put({ ...pk, p: of(400_000) });
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { sizes: { Keys: keys, ConsistentRead: true } } }),
    );
    const [found, left] = [Responses!['sizes']!.length, UnprocessedKeys!['sizes']!];
    expect(found).toBe(Math.floor((16 * 1024 * 1024) / 400_006));
    expect(left).toEqual({ Keys: keys.slice(found), ConsistentRead: true });
  });

  it('of a transaction are 4 MB', async () => {
    const TransactItems = Array.from({ length: 11 }, (_, index) => ({
      Put: { TableName: 'sizes', Item: { pk: { S: `tx${index}` }, p: of(400_000) } },
    }));
    expect(await refusal(client.send(new TransactWriteItemsCommand({ TransactItems })))).toContain('4 MB');
    const { Item } = await client.send(new GetItemCommand({ TableName: 'sizes', Key: { pk: { S: 'tx0' } } }));
    expect(Item).toBeUndefined();
  });
});

describe('a global index', () => {
  const name = 'growing';
  const statuses = (description: TableDescription | undefined) =>
    (description?.GlobalSecondaryIndexes ?? []).map((index) => [index.IndexName, index.IndexStatus]);
  const describeIt = async () => (await client.send(new DescribeTableCommand({ TableName: name }))).Table;

  it('is added with what the table has, shown on its way, and removed', async () => {
    const created = await client.send(
      new CreateTableCommand({
        TableName: name,
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    expect(created.TableDescription?.TableStatus).toBe('CREATING');
    for (const pk of ['1', '2', '3']) {
      const Item = { pk: { S: pk }, ...(pk === '3' ? {} : { kind: { S: 'even' }, weight: { N: pk } }) };
      await client.send(new PutItemCommand({ TableName: name, Item }));
    }
    const added = await client.send(
      new UpdateTableCommand({
        TableName: name,
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'kind', AttributeType: 'S' },
          { AttributeName: 'weight', AttributeType: 'N' },
        ],
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: 'by-kind',
              KeySchema: [
                { AttributeName: 'kind', KeyType: 'HASH' },
                { AttributeName: 'weight', KeyType: 'RANGE' },
              ],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          },
        ],
      }),
    );
    expect(added.TableDescription?.TableStatus).toBe('UPDATING');
    expect(statuses(added.TableDescription)).toEqual([['by-kind', 'CREATING']]);
    const table = await describeIt();
    expect(table?.TableStatus).toBe('ACTIVE');
    expect(table?.GlobalSecondaryIndexes).toMatchObject([{ IndexStatus: 'ACTIVE', ItemCount: 2 }]);
    expect(table?.GlobalSecondaryIndexes?.[0]).not.toHaveProperty('Backfilling');
    const { Items } = await client.send(
      new QueryCommand({
        TableName: name,
        IndexName: 'by-kind',
        KeyConditionExpression: 'kind = :k AND weight > :w',
        ExpressionAttributeValues: { ':k': { S: 'even' }, ':w': { N: '1' } },
      }),
    );
    expect(Items).toEqual([{ pk: { S: '2' }, kind: { S: 'even' }, weight: { N: '2' } }]);
    const removed = await client.send(
      new UpdateTableCommand({ TableName: name, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-kind' } }] }),
    );
    expect(statuses(removed.TableDescription)).toEqual([['by-kind', 'DELETING']]);
    expect((await describeIt())?.GlobalSecondaryIndexes).toBeUndefined();
    expect(await refusal(client.send(new ScanCommand({ TableName: name, IndexName: 'by-kind' })))).toBe(
      'The table does not have the specified index: by-kind',
    );
  });
});
