// Sockets outlive revisions; they do not outlive their API or a reset. Through the port, as a client sees it.
import { afterEach, expect, it } from 'vitest';
import WebSocket from 'ws';
import { type Definition, EMPTY_DEFINITION } from '../../../src/definition/model.js';
import { createEmulator, type Emulator } from '../../../src/emulator.js';
import { apiOf, KEY } from '../../support/api.js';
import { base64url } from './fakes.js';

const SECOND_KEY = 'da2-secondsecondsecondsecondsec';

const definition = (schema = 'id: ID title: String'): Definition => {
  const api = apiOf({
    schema: `type Query { a: String } type Mutation { save(id: ID, title: String): Post }
      type Subscription { onSave: Post @aws_subscribe(mutations: ["save"]) onBroken: [Post] @aws_subscribe(mutations: ["save"]) }
      type Post { ${schema} }`,
    resolvers: {
      'Mutation.save':
        'export function request(ctx) { return { payload: ctx.args } } export function response(ctx) { return ctx.result }',
      'Subscription.onBroken':
        'export function request() { return { payload: { id: 1 } } } export function response(ctx) { return ctx.result }',
    },
  });
  return { ...EMPTY_DEFINITION, apis: [{ ...api, apiKeys: [{ id: KEY }, { id: SECOND_KEY }] }] };
};

let emulator: Emulator | undefined;
const sockets: WebSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await emulator?.close();
  emulator = undefined;
});

async function open(served: Emulator, key = KEY) {
  const { host } = new URL(served.url);
  const header = base64url({ host, 'x-api-key': key });
  const socket = new WebSocket(`ws://${host}/graphql/realtime`, ['graphql-ws', `header-${header}`]);
  sockets.push(socket);
  const frames: Record<string, unknown>[] = [];
  let notice = (): void => {};
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as Record<string, unknown>;
    if (frame['type'] !== 'ka') frames.push(frame);
    notice();
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const start = (id: string, query: string): void =>
    socket.send(
      JSON.stringify({
        id,
        type: 'start',
        payload: {
          data: JSON.stringify({ query, variables: {} }),
          extensions: { authorization: { host, 'x-api-key': key } },
        },
      }),
    );
  const heard = async (count: number): Promise<readonly Record<string, unknown>[]> => {
    while (frames.length < count)
      await new Promise<void>((resolve) => {
        notice = resolve;
      });
    return frames;
  };
  return { start, heard, closed };
}

const save = (served: Emulator): Promise<Response> =>
  served.fetch('/graphql', {
    method: 'POST',
    headers: { 'x-api-key': SECOND_KEY },
    body: JSON.stringify({ query: 'mutation { save(id: "1", title: "T") { id title } }' }),
  });

it('a reset closes them: clients connect again', async () => {
  emulator = await createEmulator({ definition: definition(), port: 0 });
  const { closed } = await open(emulator);
  await emulator.reset();
  expect(await closed).toBe(1001);
  const again = await open(emulator);
  again.start('1', 'subscription { onSave { id } }');
  await again.heard(1);
  await save(emulator);
  expect((await again.heard(2))[1]).toMatchObject({ payload: { data: { onSave: { id: '1' } } } });
});

it('a key that was removed starts nothing on an open socket', async () => {
  emulator = await createEmulator({ definition: definition(), port: 0 });
  const { start, heard } = await open(emulator);
  const next = definition();
  await emulator.replace({ ...next, apis: [{ ...next.apis[0]!, apiKeys: [{ id: SECOND_KEY }] }] });
  start('1', 'subscription { onSave { id } }');
  expect(await heard(1)).toMatchObject([
    { type: 'error', id: '1', payload: { errors: [{ errorType: 'UnauthorizedException' }] } },
  ]);
});

it('an API that is deleted closes its own', async () => {
  emulator = await createEmulator({ definition: definition(), port: 0 });
  const { closed } = await open(emulator);
  await emulator.replace(EMPTY_DEFINITION);
  expect(await closed).toBe(1001);
});

it('a new revision projects for new subscribers, with the same text', async () => {
  emulator = await createEmulator({ definition: definition(), port: 0 });
  const query = 'subscription { onSave { id title } }';
  const old = await open(emulator);
  old.start('1', query);
  await old.heard(1);
  await emulator.replace(definition('id: ID title: String!'));
  const fresh = await open(emulator);
  fresh.start('1', query);
  await fresh.heard(1);
  const selected = JSON.stringify({ query: 'mutation { save(id: "1") { id } }' });
  await emulator.fetch('/graphql', { method: 'POST', headers: { 'x-api-key': KEY }, body: selected });
  expect((await old.heard(2))[1]).toMatchObject({ payload: { data: { onSave: { id: '1', title: null } } } });
  expect((await fresh.heard(2))[1]).toMatchObject({ payload: { data: { onSave: null } } });
});

it('a subscription whose resolver gives what does not fit is refused', async () => {
  emulator = await createEmulator({ definition: definition(), port: 0 });
  const { start, heard } = await open(emulator);
  start('1', 'subscription { onBroken { id } }');
  expect(await heard(1)).toMatchObject([
    { type: 'error', payload: { errors: [{ message: expect.stringContaining('expected type LIST') }] } },
  ]);
});
