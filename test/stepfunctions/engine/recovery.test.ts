import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateActivityCommand,
  GetActivityTaskCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/lib/sqlite.js';
import { createHarness, fakeLambda, type Harness, type HarnessOptions, idle } from '../harness.js';
import { createMachine, describeExecution, historyOf, outline, run } from '../workflows.js';

let folder: string;
let open: Harness[];
let boots: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offsync-'));
  open = [];
  boots = 0;
});
afterEach(() => {
  for (const harness of open) harness.close();
  rmSync(folder, { recursive: true });
});

/**
 * The same clock and machines as `before`, and a copy of its data file as it stands on disk now: what a process that is
 * killed in the middle of whatever it does leaves behind.
 */
function boot(options: HarnessOptions = {}, before?: Harness, change?: string): Harness {
  boots += 1;
  const file = join(folder, `data-${boots}.db`);
  for (const part of ['', '-wal']) {
    const old = join(folder, `data-${boots - 1}.db${part}`);
    if (existsSync(old)) copyFileSync(old, `${file}${part}`);
  }
  before?.close();
  const database = openDatabase({ file, durability: 'process' });
  if (change !== undefined) database.exec(change);
  const kept = before ? { clock: before.clock, registry: before.registry } : {};
  const harness = createHarness({ ...kept, ...options, database });
  open = [harness];
  return harness;
}

const never = (): Promise<never> => new Promise(() => {});

describe('recovery', () => {
  it('invokes a task that was under way again, without scheduling it again', async () => {
    const first = boot({ lambda: fakeLambda({ first: never }) });
    const execution = await run(first.client, await createMachine(first.client, 'functions'), { a: 1 });
    const lambda = fakeLambda({ first: () => 'one', second: () => 'two' });
    const second = boot({ lambda }, first);
    await idle();
    expect(lambda.calls).toHaveLength(1);
    await second.advance(10_000);
    const ended = await describeExecution(second.client, execution);
    expect(JSON.parse(ended.output!)).toEqual({ a: 1, first: 'one', second: 'two' });
    const history = outline(await historyOf(second.client, execution));
    expect(history.filter((line) => line.endsWith('LambdaFunctionScheduled'))).toHaveLength(2);
    expect(history.slice(0, 6)).toEqual([
      '1 0 ExecutionStarted',
      '2 0 TaskStateEntered',
      '3 2 LambdaFunctionScheduled',
      '4 3 LambdaFunctionStarted',
      '5 4 LambdaFunctionSucceeded',
      '6 5 TaskStateExited',
    ]);
  });

  it('fails an execution whose stored definition no longer compiles, and goes on with the others', async () => {
    const lambda = fakeLambda({ first: () => 1, second: () => 2 });
    const first = boot({ lambda });
    const broken = await run(first.client, await createMachine(first.client, 'functions'), {});
    await idle();
    const second = boot({ lambda }, first, `UPDATE sfn_definitions SET text = '{"StartAt":"Gone","States":{}}'`);
    await second.advance(10_000);
    const ended = await describeExecution(second.client, broken);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(ended.cause).toContain('another version of offsync');
    expect((await historyOf(second.client, broken)).at(-1)).toMatchObject({ type: 'ExecutionFailed' });
  });

  it('refuses to redrive what it can no longer retrace, and leaves it as it ended', async () => {
    const first = boot({ lambda: fakeLambda({ first: never }) });
    const executionArn = await run(first.client, await createMachine(first.client, 'functions'), {});
    await first.client.send(new StopExecutionCommand({ executionArn }));
    const second = boot({}, first, `UPDATE sfn_definitions SET text = '{"StartAt":"Gone","States":{}}'`);
    const before = await historyOf(second.client, executionArn);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(second.client.send(new RedriveExecutionCommand({ executionArn }))).rejects.toMatchObject({
        name: 'ExecutionNotRedrivable',
        message: expect.stringContaining('another version of offsync'),
      });
    }
    expect((await describeExecution(second.client, executionArn)).status).toBe('ABORTED');
    expect(await historyOf(second.client, executionArn)).toEqual(before);
  });

  it('redrives once what is asked for twice at once', async () => {
    const first = boot({ lambda: fakeLambda({ first: never }) });
    const executionArn = await run(first.client, await createMachine(first.client, 'functions'), {});
    await first.client.send(new StopExecutionCommand({ executionArn }));
    const redrive = () => first.client.send(new RedriveExecutionCommand({ executionArn }));
    const answers = await Promise.allSettled([redrive(), redrive()]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const types = (await historyOf(first.client, executionArn)).map(({ type }) => type);
    expect(types.filter((type) => type === 'ExecutionRedriven')).toHaveLength(1);
  });

  it('does not take a text of the user for an activity that was missing', async () => {
    let harness = boot();
    const { activityArn } = await harness.client.send(new CreateActivityCommand({ name: 'by-hand' }));
    const machine = await createMachine(harness.client, 'activity');
    const execution = await run(harness.client, machine, { said: `The activity ${activityArn} does not exist.` });
    harness = boot({}, harness);
    await idle();
    expect((await describeExecution(harness.client, execution)).status).toBe('RUNNING');
  });

  it('joins a nested execution that an older version began under a name of four groups', async () => {
    const lambda = fakeLambda({ first: never });
    const first = boot({ lambda });
    await createMachine(first.client, 'functions');
    const inner = 'arn:aws:states:us-east-1:000000000000:stateMachine:functions';
    const parent = await run(first.client, await createMachine(first.client, 'nested'), { machine: inner, input: {} });
    const begun = await first.client.send(new ListExecutionsCommand({ stateMachineArn: inner }));
    const { name } = begun.executions![0]!;
    expect(name).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const hex = name!.replaceAll('-', '');
    const older = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 28)].join('-');
    const rename = `UPDATE sfn_executions SET name = '${older}', arn = replace(arn, '${name}', '${older}') WHERE name = '${name}'`;
    const second = boot({ lambda }, first, rename);
    await idle();
    const found = await second.client.send(new ListExecutionsCommand({ stateMachineArn: inner }));
    expect(found.executions!.map((one) => one.name)).toEqual([older]);
    expect((await describeExecution(second.client, parent)).status).toBe('RUNNING');
  });

  it('goes on with a wait, also one that fell due in between', async () => {
    const lambda = fakeLambda({ first: () => 1, second: () => 2 });
    const first = boot({ lambda });
    const execution = await run(first.client, await createMachine(first.client, 'functions'), {});
    first.wing.close();
    first.clock.advance(60_000);
    const second = boot({ lambda }, first);
    await second.advance(0);
    expect((await describeExecution(second.client, execution)).status).toBe('SUCCEEDED');
  });

  it('survives being closed between any two transitions', async () => {
    const lambda = fakeLambda({ first: () => 'one', second: () => 'two' });
    let harness = boot({ lambda });
    const execution = await run(harness.client, await createMachine(harness.client, 'functions'), {});
    for (let turn = 0; turn < 12; turn += 1) {
      harness = boot({ lambda }, harness);
      await idle(3);
      await harness.advance(2000);
    }
    const history = await historyOf(harness.client, execution);
    expect(history.at(-1)?.type).toBe('ExecutionSucceeded');
    expect(history.map((event) => event.id)).toEqual(history.map((_, index) => index + 1));
  });

  it('keeps branches, timeouts and the numbers of retries', async () => {
    const failing = fakeLambda({
      charge() {
        throw Object.assign(new Error('later'), { name: 'CardBusy' });
      },
    });
    let harness = boot({ lambda: failing });
    const execution = await run(harness.client, await createMachine(harness.client, 'order'), { id: 1, total: 5 });
    harness = boot({ lambda: failing }, harness);
    await harness.advance(2000);
    harness = boot({ lambda: failing }, harness);
    await harness.advance(6000);
    const ended = await describeExecution(harness.client, execution);
    expect([ended.status, ended.error]).toEqual(['FAILED', 'Refused']);
    expect(failing.calls).toHaveLength(3);
  });

  it('keeps task tokens', async () => {
    let harness = boot();
    const created = await harness.client.send(new CreateActivityCommand({ name: 'by-hand' }));
    const execution = await run(harness.client, await createMachine(harness.client, 'activity'), { job: 1 });
    harness = boot({}, harness);
    const { activityArn } = created;
    const task = await harness.client.send(new GetActivityTaskCommand({ activityArn, workerName: 'me' }));
    expect(task.input).toBe('{"job":1}');
    harness = boot({}, harness);
    await harness.client.send(new SendTaskSuccessCommand({ taskToken: task.taskToken, output: '"done"' }));
    await idle();
    expect((await describeExecution(harness.client, execution)).output).toBe('"done"');
  });

  it('goes on with the children of a Map Run, none of them twice', async () => {
    let finish = false;
    const work = (payload: unknown) => (finish ? (payload as { Items: number[] }).Items[0] : never());
    const first = boot({ lambda: fakeLambda({ work }) });
    const machine = await createMachine(first.client, 'spread');
    const execution = await run(first.client, machine, { numbers: [1, 2, 3, 4, 5, 6], tolerated: 0 });
    await idle();
    finish = true;
    const lambda = fakeLambda({ work });
    const second = boot({ lambda }, first);
    await idle(80);
    expect(JSON.parse((await describeExecution(second.client, execution)).output!)).toEqual([1, 3, 5]);
    expect(lambda.calls).toHaveLength(3);
  });

  it('goes on waiting for a nested execution in the same file, opened again', async () => {
    const file = join(folder, 'same.db');
    const at = () => openDatabase({ file, durability: 'process' });
    const before = at();
    const first = createHarness({ lambda: fakeLambda({ first: never, second: () => 2 }), database: before });
    const machine = await createMachine(first.client, 'twice');
    const execution = await run(first.client, await createMachine(first.client, 'nested'), { machine, input: {} });
    await idle();
    first.close();
    const { clock, registry } = first;
    const lambda = fakeLambda({ first: () => 1, second: never });
    const second = createHarness({ clock, registry, lambda, database: at() });
    open = [second];
    await idle(80);
    expect((await describeExecution(second.client, execution)).output).toBe('[1,2]');
    const history = outline(await historyOf(second.client, execution));
    expect(history.filter((line) => line.endsWith('TaskSubmitted'))).toHaveLength(1);
  });

  it('stops what a parent that ended had no time to stop', async () => {
    const lambda = fakeLambda({ first: never, second: never, work: never });
    const first = boot({ lambda });
    const machine = await createMachine(first.client, 'twice');
    const nested = await run(first.client, await createMachine(first.client, 'nested'), { machine, input: {} });
    const wide = await run(first.client, await createMachine(first.client, 'wide'), { numbers: [1, 2] });
    await idle();
    // As if the process had been killed between the end of the parents and that of their children.
    const second = boot(
      { lambda },
      first,
      `UPDATE sfn_executions SET status = 'ABORTED' WHERE starter IS NULL AND map_run IS NULL;
       UPDATE sfn_map_runs SET report = json_set(report, '$.status', 'ABORTED')`,
    );
    await idle();
    const { executions } = await second.client.send(new ListExecutionsCommand({ stateMachineArn: machine }));
    expect(executions!.map(({ status }) => status)).toEqual(['ABORTED']);
    const { mapRuns } = await second.client.send(new ListMapRunsCommand({ executionArn: wide }));
    const { mapRunArn } = mapRuns![0]!;
    const children = await second.client.send(new ListExecutionsCommand({ mapRunArn: mapRunArn! }));
    expect(children.executions!.map(({ status }) => status)).toEqual(['ABORTED', 'ABORTED']);
    expect((await describeExecution(second.client, nested)).status).toBe('ABORTED');
  });
});
