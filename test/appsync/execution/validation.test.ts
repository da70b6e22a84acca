// GraphQL documents are refused in graphql-java's words, with AppSync's envelope. Texts: decision 3 and public reports of
// the service's answers.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type TestApi } from '../../support/api.js';

const schema = `
  type Query { post(id: ID!, count: Int, filter: Filter, kind: Kind, json: AWSJSON): Post posts: [Post] node: Node }
  type Post implements Node { id: ID title: String author: Author }
  type Author { name: String }
  interface Node { id: ID }
  input Filter { name: String! tags: [String] }
  enum Kind { A B }
`;

let api: TestApi;
beforeAll(async () => {
  api = await serve({ schema });
});
afterAll(() => api.emulator.close());

const CASES: [name: string, query: string, message: string][] = [
  ['an unknown field', '{ nope }', "FieldUndefined: Field 'nope' in type 'Query' is undefined @ 'nope'"],
  [
    'an unknown field below',
    '{ post(id: 1) { nope } }',
    "FieldUndefined: Field 'nope' in type 'Post' is undefined @ 'post/nope'",
  ],
  [
    'an object without a selection',
    '{ post(id: 1) }',
    "SubSelectionRequired: Sub selection required for type Post of field post @ 'post'",
  ],
  [
    'a list without a selection',
    '{ posts }',
    "SubSelectionRequired: Sub selection required for type null of field posts @ 'posts'",
  ],
  [
    'a leaf with a selection',
    '{ post(id: 1) { id { x } } }',
    "SubSelectionNotAllowed: Sub selection not allowed on leaf type ID of field id @ 'post/id'",
  ],
  ['a missing argument', '{ post { id } }', "MissingFieldArgument: Missing field argument id @ 'post'"],
  ['an unknown argument', '{ post(id: 1, x: 2) { id } }', "UnknownArgument: Unknown field argument x @ 'post'"],
  [
    'an argument of the wrong type',
    '{ post(id: 1, count: "x") { id } }',
    "WrongType: argument 'count' with value 'StringValue{value='x'}' is not a valid 'Int' @ 'post'",
  ],
  [
    'an object for AWSJSON',
    '{ post(id: 1, json: {a: 10}) { id } }',
    "WrongType: argument 'json' with value 'ObjectValue{objectFields=[ObjectField{name='a', value=IntValue{value=10}}]}' is not a valid 'AWSJSON' @ 'post'",
  ],
  [
    'an unknown enum value',
    '{ post(id: 1, kind: C) { id } }',
    "WrongType: argument 'kind' with value 'EnumValue{name='C'}' is not a valid 'Kind' @ 'post'",
  ],
  ['an undefined variable', '{ post(id: $id) { id } }', "UndefinedVariable: Undefined variable id @ 'post'"],
  ['an unknown fragment', '{ post(id: 1) { ...F } }', "UndefinedFragment: Undefined fragment F @ 'post'"],
  ['an unknown directive', '{ post(id: 1) @nope { id } }', "UnknownDirective: Unknown directive nope @ 'post'"],
  ['conflicting fields', '{ post(id: 1) { a: id a: title } }', 'FieldsConflict: a: id and title are different fields'],
];

describe('validation errors', () => {
  it.each(CASES)('%s', async (_name, query, message) => {
    const { data, errors } = await api.query(query);
    expect(data).toBeNull();
    expect(errors?.map((one) => one['message'])).toContain(`Validation error of type ${message}`);
  });

  it('have path, locations and message, and nothing else', async () => {
    const { errors } = await api.query('{\n  badfield }');
    expect(errors).toEqual([
      {
        path: null,
        locations: [{ line: 2, column: 3, sourceName: null }],
        message: "Validation error of type FieldUndefined: Field 'badfield' in type 'Query' is undefined @ 'badfield'",
      },
    ]);
  });

  it('all of them are told at once', async () => {
    const { errors } = await api.query('{ a b }');
    expect(errors).toHaveLength(2);
  });

  it('a valid document of every form passes', async () => {
    const { errors } = await api.query(
      'query Q($id: ID!, $n: Int = 2) { post(id: $id, count: $n) { ...F ... on Post { t: title } } node { id ... on Post { title } } } fragment F on Post { id author { name } }',
      { id: '1' },
    );
    expect(errors).toBeUndefined();
  });
});

describe('variable errors', () => {
  const query =
    'query Q($f: Filter, $k: Kind, $n: Int, $j: AWSJSON) { post(id: 1, filter: $f, kind: $k, count: $n, json: $j) { id } }';
  it.each([
    // The outer variable is named although the inner field is missing (a public report of the service).
    ['a missing inner field', { f: {} }, "Variable 'f' has coerced Null value for NonNull type 'String!'"],
    [
      'an unknown inner field',
      { f: { name: 'a', x: 1 } },
      "The variables input contains a field name 'x' that is not defined for input object type 'Filter' ",
    ],
    [
      'a scalar of another kind',
      { n: 'x' },
      "Variable 'n' has an invalid value. Expected type 'Int' but was 'String'.",
    ],
    ['ill-formed JSON', { j: '{' }, "Variable 'j' has an invalid value. Unable to parse `{` as a valid JSON."],
    [
      'an unknown enum value',
      { k: 'C' },
      "Variable 'k' has an invalid value. Invalid input for Enum 'Kind'. No value found for name 'C'",
    ],
  ])('%s', async (_name, variables, message) => {
    const { data, errors } = await api.query(query, variables);
    expect(data).toBeNull();
    expect(errors).toEqual([
      { path: null, locations: [{ line: 1, column: expect.any(Number), sourceName: null }], message },
    ]);
  });
});
