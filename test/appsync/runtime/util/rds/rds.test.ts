import { describe, expect, it } from 'vitest';
import { createLibrary } from '../library.js';

const { util, modules } = createLibrary();
const { rds } = modules;
const pg = (statement: unknown) => rds.createPgStatement(statement).statements[0];
const where = (condition: unknown) =>
  pg(rds.select({ table: 't', where: condition }))
    ?.replace('SELECT * FROM "t"', '')
    .trim();

describe('statements', () => {
  it('select writes its clauses in order and numbers values as they come', () => {
    const request = rds.createPgStatement(
      rds.select({
        table: 'private.persons',
        columns: ['id', 'persons.name', { born: 'birthday' }],
        where: { name: { eq: 'Jon' } },
        orderBy: [{ column: 'name' }, { column: 'id', dir: 'desc' }],
        limit: 10,
        offset: '5',
      }),
    );
    expect(request).toEqual({
      statements: [
        'SELECT "id", "persons"."name", "birthday" as "born" FROM "private"."persons" WHERE "name" = :P0 ORDER BY "name" ASC, "id" DESC LIMIT :P1 OFFSET :P2',
      ],
      variableMap: { ':P0': 'Jon', ':P1': 10, ':P2': 5 },
      variableTypeHintMap: {},
    });
  });

  it('insert, update and remove', () => {
    expect(pg(rds.insert({ table: 't', values: { a: 1, b: null }, returning: ['a'] }))).toBe(
      'INSERT INTO "t" ("a", "b") VALUES (:P0, NULL) RETURNING "a"',
    );
    expect(pg(rds.update({ table: 't', values: { a: 1 }, where: { id: { eq: 2 } }, returning: '*' }))).toBe(
      'UPDATE "t" SET "a" = :P0 WHERE "id" = :P1 RETURNING *',
    );
    expect(pg(rds.remove({ table: 't', where: { id: { eq: 2 } } }))).toBe('DELETE FROM "t" WHERE "id" = :P0');
  });

  it('MySQL quotes with backticks and knows no returning', () => {
    expect(rds.createMySQLStatement(rds.select({ table: { persons: 'p' } })).statements).toEqual([
      'SELECT * FROM `p` as `persons`',
    ]);
    expect(() => rds.createMySQLStatement(rds.insert({ table: 't', values: {}, returning: '*' }))).toThrow(
      'returning is not supported in MySQL.',
    );
  });

  it('two statements share their numbering, and raw text passes', () => {
    const request = rds.createPgStatement(
      rds.sql`select ${1}, ${rds.typeHint.UUID('u')}`,
      rds.select({ table: 't', limit: 2 }),
    );
    expect(request).toEqual({
      statements: ['select :P0, :P1', 'SELECT * FROM "t" LIMIT :P2'],
      variableMap: { ':P0': 1, ':P1': 'u', ':P2': 2 },
      variableTypeHintMap: { ':P1': 'UUID' },
    });
    expect(rds.createPgStatement('select 1', null).statements).toEqual(['select 1']);
  });

  it('a name cannot leave its quotes', () => {
    expect(pg(rds.select({ table: 'a"; drop table b; --' }))).toBe('SELECT * FROM "a""; drop table b; --"');
  });

  it('joins, groups and takes subqueries', () => {
    expect(
      pg(
        rds.select({
          from: 'orders',
          columns: ['customer', rds.agg.sum('price'), { n: rds.agg.countDistinct('item') }],
          leftJoin: [{ from: 'customers', using: ['customer'] }],
          innerJoin: [{ table: { i: 'items' }, on: rds.sql`i.id = orders.item` }],
          groupBy: ['customer', 2],
          having: { price: { sum: { gt: 100 } } },
        }),
      ),
    ).toBe(
      'SELECT "customer", SUM ("price"), COUNT (DISTINCT "item") as "n" FROM "orders" INNER JOIN "items" as "i" ON i.id = orders.item LEFT JOIN "customers" USING ("customer") GROUP BY "customer", 2 HAVING SUM ("price") > :P0',
    );
    expect(pg(rds.select({ from: { recent: rds.select({ table: 'posts', limit: 3 }) }, limit: 1 }))).toBe(
      'SELECT * FROM (SELECT * FROM "posts" LIMIT :P0) as "recent" LIMIT :P1',
    );
  });

  it.each([
    [() => rds.createPgStatement(), 'An argument is expected to be passed to createPgStatement'],
    [() => rds.createMySQLStatement({}), 'Unsupported type is passed as argument to createMySQLStatement'],
    [() => rds.select(), 'An argument is expected to be passed to select'],
    [() => rds.update('t'), 'Expected payload to be an Object.'],
    [() => pg(rds.select({})), "'table' or 'from' key is required."],
    [() => pg(rds.select({ from: 'a', table: 'b' })), "'from' and 'table' keys cannot be used together"],
    [() => pg(rds.update({ table: 't' })), 'values are expected to be passed to update'],
    [() => pg(rds.select({ table: 't', columns: 'a' })), 'Expected column to be * or an array.'],
    [
      () => pg(rds.select({ table: 't', orderBy: [{ column: 'a', dir: 'up' }] })),
      'orderBy dir can have either ASC or DESC found up.',
    ],
    [() => pg(rds.select({ table: 't', limit: {} })), 'limit expects a number.'],
  ])('refuses misuse %#', (run, message) => {
    expect(run).toThrow(message);
  });
});

describe('conditions', () => {
  it.each([
    [{ a: { ge: 1, le: 9, ne: 5 } }, 'WHERE "a" >= :P0 AND "a" <= :P1 AND "a" != :P2'],
    [{ a: { between: [1, null] } }, 'WHERE "a" BETWEEN :P0 AND NULL'],
    [{ a: { attributeExists: true }, b: { attributeExists: false } }, 'WHERE "a" IS NOT NULL AND "b" IS NULL'],
    [{ a: { size: { gt: 2 } } }, 'WHERE LENGTH ("a") > :P0'],
    [
      { or: [{ a: { eq: 1 } }, { and: [{ b: { eq: 2 } }, { c: { eq: 3 } }] }] },
      'WHERE ("a" = :P0) OR (("b" = :P1) AND ("c" = :P2))',
    ],
    [{ not: [{ a: { eq: 1 } }, { b: { gt: 2 } }] }, 'WHERE NOT (("a" = :P0) AND ("b" > :P1))'],
    [{ and: [{ or: [] }] }, ''],
    // Recorded: what is empty leaves its glue behind.
    [{ a: { eq: 1 }, b: {} }, 'WHERE "a" = :P0 AND'],
    [{ or: [{}, {}] }, 'WHERE  OR'],
  ])('%j', (condition, text) => {
    expect(where(condition)).toBe(text);
  });

  it('puts wildcards around contains and behind beginsWith, not around notContains', () => {
    const request = rds.createPgStatement(
      rds.select({ table: 't', where: { a: { contains: 'x', beginsWith: 'y', notContains: 'z' } } }),
    );
    expect(request.variableMap).toEqual({ ':P0': '%x%', ':P1': 'y%', ':P2': 'z' });
  });

  it.each([
    [{ a: { eq: null } }, "Value for a.eq can't be null."],
    [{ a: { in: [1] } }, 'Unsupported condition a.in.'],
    [{ a: 'x' }, 'Expected condition to be an Object.'],
    [{ and: 'x' }, 'and expects conditions to be an array'],
    [{ or: ['x'] }, 'Expected or to be an Object.'],
    [{ and: [rds.sql`a = ${1}`] }, 'Expected and to be an Object.'],
    [{ a: { contains: 5 } }, 'a.contains expects a string value to be passed.'],
    [
      { a: { between: [1] } },
      'a.between condition expects an array with 2 values but received an array with length 1.',
    ],
    [{ a: { size: { contains: 'x' } } }, 'a.size has invalid size operator.'],
    ['a = 1', 'WHERE values are expected to be SQL templates or a condition object.'],
  ])('refuses %j', (condition, message) => {
    expect(() => where(condition)).toThrow(message);
  });
});

describe('toJsonObject', () => {
  const answer = {
    sqlStatementResults: [
      {
        records: [
          [{ longValue: 1 }, { stringValue: 'a' }, { isNull: true }],
          [
            { doubleValue: 1.5 },
            { booleanValue: false },
            { arrayValue: { arrayValues: [{ longValues: [1] }, { stringValues: ['x'] }] } },
          ],
        ],
        columnMetadata: [{ label: 'ID', name: 'id' }, { name: 'b' }, { label: 'c' }],
      },
      { numberOfRecordsUpdated: 1, generatedFields: [] },
      { records: [], columnMetadata: [] },
    ],
  };

  it('names columns by label, leaves null out, and has a list for each statement', () => {
    const rows = [
      [
        { ID: 1, b: 'a' },
        { ID: 1.5, b: false, c: [[1], ['x']] },
      ],
      [{}],
      [],
    ];
    expect(rds.toJsonObject(JSON.stringify(answer))).toEqual(rows);
    expect(util.rds.toJsonObject(answer)).toEqual(rows);
  });

  it('is empty for what holds no results', () => {
    expect([util.rds.toJsonObject('{}'), util.rds.toJsonObject(null)]).toEqual([[], []]);
    expect(() => util.rds.toJsonObject('no json')).toThrow('JSON');
  });
});
