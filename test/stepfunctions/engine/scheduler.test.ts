import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/lib/sqlite.js';
import { createHarness, failure, fakeLambda, type Harness, type HarnessOptions, idle } from '../harness.js';
import { createMachine, describeExecution, historyOf, outline, run } from '../workflows.js';

let harness: Harness;
const open = (options?: HarnessOptions): Harness => {
  harness = createHarness(options);
  return harness;
};
afterEach(() => harness.close());

describe('the scheduler', () => {
  it('carries an order from call to wait to end', async () => {
    const lambda = fakeLambda({ charge: (event) => ({ receipt: `r-${(event as { amount: number }).amount}` }) });
    const { client, advance } = open({ lambda });
    const execution = await run(client, await createMachine(client, 'order'), { id: 1, total: 5 });
    expect((await describeExecution(client, execution)).status).toBe('RUNNING');
    await advance(86_399_999);
    expect((await describeExecution(client, execution)).status).toBe('RUNNING');
    await advance(1);
    const ended = await describeExecution(client, execution);
    expect(ended.status).toBe('SUCCEEDED');
    expect(ended.output).toBe('{"text":"Thanks for 1, receipt r-5"}');
  });

  it('keeps one timer for all waits', async () => {
    const { client, clock, advance } = open();
    const machine = await createMachine(client, 'timeout');
    const executions = await Promise.all(Array.from({ length: 50 }, () => run(client, machine, {})));
    expect(clock.pending).toBe(1);
    await advance(5000);
    for (const execution of executions) {
      expect((await describeExecution(client, execution)).status).toBe('TIMED_OUT');
    }
    expect(clock.pending).toBe(0);
  });

  it('retries after the delay the definition asks for', async () => {
    let attempts = 0;
    const lambda = fakeLambda({
      charge() {
        attempts += 1;
        if (attempts < 3) throw failure('CardBusy', 'later');
        return { receipt: 'r' };
      },
    });
    const { client, advance } = open({ lambda });
    const execution = await run(client, await createMachine(client, 'order'), { id: 1, total: 5 });
    expect(attempts).toBe(1);
    await advance(2000);
    expect(attempts).toBe(2);
    await advance(5999);
    expect(attempts).toBe(2);
    await advance(1);
    expect(attempts).toBe(3);
    expect(outline(await historyOf(client, execution)).slice(4, 13)).toEqual([
      '5 4 TaskScheduled',
      '6 5 TaskStarted',
      '7 6 TaskFailed',
      '8 7 TaskScheduled',
      '9 8 TaskStarted',
      '10 9 TaskFailed',
      '11 10 TaskScheduled',
      '12 11 TaskStarted',
      '13 12 TaskSucceeded',
    ]);
  });

  it('times a task out and ignores what comes after', async () => {
    let answer!: (value: unknown) => void;
    const lambda = fakeLambda({ first: () => new Promise((resolve) => (answer = resolve)) });
    const { client, advance } = open({ lambda });
    const execution = await run(client, await createMachine(client, 'functions'), {});
    await advance(30_000);
    answer('late');
    await idle();
    const ended = await describeExecution(client, execution);
    expect([ended.status, ended.error, ended.cause]).toEqual(['FAILED', 'States.Timeout', undefined]);
    expect(outline(await historyOf(client, execution)).slice(-2)).toEqual([
      '5 4 LambdaFunctionTimedOut',
      '6 5 ExecutionFailed',
    ]);
  });

  it('fails a state whose result is too large, in AWS’s words', async () => {
    const { client } = open({ lambda: fakeLambda({ first: () => 'x'.repeat(300_000) }) });
    const execution = await run(client, await createMachine(client, 'functions'), {});
    const ended = await describeExecution(client, execution);
    expect(ended.error).toBe('States.DataLimitExceeded');
    expect(ended.cause).toBe(
      "The state/task 'arn:aws:lambda:us-east-1:000000000000:function:first' returned a result with a size exceeding the maximum number of bytes service limit.",
    );
  });

  it('tells of events once they are on disk, and of none that never got there', async () => {
    const database = openDatabase({ file: undefined, durability: 'process' });
    const told: string[] = [];
    let full = false;
    harness = createHarness({
      lambda: fakeLambda({ first: () => 1, second: () => 2 }),
      observe: (events) => told.push(...events.map(({ type }) => type)),
      database: {
        ...database,
        commit: (work) =>
          database.commit(() => {
            const done = work();
            if (full) throw new Error('No space left.');
            return done;
          }),
      },
    });
    const machine = await createMachine(harness.client, 'functions');
    full = true;
    await expect(run(harness.client, machine, {})).rejects.toThrow();
    expect(told).toEqual([]);
    full = false;
    await run(harness.client, machine, {});
    expect(told[0]).toBe('ExecutionStarted');
  });

  it('runs many executions side by side', async () => {
    const { client } = open();
    const machine = await createMachine(client, 'countdown');
    const executions = await Promise.all(
      Array.from({ length: 20 }, (_, index) => run(client, machine, { left: index + 40 })),
    );
    for (const execution of executions) {
      expect((await describeExecution(client, execution)).output).toBe('{"left":0}');
    }
  });
});
