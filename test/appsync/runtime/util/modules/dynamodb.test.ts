import { describe, expect, it } from 'vitest';
import { createLibrary } from '../library.js';

const ddb = createLibrary().modules.dynamodb;
const ops = ddb.operations;
const update = (members: unknown) => ddb.update({ key: { id: 1 }, update: members })['update'];

describe('requests', () => {
  it('get, put, remove', () => {
    expect(ddb.get({ key: { id: 'a' }, consistentRead: true })).toEqual({
      operation: 'GetItem',
      key: { id: { S: 'a' } },
      consistentRead: true,
    });
    expect(
      ddb.put({ key: { id: 'a' }, item: { value: 10 }, condition: { id: { attributeExists: false } }, _version: 2 }),
    ).toEqual({
      operation: 'PutItem',
      key: { id: { S: 'a' } },
      attributeValues: { value: { N: 10 } },
      condition: { expression: '(attribute_not_exists(#id))', expressionNames: { '#id': 'id' }, expressionValues: {} },
      _version: 2,
    });
    expect(ddb.remove({ key: { id: 'a' }, condition: null })).toEqual({
      operation: 'DeleteItem',
      key: { id: { S: 'a' } },
    });
  });

  it('scan, query and sync leave out what is not given', () => {
    expect(ddb.scan({ limit: 10, nextToken: undefined, filter: { a: { gt: 1 } } })).toEqual({
      operation: 'Scan',
      limit: 10,
      filter: { expression: '(#a > :a_gt)', expressionNames: { '#a': 'a' }, expressionValues: { ':a_gt': { N: 1 } } },
    });
    expect(
      ddb.query({ query: { id: { eq: 'x' }, age: { gt: 20 } }, index: 'byAge', projection: ['id', 'address.city'] }),
    ).toEqual({
      operation: 'Query',
      query: {
        expression: '#expName_1 = :expValue_1 AND #expName_2 > :expValue_2',
        expressionNames: { '#expName_1': 'id', '#expName_2': 'age' },
        expressionValues: { ':expValue_1': { S: 'x' }, ':expValue_2': { N: 20 } },
      },
      index: 'byAge',
      projection: {
        expression: '#expName_3, #expName_4.#expName_5',
        expressionNames: { '#expName_3': 'id', '#expName_4': 'address', '#expName_5': 'city' },
      },
    });
    expect(ddb.sync({ lastSync: 5, basePartitionKey: 'p' })).toEqual({
      operation: 'Sync',
      basePartitionKey: 'p',
      lastSync: 5,
    });
  });

  it('batches and transactions', () => {
    expect(ddb.batchGet({ tables: { post: { keys: [{ id: '1' }], consistentRead: false } } })).toEqual({
      operation: 'BatchGetItem',
      tables: { post: { keys: [{ id: { S: '1' } }], consistentRead: false } },
    });
    expect(ddb.batchPut({ tables: { post: [{ id: '1', n: 1 }] } })).toEqual({
      operation: 'BatchPutItem',
      tables: { post: [{ id: { S: '1' }, n: { N: 1 } }] },
    });
    expect(ddb.batchDelete({ tables: { post: [{ id: '1' }] } })).toEqual({
      operation: 'BatchDeleteItem',
      tables: { post: [{ id: { S: '1' } }] },
    });
    expect(ddb.transactGet({ items: [{ table: 'post', key: { id: '1' } }] })).toEqual({
      operation: 'TransactGetItems',
      transactItems: [{ table: 'post', key: { id: { S: '1' } } }],
    });
    const items = [
      { putItem: { table: 'a', key: { id: 1 }, item: { n: 1 } } },
      { updateItem: { table: 'b', key: { id: 1 }, update: { n: ops.increment() } } },
      { deleteItem: { table: 'c', key: { id: 1 } } },
      { conditionCheck: { table: 'd', key: { id: 1 }, condition: { n: { eq: 1 } } } },
    ];
    expect(ddb.transactWrite({ items })['transactItems']).toMatchObject([
      { table: 'a', operation: 'PutItem', attributeValues: { n: { N: 1 } } },
      { table: 'b', operation: 'UpdateItem', update: { expression: 'SET #expName_1 = #expName_1 + :expValue_1' } },
      { table: 'c', operation: 'DeleteItem', key: { id: { N: 1 } } },
      { table: 'd', operation: 'ConditionCheck', condition: { expression: '(#n = :n_eq)' } },
    ]);
  });
});

describe('update', () => {
  it.each([
    [{ a: 1 }, 'SET #expName_1 = :expValue_1'],
    [{ a: ops.replace({ x: 1 }) }, 'SET #expName_1 = :expValue_1'],
    [{ a: ops.add([1]) }, 'SET #expName_1 = :expValue_1'],
    [{ a: ops.increment() }, 'SET #expName_1 = #expName_1 + :expValue_1'],
    [{ a: ops.decrement(3) }, 'SET #expName_1 = #expName_1 - :expValue_1'],
    [{ a: ops.append([1]) }, 'SET #expName_1 = list_append(#expName_1, :expValue_1)'],
    [{ a: ops.prepend([1]) }, 'SET #expName_1 = list_append(:expValue_1, #expName_1)'],
    [
      { a: [ops.updateListItem('x', 1), ops.updateListItem('y', 2)] },
      'SET #expName_1[1] = :expValue_1, #expName_1[2] = :expValue_2',
    ],
    [
      { a: { b: 1, c: { d: 2 } } },
      'SET #expName_1.#expName_2 = :expValue_1, #expName_1.#expName_3.#expName_4 = :expValue_2',
    ],
    [{ a: 1, b: ops.remove(), c: 2 }, 'SET #expName_1 = :expValue_1, #expName_3 = :expValue_2 REMOVE #expName_2'],
    [{ a: undefined, b: [] }, 'SET #expName_1 = :expValue_1'],
  ])('%j', (members, expression) => {
    expect(update(members)).toMatchObject({ expression });
  });

  it('sets null, and sets as sets', () => {
    expect(
      update({ a: null, b: ddb.toStringSet(['x']), c: ops.replace({ tags: ddb.toNumberSet([1]) }) }),
    ).toMatchObject({
      expressionValues: {
        ':expValue_1': { NULL: null },
        ':expValue_2': { SS: ['x'] },
        ':expValue_3': { M: { tags: { NS: [1] } } },
      },
    });
  });

  it('takes a map of the user that looks like a set for a map', () => {
    expect(ddb.put({ key: { id: 1 }, item: { a: { SS: ['x'] } } })['attributeValues']).toEqual({
      a: { M: { SS: { L: [{ S: 'x' }] } } },
    });
  });
});

it('operations look as recorded', () => {
  expect(ops.add(10)).toEqual({ type: 'OPERATION_ADD', value: 10 });
  expect(ops.increment(10)).toEqual({ type: 'OPERATION_INCREMENT', by: 10 });
});

it('ai makes requests for Bedrock', () => {
  const { ai } = createLibrary().modules;
  expect(ai.invokeModel({ modelId: 'm', body: {} })).toEqual({ operation: 'InvokeModel', modelId: 'm', body: {} });
  expect(ai.converse({ modelId: 'm', messages: [] })).toEqual({ operation: 'Converse', modelId: 'm', messages: [] });
});
