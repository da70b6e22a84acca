// The DynamoDB data source over the embedded engine: what a resolver's request does to a table, end to end.
import { afterEach, describe, expect, it } from 'vitest';
import { SOURCES } from '../../../src/appsync/sources/index.js';
import type { SourceAnswer } from '../../../src/appsync/sources/source.js';
import { EMPTY_DEFINITION, type TableDefinition } from '../../../src/definition/model.js';
import { compile, start } from '../../../src/dynamodb/index.js';
import { createManualClock } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import { createSeededRandom } from '../../../src/lib/random.js';
import { openDatabase } from '../../../src/lib/sqlite.js';
import { definition, ports, scope } from './harness.js';

const BOOKS: TableDefinition = {
  name: 'books',
  hash: { name: 'id', type: 'S' },
  indexes: [
    {
      name: 'byAuthor',
      kind: 'GSI',
      hash: { name: 'author', type: 'S' },
      range: { name: 'year', type: 'N' },
      projection: { type: 'ALL', attributes: [] },
    },
  ],
  billingMode: 'PAY_PER_REQUEST',
  tags: {},
  place: {},
};

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0).reverse()) close();
});

async function table() {
  const database = openDatabase({ file: undefined, durability: 'process' });
  open.push(() => database.close());
  const common = { clock: createManualClock(), random: createSeededRandom(), log: silentLog };
  const control = { apply: async () => ({ number: 1, definition: EMPTY_DEFINITION }) };
  const account = { accountId: '000000000000', region: 'us-east-1' };
  const { program } = compile({ ...EMPTY_DEFINITION, tables: [BOOKS] });
  const wing = await start(program, { ...common, database, account, control });
  open.push(() => wing.close());
  const source = SOURCES.AMAZON_DYNAMODB.create(definition('AMAZON_DYNAMODB', { tableName: 'books' }), {
    ...ports({}),
    dynamodb: wing.backend,
  });
  return async (request: unknown): Promise<SourceAnswer> => source({ request, scope, version: '2018-05-29' });
}

const key = (id: string) => ({ id: { S: id } });
const put = (id: string, author: string, year: number, more = {}) => ({
  operation: 'PutItem',
  key: key(id),
  attributeValues: { author: { S: author }, year: { N: year } },
  ...more,
});

describe('a table behind resolvers', () => {
  it('is written, read, changed and emptied', async () => {
    const ask = await table();
    expect(await ask(put('1', 'Ann', 2020))).toEqual({ result: { id: '1', author: 'Ann', year: 2020 } });
    expect(await ask({ operation: 'GetItem', key: key('1') })).toEqual({
      result: { id: '1', author: 'Ann', year: 2020 },
    });
    const update = {
      expression: 'SET #t = :t ADD #y :one',
      expressionNames: { '#t': 'title', '#y': 'year' },
      expressionValues: { ':t': { S: 'x' }, ':one': { N: 1 } },
    };
    expect(await ask({ operation: 'UpdateItem', key: key('1'), update })).toEqual({
      result: { id: '1', author: 'Ann', year: 2021, title: 'x' },
    });
    expect(await ask({ operation: 'DeleteItem', key: key('1') })).toMatchObject({ result: { title: 'x' } });
    expect(await ask({ operation: 'GetItem', key: key('1') })).toEqual({ result: null });
  });

  it('is walked page by page', async () => {
    const ask = await table();
    for (let year = 1; year <= 5; year += 1) await ask(put(`b${year}`, 'Ann', year));
    const years: unknown[] = [];
    let nextToken: unknown = null;
    do {
      const { result, error } = await ask({
        operation: 'Query',
        index: 'byAuthor',
        query: { expression: 'author = :a', expressionValues: { ':a': { S: 'Ann' } } },
        scanIndexForward: false,
        limit: 2,
        nextToken,
      });
      expect(error).toBeUndefined();
      const page = result as { items: { year: number }[]; nextToken: unknown };
      years.push(...page.items.map(({ year }) => year));
      nextToken = page.nextToken;
    } while (nextToken !== null);
    expect(years).toEqual([5, 4, 3, 2, 1]);
    const filter = { expression: '#y > :y', expressionNames: { '#y': 'year' }, expressionValues: { ':y': { N: 3 } } };
    expect(await ask({ operation: 'Scan', filter })).toMatchObject({
      result: { scannedCount: 5, items: [{}, {}], nextToken: null },
    });
  });

  it('refuses a failed condition with the current item', async () => {
    const ask = await table();
    await ask(put('1', 'Ann', 2020));
    const condition = { expression: 'attribute_not_exists(id)' };
    expect(await ask(put('1', 'Bob', 2021, { condition }))).toMatchObject({
      result: { author: 'Ann' },
      error: {
        errorType: 'DynamoDB:ConditionalCheckFailedException',
        message: expect.stringMatching(/^The conditional request failed \(Service/),
      },
    });
    // The wanted item is already there: that is a success.
    expect(await ask(put('1', 'Ann', 2020, { condition }))).toEqual({ result: { id: '1', author: 'Ann', year: 2020 } });
    expect(await ask({ operation: 'GetItem', key: { wrong: { S: '1' } } })).toMatchObject({
      error: {
        errorType: 'DynamoDB:DynamoDbException',
        message: expect.stringContaining('The provided key element does not match the schema'),
      },
    });
  });

  it('takes batches and transactions', async () => {
    const ask = await table();
    const items = ['1', '2'].map((id) => ({ ...key(id), author: { S: 'Ann' }, year: { N: 1 } }));
    expect(await ask({ operation: 'BatchPutItem', tables: { books: items } })).toMatchObject({
      result: { data: { books: [{ id: '1' }, { id: '2' }] } },
    });
    expect(await ask({ operation: 'BatchGetItem', tables: { books: [key('2'), key('9'), key('1')] } })).toMatchObject({
      result: { data: { books: [{ id: '2' }, null, { id: '1' }] }, unprocessedKeys: { books: [] } },
    });
    const transactItems = [
      { table: 'books', operation: 'DeleteItem', key: key('1') },
      {
        table: 'books',
        operation: 'ConditionCheck',
        key: key('2'),
        condition: { expression: 'attribute_exists(nothing)' },
      },
    ];
    expect(await ask({ operation: 'TransactWriteItems', transactItems })).toMatchObject({
      result: {
        keys: null,
        cancellationReasons: [{ type: 'None' }, { type: 'ConditionalCheckFailed', item: { id: '2', author: 'Ann' } }],
      },
      error: { errorType: 'DynamoDB:TransactionCanceledException' },
    });
    expect(await ask({ operation: 'TransactWriteItems', transactItems: transactItems.slice(0, 1) })).toEqual({
      result: { keys: [{ id: '1' }], cancellationReasons: null },
    });
    expect(
      await ask({
        operation: 'TransactGetItems',
        transactItems: ['1', '2'].map((id) => ({ table: 'books', key: key(id) })),
      }),
    ).toMatchObject({
      result: { items: [null, { id: '2' }], cancellationReasons: null },
    });
    expect(await ask({ operation: 'BatchDeleteItem', tables: { books: [key('2')] } })).toMatchObject({
      result: { data: { books: [{ id: '2' }] } },
    });
  });
});
