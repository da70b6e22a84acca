// Runs a machine made by chance to its end, killed after given commits and brought back from what is on disk, and says what
// became of it in a form that two runs can be compared by. Used by the test of the engine and by the soak.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { createManualClock } from '../../src/lib/clock.js';
import { createSeededRandom } from '../../src/lib/random.js';
import { type Database, openDatabase } from '../../src/lib/sqlite.js';
import { createWorker, randomMachine } from '../support/random-machine.js';
import { createHarness, fakeLambda, type Harness, type HarnessOptions, idle, ROLE } from './harness.js';

const INNER = 'arn:aws:states:us-east-1:000000000000:stateMachine:inner';
const ONE = 'arn:aws:states:us-east-1:000000000000:execution:outer:one';
const MOST_STEPS = 3000;

export interface Finished {
  /** Every execution: how it ended and its history as a tree of causes, without times and ids. */
  readonly executions: readonly string[];
  readonly commits: number;
  readonly events: number;
}

/** Each history differs in what a restart may change: when things happened, and the ids of requests. */
function plain(text: string): string {
  return (
    text
      .replaceAll(/event id #\d+/g, 'event id #')
      .replaceAll(/[A-Za-z0-9+/=]{60,}/g, 'TOKEN')
      .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
      // ... which stand in causes in outputs, too: quoted as often as that.
      .replaceAll(/(\\*"(?:StartDate|StopDate)\\*"):\d+/g, '$1:0')
  );
}

interface Event {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestamp: number;
}

function treeOf(events: readonly Event[]): string {
  const followers = new Map<number, Event[]>();
  for (const event of events) {
    followers.set(event.previousEventId, [...(followers.get(event.previousEventId) ?? []), event]);
  }
  const draw = (event: Event): string => {
    const { id, previousEventId: _, timestamp: __, ...rest } = event;
    const submitted = event.type === 'TaskSubmitted' ? { type: event.type } : rest;
    return `${plain(JSON.stringify(submitted))}(${(followers.get(id) ?? []).map(draw).sort().join(',')})`;
  };
  return (followers.get(0) ?? []).map(draw).sort().join(',');
}

function read(database: Database): Pick<Finished, 'executions' | 'events'> {
  let count = 0;
  // Whether a child that a failing Map Run gave up had begun is a matter of chance.
  const rows = database
    .prepare(
      `SELECT id, arn, status, output, error, cause FROM sfn_executions
       WHERE map_run IS NULL OR status <> 'ABORTED' ORDER BY arn`,
    )
    .all();
  const executions = rows.map(([id, ...ending]) => {
    const turns = database.prepare('SELECT events FROM sfn_history WHERE execution = ? ORDER BY turn').all(id!);
    const events = turns.flatMap(([text]) => JSON.parse(String(text)) as Event[]);
    count += events.length;
    return `${plain(JSON.stringify(ending))} ${treeOf(events)}`;
  });
  return { executions: executions.sort(), events: count };
}

/** `kills`: after how many commits, counted anew from each start, the engine is abandoned. */
export async function runRandomMachine(seed: number, kills: readonly number[]): Promise<Finished> {
  const folder = mkdtempSync(join(tmpdir(), 'offsync-random-'));
  const { next } = createSeededRandom(seed);
  const inner = randomMachine({ next });
  const outer = randomMachine({ next, innerArn: INNER });
  const clock = createManualClock();
  // One for all starts: drawing the same seeds again would give children the names of earlier ones.
  const random = createSeededRandom(seed + 500_009);
  const tokens = new Map<string, string>();
  const lambda = fakeLambda({ work: createWorker(tokens) });
  let kept: Pick<HarnessOptions, 'registry'> = {};
  let commits = 0;
  let boots = 0;
  let killed = false;

  /** As a process that is killed right behind a commit leaves its file. */
  const boot = (): { harness: Harness; database: Database } => {
    const file = join(folder, `${boots}.db`);
    const killAt = kills[boots];
    boots += 1;
    let flushes = 0;
    const defer = (flush: () => void): void => {
      setImmediate(() => {
        if (killed) return;
        flush();
        commits += 1;
        flushes += 1;
        if (flushes !== killAt) return;
        killed = true;
        const copy = join(folder, `${boots}.db`);
        for (const part of ['', '-wal']) if (existsSync(file + part)) copyFileSync(file + part, copy + part);
      });
    };
    killed = false;
    const database = openDatabase({ file: kills.length === 0 ? undefined : file, durability: 'process', defer });
    const harness = createHarness({ clock, random, lambda, database, ...kept });
    kept = { registry: harness.registry };
    return { harness, database };
  };

  let now = boot();
  try {
    const { client } = now.harness;
    for (const [name, definition] of Object.entries({ inner, outer })) {
      const command = { name, definition: JSON.stringify(definition), roleArn: ROLE };
      await client.send(new CreateStateMachineCommand(command));
    }
    const input = JSON.stringify({ n: Math.floor(next() * 8), items: [1, 5, 3].slice(0, 1 + Math.floor(next() * 3)) });
    const stateMachineArn = INNER.replace('inner', 'outer');
    const started = client.send(new StartExecutionCommand({ stateMachineArn, name: 'one', input }));
    await Promise.race([started, idle()]);
    for (let step = 0; step < MOST_STEPS; step += 1) {
      await idle(16);
      if (killed) {
        now.harness.close();
        now = boot();
        await now.harness.advance(0);
        continue;
      }
      if (isOver(now.database)) {
        if (!mayBeRedriven(now.database)) return { ...read(now.database), commits };
        const command = new RedriveExecutionCommand({ executionArn: ONE });
        await Promise.race([now.harness.client.send(command).catch(() => {}), idle()]);
        continue;
      }
      await answer(now.harness, tokens);
      if (!killed) await now.harness.advance(1000);
    }
    const stuck = read(now.database).executions.filter((text) => text.includes('"RUNNING"'));
    throw new Error(`The machine of seed ${seed} did not come to an end:\n${stuck.join('\n')}`);
  } finally {
    now.harness.close();
    rmSync(folder, { recursive: true });
  }
}

function isOver(database: Database): boolean {
  const count = (where: string): number =>
    Number(database.prepare(`SELECT count(*) FROM sfn_executions WHERE ${where}`).get()![0]);
  return count("status = 'RUNNING'") === 0 && count('1') > 0;
}

/** What failed is redriven, once. */
function mayBeRedriven(database: Database): boolean {
  const row = database.prepare('SELECT status, redrives FROM sfn_executions WHERE arn = ?').get(ONE);
  return row?.[0] === 'FAILED' && row[1] === 0;
}

/** An answer that was not acknowledged is given again, as a worker would. */
async function answer({ client }: Harness, tokens: Map<string, string>): Promise<void> {
  for (const [taskToken, output] of tokens) {
    const sent = client
      .send(new SendTaskSuccessCommand({ taskToken, output }))
      .then(() => true)
      .catch((error: unknown) => (error as Error).name === 'TaskTimedOut');
    if (await Promise.race([sent, idle(16).then(() => false)])) tokens.delete(taskToken);
  }
}

/** Kills at random moments; undefined when everything ended as in the run that nobody disturbed. */
export async function compareRuns(seed: number, times: number): Promise<string | undefined> {
  const { executions, commits } = await runRandomMachine(seed, []);
  const { next } = createSeededRandom(seed + 1_000_003);
  const kills = Array.from({ length: times }, () => 1 + Math.floor((next() * commits) / times));
  const disturbed = await runRandomMachine(seed, kills);
  for (const [index, execution] of executions.entries()) {
    if (execution === disturbed.executions[index]) continue;
    return `seed ${seed}, killed after ${kills.join(', ')} commits:\n  ${execution}\n  ${disturbed.executions[index]}`;
  }
  const more = disturbed.executions.length - executions.length;
  return more === 0 ? undefined : `seed ${seed}, killed after ${kills.join(', ')} commits: ${more} executions more`;
}
