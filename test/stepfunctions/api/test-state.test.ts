import { TestStateCommand, type TestStateCommandInput } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHarness, fixture, type Harness, ROLE } from '../harness.js';

let harness: Harness;
beforeEach(() => {
  harness = createHarness();
});
afterEach(() => harness.close());

const input = JSON.stringify({ order: { id: 'o1' } });
const test = (more: Partial<TestStateCommandInput>) =>
  harness.client.send(
    new TestStateCommand({
      definition: fixture('tested-task'),
      roleArn: ROLE,
      input,
      inspectionLevel: 'DEBUG',
      ...more,
    }),
  );
const result = (value: unknown) => ({ mock: { result: JSON.stringify(value) } });

describe('TestState', () => {
  it('shows what each field made of the data of a mocked task', async () => {
    const answer = await test(result({ FailedEntryCount: 0 }));
    expect(answer).toMatchObject({ status: 'SUCCEEDED', nextState: 'Done' });
    expect(JSON.parse(answer.output!)).toEqual({ order: { id: 'o1' }, sent: { FailedEntryCount: 0 } });
    const data = answer.inspectionData!;
    expect(JSON.parse(data.afterInputPath!)).toEqual({ id: 'o1' });
    expect(JSON.parse(data.afterParameters!).Entries[0].Detail).toBe('o1');
    expect(JSON.parse(data.result!)).toEqual({ FailedEntryCount: 0 });
  });

  it('says which Retry takes an error, and which Catch once its attempts are used up', async () => {
    const mock = { errorOutput: { error: 'Busy', cause: 'too much' } };
    const retried = await test({ mock, stateConfiguration: { retrierRetryCount: 1 } });
    expect(retried).toMatchObject({
      status: 'RETRIABLE',
      error: 'Busy',
      inspectionData: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 6 } },
    });
    const caught = await test({ mock, stateConfiguration: { retrierRetryCount: 2 } });
    expect(caught).toMatchObject({ status: 'CAUGHT_ERROR', nextState: 'Sorry', cause: 'too much' });
    expect(JSON.parse(caught.output!).error).toEqual({ Error: 'Busy', Cause: 'too much' });
  });

  it('holds mocks against what the service answers', async () => {
    const wrong = result({ Entries: [{ EventId: 1 }] });
    await expect(test(wrong)).rejects.toThrow("Mock result schema validation error: Field 'EventId' must be a string");
    const loose = { mock: { ...wrong.mock, fieldValidationMode: 'NONE' as const } };
    expect((await test(loose)).status).toBe('SUCCEEDED');
  });

  it('finds a state inside a machine, and takes a context object', async () => {
    const one = { definition: fixture('spread'), stateName: 'Work', ...result([1]) };
    expect(await test(one)).toMatchObject({ output: '[1]', status: 'SUCCEEDED' });
    await expect(test({ ...one, stateName: 'Nothing' })).rejects.toThrow('State not found in definition');
    const pass = { definition: JSON.stringify({ Type: 'Pass', InputPath: '$$.Execution.Name', End: true }) };
    expect(await test({ ...pass, context: '{"Execution":{"Name":"mine"}}' })).toMatchObject({ output: '"mine"' });
  });

  it('waits as long as the state does', async () => {
    const waiting = test({ definition: JSON.stringify({ Type: 'Wait', Seconds: 30, End: true }) });
    await harness.advance(0);
    await harness.advance(30_000);
    expect((await waiting).status).toBe('SUCCEEDED');
  });

  it('refuses what cannot be tested so', async () => {
    const definition = JSON.stringify({ Type: 'Succeed' });
    await expect(test({ definition, ...result(1) })).rejects.toThrow(
      "State type 'Succeed' is not supported when a mock",
    );
    await expect(test({ definition: fixture('twice'), stateName: 'Both' })).rejects.toThrow('Map or Parallel');
  });
});
