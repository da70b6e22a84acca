// Who reads which field: directives x modes x positions, with callers of every kind. security-authz.md.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../src/appsync/auth/identity.js';
import type { ApiDefinition, AuthProvider } from '../../../src/definition/model.js';
import { apiOf } from '../../support/api.js';
import { callerOf, newTrace, type World, worldOf } from './harness.js';

const say = (value: string): string =>
  `export function request() { return { payload: ${value} }; } export function response(ctx) { return ctx.result; }`;

const provider = (type: AuthProvider['type']): AuthProvider => ({ type });

const CALLERS = {
  key: callerOf('API_KEY', { rank: 'additional' }),
  iam: callerOf('AWS_IAM'),
  oidc: callerOf('OPENID_CONNECT', { rank: 'additional' }),
  lambda: callerOf('AWS_LAMBDA', { rank: 'additional' }),
  admin: callerOf('AMAZON_COGNITO_USER_POOLS', { rank: 'additional', groups: ['readers', 'admin'] }),
  editor: callerOf('AMAZON_COGNITO_USER_POOLS', { rank: 'additional', groups: ['editor'] }),
  member: callerOf('AMAZON_COGNITO_USER_POOLS', { rank: 'additional' }),
} as const;
type Who = keyof typeof CALLERS;

/** A directive, and who gets in by it where AWS_IAM is the default mode. */
const DIRECTIVES: Readonly<Record<string, { readonly text: string; readonly open: readonly Who[] }>> = {
  none: { text: '', open: ['iam'] },
  key: { text: '@aws_api_key', open: ['key'] },
  iam: { text: '@aws_iam', open: ['iam'] },
  oidc: { text: '@aws_oidc', open: ['oidc'] },
  lambda: { text: '@aws_lambda', open: ['lambda'] },
  pool: { text: '@aws_cognito_user_pools', open: ['admin', 'editor', 'member'] },
  admins: { text: '@aws_cognito_user_pools(cognito_groups: ["admin"])', open: ['admin'] },
  staff: { text: '@aws_cognito_user_pools(cognito_groups: ["editor", "admin"])', open: ['admin', 'editor'] },
  one: { text: '@aws_cognito_user_pools(cognito_groups: "editor")', open: ['editor'] },
  nobody: { text: '@aws_cognito_user_pools(cognito_groups: [])', open: [] },
  two: { text: '@aws_api_key @aws_iam', open: ['key', 'iam'] },
  mixed: { text: '@aws_oidc @aws_cognito_user_pools(cognito_groups: ["admin"])', open: ['oidc', 'admin'] },
};

const ALL = '@aws_api_key @aws_iam @aws_oidc @aws_lambda @aws_cognito_user_pools';
const each = (make: (name: string, text: string) => string): string =>
  Object.entries(DIRECTIVES)
    .map(([name, { text }]) => make(name, text))
    .join('\n');

/** Every directive in every position: `own_*` on a field, `of_*` on its type, `over_*` on a field whose type says otherwise. */
const MATRIX = `
  type Query ${ALL} {
    box: Box boxes: [Box] thing: Thing things: [Thing] either: Either
    ${each((name, text) => `root_${name}: String ${text || '@aws_iam'} bare_${name}: String ${text || '@aws_iam'} of_${name}: Of_${name}`)}
  }
  type Mutation ${ALL} { ${each((name, text) => `do_${name}: String ${text || '@aws_iam'}`)} }
  type Subscription {
    ${each((name, text) => `on_${name}: String ${text} @aws_subscribe(mutations: ["do_${name}"])`)}
  }
  interface Thing { ${each((name) => `own_${name}: String`)} }
  union Either = Box
  type Box implements Thing {
    ${each((name, text) => `own_${name}: String ${text} ran_${name}: String ${text}`)}
  }
  type Ring implements Thing ${ALL} { ${each((name) => `own_${name}: String`)} }
  ${each((name, text) => `type Of_${name} ${text} { plain: String over: String @aws_lambda }`)}
`;

function matrix(): World {
  const box = `{ __typename: "Box", ${Object.keys(DIRECTIVES).map((name) => `own_${name}: "v"`)} }`;
  const ring = box.replace('Box', 'Ring');
  const resolvers: Record<string, string> = {
    'Query.box': say(box),
    'Query.boxes': say(`[${box}, ${box}]`),
    'Query.thing': say(box),
    'Query.things': say(`[${ring}, ${box}]`),
    'Query.either': say(box),
  };
  for (const name of Object.keys(DIRECTIVES)) {
    resolvers[`Query.root_${name}`] = say('"v"');
    resolvers[`Query.of_${name}`] = say('{ plain: "v", over: "v" }');
    resolvers[`Mutation.do_${name}`] = say('"v"');
    resolvers[`Box.ran_${name}`] = say('"v"');
  }
  return worldOf({
    ...apiOf({ schema: MATRIX, resolvers }),
    auth: provider('AWS_IAM'),
    additionalAuth: (['API_KEY', 'OPENID_CONNECT', 'AWS_LAMBDA', 'AMAZON_COGNITO_USER_POOLS'] as const).map(provider),
  });
}

const denial = (typeName: string, fieldName: string, path: (string | number)[]) =>
  expect.objectContaining({
    path,
    data: null,
    errorType: 'Unauthorized',
    errorInfo: null,
    message: `Not Authorized to access ${fieldName} on type ${typeName}`,
  });

describe('directives x modes x positions', () => {
  const world = matrix();

  it('finds nothing wrong with the schema', () => {
    expect(world.diagnostics.filter(({ code }) => code.startsWith('AUTH_RULE'))).toEqual([]);
  });

  const cases = Object.entries(DIRECTIVES).flatMap(([name, { open }]) =>
    (Object.keys(CALLERS) as Who[]).map((who) => ({ name, who, opens: open.includes(who) })),
  );

  it.each(cases)('$name, $who: $opens', async ({ name, who, opens }) => {
    const caller = CALLERS[who];
    const rootOpens = name === 'none' ? who === 'iam' : opens;
    const ask = async (query: string) => {
      world.ran.length = 0;
      const { status, body } = await world.run(query, caller);
      expect(status).toBe(200);
      return body as { data: Record<string, unknown>; errors?: unknown[] };
    };
    const value = (open: boolean) => (open ? 'v' : null);
    const errors = (open: boolean, ...entries: unknown[]) => (open ? undefined : entries);

    // A root field with a resolver, which a denied caller never starts; one without; a mutation.
    let body = await ask(`{ root_${name} again: root_${name} }`);
    expect(body.data).toEqual({ [`root_${name}`]: value(rootOpens), again: value(rootOpens) });
    expect(body.errors).toEqual(
      errors(rootOpens, denial('Query', `root_${name}`, [`root_${name}`]), denial('Query', `root_${name}`, ['again'])),
    );
    expect(world.ran).toEqual(rootOpens ? [`Query.root_${name}`, `Query.root_${name}`] : []);
    body = await ask(`{ bare_${name} }`);
    expect(body.errors).toEqual(errors(rootOpens, denial('Query', `bare_${name}`, [`bare_${name}`])));
    body = await ask(`mutation { do_${name} }`);
    expect(body.data).toEqual({ [`do_${name}`]: value(rootOpens) });
    expect(body.errors).toEqual(errors(rootOpens, denial('Mutation', `do_${name}`, [`do_${name}`])));
    expect(world.ran).toEqual(rootOpens ? [`Mutation.do_${name}`] : []);

    // Below an object, read as a property and by a resolver; in a list, once for each item.
    body = await ask(`{ box { x: own_${name} ran_${name} } }`);
    expect(body.data).toEqual({ box: { x: value(opens), [`ran_${name}`]: value(opens) } });
    expect(body.errors).toEqual(
      errors(opens, denial('Box', `own_${name}`, ['box', 'x']), denial('Box', `ran_${name}`, ['box', `ran_${name}`])),
    );
    expect(world.ran).toEqual(opens ? ['Query.box', `Box.ran_${name}`] : ['Query.box']);
    body = await ask(`{ boxes { own_${name} } }`);
    expect(body.data).toEqual({ boxes: [{ [`own_${name}`]: value(opens) }, { [`own_${name}`]: value(opens) }] });
    expect(body.errors).toEqual(
      errors(
        opens,
        denial('Box', `own_${name}`, ['boxes', 0, `own_${name}`]),
        denial('Box', `own_${name}`, ['boxes', 1, `own_${name}`]),
      ),
    );

    // Through an interface and a union: the rules of the object that stands there count.
    for (const inner of [`own_${name}`, `... on Thing { own_${name} }`, `... on Box { own_${name} }`, '...F']) {
      body = await ask(
        `{ thing { __typename ${inner} } } ${inner === '...F' ? `fragment F on Thing { own_${name} }` : ''}`,
      );
      expect(body.data).toEqual({ thing: { __typename: 'Box', [`own_${name}`]: value(opens) } });
      expect(body.errors).toEqual(errors(opens, denial('Box', `own_${name}`, ['thing', `own_${name}`])));
    }
    body = await ask(`{ things { own_${name} } }`);
    expect(body.data).toEqual({ things: [{ [`own_${name}`]: 'v' }, { [`own_${name}`]: value(opens) }] });
    body = await ask(`{ either { ... on Box { own_${name} } __typename } }`);
    expect(body.data).toEqual({ either: { [`own_${name}`]: value(opens), __typename: 'Box' } });

    // On the type; a field's own directive stands in its place.
    body = await ask(`{ of_${name} { plain over } }`);
    expect(body.data).toEqual({ [`of_${name}`]: { plain: value(opens), over: value(who === 'lambda') } });

    // Subscriptions are decided when they start.
    const { errors: refused } = await world.subscribe(`subscription { on_${name} }`, caller);
    expect(refused).toEqual(
      opens
        ? undefined
        : [{ errorType: 'Unauthorized', message: `Not Authorized to access on_${name} on type Subscription` }],
    );
  });
});

const POST =
  '{ __typename: "Post", id: "1", title: "T", restricted: "R", must: "M", notes: [{ text: "N" }], author: { name: "ann", mail: "a@b" } }';

function blog(more: Partial<ApiDefinition> = {}): World {
  const schema = readFileSync(new URL('../../fixtures/schemas/blog-rules.graphql', import.meta.url), 'utf8');
  return worldOf({
    ...apiOf({
      schema,
      resolvers: {
        'Query.getPost': say(POST),
        'Query.getAllPosts': say(`[${POST}, ${POST}]`),
        'Query.feed': say(`[${POST}, { __typename: "Page", id: "2", restricted: "P" }]`),
        'Query.anything': say(POST),
        'Query.drafts': say(`[${POST}]`),
        'Query.failing': `import { util } from '@aws-appsync/utils'; export function request() {
          const post = ${POST}; util.appendError('soft', 'E', post); util.error('hard', 'E', post); }
          export function response() { return null; }`,
        'Mutation.addPost': say(POST),
        'Mutation.removePost': say(POST),
        'Post.notes': say('[{ text: "N" }]'),
      },
    }),
    auth: provider('AWS_IAM'),
    additionalAuth: (['API_KEY', 'AMAZON_COGNITO_USER_POOLS', 'AWS_LAMBDA'] as const).map(provider),
    ...more,
  });
}

describe('what a denied caller gets', () => {
  const world = blog();
  const { key, iam, admin, lambda } = CALLERS;
  const run = (query: string, caller: Caller) => world.run(query, caller);

  it("is null and AWS's entry, members in its order", async () => {
    const { status, body } = await run('{\n  p: getPost { id }\n}', key);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toBe(
      '{"data":{"p":null},"errors":[{"path":["p"],"data":null,"errorType":"Unauthorized","errorInfo":null,' +
        '"locations":[{"line":2,"column":3,"sourceName":null}],"message":"Not Authorized to access getPost on type Query"}]}',
    );
  });

  it('takes its parent along where it may not be null, with one error', async () => {
    const { body } = await run('{ getAllPosts { id must } }', key);
    expect(body).toMatchObject({ data: { getAllPosts: [null, null] } });
    expect(body.errors).toEqual([
      denial('Post', 'must', ['getAllPosts', 0, 'must']),
      denial('Post', 'must', ['getAllPosts', 1, 'must']),
    ]);
    const drafts = await run('{ drafts { id } }', key);
    expect(drafts.body).toEqual({ data: null, errors: [denial('Query', 'drafts', ['drafts'])] });
  });

  it('leaves the siblings alone', async () => {
    const { body } = await run('{ getAllPosts { title restricted } getPost { id } }', key);
    expect(body.data).toEqual({
      getAllPosts: [
        { title: 'T', restricted: null },
        { title: 'T', restricted: null },
      ],
      getPost: null,
    });
  });

  it('does not run the resolver below, once for each item or at all', async () => {
    world.ran.length = 0;
    await run('{ getAllPosts { notes { text } } }', key);
    expect(world.ran).toEqual(['Query.getAllPosts']);
  });

  it('comes from the object an interface or union stands for', async () => {
    const { body } = await run('{ feed { id restricted } anything { ... on Entry { restricted } } }', key);
    expect(body.data).toEqual({
      feed: [
        { id: '1', restricted: null },
        { id: '2', restricted: 'P' },
      ],
      anything: { restricted: null },
    });
    expect(body.errors).toHaveLength(2);
  });

  it("counts directives of type extensions as the type's", async () => {
    const { body } = await run('{ getAllPosts { author { name mail } } }', key);
    expect(body).toMatchObject({ data: { getAllPosts: [{ author: { name: 'ann', mail: null } }, {}] } });
    expect((await run('{ getPost { author { mail } } }', iam)).body).toEqual({
      data: { getPost: { author: { mail: 'a@b' } } },
    });
    // The type has a directive, so the default mode does not get in without one.
    expect((await run('{ getPost { author { name } } }', iam)).body).toMatchObject({
      data: { getPost: { author: { name: null } } },
    });
  });

  it('does not reach a closed field that @skip leaves out', async () => {
    const { body } = await world.run('query ($no: Boolean!) { getAllPosts { id restricted @include(if: $no) } }', key, {
      no: false,
    });
    expect(body).toEqual({ data: { getAllPosts: [{ id: '1' }, { id: '1' }] } });
  });

  it('is not kept for somebody else', async () => {
    const query = '{ getAllPosts { restricted } }';
    for (const caller of [key, iam, admin, iam, key, lambda]) {
      const { body } = await run(query, caller);
      const value = caller === iam ? 'R' : null;
      expect(body.data).toEqual({ getAllPosts: [{ restricted: value }, { restricted: value }] });
    }
  });

  it('is decided anew after a hundred other callers', async () => {
    const asked: string[] = [];
    const denies = (_type: string, field: string) => asked.push(field) > 0 && field === 'title';
    const of = (key: string) => callerOf('AWS_LAMBDA', { rank: 'additional', key, denies });
    const ask = async (key: string) => (await run('{ getAllPosts { title } }', of(key))).body.data;
    for (let index = 0; index < 150; index += 1)
      expect(await ask(`token ${index}`)).toEqual({ getAllPosts: [{ title: null }, { title: null }] });
    asked.length = 0;
    await ask('token 149');
    expect(asked).toEqual([]);
    await ask('token 0');
    expect(asked.sort()).toEqual(['getAllPosts', 'title']);
  });
});

describe('what leaks', () => {
  const world = blog();
  const { key, iam } = CALLERS;

  it('nothing through the data of an error', async () => {
    const query = '{ failing { title restricted author { name mail } ...F } } fragment F on Post { must }';
    const { body } = await world.run(query, key);
    expect(body.errors).toMatchObject([
      { message: 'soft', data: { title: 'T', author: { name: 'ann' } } },
      { message: 'hard', data: { title: 'T', author: { name: 'ann' } } },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/"R"|"M"|a@b/);
    const open = await world.run(query, iam);
    expect(open.body.errors?.[0]).toMatchObject({ data: { restricted: 'R', must: 'M' } });
  });

  it('names only: the schema can be asked by whoever was let in', async () => {
    const { body } = await world.run('{ __typename __type(name: "Note") { fields { name } } }', key);
    expect(body).toEqual({ data: { __typename: 'Query', __type: { fields: [{ name: 'text' }] } } });
  });
});

describe('policies and deniedFields', () => {
  const closed =
    (...names: string[]) =>
    (type: string, field: string) =>
      names.includes(`${type}.${field}`);
  const world = blog();

  it('a policy closes root fields, one by one', async () => {
    const caller = callerOf('AWS_IAM', { denies: closed('Query.getPost', 'Post.title') });
    const { status, body } = await world.run('{ getPost { title } getAllPosts { title } }', caller);
    expect(status).toBe(200);
    // What an open root field returns is open: the guide's policies name root fields alone.
    expect(body).toMatchObject({ data: { getPost: null, getAllPosts: [{ title: 'T' }, { title: 'T' }] } });
    expect(body.errors).toEqual([denial('Query', 'getPost', ['getPost'])]);
  });

  it('a policy that opens nothing of the operation refuses the request', async () => {
    const caller = callerOf('AWS_IAM', { denies: () => true });
    world.ran.length = 0;
    const response = await world.run('mutation { addPost { id } removePost(id: 1) { id } }', caller);
    expect(response).toMatchObject({
      status: 401,
      errorType: 'UnauthorizedException',
      body: { errors: [{ errorType: 'UnauthorizedException', message: 'Permission denied' }] },
    });
    expect(world.ran).toEqual([]);
    expect((await world.subscribe('subscription { onAddPost { id } }', caller)).errors).toEqual([
      { errorType: 'UnauthorizedException', message: 'Permission denied' },
    ]);
  });

  it("an authorizer's deniedFields close fields of any type, whatever the directives say", async () => {
    const caller = callerOf('AWS_LAMBDA', { rank: 'additional', denies: closed('Post.title') });
    const { body } = await world.run('{ getAllPosts { id title } }', caller);
    expect(body).toMatchObject({ data: { getAllPosts: [{ id: '1', title: null }, { title: null }] } });
    expect(body.errors).toHaveLength(2);
    // What the schema does not open stays closed.
    expect((await world.run('{ getPost { id } }', caller)).body.data).toEqual({ getPost: null });
  });
});

describe('a user pool alone', () => {
  const schema = `
    type Query {
      posts: [String] @aws_auth(cognito_groups: ["Bloggers", "Readers"])
      anyone: String @aws_auth
      unsaid: String
      outer: Outer @aws_auth
    }
    type Outer {
      scalar: String @aws_auth(cognito_groups: ["admin"])
      newer: String @aws_cognito_user_pools(cognito_groups: ["admin"])
      unsaid: String
    }`;
  const world = worldOf({
    ...apiOf({ schema, resolvers: { 'Query.outer': say('{ scalar: "s", newer: "n", unsaid: "u" }') } }),
    auth: provider('AMAZON_COGNITO_USER_POOLS'),
  });
  const of = (groups: string[], deniedByDefault = false) =>
    callerOf('AMAZON_COGNITO_USER_POOLS', { groups, deniedByDefault });
  const refused = async (query: string, caller: Caller) =>
    ((await world.run(query, caller)).body.errors ?? []).map(({ message }) => message.split(' ')[4]);

  it('@aws_auth asks for any of its groups', async () => {
    expect(await refused('{ posts anyone unsaid }', of(['Readers']))).toEqual([]);
    expect(await refused('{ posts anyone unsaid }', of(['Writers']))).toEqual(['posts']);
    expect(await refused('{ posts anyone unsaid }', callerOf('AMAZON_COGNITO_USER_POOLS'))).toEqual(['posts']);
  });

  it('@aws_auth does nothing below the root; @aws_cognito_user_pools does', async () => {
    expect(await refused('{ outer { scalar newer unsaid } }', of([]))).toEqual(['newer']);
    expect(world.diagnostics).toMatchObject([
      { code: 'AUTH_RULE_WITHOUT_EFFECT', message: expect.stringContaining('@aws_auth on Outer.scalar') },
    ]);
  });

  it('a pool that denies by default opens only what a directive names', async () => {
    expect(await refused('{ posts anyone unsaid outer { unsaid } }', of(['Readers'], true))).toEqual(['unsaid']);
  });
});

describe('@aws_auth beside other modes', () => {
  const schema = 'type Query { a: String @aws_auth(cognito_groups: ["admin"]) }';

  it('counts for nothing, and that is said', async () => {
    const world = worldOf({
      ...apiOf({ schema }),
      auth: provider('AMAZON_COGNITO_USER_POOLS'),
      additionalAuth: [provider('API_KEY')],
    });
    expect(world.diagnostics).toMatchObject([{ code: 'AUTH_RULE_WITHOUT_EFFECT', place: { line: 1, column: 24 } }]);
    expect((await world.run('{ a }', callerOf('AMAZON_COGNITO_USER_POOLS'))).body.errors).toBeUndefined();
    expect((await world.run('{ a }', callerOf('API_KEY', { rank: 'additional' }))).body.errors).toHaveLength(1);
  });
});

describe('directives that say nothing', () => {
  it('are taken on inputs, enums, interfaces and unions, and told', () => {
    const world = worldOf(
      apiOf({
        schema: `type Query { a(in: In): Node u: U e: E }
          input In @aws_api_key { x: Int } input Other @aws_api_key { x: Int } enum E @aws_api_key { X }
          interface Node @aws_api_key { id: ID @aws_api_key } type A implements Node { id: ID } union U @aws_iam = A`,
      }),
    );
    expect(world.diagnostics).toMatchObject([
      {
        code: 'AUTH_RULE_WITHOUT_EFFECT',
        message: expect.stringContaining('input In, input Other, enum E and 2 more'),
      },
      { code: 'AUTH_RULE_WITHOUT_EFFECT', message: expect.stringContaining('@aws_iam on union U') },
    ]);
  });

  it('are told where the API does not have their mode', async () => {
    const world = worldOf(apiOf({ schema: 'type Query { a: String @aws_oidc b: String @aws_oidc }' }));
    expect(world.diagnostics).toMatchObject([
      { code: 'AUTH_RULE_UNKNOWN_MODE', message: expect.stringContaining('@aws_oidc on Query.a') },
    ]);
    expect((await world.run('{ a }', callerOf('API_KEY'))).body.errors).toHaveLength(1);
  });
});

describe('subscriptions', () => {
  const { key, iam, admin } = CALLERS;

  it('send what the subscriber may read; the rest is null and told', async () => {
    const world = blog();
    const query = 'subscription { onAddPost { id restricted again: restricted } }';
    const [closed, open] = [await world.subscribe(query, key), await world.subscribe(query, iam)];
    await world.run('mutation { addPost { id restricted } }', iam);
    expect(open.seen).toEqual([{ data: { onAddPost: { id: '1', restricted: 'R', again: 'R' } } }]);
    expect(closed.seen).toEqual([
      {
        data: { onAddPost: { id: '1', restricted: null, again: null } },
        errors: [
          denial('Post', 'restricted', ['onAddPost', 'restricted']),
          denial('Post', 'restricted', ['onAddPost', 'again']),
        ],
      },
    ]);
  });

  it('take the parent along where a closed field may not be null', async () => {
    const world = blog();
    const { seen } = await world.subscribe('subscription { onAddPost { id must } }', key);
    await world.run('mutation { addPost { id must } }', iam);
    expect(seen).toEqual([{ data: { onAddPost: null }, errors: [denial('Post', 'must', ['onAddPost', 'must'])] }]);
  });

  it("never hear what the mutation's own caller may not read", async () => {
    const world = blog();
    const { seen } = await world.subscribe('subscription { onAddPost { id restricted } }', iam);
    await world.run('mutation { addPost { id restricted } }', key);
    expect(seen).toEqual([{ data: { onAddPost: { id: '1', restricted: null } } }]);
  });

  it('share a projection only with those who are denied the same', async () => {
    const world = blog();
    const query = 'subscription { onAddPost { id restricted } }';
    const keyOf = (caller: Caller) => world.projectionKey(query, caller);
    expect(await keyOf(key)).not.toBe(await keyOf(iam));
    expect(await keyOf(key)).toBe(await keyOf(admin));
  });

  it('do not start on a closed field', async () => {
    const world = blog();
    expect((await world.subscribe('subscription { s: onSecretPost { id } }', key)).errors).toEqual([
      { errorType: 'Unauthorized', message: 'Not Authorized to access onSecretPost on type Subscription' },
    ]);
  });
});

describe('the trace', () => {
  it('says what would have opened a closed field', async () => {
    const trace = newTrace();
    await blog().run('{ getPost { id } drafts { id } }', CALLERS.key, {}, trace);
    expect(trace.steps.find(({ name }) => name === 'denied')?.detail).toEqual({
      caller: 'API_KEY',
      rank: 'additional',
      fields: 'Query.drafts,Query.getPost',
      needs: ['the default mode, AWS_IAM', 'AMAZON_COGNITO_USER_POOLS in Editors or Admins'],
    });
  });
});
