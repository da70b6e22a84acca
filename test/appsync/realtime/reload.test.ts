// Subscriptions over a real socket while the app is reloaded: those whose field stays go on, the others end.
import { afterEach, expect, it } from 'vitest';
import WebSocket from 'ws';
import { EMPTY_DEFINITION } from '../../../src/definition/model.js';
import { createEmulator, type Emulator } from '../../../src/emulator.js';
import { apiOf, KEY } from '../../support/api.js';
import { base64url } from './fakes.js';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of cleanUp.splice(0).reverse()) await one();
});

const resolvers = {
  'Mutation.save': `export function request(ctx) { return { payload: { id: ctx.args.id, title: 'T' } }; }
    export function response(ctx) { return ctx.result; }`,
};

const appOf = (post: string, subscriptions: string) => ({
  ...EMPTY_DEFINITION,
  apis: [
    apiOf({
      schema: `type Query { a: String } type Post { ${post} }
        type Mutation { save(id: ID): Post } type Subscription { ${subscriptions} }`,
      resolvers,
    }),
  ],
});

type Frame = { readonly type: string; readonly id?: string; readonly payload?: unknown };

async function connect(emulator: Emulator) {
  const authorization = { host: new URL(emulator.url).host, 'x-api-key': KEY };
  const socket = new WebSocket(`${emulator.url.replace('http', 'ws')}/graphql/realtime`, [
    'graphql-ws',
    `header-${base64url(authorization)}`,
  ]);
  cleanUp.push(() => socket.terminate());
  const frames: Frame[] = [];
  let notice: () => void = () => {};
  socket.on('message', (data) => {
    frames.push(JSON.parse(String(data)) as Frame);
    notice();
  });
  await new Promise((resolve) => socket.once('open', resolve));
  const heard = async (count: number): Promise<readonly Frame[]> => {
    while (frames.length < count)
      await new Promise<void>((resolve) => {
        notice = resolve;
      });
    return frames.splice(0);
  };
  const start = (id: string, query: string): void =>
    socket.send(
      JSON.stringify({
        id,
        type: 'start',
        payload: { data: JSON.stringify({ query }), extensions: { authorization } },
      }),
    );
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  return { heard, start, closed };
}

it('a subscription survives a reload that keeps its field', async () => {
  const subscribed = '@aws_subscribe(mutations: ["save"])';
  const emulator = await createEmulator({
    definition: appOf('id: ID title: String!', `kept: Post ${subscribed} gone: Post ${subscribed}`),
    port: 0,
  });
  cleanUp.push(() => emulator.close());
  const { heard, start } = await connect(emulator);
  const save = async (selected: string): Promise<void> => {
    await emulator.fetch('/graphql', {
      method: 'POST',
      headers: { 'x-api-key': KEY },
      body: JSON.stringify({ query: `mutation { save(id: "1") { ${selected} } }` }),
    });
  };
  start('kept', 'subscription { kept { id title } }');
  await heard(1);
  start('gone', 'subscription { gone { id } }');
  await heard(1);

  const diagnostics = await emulator.replace(appOf('id: ID title: String! more: String', `kept: Post ${subscribed}`));
  expect(diagnostics).toEqual([]);
  expect(await heard(1)).toEqual([{ id: 'gone', type: 'complete' }]);

  await save('id title');
  expect(await heard(1)).toEqual([{ id: 'kept', type: 'data', payload: { data: { kept: { id: '1', title: 'T' } } } }]);
  // The new schema is there for whoever subscribes now, on the same socket.
  start('new', 'subscription { kept { more } }');
  expect(await heard(1)).toEqual([{ id: 'new', type: 'start_ack' }]);

  // What the mutation did not select is null; where that can't be, the payload says so, as a query would.
  await save('id more');
  const events = await heard(2);
  expect(events).toContainEqual({ id: 'new', type: 'data', payload: { data: { kept: { more: null } } } });
  expect(events).toContainEqual({
    id: 'kept',
    type: 'data',
    payload: {
      data: { kept: null },
      errors: [
        {
          path: ['kept', 'title'],
          locations: [{ line: 1, column: 26, sourceName: null }],
          message: "Cannot return null for non-nullable type: 'String' within parent 'Post' (/kept/title)",
        },
      ],
    },
  });
});

it('sockets are closed as one that goes away when the emulator stops', async () => {
  const emulator = await createEmulator({ definition: appOf('id: ID', 'kept: Post'), port: 0 });
  cleanUp.push(() => emulator.close());
  const { heard, start, closed } = await connect(emulator);
  start('1', 'subscription { kept { id } }');
  await heard(1);
  await emulator.close();
  expect(await closed).toBe(1001);
});
