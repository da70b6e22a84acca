import {
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import { createHarness, failure, fakeLambda, type Harness, idle } from '../harness.js';
import { createMachine, describeExecution, historyOf, outline, run } from '../workflows.js';

let harness: Harness;
afterEach(() => harness.close());

const work = (payload: unknown) => {
  const items = (payload as { Items: number[] }).Items;
  if (items.some((item) => item < 0)) throw failure('Negative', 'no');
  return items.reduce((sum, item) => sum + item, 0);
};

async function begin(
  numbers: readonly number[],
  tolerated: number,
  handler: (payload: unknown) => unknown = work,
  name = 'spread',
) {
  harness = createHarness({ lambda: fakeLambda({ work: handler }) });
  const machine = await createMachine(harness.client, name);
  const execution = await run(harness.client, machine, { numbers, tolerated });
  await idle();
  const { mapRuns } = await harness.client.send(new ListMapRunsCommand({ executionArn: execution }));
  return { execution, mapRunArn: mapRuns![0]!.mapRunArn! };
}

const describeRun = (mapRunArn: string) => harness.client.send(new DescribeMapRunCommand({ mapRunArn }));

describe('map runs', () => {
  it('run each batch as an execution of its own', async () => {
    const { execution, mapRunArn } = await begin([1, 2, 3, 4, 5], 0);
    expect(JSON.parse((await describeExecution(harness.client, execution)).output!)).toEqual([3, 7, 5]);
    expect(outline(await historyOf(harness.client, execution))).toEqual([
      '1 0 ExecutionStarted',
      '2 0 MapStateEntered',
      '3 2 MapStateStarted',
      '4 3 MapRunStarted',
      '5 4 MapRunSucceeded',
      '6 5 MapStateSucceeded',
      '7 5 MapStateExited',
      '8 7 ExecutionSucceeded',
    ]);
    expect(mapRunArn).toMatch(/:mapRun:spread\/numbers:/);
    expect(await describeRun(mapRunArn)).toMatchObject({
      status: 'SUCCEEDED',
      itemCounts: { total: 5, succeeded: 5 },
      executionCounts: { total: 3, succeeded: 3 },
    });
    const { executions } = await harness.client.send(new ListExecutionsCommand({ mapRunArn }));
    expect(executions).toHaveLength(3);
    expect((await describeExecution(harness.client, executions![0]!.executionArn!)).mapRunArn).toBe(mapRunArn);
  });

  it('tolerate so many failed items and no more', async () => {
    const { execution } = await begin([1, 2, -3], 1);
    expect(JSON.parse((await describeExecution(harness.client, execution)).output!)).toEqual([3]);
    harness.close();
    const { execution: second, mapRunArn } = await begin([1, 2, -3], 0);
    expect(await describeExecution(harness.client, second)).toMatchObject({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
    });
    expect(await describeRun(mapRunArn)).toMatchObject({ status: 'FAILED', itemCounts: { failed: 1 } });
  });

  it('take other limits while they run, and end with their execution', async () => {
    const { execution, mapRunArn } = await begin([1, 2, 3, 4, 5, 6, 7, 8], 0, () => new Promise(() => {}));
    expect((await describeRun(mapRunArn)).executionCounts).toMatchObject({ running: 2, pending: 2 });
    await harness.client.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 3 }));
    await idle();
    expect((await describeRun(mapRunArn)).executionCounts).toMatchObject({ running: 3, pending: 1 });
    await harness.client.send(new StopExecutionCommand({ executionArn: execution }));
    await idle();
    expect(await describeRun(mapRunArn)).toMatchObject({ status: 'ABORTED', executionCounts: { aborted: 4 } });
    const { executions } = await harness.client.send(new ListExecutionsCommand({ mapRunArn }));
    expect(executions!.map(({ status }) => status)).toEqual(['ABORTED', 'ABORTED', 'ABORTED']);
  });

  it('run more than a thousand children at once', async () => {
    const numbers = Array.from({ length: 1500 }, (_, index) => index);
    let waiting: (() => void)[] = [];
    const { execution, mapRunArn } = await begin(
      numbers,
      0,
      (item) => new Promise((resolve) => waiting.push(() => resolve(item))),
      'wide',
    );
    await idle(100);
    expect((await describeRun(mapRunArn)).executionCounts).toMatchObject({ running: 1500, pending: 0 });
    expect(waiting).toHaveLength(1500);
    for (const answer of waiting) answer();
    waiting = [];
    await idle(200);
    expect(JSON.parse((await describeExecution(harness.client, execution)).output!)).toEqual(numbers);
  });

  it('run Express children, which leave no execution behind', async () => {
    const { execution, mapRunArn } = await begin([1, 2, 3], 0, (item) => item, 'wide-express');
    expect(JSON.parse((await describeExecution(harness.client, execution)).output!)).toEqual([1, 2, 3]);
    expect(await describeRun(mapRunArn)).toMatchObject({ status: 'SUCCEEDED', executionCounts: { succeeded: 3 } });
    const { executions } = await harness.client.send(new ListExecutionsCommand({ mapRunArn }));
    expect(executions).toEqual([]);
  });

  it('count children that were stopped or timed out apart from those that failed', async () => {
    const { mapRunArn } = await begin([1, 2, 3, 4], 4, () => new Promise(() => {}));
    const { executions } = await harness.client.send(new ListExecutionsCommand({ mapRunArn }));
    await harness.client.send(new StopExecutionCommand({ executionArn: executions![0]!.executionArn! }));
    await idle();
    expect(await describeRun(mapRunArn)).toMatchObject({
      status: 'RUNNING',
      executionCounts: { aborted: 1, failed: 0, running: 1 },
      itemCounts: { aborted: 2, failed: 0, running: 2 },
    });
  });
});

describe('a redriven Map Run', () => {
  it('takes up only the children that did not succeed, and keeps what the others gave', async () => {
    let broken = true;
    const seen: unknown[] = [];
    const handler = (item: unknown) => {
      seen.push(item);
      if (item === 2 && broken) throw failure('Broken', 'not yet');
      return item === 3 && broken ? new Promise(() => {}) : item;
    };
    const { execution, mapRunArn } = await begin([1, 2, 3], 0, handler, 'wide');
    expect(await describeRun(mapRunArn)).toMatchObject({ status: 'FAILED', executionCounts: { failed: 1 } });
    const children = await harness.client.send(new ListExecutionsCommand({ mapRunArn }));
    expect(children.executions!.map(({ status }) => status).sort()).toEqual(['ABORTED', 'FAILED', 'SUCCEEDED']);
    const lost = children.executions!.find(({ status }) => status === 'FAILED')!;
    expect((await describeExecution(harness.client, lost.executionArn!)).redriveStatus).toBe('REDRIVABLE_BY_MAP_RUN');
    broken = false;
    seen.length = 0;
    await harness.client.send(new RedriveExecutionCommand({ executionArn: execution }));
    await idle(80);
    expect(seen).toEqual([2, 3]);
    expect(await describeExecution(harness.client, execution)).toMatchObject({
      status: 'SUCCEEDED',
      output: '[1,2,3]',
    });
    expect(await describeRun(mapRunArn)).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 1,
      executionCounts: { succeeded: 3, failed: 0, aborted: 0, pendingRedrive: 0 },
    });
    const history = await historyOf(harness.client, execution);
    expect(history.slice(-5).map(({ type }) => type)).toEqual([
      ...['MapRunRedriven', 'MapRunSucceeded', 'MapStateSucceeded', 'MapStateExited', 'ExecutionSucceeded'],
    ]);
    expect(history.find(({ type }) => type === 'MapRunRedriven')?.mapRunRedrivenEventDetails).toEqual({
      mapRunArn,
      redriveCount: 1,
    });
    const again = await harness.client.send(new ListExecutionsCommand({ mapRunArn }));
    expect(again.executions!.map(({ redriveCount }) => redriveCount).sort()).toEqual([0, 1, 1]);
  });

  it('begins Express children anew', async () => {
    let broken = true;
    const handler = (item: unknown) => {
      if (item === 2 && broken) throw failure('Broken', 'not yet');
      return item;
    };
    const { execution } = await begin([1, 2], 0, handler, 'wide-express');
    expect((await describeExecution(harness.client, execution)).status).toBe('FAILED');
    broken = false;
    await harness.client.send(new RedriveExecutionCommand({ executionArn: execution }));
    await idle();
    expect((await describeExecution(harness.client, execution)).output).toBe('[1,2]');
  });
});
