import { ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import { ServiceError } from '../../../src/aws/errors.js';
import { createHarness, fakeLambda, type Harness, idle } from '../harness.js';
import { createMachine, describeExecution, historyOf, run } from '../workflows.js';

let harness: Harness;
afterEach(() => harness.close());

const outputOf = async (execution: string): Promise<unknown> =>
  JSON.parse((await describeExecution(harness.client, execution)).output!);

describe('service integrations', () => {
  it('wait for an execution of another machine', async () => {
    harness = createHarness({ lambda: fakeLambda({ first: () => 1, second: () => 2 }) });
    const machine = await createMachine(harness.client, 'twice');
    const execution = await run(harness.client, await createMachine(harness.client, 'nested'), { machine, input: {} });
    await idle();
    expect(await outputOf(execution)).toEqual([1, 2]);
    const types = (await historyOf(harness.client, execution)).map(({ type }) => type);
    expect(types.slice(2, 6)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded']);
  });

  it('stop an execution that nobody waits for any more', async () => {
    harness = createHarness({ lambda: fakeLambda({ first: () => new Promise(() => {}), second: () => 2 }) });
    const machine = await createMachine(harness.client, 'twice');
    const execution = await run(harness.client, await createMachine(harness.client, 'nested'), { machine, input: {} });
    await idle();
    await harness.client.send(new StopExecutionCommand({ executionArn: execution }));
    await idle();
    const { executions } = await harness.client.send(new ListExecutionsCommand({ stateMachineArn: machine }));
    expect(executions!.map(({ status }) => status)).toEqual(['ABORTED']);
  });

  it('hear of the end of an execution whose last two transitions share a commit', async () => {
    harness = createHarness({ lambda: fakeLambda({ work: (item) => item }) });
    const machine = await createMachine(harness.client, 'wide');
    const input = { numbers: [1, 2, 3] };
    const execution = await run(harness.client, await createMachine(harness.client, 'nested'), { machine, input });
    await idle(80);
    expect(await outputOf(execution)).toEqual([1, 2, 3]);
  });

  it('read tables, and name their errors as AWS does', async () => {
    const dynamodb = {
      call(_: string, { TableName: table, Key: key }: Readonly<Record<string, unknown>>) {
        if (table === 'orders') return { Item: key };
        throw new ServiceError('ResourceNotFoundException', 'Requested resource not found');
      },
    };
    harness = createHarness({ dynamodb });
    const machine = await createMachine(harness.client, 'table');
    const read = async (table: string) => outputOf(await run(harness.client, machine, { table, id: 'o1' }));
    expect(await read('orders')).toEqual({ item: { id: { S: 'o1' } } });
    expect(await read('nothing')).toBe('no such table');
  });
});
