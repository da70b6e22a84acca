// Kills the built program while executions of machines made by chance are in all kinds of states, starts it again on the same
// data, and compares with what the same executions come to when nobody disturbs them. Nothing may be lost, doubled or late.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { importBundle } from './bundle.mjs';
import { createWorkplace, startProgram } from './program.mjs';

const MACHINES = 20;
/** The function of test/support/random-machine.ts, as a program has it. */
const WORK = `export const handler = async ({ do: what, attempt = 0, until = 0, value = null }) => {
  if (what === 'hang') await new Promise((done) => setTimeout(done, 4000));
  if (what === 'flaky' && attempt < until) throw Object.assign(new Error('attempt ' + attempt), { name: 'Flaky' });
  return { value };
};
`;

function connect(url) {
  return new SFNClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
}

async function createPlace() {
  const place = createWorkplace();
  const functions = join(place.app, 'functions/work');
  if (!existsSync(functions)) mkdirSync(functions, { recursive: true });
  writeFileSync(join(functions, 'index.mjs'), WORK);
  return place;
}

const arnOf = (kind, name) => `arn:aws:states:us-east-1:000000000000:${kind}:${name}`;

async function createMachines(client, definitions) {
  for (const [index, definition] of definitions.entries()) {
    const command = {
      name: `m${index}`,
      definition: JSON.stringify(definition),
      roleArn: 'arn:aws:iam::000000000000:role/r',
    };
    await client.send(new CreateStateMachineCommand(command));
  }
}

/** Starts what is not known to be started; a refusal to answer is met by asking again after the restart. */
async function startAll(client, wanted, acknowledged) {
  for (const { name, machine, input } of wanted) {
    if (acknowledged.has(name)) continue;
    const command = new StartExecutionCommand({ stateMachineArn: arnOf('stateMachine', machine), name, input });
    // It had begun and is over, though nobody was told.
    await client.send(command).catch((error) => {
      if (error.name !== 'ExecutionAlreadyExists') throw error;
    });
    acknowledged.add(name);
  }
}

/** How each execution stands; undefined for one that is not there. */
async function look(client, wanted) {
  const found = new Map();
  for (const { name, machine } of wanted) {
    const executionArn = arnOf('execution', `${machine}:${name}`);
    found.set(name, await client.send(new DescribeExecutionCommand({ executionArn })).catch(() => undefined));
  }
  return found;
}

async function untilOver(client, wanted, most = 600_000) {
  const began = Date.now();
  for (;;) {
    const found = await look(client, wanted);
    const running = [...found.values()].filter((one) => one === undefined || one.status === 'RUNNING');
    if (running.length === 0 || Date.now() - began > most) return found;
    await sleep(500);
  }
}

const shown = (one) =>
  `${one?.status} ${one?.output ?? `${one?.error}: ${one?.cause}`}`.replaceAll(/#\d+|offsync-soak-\w+/g, '');

/** Every id once, in order, and one end. */
async function faultsOfHistory(client, { name, machine }) {
  const events = [];
  let nextToken;
  do {
    const input = { executionArn: arnOf('execution', `${machine}:${name}`), maxResults: 1000, nextToken };
    const page = await client.send(new GetExecutionHistoryCommand(input));
    events.push(...page.events);
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  const gap = events.findIndex((event, index) => event.id !== index + 1);
  const ends = events.filter(({ type }) => /^Execution(?!Started)/.test(type)).length;
  return gap < 0 && ends === 1 ? [] : [`the history of ${name} has a gap at ${gap} or ${ends} ends`];
}

export async function killWorkflows({ kills, executions, seed }) {
  const { randomMachine, createSeededRandom } = await importBundle(
    "export { randomMachine } from './test/support/random-machine.ts'; export { createSeededRandom } from './src/lib/random.ts';",
  );
  const random = createSeededRandom(seed);
  const definitions = Array.from({ length: MACHINES }, () => randomMachine({ next: random.next, calm: true }));
  const wanted = Array.from({ length: executions }, (_, index) => ({
    name: `e${index}`,
    machine: `m${index % MACHINES}`,
    input: JSON.stringify({ n: index % 8, items: [1, 5, 3].slice(0, 1 + (index % 3)) }),
  }));
  const faults = [];
  const calm = await createPlace();
  const disturbed = await createPlace();
  try {
    let program = await startProgram(calm);
    let client = connect(program.url);
    await createMachines(client, definitions);
    await startAll(client, wanted, new Set());
    const expected = await untilOver(client, wanted);
    await program.stop();

    program = await startProgram(disturbed);
    client = connect(program.url);
    await createMachines(client, definitions);
    const acknowledged = new Set();
    for (let kill = 0; kill < kills; kill += 1) {
      const starting = startAll(client, wanted, acknowledged).catch(() => {});
      await sleep(100 + random.next() * 900);
      program.kill();
      await Promise.all([program.exited, starting]);
      program = await startProgram(disturbed);
      client = connect(program.url);
      for (const [name, one] of await look(client, wanted)) {
        if (acknowledged.has(name) && !one)
          faults.push(`${name} was acknowledged and is not there after kill ${kill + 1}`);
      }
    }
    await startAll(client, wanted, acknowledged);
    const found = await untilOver(client, wanted);
    for (const one of wanted) {
      const [right, got] = [shown(expected.get(one.name)), shown(found.get(one.name))];
      if (right !== got) faults.push(`${one.name} of ${one.machine}: ${got} instead of ${right}`);
      faults.push(...(await faultsOfHistory(client, one)));
    }
    await program.stop();
  } finally {
    calm.remove();
    disturbed.remove();
  }
  console.log(`${executions} executions killed ${kills} times: ${faults.length} faults`);
  return faults;
}
