// What a handler is told (`ctx`), how operations are executed, and what a request may cost.
import { afterEach, describe, expect, it } from 'vitest';
import type { ApiDefinition } from '../../../src/definition/model.js';
import { EMPTY_DEFINITION } from '../../../src/definition/model.js';
import { createEmulator, type Emulator } from '../../../src/emulator.js';
import { type ApiFiles, apiOf, KEY } from '../../support/api.js';

let emulator: Emulator;
afterEach(() => emulator.close());

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: Record<string, unknown>[];
}

async function serve(files: ApiFiles, changes: Partial<ApiDefinition> = {}, options = {}): Promise<void> {
  emulator = await createEmulator({
    definition: { ...EMPTY_DEFINITION, apis: [{ ...apiOf(files), ...changes }] },
    ...options,
  });
}

async function ask(query: string, variables?: object, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await emulator.fetch('/graphql', {
    method: 'POST',
    headers: { 'x-api-key': KEY, ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

const shows = (expression: string): string => `
  import { util } from '@aws-appsync/utils';
  export function request(ctx) { return { payload: ${expression} }; }
  export function response(ctx) { return ctx.result; }`;
const json = (answer: Answer, field = 'show'): unknown => JSON.parse(String(answer.data?.[field]));

describe('ctx', () => {
  it('has headers in lower case and no domain name of its own', async () => {
    await serve({ schema: 'type Query { show: AWSJSON }', resolvers: { 'Query.show': shows('ctx.request') } });
    expect(json(await ask('{ show }', {}, { 'X-Custom': 'Yes' }))).toMatchObject({
      headers: { 'x-custom': 'Yes', 'x-api-key': KEY },
      domainName: null,
    });
  });

  it('names the custom domain the request came by', async () => {
    await serve(
      {
        schema: 'type Query { show: AWSJSON }',
        resolvers: { 'Query.show': shows('{ name: ctx.request.domainName }') },
      },
      { domainNames: ['api.example.com'] },
    );
    const response = await emulator.fetch('http://api.example.com/graphql', {
      method: 'POST',
      headers: { 'x-api-key': KEY },
      body: '{"query":"{ show }"}',
    });
    expect(json((await response.json()) as Answer)).toEqual({ name: 'api.example.com' });
  });

  it('has no identity for an API key, and says which mode let the caller in', async () => {
    await serve({
      schema: 'type Query { show: AWSJSON }',
      resolvers: { 'Query.show': shows('{ identity: ctx.identity, type: util.authType() }') },
    });
    expect(json(await ask('{ show }'))).toEqual({ identity: null, type: 'API Key Authorization' });
  });

  it("has the API's environment variables", async () => {
    await serve({
      schema: 'type Query { show: String }',
      resolvers: { 'Query.show': shows('ctx.env.STAGE') },
      environment: { STAGE: 'ci' },
    });
    expect(await ask('{ show }')).toEqual({ data: { show: 'ci' } });
  });

  it('has arguments with their defaults, under both names', async () => {
    await serve({
      schema: 'type Query { show(a: Int = 3, b: String, c: In): AWSJSON } input In { d: Int = 4 }',
      resolvers: { 'Query.show': shows('[ctx.args, ctx.arguments.a]') },
    });
    expect(json(await ask('query($b: String = "x") { show(b: $b, c: {}) }'))).toEqual([
      { a: 3, b: 'x', c: { d: 4 } },
      3,
    ]);
  });
});

describe('ctx.info', () => {
  const MEMBERS = ['fieldName', 'parentTypeName', 'variables', 'selectionSetList', 'selectionSetGraphQL']
    .map((name) => `${name}: ctx.info.${name}`)
    .join(', ');
  const schema = `
    type Query { show(id: ID): Post node: Node }
    interface Node { id: ID info: AWSJSON }
    type Post implements Node { id: ID title: String author: Author info: AWSJSON }
    type Author { name: String books: [Book] }
    type Book { title: String }`;
  const info = (field: string) => ({
    schema,
    // By name: as a whole it goes without its selection set.
    resolvers: { [field]: shows(`{ __typename: "Post", info: { ${MEMBERS} }, author: { name: "a" } }`) },
  });
  const of = (answer: Answer, field: string): Record<string, unknown> =>
    JSON.parse((answer.data as Record<string, { info: string }>)[field]!.info);

  it('names the field, its parent, and the variables as they were sent', async () => {
    await serve(info('Query.show'));
    const answer = await ask(
      'query($id: ID, $unused: ID) { show(id: $id) { info author { name } id } node { id(x: $unused) } }',
    );
    expect(answer.errors).toHaveLength(1);
    const good = await ask('query($id: ID) { it: show(id: $id) { info } }', { id: '7' });
    expect(of(good, 'it')).toMatchObject({ fieldName: 'show', parentTypeName: 'Query', variables: { id: '7' } });
  });

  it('lists the selection with paths, aliases by their alias, fragments opened, each once', async () => {
    await serve(info('Query.show'));
    const query = `query($no: Boolean = false) {
      show { info t: title ...Author ... on Node { id } title @include(if: $no) author { name } }
    }
    fragment Author on Post { author { name books { title } } }`;
    expect(of(await ask(query), 'show')['selectionSetList']).toEqual([
      'info',
      't',
      'author',
      'author/name',
      'author/books',
      'author/books/title',
      'id',
    ]);
  });

  it('prints the selection as GraphQL', async () => {
    await serve(info('Query.show'));
    expect(of(await ask('{ show { info, author { name } } }'), 'show')['selectionSetGraphQL']).toBe(
      '{\n  info\n  author {\n    name\n  }\n}',
    );
  });

  it('lists only the fields of an interface, not those of its types', async () => {
    await serve(info('Query.node'));
    const answer = await ask('{ node { info ... on Post { title author { name } } } }');
    expect(of(answer, 'node')['selectionSetList']).toEqual(['info']);
  });
});

describe('an operation', () => {
  const schema = `
    type Query { a: String b: String }
    type Mutation { add(what: String): String }`;

  it('leaves out what @skip and @include say', async () => {
    await serve({ schema, resolvers: { 'Query.a': shows('"a"') } });
    expect(await ask('query($yes: Boolean!) { a @skip(if: $yes) x: a @include(if: $yes) }', { yes: true })).toEqual({
      data: { x: 'a' },
    });
  });

  it('runs the fields of a mutation in their order, each after the one before', async () => {
    await serve({ schema, resolvers: { 'Mutation.add': shows('ctx.args.what') } });
    const { data } = await ask('mutation { z: add(what: "1") a: add(what: "2") m: add(what: "3") }');
    expect(Object.entries(data ?? {})).toEqual([
      ['z', '1'],
      ['a', '2'],
      ['m', '3'],
    ]);
  });

  it('sends the headers its resolvers added', async () => {
    const code = shows('"x"').replace(
      'return { payload',
      "util.http.addResponseHeader('X-Mine', 'yes'); return { payload",
    );
    await serve({ schema, resolvers: { 'Query.a': code } });
    const response = await emulator.fetch('/graphql', {
      method: 'POST',
      headers: { 'x-api-key': KEY },
      body: '{"query":"{ a }"}',
    });
    expect(response.headers.get('x-mine')).toBe('yes');
  });
});

describe('introspection', () => {
  const schema = 'type Query { a: String }';

  it('describes the schema', async () => {
    await serve({ schema });
    const { data } = await ask('{ __schema { queryType { name } } __type(name: "Query") { fields { name } } }');
    expect(data).toEqual({ __schema: { queryType: { name: 'Query' } }, __type: { fields: [{ name: 'a' }] } });
  });

  it('is refused as an unknown field where it is disabled; __typename stays', async () => {
    await serve({ schema }, { introspection: 'DISABLED' });
    expect(await ask('{ __schema { types { name } } }')).toEqual({
      data: null,
      errors: [
        {
          path: null,
          locations: [{ line: 1, column: 14, sourceName: null }],
          message:
            "Validation error of type FieldUndefined: Field 'types' in type '__Schema' is undefined @ '__schema/types'",
        },
      ],
    });
    expect((await ask('{ __type(name: "Query") { name } }')).errors).toHaveLength(1);
    expect(await ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('limits (configuration-limits.md)', () => {
  const schema = 'type Query { layer: Layer must: Layer } type Layer { layer: Layer value: String must: String! }';
  const resolvers = { 'Query.layer': shows('{ layer: { value: "v", must: "m" }, value: "v" }') };

  it('a field below the depth limit fails, its siblings do not', async () => {
    await serve({ schema, resolvers }, { queryDepthLimit: 2 });
    const { data, errors } = await ask('{ L1: layer { L2: value layer { value } } }');
    expect(data).toEqual({ L1: { L2: 'v', layer: { value: null } } });
    expect(errors).toMatchObject([{ path: ['L1', 'layer', 'value'], errorType: 'QueryDepthLimitReached' }]);
  });

  it('a non-null field below the limit takes the first nullable parent with it', async () => {
    await serve({ schema, resolvers }, { queryDepthLimit: 2 });
    const { data, errors } = await ask('{ layer { layer { must } } }');
    expect(data).toEqual({ layer: { layer: null } });
    expect(errors).toHaveLength(1);
  });

  it('resolvers above the count do not run', async () => {
    await serve({ schema, resolvers }, { resolverCountLimit: 2 });
    const { data, errors } = await ask('{ a: layer { value } b: layer { value } c: layer { value } }');
    expect(data).toEqual({ a: { value: 'v' }, b: { value: 'v' }, c: null });
    expect(errors).toMatchObject([{ path: ['c'], errorType: 'ResolverExecutionLimitReached' }]);
  });
});
