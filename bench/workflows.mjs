// What the workflow engine does in a second, on this machine: durable transitions of 64 executions at once, the same in
// memory, what 50,000 executions that wait cost, running and brought back, what a transition costs as its history grows, how
// many commits an execution takes, and how long a NONE query waits while transitions run (with the built program).
// `node bench/workflows.mjs [--only NAME]`; prints a table and names the goals that are missed. docs/decisions/0008-workflow-engine.md says what the figures mean.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { jsonataPlugin } from '../scripts/jsonata-plugin.mjs';
import { measureLatency } from './workflow-latency.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules/.cache');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'bench-workflows-'));

const entry = `
  export { compile, start } from './src/stepfunctions/index.js';
  export { createRegistry } from './src/definition/registry.js';
  export { EMPTY_DEFINITION } from './src/definition/model.js';
  export { openDatabase } from './src/lib/sqlite.js';
  export { systemClock } from './src/lib/clock.js';
  export { systemRandom } from './src/lib/random.js';
  export { silentLog } from './src/lib/log.js';`;
await build({
  stdin: { contents: entry, resolveDir: root, loader: 'ts' },
  outfile: join(folder, 'offsync.mjs'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  plugins: [jsonataPlugin()],
  banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
  logLevel: 'warning',
});
const offsync = await import(pathToFileURL(join(folder, 'offsync.mjs')).href);

const ACCOUNT = { accountId: '000000000000', region: 'us-east-1' };
const ARN = (name) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;

/** Tasks one after the other, so that every transition is one of its own and no slice holds many. */
const tasks = (count) => ({
  StartAt: 'S0',
  States: Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `S${index}`,
      {
        Type: 'Task',
        Resource: 'arn:aws:lambda:us-east-1:000000000000:function:echo',
        ...(index === count - 1 ? { End: true } : { Next: `S${index + 1}` }),
      },
    ]),
  ),
});
const wait = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 86_400, End: true } } };

function machine(name, definition) {
  const text = JSON.stringify(definition);
  return {
    name,
    arn: ARN(name),
    type: 'STANDARD',
    definition: { text, place: {} },
    roleArn: 'arn:aws:iam::000000000000:role/r',
    tags: {},
    place: {},
  };
}

/** Task and Choice in turn, until the task says that it is enough: five events a round. */
const loop = {
  StartAt: 'Work',
  States: {
    Work: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:count', Next: 'Enough?' },
    'Enough?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.left', NumericGreaterThan: 0, Next: 'Work' }],
      Default: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
};
const three = tasks(1);
three.States.S0 = { ...three.States.S0, End: undefined, Next: 'S2' };
three.StartAt = 'S1';
Object.assign(three.States, { S1: { Type: 'Pass', Next: 'S0' }, S2: { Type: 'Pass', End: true } });

const machines = [machine('tasks', tasks(20)), machine('wait', wait), machine('loop', loop), machine('three', three)];
const nothing = { call: () => Promise.reject(new Error('no tables')) };

function open(options) {
  const database = offsync.openDatabase(options);
  const { program } = offsync.compile({ stateMachines: machines });
  const wing = offsync.start(program, {
    database,
    clock: offsync.systemClock,
    random: offsync.systemRandom,
    log: offsync.silentLog,
    account: ACCOUNT,
    lambda: {
      invoke: async ({ functionName, payload }) => {
        const counted = functionName.endsWith(':count')
          ? JSON.stringify({ left: JSON.parse(payload).left - 1 })
          : payload;
        return { statusCode: 200, payload: counted, functionError: undefined, logTail: '' };
      },
    },
    dynamodb: nothing,
    logs: { append() {}, write() {} },
    control: { apply: () => Promise.reject(new Error('no changes')) },
  });
  const call = async (operation, input) => {
    const answer = await wing.doors.json({
      method: 'POST',
      url: '/',
      headers: { 'x-amz-target': `AWSStepFunctions.${operation}`, 'content-type': 'application/x-amz-json-1.0' },
      body: Buffer.from(JSON.stringify(input)),
      remoteAddress: '127.0.0.1',
      secure: false,
    });
    if (answer.status !== 200) throw new Error(String(answer.body));
    return JSON.parse(String(answer.body));
  };
  const close = () => {
    wing.close();
    database.close();
  };
  return { call, close };
}

const finished = async (call, executionArn) => {
  for (;;) {
    const { status } = await call('DescribeExecution', { executionArn });
    if (status !== 'RUNNING') return status;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
};

/** States entered in a second by `parallel` executions at once, and in a second of one core's work. */
async function throughput(options, parallel, rounds) {
  const { call, close } = open(options);
  const one = async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { executionArn } = await call('StartExecution', { stateMachineArn: ARN('tasks'), input: '{"a":1}' });
      const status = await finished(call, executionArn);
      if (status !== 'SUCCEEDED') throw new Error(status);
    }
  };
  const states = parallel * rounds * 20;
  const before = process.cpuUsage();
  const began = performance.now();
  await Promise.all(Array.from({ length: parallel }, one));
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  close();
  return {
    rate: states / seconds,
    shown: `${whole(states / seconds)} (${whole((states * 1e6) / (user + system))} a CPU second)`,
  };
}

const rows = [];
const row = (what, value, goal, met) => rows.push({ what, value, goal, met: met ? 'yes' : 'NO' });
const whole = (value) => Math.round(value).toLocaleString('en');

const file = (name) => join(folder, name);
const { values: flags } = parseArgs({ options: { only: { type: 'string' } } });
const wanted = (name) => flags.only === undefined || flags.only === name;

if (wanted('throughput')) {
  await throughput({ file: undefined, durability: 'process' }, 16, 4);
  const power = await throughput({ file: file('power.db'), durability: 'power' }, 64, 8);
  row('StateEntered/s, 64 executions, durable against power loss', power.shown, '5,000', power.rate >= 5000);
  const wide = await throughput({ file: file('wide.db'), durability: 'power' }, 256, 4);
  row('StateEntered/s, 256 executions, durable against power loss', wide.shown, '5,000', wide.rate >= 5000);
  const memory = await throughput({ file: undefined, durability: 'process' }, 64, 8);
  row('StateEntered/s, 64 executions, in memory', memory.shown, '20,000', memory.rate >= 20_000);
}

if (wanted('growth')) {
  /** Microseconds a transition takes while a history grows to so many events. */
  async function costAt(events) {
    const { call, close } = open({ file: undefined, durability: 'process' });
    const rounds = Math.round(events / 5);
    const parallel = Math.max(1, Math.round(4000 / rounds));
    const began = performance.now();
    await Promise.all(
      Array.from({ length: parallel }, async () => {
        const input = JSON.stringify({ left: rounds });
        const { executionArn } = await call('StartExecution', { stateMachineArn: ARN('loop'), input });
        if ((await finished(call, executionArn)) !== 'SUCCEEDED') throw new Error('the loop failed');
      }),
    );
    const cost = ((performance.now() - began) * 1000) / (rounds * parallel);
    close();
    return cost;
  }
  await costAt(1000);
  const costs = [];
  for (const events of [10, 100, 1000, 10_000]) costs.push(await costAt(events));
  const shown = costs.map((cost) => whole(cost)).join(', ');
  row(
    'us a round (5 events) with histories of 10, 100, 1,000, 10,000 events',
    shown,
    'flat',
    costs[3] < costs[1] * 1.5,
  );

  let commits = 0;
  const counted = open({
    file: undefined,
    durability: 'process',
    defer: (flush) =>
      setImmediate(() => {
        commits += 1;
        flush();
      }),
  });
  const { executionArn: ofThree } = await counted.call('StartExecution', {
    stateMachineArn: ARN('three'),
    input: '{}',
  });
  await finished(counted.call, ofThree);
  // What is written is seen before it is committed.
  await new Promise((resolve) => setTimeout(resolve, 20));
  counted.close();
  row('commits of an execution of three states (Pass, Task, Pass)', commits, '3', commits <= 3);
}

if (wanted('waiting')) {
  const waiting = { file: file('waiting.db'), durability: 'process' };
  const before = process.memoryUsage().rss;
  const first = open(waiting);
  const began = performance.now();
  for (let batch = 0; batch < 50; batch += 1) {
    await Promise.all(
      Array.from({ length: 1000 }, () => first.call('StartExecution', { stateMachineArn: ARN('wait'), input: '{}' })),
    );
  }
  row('50,000 executions begun that wait a day, ms', whole(performance.now() - began), '-', true);
  globalThis.gc?.();
  const grown = (process.memoryUsage().rss - before) / 2 ** 20;
  row('memory of 50,000 that wait, MB more', whole(grown), '300', grown < 300);
  first.close();
  const restarting = performance.now();
  const second = open(waiting);
  await second.call('ListExecutions', { stateMachineArn: ARN('wait'), maxResults: 1 });
  const restarted = performance.now() - restarting;
  row('restart with 50,000 that wait, ms', whole(restarted), '5,000', restarted < 5000);
  second.close();
}
rmSync(folder, { recursive: true });

if (wanted('latency')) {
  const { idle, busy, full } = await measureLatency();
  const told = ({ time, states }) => `${idle.toFixed(1)} -> ${time.toFixed(1)} (${whole(states)} states/s)`;
  row('99th percentile of a NONE query, ms, idle -> beside transitions', told(busy), '5x', busy.time <= idle * 5);
  row('the same beside as many as it can do', told(full), '-', true);
}

console.table(rows);
const missed = rows.filter(({ met }) => met !== 'yes');
console.log(missed.length === 0 ? 'All goals met.' : `Missed: ${missed.map(({ what }) => what).join('; ')}`);
