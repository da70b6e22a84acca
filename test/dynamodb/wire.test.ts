// The door as AWS's own client sees it.
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateBackupCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  ScanCommand,
  TagResourceCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UntagResourceCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, refusal, startUnderTest, table, type UnderTest } from './under-test.js';

let under: UnderTest;
let client: DynamoDBClient;
let disconnect: () => Promise<void>;

beforeAll(async () => {
  under = await startUnderTest([
    table({
      indexes: [
        {
          name: 'by-group',
          kind: 'GSI',
          hash: { name: 'grp', type: 'S' },
          range: { name: 'rnk', type: 'N' },
          projection: { type: 'INCLUDE', attributes: ['title'] },
        },
        {
          name: 'by-date',
          kind: 'LSI',
          hash: { name: 'pk', type: 'S' },
          range: { name: 'made', type: 'S' },
          projection: { type: 'KEYS_ONLY', attributes: [] },
        },
      ],
    }),
  ]);
  ({ client, close: disconnect } = await connect(under.db));
});

afterAll(async () => {
  await disconnect();
  under.close();
});

const TableName = 'things';
const key = (pk: string, sk = '0') => ({ pk: { S: pk }, sk: { S: sk } });

describe('items', () => {
  it('come back as they went in, numbers normalised', async () => {
    const item = {
      ...key('round'),
      n: { N: '1.50' },
      b: { B: new Uint8Array([1, 2, 255]) },
      flag: { BOOL: false },
      none: { NULL: true as const },
      words: { SS: ['a', 'b'] },
      deep: { L: [{ M: { x: { NS: ['1e2', '2'] } } }] },
      __proto: { S: 'kept' },
    };
    await client.send(new PutItemCommand({ TableName, Item: item }));
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: key('round') }));
    expect(Item).toEqual({ ...item, n: { N: '1.5' }, deep: { L: [{ M: { x: { NS: ['100', '2'] } } }] } });
  });

  it('are updated on a condition, which shows the item when it fails', async () => {
    await client.send(new PutItemCommand({ TableName, Item: { ...key('cond'), n: { N: '1' } } }));
    const increment = (expected: string) =>
      new UpdateItemCommand({
        TableName,
        Key: key('cond'),
        UpdateExpression: 'SET n = n + :one',
        ConditionExpression: 'n = :n',
        ExpressionAttributeValues: { ':one': { N: '1' }, ':n': { N: expected } },
        ReturnValues: 'UPDATED_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
    expect((await client.send(increment('1'))).Attributes).toEqual({ n: { N: '2' } });
    const error = await client.send(increment('1')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect((error as ConditionalCheckFailedException).Item).toEqual({ ...key('cond'), n: { N: '2' } });
  });

  it('take null members for absent ones', async () => {
    const input = { TableName, Key: key('null'), Expected: null, ConditionExpression: null, ReturnValues: 'ALL_NEW' };
    expect(await under.call('UpdateItem', input)).toEqual({ Attributes: key('null') });
  });

  it('report what they cost', async () => {
    const put = await client.send(
      new PutItemCommand({
        TableName,
        Item: { ...key('cost'), grp: { S: 'g' }, rnk: { N: '1' }, text: { S: 'x'.repeat(1500) } },
        ReturnConsumedCapacity: 'INDEXES',
        ReturnItemCollectionMetrics: 'SIZE',
      }),
    );
    expect(put.ConsumedCapacity).toEqual({
      TableName,
      CapacityUnits: 3,
      Table: { CapacityUnits: 2 },
      GlobalSecondaryIndexes: { 'by-group': { CapacityUnits: 1 } },
    });
    expect(put.ItemCollectionMetrics).toEqual({
      ItemCollectionKey: { pk: { S: 'cost' } },
      SizeEstimateRangeGB: [0, 1],
    });
  });

  it('are refused in the words of the service', async () => {
    expect(await refusal(client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'x' } } })))).toBe(
      'One or more parameter values were invalid: Missing the key sk in the item',
    );
    expect(await refusal(client.send(new PutItemCommand({ TableName, Item: { ...key('x'), bad: { SS: [] } } })))).toBe(
      '1 validation error detected: One or more parameter values were invalid: An string set  may not be empty',
    );
    expect(await refusal(client.send(new PutItemCommand({ TableName, Item: { ...key('x'), grp: { N: '1' } } })))).toBe(
      'One or more parameter values were invalid: Type mismatch for Index Key grp Expected: S Actual: N IndexName: by-group',
    );
    expect(
      await refusal(
        client.send(new PutItemCommand({ TableName, Item: { ...key('x'), text: { S: 'x'.repeat(410_000) } } })),
      ),
    ).toBe('Item size has exceeded the maximum allowed size');
    const missing = client.send(new GetItemCommand({ TableName: 'nowhere', Key: key('x') }));
    await expect(missing).rejects.toBeInstanceOf(ResourceNotFoundException);
  });
});

describe('queries', () => {
  beforeAll(async () => {
    for (const [index, sk] of ['a', 'ab', 'b', 'c'].entries()) {
      const item = {
        ...key('q', sk),
        grp: { S: 'team' },
        rnk: { N: String(10 - index * 5) },
        made: { S: `d${9 - index}` },
      };
      await client.send(new PutItemCommand({ TableName, Item: { ...item, title: { S: sk }, note: { S: 'long' } } }));
    }
  });
  const sks = (items: readonly Record<string, { S?: string | undefined }>[] | undefined) =>
    items?.map((item) => item['sk']?.S).join(' ');
  const query = (condition: string, values: Record<string, { S: string }>, more: object = {}) =>
    client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: condition,
        ExpressionAttributeValues: { ':p': { S: 'q' }, ...values },
        ...more,
      }),
    );

  it.each([
    ['pk = :p', {}, 'a ab b c'],
    ['pk = :p AND sk > :v', { ':v': { S: 'a' } }, 'ab b c'],
    ['pk = :p AND sk <= :v', { ':v': { S: 'ab' } }, 'a ab'],
    ['begins_with(sk, :v) AND pk = :p', { ':v': { S: 'a' } }, 'a ab'],
    ['pk = :p AND sk BETWEEN :v AND :w', { ':v': { S: 'ab' }, ':w': { S: 'b' } }, 'ab b'],
  ])('%s', async (condition, values, expected) => {
    const { Items } = await query(condition, values);
    expect(sks(Items as never)).toBe(expected);
  });

  it('page backwards with a filter', async () => {
    const filter = { FilterExpression: 'title <> :t', ScanIndexForward: false, Limit: 3 };
    const first = await query('pk = :p', { ':t': { S: 'b' } }, filter);
    expect([sks(first.Items as never), first.Count, first.ScannedCount]).toEqual(['c ab', 2, 3]);
    expect(first.LastEvaluatedKey).toEqual(key('q', 'ab'));
    const second = await query(
      'pk = :p',
      { ':t': { S: 'b' } },
      { ...filter, ExclusiveStartKey: first.LastEvaluatedKey },
    );
    expect([sks(second.Items as never), second.LastEvaluatedKey]).toEqual(['a', undefined]);
  });

  it('read a global index by number, with what it projects', async () => {
    const input = {
      TableName,
      IndexName: 'by-group',
      KeyConditionExpression: 'grp = :g AND rnk >= :r',
      ExpressionAttributeValues: { ':g': { S: 'team' }, ':r': { N: '-5.0' } },
      Limit: 2,
    };
    const first = await client.send(new QueryCommand(input));
    expect(first.Items).toEqual([
      { ...key('q', 'c'), grp: { S: 'team' }, rnk: { N: '-5' }, title: { S: 'c' } },
      { ...key('q', 'b'), grp: { S: 'team' }, rnk: { N: '0' }, title: { S: 'b' } },
    ]);
    expect(first.LastEvaluatedKey).toEqual({ ...key('q', 'b'), grp: { S: 'team' }, rnk: { N: '0' } });
    const second = await client.send(new QueryCommand({ ...input, ExclusiveStartKey: first.LastEvaluatedKey }));
    expect(sks(second.Items as never)).toBe('ab a');
  });

  it('read through a local index what it does not hold', async () => {
    const { Items } = await query('pk = :p', {}, { IndexName: 'by-date', ProjectionExpression: 'sk, note', Limit: 1 });
    expect(Items).toEqual([{ sk: { S: 'c' }, note: { S: 'long' } }]);
  });

  it('count', async () => {
    const answer = await query('pk = :p', {}, { Select: 'COUNT' });
    expect([answer.Count, answer.Items]).toEqual([4, undefined]);
  });

  it('are refused in the words of the service', async () => {
    expect(await refusal(query('sk = :p', {}))).toBe('Query condition missed key schema element: pk');
    expect(await refusal(query('pk = :p OR pk = :p', {}))).toBe(
      'Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: OR',
    );
    expect(await refusal(query('pk = :p', { ':v': { S: 'x' } }, { FilterExpression: 'sk = :v' }))).toBe(
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
    );
    expect(await refusal(query('pk = :p', {}, { IndexName: 'none' }))).toBe(
      'The table does not have the specified index: none',
    );
    expect(await refusal(query('pk = :p', {}, { ExclusiveStartKey: key('other') }))).toBe(
      'The provided starting key is outside query boundaries based on provided conditions',
    );
  });

  it('stop at 1 MB', async () => {
    const text = { S: 'x'.repeat(300_000) };
    for (const sk of ['1', '2', '3', '4']) {
      await client.send(new PutItemCommand({ TableName, Item: { ...key('big', sk), text } }));
    }
    const page = await query(
      'pk = :big',
      { ':big': { S: 'big' } },
      { ExpressionAttributeValues: { ':big': { S: 'big' } } },
    );
    expect([sks(page.Items as never), page.LastEvaluatedKey]).toEqual(['1 2 3', key('big', '3')]);
    for (const sk of ['1', '2', '3', '4']) {
      await client.send(new DeleteItemCommand({ TableName, Key: key('big', sk) }));
    }
  });
});

it('scans in segments that meet every item once', async () => {
  const whole = await client.send(new ScanCommand({ TableName, ProjectionExpression: 'pk, sk' }));
  const parts = await Promise.all(
    [0, 1, 2].map((Segment) =>
      client.send(new ScanCommand({ TableName, Segment, TotalSegments: 3, ProjectionExpression: 'pk, sk' })),
    ),
  );
  expect(parts.flatMap((part) => part.Items ?? [])).toEqual(whole.Items);
  let [pages, items] = [0, 0];
  let start: Record<string, never> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName, Limit: 3, ExclusiveStartKey: start }));
    pages += 1;
    items += page.Items!.length;
    start = page.LastEvaluatedKey as typeof start;
  } while (start);
  expect([items, pages]).toEqual([whole.Count, Math.floor(whole.Count! / 3) + 1]);
});

describe('batches and transactions', () => {
  it('write and read several items', async () => {
    await client.send(
      new BatchWriteItemCommand({
        RequestItems: {
          things: [{ PutRequest: { Item: key('batch', '1') } }, { PutRequest: { Item: key('batch', '2') } }],
        },
      }),
    );
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { things: { Keys: [key('batch', '1'), key('batch', '3')] } } }),
    );
    expect([Responses, UnprocessedKeys]).toEqual([{ things: [key('batch', '1')] }, {}]);
  });

  it('do all or nothing, and say why', async () => {
    const work = client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName, Item: key('tx', 'new') } },
          {
            ConditionCheck: {
              TableName,
              Key: key('tx', 'none'),
              ConditionExpression: 'attribute_exists(pk)',
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
          {
            Update: {
              TableName,
              Key: key('round'),
              UpdateExpression: 'SET n = flag + :one',
              ExpressionAttributeValues: { ':one': { N: '1' } },
            },
          },
        ],
      }),
    );
    const error = (await work.catch((thrown: unknown) => thrown)) as TransactionCanceledException;
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error.message).toBe(
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ValidationError]',
    );
    expect(error.CancellationReasons?.map((reason) => reason.Message)).toEqual([
      undefined,
      'The conditional request failed',
      'An operand in the update expression has an incorrect data type',
    ]);
    const read = await client.send(
      new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: key('tx', 'new') } }] }),
    );
    expect(read.Responses).toEqual([{}]);
  });

  it('carry out a token once, for ten minutes', async () => {
    const add = (amount: string) =>
      client.send(
        new TransactWriteItemsCommand({
          ClientRequestToken: 'token-1',
          TransactItems: [
            {
              Update: {
                TableName,
                Key: key('token'),
                UpdateExpression: 'ADD n :n',
                ExpressionAttributeValues: { ':n': { N: amount } },
              },
            },
          ],
        }),
      );
    const stored = async () => (await client.send(new GetItemCommand({ TableName, Key: key('token') }))).Item?.['n']?.N;
    await add('1');
    await add('1');
    expect(await stored()).toBe('1');
    await expect(add('2')).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
    under.clock.advance(10 * 60 * 1000);
    await add('1');
    expect(await stored()).toBe('2');
  });
});

describe('tables', () => {
  const made = {
    TableName: 'made',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' as const }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
    BillingMode: 'PAY_PER_REQUEST' as const,
  };
  it('are made, indexed, tagged and dropped through the registry', async () => {
    await client.send(new CreateTableCommand(made));
    await expect(client.send(new CreateTableCommand(made))).rejects.toBeInstanceOf(ResourceInUseException);
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['made', 'things']);
    expect(under.registry.current.definition.tables.map((one) => one.name)).toContain('made');
    for (const id of ['1', '2', '10']) {
      await client.send(new PutItemCommand({ TableName: 'made', Item: { id: { N: id }, grp: { S: 'g' } } }));
    }
    await client.send(
      new UpdateTableCommand({
        TableName: 'made',
        AttributeDefinitions: [...made.AttributeDefinitions, { AttributeName: 'grp', AttributeType: 'S' }],
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: 'grouped',
              KeySchema: [
                { AttributeName: 'grp', KeyType: 'HASH' },
                { AttributeName: 'id', KeyType: 'RANGE' },
              ],
              Projection: { ProjectionType: 'ALL' },
            },
          },
        ],
      }),
    );
    const { Items } = await client.send(
      new QueryCommand({
        TableName: 'made',
        IndexName: 'grouped',
        KeyConditionExpression: 'grp = :g',
        ExpressionAttributeValues: { ':g': { S: 'g' } },
      }),
    );
    expect(Items?.map((item) => item['id']?.N)).toEqual(['1', '2', '10']);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'made' }));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      ItemCount: 3,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    });
    expect(Table?.GlobalSecondaryIndexes).toMatchObject([
      { IndexName: 'grouped', IndexStatus: 'ACTIVE', ItemCount: 3 },
    ]);

    const ResourceArn = Table!.TableArn;
    await client.send(
      new TagResourceCommand({
        ResourceArn,
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      }),
    );
    await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['a'] }));
    expect((await client.send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags).toEqual([
      { Key: 'b', Value: '2' },
    ]);

    await client.send(new DeleteTableCommand({ TableName: 'made' }));
    await expect(client.send(new DescribeTableCommand({ TableName: 'made' }))).rejects.toThrow(
      'Requested resource not found: Table: made not found',
    );
    await client.send(new CreateTableCommand(made));
    expect((await client.send(new ScanCommand({ TableName: 'made' }))).Count).toBe(0);
  });

  it('let items go when their time has come, index rows too', async () => {
    const TimeToLiveSpecification = { AttributeName: 'gone', Enabled: true };
    await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    const described = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(described.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'gone' });
    const now = under.clock.now() / 1000;
    const put = (sk: string, gone: string) =>
      client.send(
        new PutItemCommand({
          TableName,
          Item: { ...key('ttl', sk), gone: { N: gone }, grp: { S: 'ttl' }, rnk: { N: '1' } },
        }),
      );
    await put('soon', String(now + 60));
    await put('later', String(now + 3600));
    await put('moved', String(now + 60));
    await put('moved', String(now + 3600));
    await put('ancient', '1');
    const left = async () => {
      const { Items } = await client.send(
        new QueryCommand({
          TableName,
          IndexName: 'by-group',
          KeyConditionExpression: 'grp = :g',
          ExpressionAttributeValues: { ':g': { S: 'ttl' } },
        }),
      );
      return Items?.map((item) => item['sk']?.S).sort();
    };
    under.clock.advance(59_000);
    expect(await left()).toHaveLength(4);
    under.clock.advance(2_000);
    expect(await left()).toEqual(['ancient', 'later', 'moved']);
    under.clock.advance(3_600_000);
    expect(await left()).toEqual(['ancient']);
    await client.send(new DeleteItemCommand({ TableName, Key: key('ttl', 'ancient') }));
  });

  it('name what is not emulated', async () => {
    const backup = new CreateBackupCommand({ TableName, BackupName: 'one' });
    expect(await refusal(client.send(backup))).toContain('CreateBackup is not emulated');
    const encrypted = { ...made, TableName: 'encrypted', SSESpecification: { Enabled: true } };
    expect(await refusal(client.send(new CreateTableCommand(encrypted)))).toContain('SSESpecification is not emulated');
  });
});
