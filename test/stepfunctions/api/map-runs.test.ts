import {
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
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

async function begin(numbers: readonly number[], tolerated: number, handler: (payload: unknown) => unknown = work) {
  harness = createHarness({ lambda: fakeLambda({ work: handler }) });
  const machine = await createMachine(harness.client, 'spread');
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
});
