// How long a NONE query waits beside workflows: the built program, asked by one connection while nothing else happens, while
// 5,000 states are entered in a second (AWS's quota for an account), and while 64 clients start executions as fast as it
// goes. Used by workflows.mjs; needs dist/ (npm run build).
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const QUERIES = 3000;
const PARALLEL = 64;
const STATES_A_SECOND = 5000;
const STATES = 40;

const chain = {
  StartAt: 'S0',
  States: Object.fromEntries(
    Array.from({ length: STATES }, (_, index) => [
      `S${index}`,
      { Type: 'Pass', ...(index === STATES - 1 ? { End: true } : { Next: `S${index + 1}` }) },
    ]),
  ),
};
const CONFIG = `
api: { name: bench, auth: API_KEY, apiKeys: [da2-benchbenchbenchbenchbench] }
dataSources: { Nothing: { type: NONE } }
resolvers: { Query.ping: Nothing }
stateMachines: { chain: chain.asl.json }
`;
const RESOLVER = 'export const request = () => ({ payload: "pong" });\nexport const response = (ctx) => ctx.result;\n';

function post(port, path, headers, body, agent) {
  return new Promise((resolve, reject) => {
    const sent = request({ port, path, method: 'POST', headers, agent }, (response) => {
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function percentile(port) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { 'content-type': 'application/json', 'x-api-key': 'da2-benchbenchbenchbenchbench' };
  const times = [];
  for (let index = 0; index < QUERIES; index += 1) {
    const began = performance.now();
    const { text } = await post(port, '/graphql', headers, '{"query":"{ ping }"}', agent);
    times.push(performance.now() - began);
    if (!text.includes('pong')) throw new Error(text);
    // Not as fast as it goes: as a person's app asks.
    if (index % 10 === 0) await sleep(1);
  }
  agent.destroy();
  return times.sort((a, b) => a - b)[Math.floor(QUERIES * 0.99)];
}

/** `pause`: milliseconds between two starts; undefined: as fast as it goes. */
function keepStarting(port, pause) {
  const agent = new Agent({ keepAlive: true, maxSockets: PARALLEL });
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AWSStepFunctions.StartExecution' };
  const body = JSON.stringify({
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:chain',
    input: '{}',
  });
  let [going, started] = [true, 0];
  const begin = async () => {
    const { status, text } = await post(port, '/', headers, body, agent);
    if (status !== 200) throw new Error(text);
    started += 1;
  };
  const work = async () => {
    while (going) await begin();
  };
  const pace = async () => {
    for (let due = performance.now() + pause; going; due += pause) {
      await Promise.all([begin(), sleep(Math.max(0, due - performance.now()))]);
    }
  };
  const all = pause === undefined ? Promise.all(Array.from({ length: PARALLEL }, work)) : pace();
  return async () => {
    going = false;
    await all;
    agent.destroy();
    return started;
  };
}

export async function measureLatency() {
  const folder = mkdtempSync(join(tmpdir(), 'offsync-latency-'));
  mkdirSync(join(folder, 'schema'));
  mkdirSync(join(folder, 'resolvers'));
  writeFileSync(join(folder, 'schema/schema.graphql'), 'type Query { ping: String }\n');
  writeFileSync(join(folder, 'resolvers/Query.ping.js'), RESOLVER);
  writeFileSync(join(folder, 'chain.asl.json'), JSON.stringify(chain));
  writeFileSync(join(folder, 'offsync.yaml'), CONFIG);
  const ready = join(folder, 'ready.json');
  const args = ['start', folder, '--port', '0', '--ephemeral', '--no-watch', '--ready-file', ready];
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    for (let tries = 0; !existsSync(ready); tries += 1) {
      if (tries > 400 || child.exitCode !== null) throw new Error('the program did not get ready');
      await sleep(25);
    }
    const { port } = new URL(JSON.parse(readFileSync(ready, 'utf8')).url);
    await percentile(port);
    const idle = await percentile(port);
    const beside = async (pause) => {
      const began = performance.now();
      const stop = keepStarting(port, pause);
      await sleep(500);
      const time = await percentile(port);
      const started = await stop();
      return { time, states: (started * STATES * 1000) / (performance.now() - began) };
    };
    return { idle, busy: await beside((STATES * 1000) / STATES_A_SECOND), full: await beside(undefined) };
  } finally {
    child.kill('SIGTERM');
    await new Promise((done) => (child.exitCode === null ? child.once('exit', done) : done()));
    rmSync(folder, { recursive: true });
  }
}
