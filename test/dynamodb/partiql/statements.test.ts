// PartiQL as AWS's own client sends it: what each statement reads, writes, returns and refuses.
import {
  BatchExecuteStatementCommand,
  type DynamoDBClient,
  ExecuteStatementCommand,
  type ExecuteStatementCommandInput,
  ExecuteTransactionCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, refusal, startUnderTest, table, type UnderTest } from '../under-test.js';

let under: UnderTest;
let client: DynamoDBClient;
let close = async (): Promise<void> => {};

beforeEach(async () => {
  await close();
  under = await startUnderTest([
    table({
      range: { name: 'sk', type: 'N' },
      indexes: [
        {
          name: 'by-group',
          kind: 'GSI',
          hash: { name: 'grp', type: 'S' },
          projection: { type: 'ALL', attributes: [] },
        },
      ],
    }),
  ]);
  const connected = await connect(under.db);
  client = connected.client;
  close = async () => {
    await connected.close();
    under.close();
  };
  for (const sk of [1, 2, 3, 4]) {
    const Item = {
      pk: { S: 'a' },
      sk: { N: `${sk}` },
      grp: { S: sk % 2 ? 'odd' : 'even' },
      name: { S: `it's ${sk}` },
      deep: { M: { list: { L: [{ N: `${sk}` }, { S: 'x' }] } } },
      tags: { SS: ['t', `t${sk}`] },
      ...(sk === 2 ? { gone: { NULL: true as const } } : {}),
    };
    await client.send(new PutItemCommand({ TableName: 'things', Item }));
  }
});
afterAll(() => close());

type Items = NonNullable<Awaited<ReturnType<typeof run>>['Items']>;
const run = (Statement: string, more: Partial<ExecuteStatementCommandInput> = {}) =>
  client.send(new ExecuteStatementCommand({ Statement, ...more }));
const sks = (items: Items | undefined) => items?.map((item) => Number(item['sk']?.N));
const select = async (where: string, more: Partial<ExecuteStatementCommandInput> = {}) =>
  sks((await run(`SELECT * FROM "things" ${where}`, more)).Items);
const one = async (sk: number) => (await run(`SELECT * FROM things WHERE pk = 'a' AND sk = ${sk}`)).Items?.[0];

describe('SELECT', () => {
  it.each<[string, number[]]>([
    ['', [1, 2, 3, 4]],
    ["WHERE pk = 'a'", [1, 2, 3, 4]],
    ["WHERE pk = 'a' AND sk > 2", [3, 4]],
    ["WHERE 2 <= sk AND pk = 'a' AND sk <= 3", [2, 3]],
    ["WHERE pk = 'a' AND sk BETWEEN 2 AND 3", [2, 3]],
    ["WHERE pk = 'a' AND sk IN [1, 4, 9]", [1, 4]],
    ["WHERE pk IN ('b', 'a') AND sk <> 2", [1, 3, 4]],
    ["WHERE pk = 'a' ORDER BY sk DESC", [4, 3, 2, 1]],
    ["WHERE name = 'it''s 3'", [3]],
    ['WHERE deep.list[0] = 4 OR sk = 1', [1, 4]],
    ["WHERE pk = 'a' AND contains(tags, 't2')", [2]],
    ['WHERE begins_with("name", \'it\')', [1, 2, 3, 4]],
    ["WHERE attribute_type(deep, 'M') AND NOT (sk < 3)", [3, 4]],
    ['WHERE gone IS NULL', [2]],
    ['WHERE gone IS NOT MISSING', [2]],
    ['WHERE gone IS MISSING AND size(tags) = 2', [1, 3, 4]],
    ["WHERE grp NOT IN ['odd']", [2, 4]],
    ['WHERE sk = -1.5e0', []],
  ])('%s', async (where, found) => expect(await select(where)).toEqual(found));

  it('reads an index, pages and projects', async () => {
    expect(sks((await run(`SELECT * FROM "things"."by-group" WHERE grp = 'odd'`)).Items)).toEqual([1, 3]);
    const first = await run("SELECT sk FROM things WHERE pk = 'a'", { Limit: 3 });
    expect(sks(first.Items)).toEqual([1, 2, 3]);
    const second = await run("SELECT sk FROM things WHERE pk = 'a'", { NextToken: first.NextToken! });
    expect(second.Items).toEqual([{ sk: { N: '4' } }]);
    expect(second.NextToken).toBeUndefined();
    const shown = await run("SELECT name, deep.list, deep.list[1] FROM things WHERE pk = 'a' AND sk = 1");
    expect(shown.Items).toEqual([{ name: { S: "it's 1" }, list: { L: [{ N: '1' }, { S: 'x' }] }, _3: { S: 'x' } }]);
  });

  it('takes parameters and tells its capacity', async () => {
    const answer = await run('SELECT * FROM things WHERE pk = ? AND sk = ?', {
      Parameters: [{ S: 'a' }, { N: '2.0' }],
      ReturnConsumedCapacity: 'TOTAL',
      ConsistentRead: true,
    });
    expect(sks(answer.Items)).toEqual([2]);
    expect(answer.ConsumedCapacity).toEqual({ TableName: 'things', CapacityUnits: 1 });
  });
});

describe('conditions', () => {
  it.each<[string, readonly number[]]>([
    ['attribute_exists(n)', [1, 2]],
    ['NOT ATTRIBUTE_EXISTS("n")', [3, 4]],
    ['attribute_not_exists(deep.list[1]) OR attribute_not_exists(gone)', [1, 3, 4]],
    ['attribute_exists(n) = true', [1, 2]],
    ['attribute_exists(n) = false', [3, 4]],
    ['(attribute_exists(none) OR attribute_exists(gone))', [2]],
    ['grp IS STRING', [1, 2, 3, 4]],
    ['n IS NOT NULL', [1, 2, 3, 4]],
    ['n IS MISSING', [3, 4]],
    ['size(grp) = 3', [1, 3]],
    ["attribute_type(n, 'N')", [1, 2]],
    ['sk = 1e0 /* the first */', [1]],
    ['sk = .2e1 -- the second', [2]],
    ['sk = 30E-1', [3]],
  ])('%s', async (condition, found) => {
    await run("UPDATE things SET n = 1 WHERE pk = 'a' AND sk = 1");
    await run("UPDATE things SET n = 2 WHERE pk = 'a' AND sk = 2");
    await run("UPDATE things REMOVE n WHERE pk = 'a' AND sk = 3");
    await run("UPDATE things REMOVE n WHERE pk = 'a' AND sk = 4");
    const { Items } = await run(`SELECT * FROM things WHERE pk = 'a' AND ${condition}`);
    expect(sks(Items)).toEqual(found);
  });
});

describe('writes', () => {
  it('INSERT makes an item, once', async () => {
    const text = `INSERT INTO "things" VALUE {'pk': 'a', 'sk': 9, 'l': [1, 'x', {'y': true}], 'n': null, 's': <<1, 2>>}`;
    expect((await run(text)).Items).toEqual([]);
    expect(await one(9)).toEqual({
      pk: { S: 'a' },
      sk: { N: '9' },
      l: { L: [{ N: '1' }, { S: 'x' }, { M: { y: { BOOL: true } } }] },
      n: { NULL: true },
      s: { NS: ['1', '2'] },
    });
    await expect(run(text)).rejects.toMatchObject({ name: 'DuplicateItemException' });
  });

  it('UPDATE sets, removes, computes and returns', async () => {
    const { Items } = await run(
      `UPDATE things SET n = 1 + 2 SET deep.list = list_append(deep.list, ['y']), tags = set_add(tags, <<'new'>>)
       REMOVE name WHERE pk = 'a' AND sk = 1 RETURNING ALL NEW *`,
    );
    expect(Items).toEqual([
      {
        pk: { S: 'a' },
        sk: { N: '1' },
        grp: { S: 'odd' },
        n: { N: '3' },
        deep: { M: { list: { L: [{ N: '1' }, { S: 'x' }, { S: 'y' }] } } },
        tags: { SS: ['t', 't1', 'new'] },
      },
    ]);
    const modified = await run(
      "UPDATE things SET n = n - 1, tags = set_delete(tags, <<'t'>>) WHERE pk = 'a' AND sk = 1 RETURNING MODIFIED OLD *",
    );
    expect(modified.Items).toEqual([{ n: { N: '3' }, tags: { SS: ['t', 't1', 'new'] } }]);
  });

  it('FROM ... WHERE ... SET is an UPDATE, too', async () => {
    const { Items } = await run("from things WHERE pk = 'a' AND sk = 1 SET n = 7 REMOVE deep RETURNING MODIFIED NEW *");
    expect(Items).toEqual([{ n: { N: '7' } }]);
    const absent = run("FROM things WHERE pk = 'a' AND sk = 77 SET n = 7");
    await expect(absent).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  it('set_add and set_delete make, fill and empty sets', async () => {
    const set = async (text: string) => {
      await run(`UPDATE things SET ${text} WHERE pk = 'a' AND sk = 2`);
      return ((await one(2)) as Record<string, unknown>)['fresh'];
    };
    expect(await set("fresh = SET_ADD(fresh, <<'x'>>)")).toEqual({ SS: ['x'] });
    expect(await set("fresh = set_add(fresh, <<'x', 'y'>>)")).toEqual({ SS: ['x', 'y'] });
    expect(await set("fresh = set_delete(fresh, <<'z'>>)")).toEqual({ SS: ['x', 'y'] });
    expect(await set("fresh = set_delete(fresh, <<'x', 'y'>>)")).toBeUndefined();
  });

  it('DELETE removes and returns', async () => {
    const { Items } = await run("DELETE FROM things WHERE pk = 'a' AND sk = 1 RETURNING ALL OLD *");
    expect(sks(Items)).toEqual([1]);
    expect(await select('')).toEqual([2, 3, 4]);
    expect((await run("DELETE FROM things WHERE pk = 'a' AND sk = 1")).Items).toEqual([]);
  });

  it('conditions beside the key must hold; UPDATE makes no item', async () => {
    const failed = { name: 'ConditionalCheckFailedException' };
    await expect(run("UPDATE things SET x = 1 WHERE pk = 'a' AND sk = 77")).rejects.toMatchObject(failed);
    await expect(
      run("UPDATE things SET x = 1 WHERE pk = 'a' AND sk = 1 AND grp = 'even'", {
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ).rejects.toMatchObject({ ...failed, Item: { grp: { S: 'odd' } } });
    await expect(run("DELETE FROM things WHERE pk = 'a' AND sk = 1 AND grp = 'even'")).rejects.toMatchObject(failed);
    expect(await select('')).toEqual([1, 2, 3, 4]);
  });
});

describe('refusals', () => {
  it.each<[string, string]>([
    ['SELEKT * FROM things', "Unexpected 'SELEKT' at position 0"],
    ['SELECT * FROM things WHERE', 'Unexpected end of statement'],
    ["SELECT * FROM things WHERE pk = 'a' LIMIT 1", 'Unexpected token after expression'],
    ["SELECT * FROM things WHERE pk = 'a' ;", "can't be processed: "],
    ["UPDATE things SET x = 1 WHERE pk = 'a'", 'mandatory equality on all key attributes'],
    ["UPDATE things SET x = 1 WHERE pk = 'a' OR sk = 1", 'mandatory equality on all key attributes'],
    ["UPDATE things SET sk = 1 WHERE pk = 'a' AND sk = 1", 'This attribute is part of the key'],
    ['SELECT * FROM things WHERE pk = ?', "Number of parameters in request and statement don't match"],
    ['SELECT * FROM things ORDER BY sk', 'hash key condition in WHERE clause when using ORDER BY'],
    ["SELECT * FROM things WHERE pk = 'a' ORDER BY name", 'must be part of the primary key'],
    ['SELECT * FROM things WHERE pk = 1', 'does not match schema type'],
    ['SELECT * FROM nothing', 'Requested resource not found'],
    ['SELECT * FROM things.nothing', 'does not have the specified index'],
    ["INSERT INTO things VALUE {'pk': 'a'}", 'Missing the key sk'],
    ["EXISTS(SELECT * FROM things WHERE pk = 'a' AND sk = 1)", 'only be used in ExecuteTransaction'],
  ])('%s', async (statement, message) => expect(await refusal(run(statement))).toContain(message));
});

describe('several statements', () => {
  it('of a batch stand for themselves', async () => {
    const { Responses } = await client.send(
      new BatchExecuteStatementCommand({
        Statements: [
          { Statement: "INSERT INTO things VALUE {'pk': 'b', 'sk': 1}" },
          { Statement: "INSERT INTO things VALUE {'pk': 'a', 'sk': 1}" },
          { Statement: "UPDATE things SET x = ? WHERE pk = 'a' AND sk = 2", Parameters: [{ S: 'y' }] },
          { Statement: 'nonsense' },
        ],
      }),
    );
    expect(Responses!.map((response) => response.Error?.Code)).toEqual([
      undefined,
      'DuplicateItem',
      undefined,
      'ValidationError',
    ]);
    expect((await one(2))!['x']).toEqual({ S: 'y' });
    const reads = await client.send(
      new BatchExecuteStatementCommand({
        Statements: [
          { Statement: "SELECT sk FROM things WHERE pk = 'b' AND sk = 1" },
          { Statement: "SELECT sk FROM things WHERE pk = 'b'" },
        ],
      }),
    );
    expect(reads.Responses![0]).toEqual({ TableName: 'things', Item: { sk: { N: '1' } } });
    expect(reads.Responses![1]!.Error!.Message).toContain('must specify the primary key');
  });

  it('of a transaction are carried out all or not at all', async () => {
    const transact = (...statements: string[]) =>
      client.send(
        new ExecuteTransactionCommand({ TransactStatements: statements.map((Statement) => ({ Statement })) }),
      );
    await transact(
      "EXISTS(SELECT * FROM things WHERE pk = 'a' AND sk = 1 AND grp = 'odd')",
      "DELETE FROM things WHERE pk = 'a' AND sk = 2",
      "UPDATE things SET x = 1 WHERE pk = 'a' AND sk = 3",
    );
    expect(await select('')).toEqual([1, 3, 4]);
    await expect(
      transact("DELETE FROM things WHERE pk = 'a' AND sk = 3", "INSERT INTO things VALUE {'pk': 'a', 'sk': 1}"),
    ).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'DuplicateItem' }],
    });
    expect(await select('')).toEqual([1, 3, 4]);
    const { Responses } = await transact(
      "SELECT sk FROM things WHERE pk = 'a' AND sk = 1",
      "SELECT sk FROM things WHERE pk = 'a' AND sk = 2",
    );
    expect(Responses).toEqual([{ Item: { sk: { N: '1' } } }, {}]);
    expect(
      await refusal(
        transact("SELECT * FROM things WHERE pk = 'a' AND sk = 1", "DELETE FROM things WHERE pk = 'a' AND sk = 1"),
      ),
    ).toContain('either all read');
  });

  it('of a transaction with a token are carried out once', async () => {
    const command = () =>
      new ExecuteTransactionCommand({
        ClientRequestToken: 'once',
        TransactStatements: [
          { Statement: "UPDATE things SET sum = if_not_exists(sum, 0) + 1 WHERE pk = 'a' AND sk = 1" },
        ],
      });
    await client.send(command());
    await client.send(command());
    expect((await one(1))!['sum']).toEqual({ N: '1' });
  });
});
