// Random bodies and frames against the built program, on every protocol of a GraphQL endpoint: nothing may crash it, hang it,
// or stay in its memory. Half of what is sent is what a client would send with something changed; the rest is noise.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';

const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const KEY = 'da2-framesframesframesframesfr';
const AT_ONCE = 32;
/** Messages a connection gets before it is closed. */
const FRAMES = 25;
/** MB that the heap may hold more at the end than at half time. */
const MOST_GROWTH = 5;

const SCHEMA = `type Note { id: ID! text: String notes: [Note] }
type Query { note(id: ID!, count: Int, tags: [String]): Note }
type Mutation { add(id: ID!, text: String): Note }
type Subscription { added(id: ID): Note @aws_subscribe(mutations: ["add"]) }
`;
const ECHO =
  'export function request(ctx) { return { payload: ctx.args } } export function response(ctx) { return ctx.result }\n';

/** mulberry32. */
function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function generator(seed, port) {
  const random = randomOf(seed);
  const below = (most) => Math.floor(random() * most);
  const pick = (list) => list[below(list.length)];
  const noise = (length) => Buffer.from(Array.from({ length }, () => below(256)));
  const queries = [
    '{ note(id: "1") { id text } }',
    'query Q($id: ID!) { note(id: $id) { notes { notes { id } } } }',
    'mutation { add(id: "1", text: "x") { id text } }',
    'subscription { added(id: "1") { id } }',
    'fragment F on Note { ...F } { note(id: 1) { ...F } }',
    '{ a: note(id: 1) { id } a: note(id: 2) { id } }',
    `{ note(id: 1) ${'{ notes '.repeat(200)}{ id }${'}'.repeat(200)} }`,
    '{ note(id: 99999999999999999999, count: 1e400, tags: [[["x"]]]) { id } }',
  ];
  const authorization = { host: `localhost:${port}`, 'x-api-key': KEY };
  const body = () => JSON.stringify({ query: pick(queries), variables: pick([null, {}, { id: 1 }, [], { id: null }]) });
  const frames = [
    () => JSON.stringify({ type: 'connection_init' }),
    () =>
      JSON.stringify({
        id: String(below(5)),
        type: 'start',
        payload: { data: body(), extensions: { authorization: pick([authorization, {}, null]) } },
      }),
    () => JSON.stringify({ id: String(below(5)), type: pick(['stop', 'complete', 'nope', 'ping', '']) }),
    () => JSON.stringify({ id: String(below(5)), type: 'subscribe', payload: JSON.parse(body()) }),
    () => JSON.stringify({ type: 'connection_init', payload: authorization }),
  ];
  /** Some characters changed, doubled, cut or moved. */
  const spoil = (text) => {
    let spoiled = text;
    for (let count = below(4); count >= 0; count -= 1) {
      const at = below(spoiled.length + 1);
      const piece = pick(['', '"', '{', '}', '\\', '\u0000', '\ud800', spoiled.slice(at, at + 20), String(below(1e9))]);
      spoiled = spoiled.slice(0, at) + piece + spoiled.slice(at + below(10));
    }
    return spoiled;
  };
  const message = (make) => {
    const kind = random();
    if (kind < 0.3) return make();
    if (kind < 0.75) return spoil(make());
    if (kind < 0.98) return noise(below(300));
    return 'x'.repeat(below(400_000));
  };
  return { pick, below, body: () => message(body), frame: () => message(pick(frames)), authorization };
}

async function sendBody(port, chance) {
  const response = await fetch(`http://localhost:${port}/graphql`, {
    method: 'POST',
    headers: {
      'x-api-key': KEY,
      'content-type': chance.pick(['application/json', 'text/plain', 'multipart/form-data; boundary=x', '']),
      accept: chance.pick(['application/json', 'text/event-stream', '*/*']),
    },
    body: chance.body(),
    signal: AbortSignal.timeout(10_000),
  });
  if (response.status >= 500 || (response.status === 200 && !response.body)) throw new Error(`${response.status}`);
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) await response.body.cancel();
  else await response.text();
}

/** A connection that sends its frames and goes, politely or not. Resolves with the number of frames it could send. */
function sendFrames(port, chance) {
  const header = Buffer.from(JSON.stringify(chance.authorization)).toString('base64url');
  const protocols = chance.pick([
    ['graphql-ws', `header-${header}`],
    ['graphql-ws', `header-${header}`],
    ['graphql-ws'],
    ['graphql-transport-ws'],
    ['mqtt'],
    ['mqttv3.1'],
  ]);
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://localhost:${port}/graphql/realtime`, protocols);
    let sent = 0;
    const end = () => resolve(Math.max(1, sent));
    socket.on('error', end);
    socket.on('close', end);
    socket.on('open', () => {
      for (; sent < FRAMES && socket.readyState === WebSocket.OPEN; sent += 1) socket.send(chance.frame());
      if (chance.below(2) === 0) socket.terminate();
      else socket.close();
    });
  });
}

/** The program's heap after a collection, asked of its inspector. */
async function openHeap(output) {
  const address = () => /ws:\/\/\S+/.exec(output())?.[0];
  while (!address()) await sleep(10);
  const socket = new WebSocket(address());
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  const waiting = new Map();
  socket.on('message', (bytes) => {
    const { id, result } = JSON.parse(bytes);
    waiting.get(id)?.(result);
  });
  let ids = 0;
  const ask = (method, params = {}) =>
    new Promise((resolve) => {
      ids += 1;
      waiting.set(ids, resolve);
      socket.send(JSON.stringify({ id: ids, method, params }));
    });
  return {
    async used() {
      await ask('HeapProfiler.collectGarbage');
      const { result } = await ask('Runtime.evaluate', { expression: 'process.memoryUsage().heapUsed' });
      return result.value / 2 ** 20;
    },
    close: () => socket.terminate(),
  };
}

/** Sends `count` messages, half of them bodies; what was wrong is returned in sentences. */
export async function sendNoise({ count, seed }) {
  const folder = mkdtempSync(join(tmpdir(), 'frames-'));
  const readyFile = join(folder, 'ready.json');
  writeFileSync(join(folder, 'schema.graphql'), SCHEMA);
  writeFileSync(join(folder, 'offsync.yaml'), `api: { apiKeys: [${KEY}] }\n`);
  mkdirSync(join(folder, 'resolvers'));
  for (const name of ['Mutation.add', 'Query.note']) writeFileSync(join(folder, 'resolvers', `${name}.js`), ECHO);
  const flags = ['--port', '0', '--ephemeral', '--no-watch', '--log-level', 'error', '--ready-file', readyFile];
  const child = spawn(process.execPath, ['--inspect=127.0.0.1:0', PROGRAM, 'start', folder, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const faults = [];
  let complaints = '';
  child.stderr.on('data', (bytes) => {
    complaints += bytes;
  });
  while (!existsSync(readyFile)) await sleep(10);
  const port = Number(new URL(JSON.parse(readFileSync(readyFile, 'utf8')).url).port);
  const heap = await openHeap(() => complaints);

  const chance = generator(seed, port);
  let sent = 0;
  let halfTime;
  const worker = async () => {
    while (sent < count && child.exitCode === null) {
      if (halfTime === undefined && sent >= count / 2) halfTime = heap.used();
      if (chance.below(FRAMES + 1) > 0) {
        sent += 1;
        await sendBody(port, chance).catch((error) => faults.push(`a body was answered by ${error.message}`));
      } else sent += await sendFrames(port, chance);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (child.exitCode !== null) faults.push(`the program ended with ${child.exitCode}: ${complaints.slice(-500)}`);
  else {
    const health = await fetch(`http://localhost:${port}/_offsync/health`, { signal: AbortSignal.timeout(5_000) });
    if (health.status !== 200) faults.push(`health answers ${health.status}`);
    const before = await halfTime;
    const growth = (await heap.used()) - before;
    console.log(
      `frames: ${sent} messages, ${before.toFixed(1)} MB of heap at half time, ${growth.toFixed(1)} MB more at the end`,
    );
    if (growth > MOST_GROWTH) faults.push(`the heap grew by ${growth.toFixed(1)} MB over the second half`);
    if (/error:|TypeError|RangeError/i.test(complaints)) faults.push(`the log has errors: ${complaints.slice(0, 800)}`);
    heap.close();
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
  }
  rmSync(folder, { recursive: true });
  return [...new Set(faults)];
}
