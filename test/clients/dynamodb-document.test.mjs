// @aws-sdk/lib-dynamodb, as most handlers use DynamoDB: native values in, native values out.
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  ExecuteStatementCommand,
  GetCommand,
  NumberValue,
  PutCommand,
  paginateQuery,
  paginateScan,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

const { url: endpoint } = inject('program');
const settings = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const client = new DynamoDBClient(settings);
const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
// Of a client of its own: the translation is kept with the client.
const exact = DynamoDBDocumentClient.from(new DynamoDBClient(settings), { unmarshallOptions: { wrapNumbers: true } });
const TableName = 'documents';

beforeAll(async () => {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'owner', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'owner', AttributeType: 'S' },
        { AttributeName: 'at', AttributeType: 'N' },
      ],
    }),
  );
});
afterAll(async () => {
  await client.send(new DeleteTableCommand({ TableName }));
});

const key = (owner, at = 1) => ({ owner, at });
const get = async (Key) => (await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;

test('put and get: every kind of value comes back as it went', async () => {
  const Item = {
    ...key('kinds'),
    text: 'Größe ✓',
    nothing: null,
    yes: true,
    list: [1, 'two', null, [false, { three: 3.5 }]],
    map: { empty: {}, deep: { er: [] } },
    bytes: new Uint8Array([0, 1, 255]),
    names: new Set(['a', 'b']),
    numbers: new Set([1, -2.5, 1e15]),
    blobs: new Set([new Uint8Array([1]), new Uint8Array([2])]),
    gone: undefined,
  };
  await documents.send(new PutCommand({ TableName, Item }));
  const { gone, ...expected } = Item;
  expect(await get(key('kinds'))).toEqual(expected);
});

test('big numbers: 38 digits in and out, and a refusal of the 39th', async () => {
  const big = 12345678901234567890123456789012345678n;
  const small = '1.2345678901234567890123456789012345678E-100';
  const Item = { ...key('big'), big, small: NumberValue.from(small), safe: 9007199254740991n };
  await documents.send(new PutCommand({ TableName, Item }));
  // A number that JavaScript can't hold exactly comes as a BigInt, never rounded.
  const { small: _, ...whole } = Item;
  const read = new GetCommand({ TableName, Key: key('big'), ProjectionExpression: 'big, safe, #o, #a' });
  read.input.ExpressionAttributeNames = { '#o': 'owner', '#a': 'at' };
  expect((await documents.send(read)).Item).toEqual({ ...whole, safe: 9007199254740991 });
  const { Item: wrapped } = await exact.send(new GetCommand({ TableName, Key: key('big') }));
  expect(wrapped.big.toString()).toBe(String(big));
  // DynamoDB writes every number in plain digits.
  expect(wrapped.small.toString()).toBe(`0.${'0'.repeat(99)}12345678901234567890123456789012345678`);
  const tooLong = new PutCommand({ TableName, Item: { ...key('big'), big: big * 10n + 1n } });
  await expect(documents.send(tooLong)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('38'),
  });
});

test('update: sets grow and shrink, counters count, conditions and old values are native', async () => {
  await documents.send(new PutCommand({ TableName, Item: { ...key('update'), tags: new Set(['a']), count: 1 } }));
  const { Attributes } = await documents.send(
    new UpdateCommand({
      TableName,
      Key: key('update'),
      UpdateExpression: 'ADD tags :more, #count :one SET #list = list_append(if_not_exists(#list, :none), :added)',
      ConditionExpression: 'contains(tags, :a)',
      ExpressionAttributeNames: { '#count': 'count', '#list': 'list' },
      ExpressionAttributeValues: { ':more': new Set(['b']), ':one': 1, ':none': [], ':added': [{ n: 1 }], ':a': 'a' },
      ReturnValues: 'ALL_NEW',
    }),
  );
  expect(Attributes).toEqual({ ...key('update'), tags: new Set(['a', 'b']), count: 2, list: [{ n: 1 }] });
  const emptied = new UpdateCommand({
    TableName,
    Key: key('update'),
    UpdateExpression: 'DELETE tags :all',
    ExpressionAttributeValues: { ':all': new Set(['a', 'b']) },
    ReturnValues: 'ALL_NEW',
  });
  expect((await documents.send(emptied)).Attributes).not.toHaveProperty('tags');
  const refused = new UpdateCommand({
    TableName,
    Key: key('update'),
    UpdateExpression: 'SET #count = :zero',
    ConditionExpression: '#count < :one',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: { ':zero': 0, ':one': 1 },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  await expect(documents.send(refused)).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
    Item: { count: { N: '2' } },
  });
  const { Attributes: old } = await documents.send(
    new DeleteCommand({ TableName, Key: key('update'), ReturnValues: 'ALL_OLD' }),
  );
  expect(old.list).toEqual([{ n: 1 }]);
  expect(await get(key('update'))).toBeUndefined();
});

test('query and scan: by pages, backwards, filtered', async () => {
  const items = Array.from({ length: 30 }, (_, n) => ({ ...key('many', n), even: n % 2 === 0 }));
  for (let from = 0; from < items.length; from += 25) {
    const RequestItems = { [TableName]: items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } })) };
    await documents.send(new BatchWriteCommand({ RequestItems }));
  }
  const query = {
    TableName,
    KeyConditionExpression: '#owner = :owner AND #at BETWEEN :from AND :to',
    ExpressionAttributeNames: { '#owner': 'owner', '#at': 'at' },
    ExpressionAttributeValues: { ':owner': 'many', ':from': 5, ':to': 24 },
  };
  const { Items } = await documents.send(new QueryCommand({ ...query, ScanIndexForward: false, Limit: 3 }));
  expect(Items.map(({ at }) => at)).toEqual([24, 23, 22]);
  const pages = [];
  for await (const page of paginateQuery({ client: documents, pageSize: 8 }, query)) pages.push(page.Items.length);
  expect(pages.filter((count) => count > 0)).toEqual([8, 8, 4]);
  const found = [];
  const filter = { FilterExpression: 'even = :yes', ExpressionAttributeValues: { ':yes': true } };
  for await (const page of paginateScan({ client: documents, pageSize: 7 }, { TableName, ...filter }))
    found.push(...page.Items);
  expect(found).toHaveLength(15);
  const { Responses } = await documents.send(
    new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [key('many', 1), key('many', 99)] } } }),
  );
  expect(Responses[TableName]).toEqual([items[1]]);
});

test('transactions: all or nothing, with the reasons; PartiQL with native parameters', async () => {
  const put = (owner, more = {}) => ({ Put: { TableName, Item: { ...key(owner), n: 1 }, ...more } });
  await documents.send(new TransactWriteCommand({ TransactItems: [put('t1'), put('t2')] }));
  const fails = new TransactWriteCommand({
    TransactItems: [
      put('t3'),
      put('t1', {
        ConditionExpression: 'attribute_not_exists(#o)',
        ExpressionAttributeNames: { '#o': 'owner' },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ],
  });
  const error = await documents.send(fails).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(TransactionCanceledException);
  expect(error.CancellationReasons).toMatchObject([
    { Code: 'None' },
    { Code: 'ConditionalCheckFailed', Item: { owner: { S: 't1' } } },
  ]);
  const { Responses } = await documents.send(
    new TransactGetCommand({ TransactItems: ['t1', 't3'].map((owner) => ({ Get: { TableName, Key: key(owner) } })) }),
  );
  expect(Responses.map(({ Item }) => Item)).toEqual([{ ...key('t1'), n: 1 }, undefined]);
  const { Items } = await documents.send(
    new ExecuteStatementCommand({
      Statement: 'SELECT * FROM documents WHERE "owner" = ? AND "at" = ?',
      Parameters: ['t2', 1],
    }),
  );
  expect(Items).toEqual([{ ...key('t2'), n: 1 }]);
});
