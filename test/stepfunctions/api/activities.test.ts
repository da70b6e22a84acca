import {
  CreateActivityCommand,
  DeleteActivityCommand,
  GetActivityTaskCommand,
  ListActivitiesCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness, idle } from '../harness.js';
import { createMachine, describeExecution, historyOf, outline, run } from '../workflows.js';

let harness: Harness;
let activityArn: string;
beforeEach(async () => {
  harness = createHarness();
  activityArn = (await harness.client.send(new CreateActivityCommand({ name: 'by-hand' }))).activityArn!;
});
afterEach(() => harness.close());

const begin = async (): Promise<string> =>
  run(harness.client, await createMachine(harness.client, 'activity'), { a: 1 });

describe('activities', () => {
  it('a worker that waits gets the task, and its answer goes on', async () => {
    const { client } = harness;
    const polled = client.send(new GetActivityTaskCommand({ activityArn, workerName: 'ann' }));
    const execution = await begin();
    const { taskToken, input } = await polled;
    expect(input).toBe('{"a":1}');
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '{"b":2}' }));
    await idle();
    expect((await describeExecution(client, execution)).output).toBe('{"b":2}');
    expect(outline(await historyOf(client, execution)).slice(2, 5)).toEqual([
      '3 2 ActivityScheduled',
      '4 3 ActivityStarted',
      '5 4 ActivitySucceeded',
    ]);
    await expect(client.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
  });

  it('heartbeats keep it alive', async () => {
    const { client, advance } = harness;
    const execution = await begin();
    const { taskToken } = await client.send(new GetActivityTaskCommand({ activityArn }));
    await advance(50_000);
    await client.send(new SendTaskHeartbeatCommand({ taskToken }));
    await advance(50_000);
    expect((await describeExecution(client, execution)).status).toBe('RUNNING');
    await advance(10_000);
    expect(await describeExecution(client, execution)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('fails as the worker says', async () => {
    const { client } = harness;
    const execution = await begin();
    const { taskToken } = await client.send(new GetActivityTaskCommand({ activityArn }));
    await client.send(new SendTaskFailureCommand({ taskToken, error: 'Tired', cause: 'long day' }));
    await idle();
    expect(await describeExecution(client, execution)).toMatchObject({ error: 'Tired', cause: 'long day' });
  });

  it('a poll without work ends after a minute', async () => {
    const polled = harness.client.send(new GetActivityTaskCommand({ activityArn }));
    await idle();
    await harness.advance(60_000);
    expect((await polled).taskToken).toBeUndefined();
  });

  it('an activity that is gone fails the state', async () => {
    const { client } = harness;
    await client.send(new DeleteActivityCommand({ activityArn }));
    expect((await client.send(new ListActivitiesCommand({}))).activities).toEqual([]);
    const ended = await describeExecution(client, await begin());
    expect(ended.cause).toContain(`The activity ${activityArn} does not exist.`);
  });

  it('refuses tokens that are none', async () => {
    await expect(
      harness.client.send(new SendTaskSuccessCommand({ taskToken: 'nonsense', output: '1' })),
    ).rejects.toMatchObject({ name: 'InvalidToken' });
  });
});
