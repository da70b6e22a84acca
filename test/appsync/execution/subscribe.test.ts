// Subscriptions from registration to payload, over the hub, without a socket. aws-appsync-real-time-data.md.
import { describe, expect, it } from 'vitest';
import { compile, createJsRuntime, createVtlRuntime } from '../../../src/appsync/compile.js';
import { createDocuments } from '../../../src/appsync/execution/documents.js';
import { type ExecutionPorts, executeOperation } from '../../../src/appsync/execution/execute.js';
import { registerSubscription } from '../../../src/appsync/execution/subscribe.js';
import { createHub } from '../../../src/appsync/realtime/hub.js';
import { none } from '../../../src/appsync/sources/none.js';
import { EMPTY_DEFINITION } from '../../../src/definition/model.js';
import { createManualClock } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import { createSeededRandom } from '../../../src/lib/random.js';
import { apiOf } from '../../support/api.js';

const caller = {
  type: 'API_KEY',
  label: 'API Key Authorization',
  identity: null,
  rank: 'default',
  key: 'API_KEY',
} as const;

const schema = `
  type Query { none: String }
  type Mutation {
    save(id: ID!, title: String, owner: String): Post
    saveAll(ids: [ID!]!): [Post]
    saveAny(id: ID!): Node
    saveParent: Parent
  }
  type Subscription {
    onSave(id: ID, owner: String): Post @aws_subscribe(mutations: ["save"])
    onFiltered: Post @aws_subscribe(mutations: ["save"])
    onParent: Parent @aws_subscribe(mutations: ["saveParent"])
    onRefused: Post @aws_subscribe(mutations: ["save"])
    onAll: [Post] @aws_subscribe(mutations: ["saveAll"])
    onAny: Node @aws_subscribe(mutations: ["saveAny"])
  }
  interface Node { id: ID! }
  type Post implements Node { id: ID! title: String must: String! owner: String author: Author tags: [String] }
  type Author { name: String }
  type Parent { id: ID child: String }
`;

const post =
  '{ id: ctx.args.id, title: ctx.args.title, owner: ctx.args.owner, must: "m", author: { name: "ann" }, tags: ["x"] }';
const js = (payload: string, response = 'return ctx.result;') => `
  import { util, extensions } from '@aws-appsync/utils';
  export function request(ctx) { return { payload: ${payload} }; }
  export function response(ctx) { ${response} }`;

const FILTER =
  "extensions.setSubscriptionFilter({ filterGroup: [{ filters: [{ fieldName: 'title', operator: 'beginsWith', value: 'A' }] }] }); return null;";

function world() {
  const clock = createManualClock();
  const random = createSeededRandom();
  const common = { clock, random, log: silentLog, account: { accountId: '000000000000', region: 'us-east-1' } };
  const api = apiOf({
    schema,
    resolvers: {
      'Mutation.save': js(post),
      'Mutation.saveAll': js('ctx.args.ids.map((id) => ({ id }))'),
      'Mutation.saveAny': js('{ __typename: "Post", id: ctx.args.id, title: "T" }'),
      'Subscription.onFiltered': js('null', FILTER),
      'Subscription.onParent': js('{ id: 1 }'),
      'Parent.child': js('null', 'util.error("ran");'),
      'Subscription.onRefused': js('null', 'util.unauthorized();'),
    },
  });
  const { program, diagnostics } = compile({ ...EMPTY_DEFINITION, apis: [api] }, () => ({
    js: createJsRuntime(common),
    vtl: createVtlRuntime(common),
  }));
  expect(diagnostics).toEqual([]);
  const hub = createHub({ log: silentLog });
  const [compiled] = program.apis;
  const ports: ExecutionPorts = {
    program: compiled!,
    number: 1,
    documents: createDocuments(compiled!.schema, compiled!.rules),
    sources: compiled!.sources.map((source) => none.create(source, undefined as never)),
    clock,
    log: silentLog,
    timeoutMs: 0,
    publish: (field, event) => hub.publish(api.id, field, event),
    subscribe: () => Promise.reject(new Error('not over HTTP')),
    hasSubscribers: (field) => hub.hasSubscribers(api.id, field),
    invalidate: () => {},
  };
  const register = (query: string, variables: Record<string, unknown> = {}, using = ports) =>
    registerSubscription(using, { apiId: api.id, query, operationName: undefined, variables, headers: {}, caller });
  return {
    ports,
    clock,
    register,
    /** Subscribes; the returned list grows with every payload. */
    async subscribe(query: string, variables?: Record<string, unknown>): Promise<unknown[]> {
      const registered = await register(query, variables);
      if ('errors' in registered) throw new Error(JSON.stringify(registered.errors));
      const seen: unknown[] = [];
      hub.subscribe(
        registered.registration,
        (payload) => void seen.push(JSON.parse(payload)),
        () => {},
      );
      return seen;
    },
    mutate: (query: string, variables: Record<string, unknown> = {}) =>
      executeOperation(ports, { query, variables, headers: {}, domainName: null }, caller, undefined),
  };
}

describe('the payload', () => {
  it('is what the mutation selected; the rest is null', async () => {
    const { subscribe, mutate } = world();
    const seen = await subscribe('subscription { onSave { id title author { name } } }');
    await mutate('mutation { save(id: "1", title: "T") { id } }');
    expect(seen).toEqual([{ data: { onSave: { id: '1', title: null, author: null } } }]);
  });

  it("has the subscription's names, whatever the mutation called them", async () => {
    const { subscribe, mutate } = world();
    const seen = await subscribe('subscription { it: onSave { key: id name: title by: author { name } __typename } }');
    await mutate(
      'mutation { x: save(id: "1", title: "T") { a: id b: title ...F } } fragment F on Post { c: author { d: name } }',
    );
    expect(seen).toEqual([{ data: { it: { key: '1', name: 'T', by: { name: 'ann' }, __typename: 'Post' } } }]);
  });

  it('goes out once for each field of the mutation', async () => {
    const { subscribe, mutate } = world();
    const seen = await subscribe('subscription { onSave { id } }');
    await mutate('mutation { a: save(id: "1") { id } b: save(id: "2") { id } }');
    expect(seen).toEqual([{ data: { onSave: { id: '1' } } }, { data: { onSave: { id: '2' } } }]);
  });

  it('holds an error for a non-null field that the mutation did not select', async () => {
    const { subscribe, mutate } = world();
    const seen = await subscribe('subscription { onSave { id must } }');
    await mutate('mutation { save(id: "1") { id } }');
    expect(seen).toMatchObject([
      {
        data: { onSave: null },
        errors: [
          {
            path: ['onSave', 'must'],
            message: "Cannot return null for non-nullable type: 'String' within parent 'Post' (/onSave/must)",
          },
        ],
      },
    ]);
  });

  it("takes the mutation's selection with the defaults of its variables", async () => {
    const { subscribe, mutate } = world();
    const seen = await subscribe('subscription { onSave { id title } }');
    await mutate('mutation($all: Boolean = true) { save(id: "1", title: "T") { id title @include(if: $all) } }');
    expect(seen).toEqual([{ data: { onSave: { id: '1', title: 'T' } } }]);
  });

  it('of a list, and of an interface', async () => {
    const { subscribe, mutate } = world();
    const all = await subscribe('subscription { onAll { id } }');
    const any = await subscribe('subscription { onAny { id ... on Post { title } } }');
    await mutate(
      'mutation { saveAll(ids: ["1", "2"]) { id } saveAny(id: "3") { __typename id ... on Post { title } } }',
    );
    expect(all).toEqual([{ data: { onAll: [{ id: '1' }, { id: '2' }] } }]);
    expect(any).toEqual([{ data: { onAny: { id: '3', title: 'T' } } }]);
  });

  it('is not sent for a mutation whose field is null or failed', async () => {
    const { subscribe, mutate } = world();
    const seen = await subscribe('subscription { onSave { id } }');
    await mutate('mutation { save(id: "1") { must: title x: nope } }');
    expect(seen).toEqual([]);
  });
});

describe('the filter by arguments', () => {
  const save = 'mutation($id: ID!, $owner: String) { save(id: $id, owner: $owner) { id owner } }';

  it.each([
    ['given', 'subscription { onSave(id: "1") { id } }', {}, ['1']],
    ['given by a variable', 'subscription($id: ID) { onSave(id: $id) { id } }', { id: '2' }, ['2']],
    ["given by a variable's default", 'subscription($id: ID = "2") { onSave(id: $id) { id } }', {}, ['2']],
    ['omitted', 'subscription { onSave { id } }', {}, ['1', '2']],
    ['a variable that was not sent', 'subscription($id: ID) { onSave(id: $id) { id } }', {}, ['1', '2']],
    ['null, which matches null', 'subscription { onSave(owner: null) { id } }', {}, ['1']],
    ['a variable that is null', 'subscription($o: String) { onSave(owner: $o) { id } }', { o: null }, ['1']],
    ['two, both of which must hold', 'subscription { onSave(id: "1", owner: "bob") { id } }', {}, []],
    ['a number for an ID', 'subscription { onSave(id: 1) { id } }', {}, ['1']],
  ])('%s', async (_name, query, variables, ids) => {
    const { subscribe, mutate } = world();
    const seen = await subscribe(query, variables);
    await mutate(save, { id: '1' });
    await mutate(save, { id: '2', owner: 'bob' });
    expect(seen.map((payload) => (payload as { data: { onSave: { id: string } } }).data.onSave.id)).toEqual(ids);
  });
});

describe("a subscription's own resolver", () => {
  it('sets the filter', async () => {
    const { subscribe, mutate } = world();
    const seen = await subscribe('subscription { onFiltered { title } }');
    await mutate(
      'mutation { a: save(id: "1", title: "Abc") { id title } b: save(id: "2", title: "Xyz") { id title } }',
    );
    expect(seen).toEqual([{ data: { onFiltered: { title: 'Abc' } } }]);
  });

  it('refuses the subscriber', async () => {
    const { register } = world();
    expect(await register('subscription { onRefused { id } }')).toEqual({
      errors: [
        expect.objectContaining({
          errorType: 'Unauthorized',
          message: 'Not Authorized to access onRefused on type Subscription',
        }),
      ],
    });
  });
});

describe("the time of a subscription's own resolver", () => {
  it('is that of a request; what comes later counts for nothing', async () => {
    const { register, ports, clock } = world();
    const slow = { ...ports, timeoutMs: 30_000, sources: [() => new Promise<never>(() => {})] };
    const registered = register('subscription { onFiltered { id } }', {}, slow);
    clock.advance(30_000);
    expect(await registered).toEqual({
      errors: [{ errorType: 'ExecutionTimeout', message: 'Execution timed out.' }],
    });
  });

  it('a fault of ours refuses: no filter is lost in silence', async () => {
    const { register, ports } = world();
    const broken = {
      ...ports,
      sources: [
        () => {
          throw new TypeError('a bug');
        },
      ],
    };
    expect(await register('subscription { onFiltered { id } }', {}, broken)).toMatchObject({
      errors: [{ errorType: 'InternalFailure' }],
    });
  });

  it('runs nothing below the field', async () => {
    const { register } = world();
    expect(await register('subscription { onParent { id child } }')).toMatchObject({
      registration: { fieldName: 'onParent' },
    });
  });

  it('tells its program apart from others with the same text', async () => {
    const { register, ports } = world();
    const keys = await Promise.all(
      [1, 2].map((number) => register('subscription { onSave { id } }', {}, { ...ports, number })),
    );
    const [one, two] = keys.map((key) => ('registration' in key ? key.registration.projectionKey : ''));
    expect(one).not.toBe(two);
  });
});

describe('what can not be subscribed to', () => {
  it('a query or a mutation', async () => {
    const { register } = world();
    expect(await register('query { none }')).toMatchObject({ errors: [{ errorType: 'UnsupportedOperation' }] });
    expect(await register('mutation { save(id: "1") { id } }')).toMatchObject({
      errors: [{ errorType: 'UnsupportedOperation' }],
    });
  });

  it('a document that does not parse or validate', async () => {
    const { register } = world();
    expect(await register('subscription { onSave { id }')).toMatchObject({
      errors: [{ message: 'Unable to parse GraphQL query.' }],
    });
    expect(await register('subscription { onSave { nope } }')).toMatchObject({
      errors: [{ message: expect.stringContaining("Field 'nope' in type 'Post' is undefined") }],
    });
  });

  it('with a variable that is missing', async () => {
    const { register } = world();
    expect(await register('subscription($id: ID!) { onSave(id: $id) { id } }')).toMatchObject({
      errors: [{ message: "Variable 'id' has coerced Null value for NonNull type 'ID!'" }],
    });
  });
});
