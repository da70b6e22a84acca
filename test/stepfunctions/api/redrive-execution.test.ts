import { RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import { createHarness, failure, fakeLambda, type Harness, idle } from '../harness.js';
import { createMachine, describeExecution, historyOf, run } from '../workflows.js';

let harness: Harness;
afterEach(() => harness.close());

describe('RedriveExecution', () => {
  it('takes up only the branch that failed, and the history goes on', async () => {
    let broken = true;
    const second = () => {
      if (broken) throw failure('Broken', 'not yet');
      return 2;
    };
    const lambda = fakeLambda({ first: () => 1, second });
    harness = createHarness({ lambda });
    const execution = await run(harness.client, await createMachine(harness.client, 'twice'), {});
    await idle();
    expect(await describeExecution(harness.client, execution)).toMatchObject({
      status: 'FAILED',
      redriveStatus: 'REDRIVABLE',
    });
    const before = await historyOf(harness.client, execution);
    broken = false;
    const redrive = new RedriveExecutionCommand({ executionArn: execution });
    await harness.client.send(redrive);
    await idle();
    expect(await describeExecution(harness.client, execution)).toMatchObject({
      status: 'SUCCEEDED',
      output: '[1,2]',
      redriveCount: 1,
    });
    const after = await historyOf(harness.client, execution);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after[before.length]).toMatchObject({ type: 'ExecutionRedriven' });
    expect(after.filter(({ type }) => type === 'TaskStateEntered')).toHaveLength(2);
    await expect(harness.client.send(redrive)).rejects.toThrow('Execution is SUCCEEDED and cannot be redriven');
  });
});
