import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness, idle } from '../harness.js';
import { createMachine, describeExecution, historyOf, outline, run } from '../workflows.js';

let harness: Harness;
beforeEach(() => {
  harness = createHarness();
});
afterEach(() => harness.close());

describe('executions', () => {
  it('are described with input, output and times', async () => {
    const { client, clock } = harness;
    const execution = await run(client, await createMachine(client, 'greet'), { name: 'Ann' }, 'first');
    expect(execution).toBe('arn:aws:states:us-east-1:000000000000:execution:greet:first');
    expect(await describeExecution(client, execution)).toMatchObject({
      name: 'first',
      status: 'SUCCEEDED',
      input: '{"name":"Ann"}',
      output: '{"greeting":"Hello, Ann!"}',
      startDate: new Date(clock.now()),
      stopDate: new Date(clock.now()),
      redriveStatus: 'NOT_REDRIVABLE',
    });
  });

  it('one name, one execution: the same input while it runs gives the same one', async () => {
    const { client, advance } = harness;
    const stateMachineArn = await createMachine(client, 'timeout');
    const execution = await run(client, stateMachineArn, { a: 1 }, 'once');
    expect(await run(client, stateMachineArn, { a: 1 }, 'once')).toBe(execution);
    const taken = { name: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${execution}'` };
    await expect(run(client, stateMachineArn, { a: 2 }, 'once')).rejects.toMatchObject(taken);
    await advance(5000);
    await expect(run(client, stateMachineArn, { a: 1 }, 'once')).rejects.toMatchObject(taken);
  });

  it('the history is paged both ways', async () => {
    const { client } = harness;
    const executionArn = await run(client, await createMachine(client, 'countdown'), { left: 60 });
    const whole = await historyOf(client, executionArn);
    for (const reverseOrder of [false, true]) {
      const found: number[] = [];
      let nextToken: string | undefined;
      do {
        const page = await client.send(
          new GetExecutionHistoryCommand({ executionArn, reverseOrder, maxResults: 7, nextToken }),
        );
        found.push(...page.events!.map((event) => event.id!));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      const ids = whole.map((event) => event.id!);
      expect(found).toEqual(reverseOrder ? ids.toReversed() : ids);
    }
  });

  it('are listed newest first, by status, page by page', async () => {
    const { client, clock } = harness;
    const stateMachineArn = await createMachine(client, 'greet');
    for (const name of ['a', 'b', 'c']) {
      await run(client, stateMachineArn, { name }, name);
      clock.advance(1000);
    }
    const first = await client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 2 }));
    expect(first.executions?.map((one) => one.name)).toEqual(['c', 'b']);
    const second = await client.send(new ListExecutionsCommand({ stateMachineArn, nextToken: first.nextToken }));
    expect(second.executions?.map((one) => one.name)).toEqual(['a']);
    const running = await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }));
    expect(running.executions).toEqual([]);
  });

  it('are stopped', async () => {
    const { client } = harness;
    const executionArn = await run(client, await createMachine(client, 'timeout'), {});
    await client.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'why not' }));
    expect(await describeExecution(client, executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      cause: 'why not',
    });
    expect(outline(await historyOf(client, executionArn)).at(-1)).toBe('3 0 ExecutionAborted');
    expect(harness.clock.pending).toBeLessThanOrEqual(1);
  });

  it.each([
    ['not json', "'Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token"],
    ["{'a': 1}", "'Unexpected character (''' (code 39)): was expecting double-quote to start field name'"],
    ['', "'Invalid execution input.'"],
  ])('input %j is refused', async (input, message) => {
    const stateMachineArn = await createMachine(harness.client, 'greet');
    await expect(harness.client.send(new StartExecutionCommand({ stateMachineArn, input }))).rejects.toMatchObject({
      name: 'InvalidExecutionInput',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['nonsense', 'InvalidArn', "Invalid Arn: 'Invalid ARN prefix: nonsense'"],
    [
      'arn:aws:states:us-east-1:000000000000:express:m:n:u',
      'InvalidArn',
      'Resource type not valid in this context: express',
    ],
    ['arn:aws:states:us-east-1:000000000000:execution:m:none', 'ExecutionDoesNotExist', 'Execution Does Not Exist'],
  ])('%s names no execution', async (executionArn, name, message) => {
    await expect(harness.client.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });

  it('an Express workflow answers at once', async () => {
    const { client } = harness;
    const stateMachineArn = await createMachine(client, 'greet', 'EXPRESS');
    const answer = await client.send(new StartSyncExecutionCommand({ stateMachineArn, input: '{"name":"Bo"}' }));
    expect(answer).toMatchObject({ status: 'SUCCEEDED', output: '{"greeting":"Hello, Bo!"}' });
    expect(answer.executionArn).toMatch(/:express:greet:[0-9a-f-]{36}:[0-9a-f-]{36}$/);
    await idle();
    await expect(client.send(new ListExecutionsCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineTypeNotSupported',
    });
  });

  it('an Express workflow has no bound on its events, a Standard one ends at 25,000', async () => {
    const { client } = harness;
    const input = JSON.stringify({ left: 6500 });
    const stateMachineArn = await createMachine(client, 'countdown', 'EXPRESS');
    const answer = await client.send(new StartSyncExecutionCommand({ stateMachineArn, input }));
    expect(answer).toMatchObject({ status: 'SUCCEEDED', output: '{"left":0}' });
    harness.close();
    harness = createHarness();
    const execution = await run(harness.client, await createMachine(harness.client, 'countdown'), JSON.parse(input));
    await idle(400);
    expect(await describeExecution(harness.client, execution)).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
  }, 30_000);

  it('an Express workflow ends after five minutes', async () => {
    const { client } = harness;
    const stateMachineArn = await createMachine(client, 'patient', 'EXPRESS');
    const answer = client.send(new StartSyncExecutionCommand({ stateMachineArn }));
    await idle();
    await harness.advance(299_000);
    await harness.advance(1000);
    expect((await answer).status).toBe('TIMED_OUT');
  });
});
