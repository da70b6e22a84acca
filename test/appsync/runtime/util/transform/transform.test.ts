import { describe, expect, it } from 'vitest';
import { createLibrary } from '../library.js';

const { util } = createLibrary();
const expression = (filter: unknown) => JSON.parse(util.transform.toDynamoDBFilterExpression(filter));

describe('toDynamoDBFilterExpression and toDynamoDBConditionExpression', () => {
  it('is spelt as recorded', () => {
    expect(
      JSON.parse(util.transform.toDynamoDBConditionExpression({ id: { attributeExists: true }, version: { eq: 10 } })),
    ).toEqual({
      expression: '(attribute_exists(#id)) AND (#version = :version_eq)',
      expressionNames: { '#id': 'id', '#version': 'version' },
      expressionValues: { ':version_eq': { N: 10 } },
    });
  });

  it.each([
    [{ a: { ne: 1 } }, '(#a <> :a_ne)'],
    [{ a: { between: [1, 5] } }, '(#a BETWEEN :a_between0 AND :a_between1)'],
    [{ a: { in: [1, 2] } }, '(#a IN (:a_in0, :a_in1))'],
    [{ a: { contains: 'x' } }, '(contains(#a, :a_contains))'],
    [{ a: { notContains: 'x' } }, '(NOT contains(#a, :a_notContains))'],
    [{ a: { beginsWith: 'x' } }, '(begins_with(#a, :a_beginsWith))'],
    [{ a: { attributeExists: false } }, '(attribute_not_exists(#a))'],
    [{ a: { size: { ge: 3 } } }, '(size(#a) >= :a_size_ge)'],
    [{ a: { gt: 1, lt: 5 } }, '(#a > :a_gt AND #a < :a_lt)'],
    [{ a: { b: { eq: 1 } } }, '(#a.#b = :a_b_eq)'],
    [{ and: [{ a: { eq: 1 } }, { b: { attributeExists: true } }] }, '((#a = :and_0_a_eq) AND (attribute_exists(#b)))'],
    [
      { or: [{ a: { eq: 1 } }, { b: { eq: 2 }, c: { eq: 3 } }] },
      '((#a = :or_0_a_eq) OR ((#b = :or_1_b_eq) AND (#c = :or_1_c_eq)))',
    ],
    [{ or: { a: { eq: 1 } } }, '((#a = :or_0_a_eq))'],
    [{ not: { a: { eq: 1 } } }, '(NOT ((#a = :not_a_eq)))'],
    [{ a: null, and: null }, ''],
  ])('%j', (filter, text) => {
    expect(expression(filter).expression).toBe(text);
  });

  it('names a placeholder for every value in the expression, and no other', () => {
    const { expression: text, expressionValues } = expression({
      a: { between: [1, 2], size: { between: [3, 4] } },
      or: [{ a: { eq: 1 } }, { not: { a: { in: ['x', 'y'] } } }],
    });
    expect(Object.keys(expressionValues).toSorted()).toEqual(
      [...text.matchAll(/:\w+/g)].map(([name]) => name).toSorted(),
    );
  });

  it('writes attribute types as DynamoDB names them', () => {
    expect(expression({ a: { attributeType: 'stringSet' } }).expressionValues).toEqual({
      ':a_attributeType': { S: 'SS' },
    });
  });

  it('refuses what is no condition', () => {
    expect(() => expression({ a: 1 })).toThrow('a');
    expect(() => expression({ a: { about: 1 } })).toThrow('about');
  });
});

describe('toElasticsearchQueryDSL', () => {
  it('turns operators into clauses', () => {
    expect(
      JSON.parse(
        util.transform.toElasticsearchQueryDSL({
          upvotes: { ne: 15, range: [10, 20] },
          title: { eq: 'h', wildcard: 'h*' },
        }),
      ),
    ).toEqual({
      bool: {
        must: [
          {
            bool: {
              must: [{ bool: { must_not: { term: { upvotes: 15 } } } }, { range: { upvotes: { gte: 10, lte: 20 } } }],
            },
          },
          { bool: { must: [{ term: { title: 'h' } }, { wildcard: { title: 'h*' } }] } },
        ],
      },
    });
  });

  it('nests and, or and not', () => {
    expect(
      JSON.parse(util.transform.toElasticsearchQueryDSL({ or: [{ a: { gt: 1 } }, { not: { b: { exists: true } } }] })),
    ).toEqual({
      bool: { should: [{ range: { a: { gt: 1 } } }, { bool: { must_not: { exists: { field: 'b' } } } }] },
    });
  });

  it('refuses an unknown operator', () => {
    expect(() => util.transform.toElasticsearchQueryDSL({ a: { near: 1 } })).toThrow('near');
  });
});

describe('toSubscriptionFilter', () => {
  const filter = {
    percentageUp: { lte: 50, gte: 20 },
    and: [{ title: { ne: 'Book1' } }, { downvotes: { gt: 20 } }],
    or: [{ author: { eq: 'Admin' } }, { isPublished: { eq: false } }],
  };
  const brief = (result: unknown) =>
    (result as { filterGroup: { filters: { fieldName: string; operator: string }[] }[] }).filterGroup.map(
      ({ filters }) => filters.map(({ fieldName, operator }) => `${fieldName} ${operator}`).join(', '),
    );

  it('multiplies alternatives out, the first field slowest', () => {
    expect(brief(util.transform.toSubscriptionFilter(filter))).toEqual([
      'percentageUp lte, title ne, downvotes gt, author eq',
      'percentageUp lte, title ne, downvotes gt, isPublished eq',
      'percentageUp gte, title ne, downvotes gt, author eq',
      'percentageUp gte, title ne, downvotes gt, isPublished eq',
    ]);
  });

  it('leaves ignored fields out, wherever they stand', () => {
    expect(brief(util.transform.toSubscriptionFilter(filter, ['percentageUp', 'author']))).toEqual([
      'title ne, downvotes gt, isPublished eq',
    ]);
  });

  it('adds rules of which one must hold', () => {
    const rules = { upvotes: { gte: 250 }, author: { eq: 'Person1' } };
    expect(brief(util.transform.toSubscriptionFilter(filter, ['percentageUp', 'author'], rules))).toEqual([
      'title ne, downvotes gt, isPublished eq, upvotes gte',
      'title ne, downvotes gt, isPublished eq, author eq',
    ]);
    expect(brief(util.transform.toSubscriptionFilter({}, null, rules))).toEqual(['upvotes gte', 'author eq']);
  });

  it('refuses a filter whose alternatives explode', () => {
    const fields = Array.from({ length: 40 }, (_, i) => [`f${i}`, { gt: 1, lt: 5 }]);
    expect(() => util.transform.toSubscriptionFilter(Object.fromEntries(fields))).toThrow('filter groups');
  });

  it('is empty when nothing is left', () => {
    expect(util.transform.toSubscriptionFilter({ a: { eq: 1 } }, ['a'])).toEqual({ filterGroup: [] });
  });
});
