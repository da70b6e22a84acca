// The schema's rules with real credentials, over HTTP and AppSync's WebSocket: an API key, and signed requests of users whose
// policies open some fields. security-authz.md.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EMPTY_DEFINITION, type UserDefinition } from '../../../src/definition/model.js';
import { apiOf } from '../../support/api.js';
import { Conversation, type Credential, connectHeaders, KEY, type Stand, signedBy, stand } from './stand.js';

const place = {};
const user = (name: string, ...fields: string[]): UserDefinition => ({
  name,
  arn: `arn:aws:iam::000000000000:user/${name}`,
  id: `AIDA${name.toUpperCase()}`,
  path: '/',
  managedPolicyArns: [],
  accessKeys: [{ id: `AKIA${name.toUpperCase()}`, secret: name, status: 'Active', place }],
  groups: [],
  tags: {},
  place,
  inlinePolicies: [
    {
      name: 'some',
      place,
      document: {
        Version: '2012-10-17',
        Statement: fields.map((field) => ({
          Effect: 'Allow',
          Action: 'appsync:GraphQL',
          Resource: `arn:aws:appsync:us-east-1:000000000000:apis/testapi/types/${field}`,
        })),
      },
    },
  ],
});
const ANN = signedBy({ accessKeyId: 'AKIAANN', secretAccessKey: 'ann' });
const BOB = signedBy({ accessKeyId: 'AKIABOB', secretAccessKey: 'bob' });
const KEYED: Credential = () => ({ 'x-api-key': KEY });

const schema = readFileSync(new URL('../../fixtures/schemas/blog-rules.graphql', import.meta.url), 'utf8');
const POST = `export function request() { return { payload: { id: '1', title: 'T', restricted: 'R' } }; }
  export function response(ctx) { return ctx.result; }`;

let at: Stand;
beforeEach(async () => {
  const api = {
    ...apiOf({ schema, resolvers: { 'Query.getPost': POST, 'Mutation.addPost': POST } }),
    auth: { type: 'AWS_IAM' as const },
    additionalAuth: [{ type: 'API_KEY' as const }, { type: 'AWS_LAMBDA' as const, lambda: { functionArn: 'none' } }],
  };
  const users = [
    user('ann', 'Query/fields/getPost', 'Subscription/*', 'Mutation/fields/addPost'),
    user('bob', 'Post/*'),
  ];
  at = await stand({ apis: [api], iam: { ...EMPTY_DEFINITION.iam, users } });
});
afterEach(() => at.close());

const ask = async (credential: Credential, query: string) => {
  const { response, body } = await at.ask('testapi', credential, { query });
  return { status: response.status, ...body };
};

/** Opens a socket, starts, and gives the answer with the conversation. */
async function start(credential: Credential, query: string) {
  const conversation = new Conversation(at, 'testapi', connectHeaders(at, 'testapi', credential));
  expect((await conversation.heard()).type).toBe('connection_ack');
  const data = JSON.stringify({ query, variables: {} });
  const request = { method: 'POST', url: '/graphql/testapi', host: at.host, body: data };
  conversation.start('one', { host: at.host, ...credential(request, at.clock.now()) }, data);
  return { conversation, answer: await conversation.heard() };
}

it('a policy opens root fields, and what they return', async () => {
  expect(await ask(ANN, '{ getPost { title restricted } }')).toEqual({
    status: 200,
    data: { getPost: { title: 'T', restricted: 'R' } },
  });
  expect(await ask(ANN, '{ getPost { title } drafts { id } }')).toMatchObject({ status: 200, data: null });
  expect(await ask(ANN, '{ getPost { title } feed { id } }')).toMatchObject({
    status: 200,
    data: { getPost: { title: 'T' }, feed: null },
    errors: [{ errorType: 'Unauthorized', message: 'Not Authorized to access feed on type Query' }],
  });
});

it('a request of which the policies open nothing is refused whole', async () => {
  const refused = { errors: [{ errorType: 'UnauthorizedException', message: 'Permission denied' }] };
  expect(await ask(BOB, '{ getPost { title } }')).toEqual({ status: 401, ...refused });
  const { answer } = await start(BOB, 'subscription { onAddPost { id } }');
  expect(answer).toEqual({ id: 'one', type: 'error', payload: refused });
});

it('an API key is told which field is closed, when a subscription starts', async () => {
  const { answer } = await start(KEYED, 'subscription { onSecretPost { id } }');
  expect(answer).toEqual({
    id: 'one',
    type: 'error',
    payload: {
      errors: [{ errorType: 'Unauthorized', message: 'Not Authorized to access onSecretPost on type Subscription' }],
    },
  });
});

it('each subscriber hears what it may read, of one event', async () => {
  const query = 'subscription { onAddPost { id restricted } }';
  const keyed = await start(KEYED, query);
  const signed = await start(ANN, query);
  expect([keyed.answer.type, signed.answer.type]).toEqual(['start_ack', 'start_ack']);
  await ask(ANN, 'mutation { addPost(title: "T") { id restricted } }');
  expect((await signed.conversation.heard()).payload).toEqual({ data: { onAddPost: { id: '1', restricted: 'R' } } });
  expect((await keyed.conversation.heard()).payload).toMatchObject({
    data: { onAddPost: { id: '1', restricted: null } },
    errors: [{ errorType: 'Unauthorized', path: ['onAddPost', 'restricted'] }],
  });
});
