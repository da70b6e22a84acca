// Unit and pipeline resolvers through the GraphQL door: what flows, what fails, and how each failure is told.
import { afterEach, describe, expect, it } from 'vitest';
import { type ApiFiles, serve, type TestApi } from '../../support/api.js';

let api: TestApi;
afterEach(() => api.emulator.close());

async function ask(files: ApiFiles, query: string, variables?: Record<string, unknown>): ReturnType<TestApi['query']> {
  api = await serve(files);
  return api.query(query, variables);
}

/** A handler pair whose request answers `expression` as the result. */
const js = (expression: string, response = 'ctx.result'): string => `
  import { util, runtime } from '@aws-appsync/utils';
  export function request(ctx) { return { payload: ${expression} }; }
  export function response(ctx) { ${response.includes(';') ? response : `return ${response};`} }`;

describe('a unit resolver', () => {
  it('in JS hands its payload through a NONE source', async () => {
    const files = { schema: 'type Query { twice(n: Int!): Int }', resolvers: { 'Query.twice': js('ctx.args.n * 2') } };
    expect(await ask(files, '{ a: twice(n: 3) b: twice(n: 4) }')).toEqual({ data: { a: 6, b: 8 } });
  });

  it('in VTL does the same', async () => {
    const resolvers = {
      'Query.hello': {
        request: '{"version": "2018-05-29", "payload": $util.toJson("hello $ctx.args.name")}',
        response: '$util.toJson($ctx.result)',
      },
    };
    const files = { schema: 'type Query { hello(name: String): String }', resolvers };
    expect(await ask(files, '{ hello(name: "ann") }')).toEqual({ data: { hello: 'hello ann' } });
  });

  it('gives null where there is none, and for a null object', async () => {
    const files = {
      schema: 'type Query { none: String post: Post } type Post { id: ID }',
      resolvers: { 'Query.post': js('null') },
    };
    expect(await ask(files, '{ none post { id } }')).toEqual({ data: { none: null, post: null } });
  });

  it('reads the parent from ctx.source', async () => {
    const files = {
      schema: 'type Query { post: Post } type Post { id: ID upper: String }',
      resolvers: { 'Query.post': js('{ id: "p1" }'), 'Post.upper': js('ctx.source.id.toUpperCase()') },
    };
    expect(await ask(files, '{ post { id upper } }')).toEqual({ data: { post: { id: 'p1', upper: 'P1' } } });
  });

  it('skips its data source on runtime.earlyReturn', async () => {
    const code = `
      import { runtime } from '@aws-appsync/utils';
      export function request(ctx) { runtime.earlyReturn('early'); }
      export function response(ctx) { return 'late'; }`;
    expect(await ask({ schema: 'type Query { a: String }', resolvers: { 'Query.a': code } }, '{ a }')).toEqual({
      data: { a: 'early' },
    });
  });
});

describe('template versions', () => {
  const vtl = (version: string, payload: string) => ({
    schema: 'type Query { a: String }',
    resolvers: {
      'Query.a': { request: `{"version": "${version}", "payload": ${payload}}`, response: '"rendered"' },
    },
  });

  it('2018-05-29 evaluates the response template of a null result', async () => {
    expect(await ask(vtl('2018-05-29', 'null'), '{ a }')).toEqual({ data: { a: 'rendered' } });
  });

  it('2017-02-28 skips it', async () => {
    expect(await ask(vtl('2017-02-28', 'null'), '{ a }')).toEqual({ data: { a: null } });
    await api.emulator.close();
    expect(await ask(vtl('2017-02-28', '"x"'), '{ a }')).toEqual({ data: { a: 'rendered' } });
  });
});

describe('a pipeline resolver', () => {
  const schema = 'type Query { a: AWSJSON }';
  const parsed = ({ data, errors }: { data?: unknown; errors?: unknown }) => {
    const text = (data as { a: string | null } | null)?.a;
    return { value: text === null || text === undefined ? text : JSON.parse(text), errors };
  };
  const step = (expression: string, response?: string): string => js(expression, response);
  const run = async (code: string, functions: readonly string[]) =>
    parsed(await ask({ schema, pipelines: { 'Query.a': { code, functions } } }, '{ a }'));

  it('hands each result on as ctx.prev.result, and the stash along the whole way', async () => {
    const code = `
      export function request(ctx) { ctx.stash.seen = ['before']; return { first: true }; }
      export function response(ctx) { return { last: ctx.prev.result, seen: ctx.stash.seen }; }`;
    const one = step('ctx.prev.result', 'ctx.stash.seen.push("one"); return { one: ctx.result };');
    const two = step('ctx.prev.result', 'ctx.stash.seen.push("two"); return { two: ctx.result };');
    expect(await run(code, [one, two])).toEqual({
      value: { last: { two: { one: { first: true } } }, seen: ['before', 'one', 'two'] },
      errors: undefined,
    });
  });

  const through =
    'export function request(ctx) { return {}; } export function response(ctx) { return ctx.prev.result; }';

  it('goes on with the next function after an early return', async () => {
    const early = step('1').replace('return { payload: 1 };', 'runtime.earlyReturn({ early: true });');
    expect(await run(through, [early, step('{ next: ctx.prev.result }')])).toEqual({
      value: { next: { early: true } },
      errors: undefined,
    });
  });

  it('skips the rest after an early return that says END', async () => {
    const early = step('1').replace(
      'return { payload: 1 };',
      "runtime.earlyReturn({ early: true }, { skipTo: 'END' });",
    );
    expect((await run(through, [early, step('{ next: true }')])).value).toEqual({ early: true });
  });

  it('skips every function after an early return of its own request handler', async () => {
    const code = `
      import { runtime } from '@aws-appsync/utils';
      export function request(ctx) { runtime.earlyReturn({ before: true }); }
      export function response(ctx) { return ctx.prev.result; }`;
    expect((await run(code, [step('util.error("never")')])).value).toEqual({ before: true });
  });

  it('ends with util.error wherever it is called', async () => {
    const { value, errors } = await run(through, [step('1', "util.error('stop', 'Stopped'); return 1;"), step('2')]);
    expect(value).toBeNull();
    expect(errors).toMatchObject([{ path: ['a'], errorType: 'Stopped', message: 'stop' }]);
  });

  it('without functions is its two handlers', async () => {
    expect((await run(through.replace('return {};', 'return { only: 1 };'), [])).value).toEqual({ only: 1 });
  });
});

describe('errors of resolvers', () => {
  const schema =
    'type Query { post: Post posts: [Post] name: String } type Post { id: ID title: String tags: [String] }';

  it('say where, what kind, and what the selection asked for of their data', async () => {
    const code = js('1', `util.error('No', 'Kind', { id: 'p1', title: 'T', secret: 'x' }, { why: 'info' });`);
    expect(await ask({ schema, resolvers: { 'Query.post': code } }, '{\n  it: post { id }\n}')).toEqual({
      data: { it: null },
      errors: [
        {
          path: ['it'],
          data: { id: 'p1' },
          errorType: 'Kind',
          errorInfo: { why: 'info' },
          locations: [{ line: 2, column: 3, sourceName: null }],
          message: 'No',
        },
      ],
    });
  });

  it('have no type when none was given', async () => {
    const { errors } = await ask({ schema, resolvers: { 'Query.name': js('1', `util.error('No');`) } }, '{ name }');
    expect(errors).toEqual([
      {
        path: ['name'],
        data: null,
        errorType: null,
        errorInfo: null,
        locations: [{ line: 1, column: 3, sourceName: null }],
        message: 'No',
      },
    ]);
  });

  it('appended ones stand beside the data', async () => {
    const code = js(
      '{ id: "p1" }',
      `util.appendError('one', 'A', { id: 'x', title: 't' }); util.appendError('two', 'B'); return ctx.result;`,
    );
    const { data, errors } = await ask({ schema, resolvers: { 'Query.post': code } }, '{ post { id } }');
    expect(data).toEqual({ post: { id: 'p1' } });
    expect(errors?.map(({ message, errorType, data: shown }) => [message, errorType, shown])).toEqual([
      ['one', 'A', { id: 'x' }],
      ['two', 'B', null],
    ]);
  });

  it('util.unauthorized uses the words of a refused field', async () => {
    const { data, errors } = await ask(
      { schema, resolvers: { 'Query.name': js('1', 'util.unauthorized();') } },
      '{ name }',
    );
    expect(data).toEqual({ name: null });
    expect(errors).toMatchObject([
      { path: ['name'], data: null, errorType: 'Unauthorized', message: 'Not Authorized to access name on type Query' },
    ]);
  });

  it('leave the rest of a list and of its objects alone', async () => {
    const resolvers = {
      'Query.posts': js('[{ id: "1" }, { id: "2" }]'),
      'Post.title': js('ctx.source.id', `if (ctx.result === '2') { util.error('No title', 'T'); } return 'one';`),
    };
    const { data, errors } = await ask({ schema, resolvers }, '{ posts { id title } }');
    expect(data).toEqual({
      posts: [
        { id: '1', title: 'one' },
        { id: '2', title: null },
      ],
    });
    expect(errors).toMatchObject([{ path: ['posts', 1, 'title'], errorType: 'T' }]);
  });

  it('of VTL come from a template that did not render JSON', async () => {
    const resolvers = { 'Query.name': { request: '{ version: 1 }', response: '$util.toJson($ctx.result)' } };
    const { data, errors } = await ask({ schema, resolvers }, '{ name }');
    expect(data).toEqual({ name: null });
    expect(errors).toMatchObject([{ path: ['name'], errorType: 'MappingTemplate' }]);
  });
});

describe('values that do not fit their field', () => {
  const schema = `
    type Query { post: Post required: Post! list: [Int] kind: Kind node: Node any: Any }
    type Post implements Node { id: ID! title: String! count: Int tags: [String] items: [Post!]! kind: Kind }
    interface Node { id: ID! }
    type Note { text: String }
    union Any = Post | Note
    enum Kind { A B }`;
  const post = (value: string) => ({ schema, resolvers: { 'Query.post': js(value) } });

  it('null in a non-null field takes the parent with it', async () => {
    expect(await ask(post('{ id: "1" }'), '{ post { id title } }')).toEqual({
      data: { post: null },
      errors: [
        {
          path: ['post', 'title'],
          locations: null,
          message: "Cannot return null for non-nullable type: 'String' within parent 'Post' (/post/title)",
        },
      ],
    });
  });

  it('null at the root takes all data with it', async () => {
    const { data, errors } = await ask(
      { schema, resolvers: { 'Query.required': js('null') } },
      '{ list required { id } }',
    );
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { message: "Cannot return null for non-nullable type: 'Post' within parent 'Query' (/required)" },
    ]);
  });

  it('null inside a list of non-null items is told with its index', async () => {
    const { errors } = await ask(post('{ items: [{ id: "1" }, null] }'), '{ post { items { id } } }');
    expect(errors).toMatchObject([
      {
        path: ['post', 'items', 1],
        message: "Cannot return null for non-nullable type: 'Post' within parent 'Post' (/post/items[1])",
      },
    ]);
  });

  it('an object or text where a list is due', async () => {
    const { data, errors } = await ask(post('{ tags: { a: 1 } }'), '{ post { tags } }');
    expect(data).toEqual({ post: { tags: null } });
    expect(errors).toEqual([
      {
        path: ['post', 'tags'],
        locations: null,
        message: "Can't resolve value (/post/tags) : type mismatch error, expected type LIST",
      },
    ]);
  });

  it('a text where a number is due', async () => {
    const { data, errors } = await ask(post('{ count: "many" }'), '{ post { count } }');
    expect(data).toEqual({ post: { count: null } });
    expect(errors).toMatchObject([
      {
        path: ['post', 'count'],
        locations: null,
        message: expect.stringMatching(/^Can't serialize value \(\/post\/count\) : /),
      },
    ]);
  });

  it('a bad item inside a list', async () => {
    const { data, errors } = await ask({ schema, resolvers: { 'Query.list': js('[1, "x", 3]') } }, '{ list }');
    expect(data).toEqual({ list: [1, null, 3] });
    expect(errors).toMatchObject([
      { path: ['list', 1], message: expect.stringMatching(/^Can't serialize value \(\/list\[1\]\) : /) },
    ]);
  });

  it('an unknown enum value', async () => {
    const { data, errors } = await ask({ schema, resolvers: { 'Query.kind': js('"C"') } }, '{ kind }');
    expect(data).toEqual({ kind: null });
    expect(errors).toEqual([
      {
        path: ['kind'],
        locations: null,
        message: "Can't serialize value (/kind) : Invalid input for Enum 'Kind'. Unknown value 'C'",
      },
    ]);
  });

  it('an object that does not say which type of an interface it is', async () => {
    const { data, errors } = await ask({ schema, resolvers: { 'Query.node': js('{ id: "1" }') } }, '{ node { id } }');
    expect(data).toEqual({ node: null });
    expect(errors).toMatchObject([
      {
        message:
          "Can't resolve '/node'. Abstract type 'Node' must resolve to an Object type at runtime for field 'Query.node'. Could not determine the exact type of 'Node'",
      },
    ]);
  });

  it('an object of a type that the union does not have', async () => {
    const { errors } = await ask(
      { schema, resolvers: { 'Query.any': js('{ __typename: "Query" }') } },
      '{ any { __typename } }',
    );
    expect(errors?.[0]?.['message']).toBe(
      "Can't resolve '/any'. Abstract type 'Any' must resolve to an Object type at runtime for field 'Query.any'. Runtime Object type 'Query' is not a possible type for 'Any'.",
    );
  });

  it('abstract values that say their type are taken apart by it', async () => {
    const files = { schema, resolvers: { 'Query.any': js('{ __typename: "Note", text: "t", title: "no" }') } };
    expect(await ask(files, '{ any { __typename ... on Note { text } ... on Post { title } } }')).toEqual({
      data: { any: { __typename: 'Note', text: 't' } },
    });
  });
});

describe('AWSJSON', () => {
  it('is a value inside a resolver and text outside', async () => {
    const files = {
      schema: 'type Query { json(in: AWSJSON): AWSJSON kind(in: AWSJSON): String }',
      resolvers: { 'Query.json': js('ctx.args.in'), 'Query.kind': js('typeof ctx.args.in') },
    };
    const query = 'query($in: AWSJSON) { json(in: $in) kind(in: $in) inline: json(in: "[1,2]") }';
    expect(await ask(files, query, { in: '{"a":{"b":1}}' })).toEqual({
      data: { json: '{"a":{"b":1}}', kind: 'object', inline: '[1,2]' },
    });
  });
});
