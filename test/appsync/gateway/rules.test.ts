// The schema's authorization rules as a client sees them over HTTP. security-authz.md.
import { expect, it } from 'vitest';
import { EMPTY_DEFINITION } from '../../../src/definition/model.js';
import { createEmulator } from '../../../src/emulator.js';
import { apiOf, KEY } from '../../support/api.js';

const schema = `
  type Query { open: String closed: String @aws_iam both: Post must: Post! }
  type Post @aws_api_key @aws_iam { title: String restricted: String @aws_iam must: String! @aws_iam }
  type Mutation { save: String @aws_oidc }
`;
const say = (value: string): string =>
  `export function request() { return { payload: ${value} }; } export function response(ctx) { return ctx.result; }`;
const post = say('{ title: "T", restricted: "R", must: "M" }');

it('answers 200, null and Unauthorized for what an API key does not open', async () => {
  const definition = {
    ...EMPTY_DEFINITION,
    apis: [
      {
        ...apiOf({
          schema,
          resolvers: {
            'Query.open': say('"o"'),
            'Query.closed': say('"c"'),
            'Query.both': post,
            'Query.must': post,
            'Mutation.save': say('"s"'),
          },
        }),
        additionalAuth: [{ type: 'AWS_IAM' as const }],
      },
    ],
  };
  const emulator = await createEmulator({ definition });
  const ask = async (query: string, method = 'POST') => {
    const response = await emulator.fetch(
      method === 'GET' ? `/graphql?query=${encodeURIComponent(query)}` : '/graphql',
      { method, headers: { 'x-api-key': KEY }, ...(method === 'GET' ? {} : { body: JSON.stringify({ query }) }) },
    );
    expect(response.status).toBe(200);
    return (await response.json()) as { data: unknown; errors?: unknown[] };
  };
  const entry = (typeName: string, fieldName: string, path: string[], column: number) => ({
    path,
    data: null,
    errorType: 'Unauthorized',
    errorInfo: null,
    locations: [{ line: 1, column, sourceName: null }],
    message: `Not Authorized to access ${fieldName} on type ${typeName}`,
  });
  try {
    for (const method of ['POST', 'GET']) {
      expect(await ask('{ open closed }', method)).toEqual({
        data: { open: 'o', closed: null },
        errors: [entry('Query', 'closed', ['closed'], 8)],
      });
      expect(await ask('{ both { title x: restricted } }', method)).toEqual({
        data: { both: { title: 'T', x: null } },
        errors: [entry('Post', 'restricted', ['both', 'x'], 16)],
      });
    }
    expect(await ask('{ must { must } }')).toEqual({
      data: null,
      errors: [entry('Post', 'must', ['must', 'must'], 10)],
    });
    expect(await ask('mutation { save }')).toEqual({
      data: { save: null },
      errors: [entry('Mutation', 'save', ['save'], 12)],
    });
    // Names are no secret: AppSync answers questions about the schema to whoever was let in.
    expect(await ask('{ __type(name: "Post") { fields { name } } }')).toEqual({
      data: { __type: { fields: [{ name: 'title' }, { name: 'restricted' }, { name: 'must' }] } },
    });
  } finally {
    await emulator.close();
  }
});
