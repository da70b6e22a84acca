import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../src/aws/errors.js';
import { type Fakes, source } from './harness.js';

const KEY = { id: { S: '1' } };

/** A source on the table `books`; every call is recorded, `answers` are given in turn. */
function books(...answers: unknown[]) {
  const calls: unknown[][] = [];
  const fakes: Fakes = {
    dynamodb: (operation, input) => {
      calls.push([operation, input]);
      const answer = answers[calls.length - 1] ?? {};
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { ask: source('AMAZON_DYNAMODB', { tableName: 'books', awsRegion: 'us-east-1' }, fakes), calls, fakes };
}

const failedCondition = new ServiceError('ConditionalCheckFailedException', 'The conditional request failed');

describe('items', () => {
  it('GetItem, without a promise when the engine answers at once', () => {
    const { ask, calls } = books({ Item: { id: { S: '1' }, n: { N: '12' } } });
    const answer = ask({
      operation: 'GetItem',
      key: KEY,
      consistentRead: true,
      projection: { expression: '#a, id', expressionNames: { '#a': 'author' } },
    });
    expect(answer).toEqual({ result: { id: '1', n: 12 } });
    expect(calls).toEqual([
      [
        'GetItem',
        {
          TableName: 'books',
          Key: KEY,
          ConsistentRead: true,
          ProjectionExpression: '#a, id',
          ExpressionAttributeNames: { '#a': 'author' },
        },
      ],
    ]);
    expect(books({}).ask({ operation: 'GetItem', key: KEY })).toEqual({ result: null });
  });

  it('waits for an engine that gives a promise', async () => {
    const { ask } = books(Promise.resolve({ Item: KEY }));
    expect(await ask({ operation: 'GetItem', key: KEY })).toEqual({ result: { id: '1' } });
    const failing = books(
      Promise.reject(new ServiceError('ResourceNotFoundException', 'Requested resource not found')),
    );
    expect(await failing.ask({ operation: 'GetItem', key: KEY })).toMatchObject({
      error: { errorType: 'DynamoDB:ResourceNotFoundException' },
    });
  });

  it('PutItem gives the item that was written', () => {
    const { ask, calls } = books({});
    const attributeValues = {
      n: { N: 1.5 },
      set: { NS: [1, '2'] },
      nothing: { NULL: null },
      yes: { BOOL: true },
      bytes: { B: 'aGk\n=' },
      deep: { M: { list: { L: [{ S: 'x' }, { SS: ['a'] }, { BS: ['aGk='] }] } } },
    };
    expect(ask({ operation: 'PutItem', key: KEY, attributeValues })).toEqual({
      result: {
        id: '1',
        n: 1.5,
        set: [1, 2],
        nothing: null,
        yes: true,
        bytes: 'aGk=',
        deep: { list: ['x', ['a'], ['aGk=']] },
      },
    });
    expect(calls[0]![1]).toMatchObject({
      Item: { ...KEY, n: { N: '1.5' }, set: { NS: ['1', '2'] }, nothing: { NULL: true }, bytes: { B: 'aGk=' } },
    });
  });

  it('UpdateItem and DeleteItem', () => {
    const { ask, calls } = books({ Attributes: { id: { S: '1' }, n: { N: '2' } } }, { Attributes: KEY }, {});
    expect(
      ask({
        operation: 'UpdateItem',
        key: KEY,
        update: { expression: 'ADD #n :one', expressionNames: { '#n': 'n' }, expressionValues: { ':one': { N: 1 } } },
        condition: { expression: 'attribute_exists(#id)', expressionNames: { '#id': 'id' } },
      }),
    ).toEqual({ result: { id: '1', n: 2 } });
    expect(calls[0]).toEqual([
      'UpdateItem',
      {
        TableName: 'books',
        Key: KEY,
        ReturnValues: 'ALL_NEW',
        UpdateExpression: 'ADD #n :one',
        ConditionExpression: 'attribute_exists(#id)',
        ExpressionAttributeNames: { '#n': 'n', '#id': 'id' },
        ExpressionAttributeValues: { ':one': { N: '1' } },
      },
    ]);
    expect(ask({ operation: 'DeleteItem', key: KEY })).toEqual({ result: { id: '1' } });
    expect(ask({ operation: 'DeleteItem', key: KEY })).toEqual({ result: null });
  });
});

describe('a condition that fails', () => {
  const put = (condition: Record<string, unknown> = {}) => ({
    operation: 'PutItem',
    key: KEY,
    attributeValues: { name: { S: 'Steve' }, version: { N: 2 } },
    condition: { expression: 'version = :v', expressionValues: { ':v': { N: 1 } }, ...condition },
  });
  const current = { id: { S: '1' }, name: { S: 'Steve' }, version: { N: '8' } };

  it('is an error with the current item', async () => {
    const { ask, calls } = books(failedCondition, { Item: current });
    const item = { id: '1', name: 'Steve', version: 8 };
    expect(await ask(put())).toEqual({
      result: item,
      error: {
        errorType: 'DynamoDB:ConditionalCheckFailedException',
        message: expect.stringMatching(
          /^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: [0-9A-V]{26}VV4KQNSO5AEMVJF66Q9ASUAAJG\)$/,
        ),
        data: item,
        errorInfo: null,
      },
    });
    expect(calls[1]).toEqual(['GetItem', { TableName: 'books', Key: KEY, ConsistentRead: true }]);
  });

  it('is none when the wanted item is there, but for what equalsIgnore names', async () => {
    const { ask, calls } = books(failedCondition, { Item: current });
    expect(await ask(put({ equalsIgnore: ['version'], consistentRead: false }))).toEqual({
      result: { id: '1', name: 'Steve', version: 8 },
    });
    expect(calls[1]).toMatchObject(['GetItem', { ConsistentRead: false }]);
  });

  it('of DeleteItem is none when the item is gone', async () => {
    const request = { operation: 'DeleteItem', key: KEY, condition: { expression: 'attribute_exists(id)' } };
    expect(await books(failedCondition, {}).ask(request)).toEqual({ result: null });
    expect(await books(failedCondition, { Item: current }).ask(request)).toMatchObject({
      result: { version: 8 },
      error: {},
    });
  });

  describe('with a Lambda function that decides', () => {
    const handler = { conditionalCheckFailedHandler: { strategy: 'Custom', lambdaArn: 'arn:decide' } };
    const decided = async (decision: unknown, ...answers: unknown[]) => {
      const { fakes, calls } = books(failedCondition, { Item: current }, ...answers);
      const asked: unknown[] = [];
      const ask = source(
        'AMAZON_DYNAMODB',
        { tableName: 'books', awsRegion: 'us-east-1' },
        {
          ...fakes,
          lambda: ({ functionName, payload }) => {
            asked.push(functionName, JSON.parse(payload));
            return { payload: JSON.stringify(decision) };
          },
        },
      );
      return { answer: await ask(put(handler)), asked, calls };
    };

    it('is told everything', async () => {
      const { answer, asked } = await decided({ action: 'reject' });
      expect(answer).toMatchObject({
        result: { version: 8 },
        error: { errorType: 'DynamoDB:ConditionalCheckFailedException' },
      });
      expect(asked).toEqual([
        'arn:decide',
        {
          arguments: { id: '1' },
          requestMapping: put(handler),
          currentValue: current,
          resolver: { tableName: 'books', awsRegion: 'us-east-1', parentType: 'Mutation', field: 'updateBook' },
          identity: { sub: 'me' },
        },
      ]);
    });

    it('discard', async () => {
      expect((await decided({ action: 'discard' })).answer).toEqual({ result: { id: '1', name: 'Steve', version: 8 } });
    });

    it('retry, once', async () => {
      const retryMapping = {
        attributeValues: { name: { S: 'Steve' }, version: { N: 9 } },
        condition: { expression: 'version = :v', expressionValues: { ':v': { N: 8 } } },
      };
      const { answer, calls } = await decided({ action: 'retry', retryMapping });
      expect(answer).toEqual({ result: { id: '1', name: 'Steve', version: 9 } });
      expect(calls[2]).toMatchObject(['PutItem', { ExpressionAttributeValues: { ':v': { N: '8' } } }]);
      const again = await decided({ action: 'retry', retryMapping }, failedCondition, { Item: current });
      expect(again.answer.error).toMatchObject({ errorType: 'DynamoDB:ConditionalCheckFailedException' });
    });

    it('nonsense is refused', async () => {
      expect((await decided({ action: 'wait' })).answer.error).toMatchObject({ errorType: 'MappingTemplate' });
    });
  });
});

describe('pages', () => {
  const query = { operation: 'Query', query: { expression: 'id = :id', expressionValues: { ':id': { S: '1' } } } };

  it('Query', () => {
    const { ask, calls } = books({ Items: [KEY, KEY], ScannedCount: 5 });
    expect(
      ask({
        ...query,
        index: 'byOwner',
        limit: 10,
        scanIndexForward: false,
        consistentRead: false,
        select: 'SPECIFIC_ATTRIBUTES',
        nextToken: null,
        filter: { expression: '#t = :t', expressionNames: { '#t': 'title' }, expressionValues: { ':t': { S: 'x' } } },
        projection: { expression: '#p', expressionNames: { '#p': 'price' } },
      }),
    ).toEqual({ result: { items: [{ id: '1' }, { id: '1' }], nextToken: null, scannedCount: 5, startedAt: null } });
    expect(calls[0]).toEqual([
      'Query',
      {
        TableName: 'books',
        KeyConditionExpression: 'id = :id',
        FilterExpression: '#t = :t',
        ProjectionExpression: '#p',
        ExpressionAttributeNames: { '#t': 'title', '#p': 'price' },
        ExpressionAttributeValues: { ':id': { S: '1' }, ':t': { S: 'x' } },
        IndexName: 'byOwner',
        Limit: 10,
        ScanIndexForward: false,
        ConsistentRead: false,
        Select: 'SPECIFIC_ATTRIBUTES',
      },
    ]);
  });

  it('Scan', () => {
    const { ask, calls } = books({ Items: [], ScannedCount: 0 });
    ask({ operation: 'Scan', totalSegments: 4, segment: 1, limit: '7' });
    expect(calls[0]).toEqual(['Scan', { TableName: 'books', TotalSegments: 4, Segment: 1, Limit: 7 }]);
  });

  it('the token is opaque, leads to the next page, and to nothing else', async () => {
    const page = { Items: [KEY], LastEvaluatedKey: { id: { S: 'secret' } }, ScannedCount: 1 };
    const { ask, calls } = books(page, page, page);
    const { nextToken } = ((await ask(query)).result ?? {}) as { nextToken: string };
    expect(nextToken).not.toContain('secret');
    expect(Buffer.from(nextToken, 'base64').toString()).not.toContain('secret');
    await ask({ ...query, nextToken });
    expect(calls[1]).toMatchObject(['Query', { ExclusiveStartKey: { id: { S: 'secret' } } }]);
    const invalid = {
      result: null,
      error: {
        errorType: 'DynamoDB:UserIllegalArgumentException',
        message:
          'com.amazonaws.deepdish.common.pagination.InvalidPaginationTokenException: Invalid pagination token given.',
      },
    };
    const inner = JSON.parse(Buffer.from(nextToken, 'base64').toString()) as { version: number; token: string };
    const flipped = Buffer.from(inner.token, 'base64');
    flipped[15]! ^= 1;
    const forged = Buffer.from(JSON.stringify({ ...inner, token: flipped.toString('base64') })).toString('base64');
    for (const token of ['', 'x', forged, Buffer.from('{"version":3,"token":"AAAA"}').toString('base64')]) {
      expect(await ask({ ...query, nextToken: token })).toMatchObject(invalid);
    }
    expect(await ask({ ...query, index: 'other', nextToken })).toMatchObject(invalid);
    expect(await ask({ operation: 'Scan', nextToken })).toMatchObject(invalid);
  });

  it('a key of the emulator’s own outlives the revision', async () => {
    const fakes: Fakes = { dynamodb: () => ({ Items: [], LastEvaluatedKey: KEY }), tokenKey: new Uint8Array(32) };
    const config = { tableName: 'books' };
    const first = (await source('AMAZON_DYNAMODB', config, fakes)(query)).result as { nextToken: string };
    const second = await source('AMAZON_DYNAMODB', config, fakes)({ ...query, nextToken: first.nextToken });
    expect(second.error).toBeUndefined();
  });
});

describe('batches', () => {
  it('BatchGetItem: in the order of the request, null for what is not there', () => {
    const { ask, calls } = books({
      Responses: { posts: [{ id: { S: '2' } }, { id: { S: '1' } }] },
      UnprocessedKeys: { authors: { Keys: [{ name: { S: 'a' } }] } },
    });
    const posts = ['1', '2', '3'].map((id) => ({ id: { S: id } }));
    expect(
      ask({
        operation: 'BatchGetItem',
        tables: { posts: { keys: posts, consistentRead: true }, authors: { keys: [{ name: { S: 'a' } }] } },
      }),
    ).toEqual({
      result: {
        data: { posts: [{ id: '1' }, { id: '2' }, null], authors: [null] },
        unprocessedKeys: { posts: [], authors: [{ name: 'a' }] },
      },
    });
    expect(calls[0]).toEqual([
      'BatchGetItem',
      { RequestItems: { posts: { Keys: posts, ConsistentRead: true }, authors: { Keys: [{ name: { S: 'a' } }] } } },
    ]);
  });

  it('BatchGetItem takes a bare list of keys too, as the guide writes it', () => {
    const { ask, calls } = books({ Responses: { posts: [KEY] } });
    expect(ask({ operation: 'BatchGetItem', tables: { posts: [KEY] } })).toMatchObject({
      result: { data: { posts: [{ id: '1' }] } },
    });
    expect(calls[0]).toEqual(['BatchGetItem', { RequestItems: { posts: { Keys: [KEY] } } }]);
  });

  it('BatchPutItem and BatchDeleteItem', () => {
    const { ask, calls } = books({}, { UnprocessedItems: { posts: [{ DeleteRequest: { Key: KEY } }] } });
    expect(ask({ operation: 'BatchPutItem', tables: { posts: [{ ...KEY, n: { N: 1 } }] } })).toEqual({
      result: { data: { posts: [{ id: '1', n: 1 }] }, unprocessedItems: { posts: [] } },
    });
    expect(ask({ operation: 'BatchDeleteItem', tables: { posts: [KEY], authors: [KEY] } })).toEqual({
      result: {
        data: { posts: [null], authors: [{ id: '1' }] },
        unprocessedKeys: { posts: [{ id: '1' }], authors: [] },
      },
    });
    expect(calls).toEqual([
      ['BatchWriteItem', { RequestItems: { posts: [{ PutRequest: { Item: { ...KEY, n: { N: '1' } } } }] } }],
      [
        'BatchWriteItem',
        { RequestItems: { posts: [{ DeleteRequest: { Key: KEY } }], authors: [{ DeleteRequest: { Key: KEY } }] } },
      ],
    ]);
  });
});

describe('transactions', () => {
  it('TransactGetItems', () => {
    const { ask, calls } = books({ Responses: [{ Item: KEY }, {}] });
    expect(
      ask({
        operation: 'TransactGetItems',
        transactItems: [
          { table: 'posts', key: KEY },
          { table: 'authors', key: KEY, projection: { expression: 'id' } },
        ],
      }),
    ).toEqual({ result: { items: [{ id: '1' }, null], cancellationReasons: null } });
    expect(calls[0]).toEqual([
      'TransactGetItems',
      {
        TransactItems: [
          { Get: { TableName: 'posts', Key: KEY } },
          { Get: { TableName: 'authors', Key: KEY, ProjectionExpression: 'id' } },
        ],
      },
    ]);
  });

  const write = {
    operation: 'TransactWriteItems',
    transactItems: [
      {
        table: 'posts',
        operation: 'PutItem',
        key: KEY,
        attributeValues: { a: { S: 'b' } },
        condition: { expression: 'c' },
      },
      {
        table: 'posts',
        operation: 'UpdateItem',
        key: KEY,
        update: { expression: 'SET a = :a', expressionValues: { ':a': { N: 1 } } },
      },
      { table: 'posts', operation: 'DeleteItem', key: KEY },
      {
        table: 'posts',
        operation: 'ConditionCheck',
        key: KEY,
        condition: { expression: 'd', returnValuesOnConditionCheckFailure: false },
      },
    ],
  };

  it('TransactWriteItems gives the keys', () => {
    const { ask, calls } = books({});
    expect(ask(write)).toEqual({ result: { keys: Array(4).fill({ id: '1' }), cancellationReasons: null } });
    expect(calls[0]).toEqual([
      'TransactWriteItems',
      {
        TransactItems: [
          {
            Put: {
              TableName: 'posts',
              Item: { ...KEY, a: { S: 'b' } },
              ConditionExpression: 'c',
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
          {
            Update: {
              TableName: 'posts',
              Key: KEY,
              UpdateExpression: 'SET a = :a',
              ExpressionAttributeValues: { ':a': { N: '1' } },
            },
          },
          { Delete: { TableName: 'posts', Key: KEY } },
          {
            ConditionCheck: {
              TableName: 'posts',
              Key: KEY,
              ConditionExpression: 'd',
              ReturnValuesOnConditionCheckFailure: 'NONE',
            },
          },
        ],
      },
    ]);
  });

  it('a cancelled one tells the reasons', () => {
    const CancellationReasons = [
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: { ...KEY, n: { N: '3' } } },
      { Code: 'None' },
    ];
    const { ask } = books(
      new ServiceError('TransactionCanceledException', 'Transaction cancelled', 400, { CancellationReasons }),
    );
    expect(ask(write)).toMatchObject({
      result: {
        keys: null,
        cancellationReasons: [
          { type: 'ConditionalCheckFailed', message: 'The conditional request failed', item: { id: '1', n: 3 } },
          { type: 'None', message: 'None' },
        ],
      },
      error: { errorType: 'DynamoDB:TransactionCanceledException' },
    });
  });
});

describe('what is refused', () => {
  it.each([
    [{ key: KEY }, "Value for field '$[operation]' not found."],
    [{ operation: 'Sync' }, "Unsupported operation 'Sync'."],
    [{ operation: 'GetItem' }, "Value for field '$[key]' not found."],
    [{ operation: 'GetItem', key: { id: '1' } }, "Expected JSON object for attribute value '$[key][id]'."],
    [{ operation: 'GetItem', key: { id: { S: '1', N: 1 } } }, "Expected JSON object for attribute value '$[key][id]'."],
    [{ operation: 'GetItem', key: KEY, limit: 1 }, "Unsupported element '$[limit]'."],
    [
      { operation: 'PutItem', key: KEY, hasCustomPartitionKey: true },
      "Unsupported element '$[hasCustomPartitionKey]'.",
    ],
    [{ operation: 'PutItem', key: KEY, _version: 1 }, "Unsupported element '$[_version]'."],
    [{ operation: 'UpdateItem', key: KEY }, "Value for field '$[update]' not found."],
    [{ operation: 'UpdateItem', key: KEY, update: {} }, "Value for field '$[update][expression]' not found."],
    [{ operation: 'Query' }, "Value for field '$[query]' not found."],
    [{ operation: 'Scan', select: 'COUNT' }, "Unsupported select 'COUNT'."],
    [{ operation: 'BatchGetItem', tables: {} }, "Value for field '$[tables]' not found."],
    [
      { operation: 'TransactWriteItems', transactItems: [{ table: 't', operation: 'Get', key: KEY }] },
      "Unsupported operation 'Get'.",
    ],
  ])('%j', async (request, message) => {
    const { ask, calls } = books();
    expect(await ask(request)).toEqual({
      result: null,
      error: { errorType: 'MappingTemplate', message, data: null, errorInfo: null },
    });
    expect(calls).toEqual([]);
  });

  it('errors without a model are a DynamoDbException', () => {
    const { ask } = books(
      new ServiceError('ValidationException', 'The provided key element does not match the schema'),
    );
    expect(ask({ operation: 'GetItem', key: KEY })).toMatchObject({
      error: {
        errorType: 'DynamoDB:DynamoDbException',
        message: expect.stringMatching(
          /^The provided key element does not match the schema \(Service: DynamoDb, Status Code: 400, Request ID: /,
        ),
      },
    });
  });

  it('a versioned source', async () => {
    const ask = source('AMAZON_DYNAMODB', { tableName: 't', versioned: true }, { dynamodb: () => ({}) });
    expect(await ask({ operation: 'BatchPutItem', tables: { t: [] } })).toMatchObject({
      error: {
        message:
          "Unsupported operation 'BatchPutItem'. Datasource Versioning only supports the following operations (TransactGetItems,PutItem,BatchGetItem,Scan,Query,GetItem,DeleteItem,UpdateItem,Sync)",
      },
    });
    expect(await ask({ operation: 'Sync' })).toMatchObject({ error: { errorType: 'NotEmulatedException' } });
    expect(await ask({ operation: 'PutItem', key: KEY, _version: 1 })).toEqual({ result: { id: '1' } });
  });
});
