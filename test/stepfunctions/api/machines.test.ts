import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHarness, fixture, type Harness, idle, ROLE } from '../harness.js';
import { createMachine, describeExecution } from '../workflows.js';

let harness: Harness;
beforeEach(() => {
  harness = createHarness();
});
afterEach(() => harness.close());

describe('state machines', () => {
  it('are made, described, changed, listed and deleted', async () => {
    const { client, clock } = harness;
    const stateMachineArn = await createMachine(client, 'greet');
    const made = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(made).toMatchObject({ name: 'greet', status: 'ACTIVE', type: 'STANDARD', definition: fixture('greet') });
    expect(made.revisionId).toBeUndefined();
    expect(made.creationDate).toEqual(new Date(clock.now()));

    const changed = await client.send(
      new UpdateStateMachineCommand({ stateMachineArn, definition: fixture('countdown') }),
    );
    expect(changed.revisionId).toMatch(/^[0-9a-f-]{36}$/);
    const after = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect([after.definition, after.revisionId]).toEqual([fixture('countdown'), changed.revisionId]);

    await createMachine(client, 'order');
    const page = await client.send(new ListStateMachinesCommand({ maxResults: 1 }));
    expect(page.stateMachines?.map((machine) => machine.name)).toEqual(['greet']);
    const rest = await client.send(new ListStateMachinesCommand({ nextToken: page.nextToken }));
    expect(rest.stateMachines?.map((machine) => machine.name)).toEqual(['order']);

    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await expect(client.send(new DescribeStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
      message: `State Machine Does Not Exist: '${stateMachineArn}'`,
    });
  });

  it('the same again is no error, another of the same name is', async () => {
    const { client } = harness;
    const arn = await createMachine(client, 'greet');
    expect(await createMachine(client, 'greet')).toBe(arn);
    const other = { name: 'greet', definition: fixture('order'), roleArn: ROLE };
    await expect(client.send(new CreateStateMachineCommand(other))).rejects.toMatchObject({
      name: 'StateMachineAlreadyExists',
    });
  });

  it('a broken definition is refused with every fault and its place', async () => {
    await expect(createMachine(harness.client, 'broken')).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: expect.stringMatching(
        /^Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: .* at \/States\/C\/Resource, NOT_EMULATED: /,
      ),
    });
    const checked = await harness.client.send(new ValidateStateMachineDefinitionCommand({ definition: '{}' }));
    expect(checked.diagnostics).toEqual([
      {
        code: 'SCHEMA_VALIDATION_FAILED',
        severity: 'ERROR',
        location: '/',
        message: 'These fields are required: [States, StartAt]',
      },
    ]);
  });

  it.each([
    [{ name: 'a b' }, 'InvalidName', "Invalid Name: 'a b'"],
    [{ roleArn: 'role' }, 'InvalidArn', "Invalid Arn: 'Invalid ARN prefix: role'"],
    [{ type: 'FAST' as never }, 'ValidationException', 'Member must satisfy enum value set: [STANDARD, EXPRESS]'],
  ])('%j is refused', async (part, name, message) => {
    const whole = { name: 'x', definition: fixture('greet'), roleArn: ROLE, ...part };
    await expect(harness.client.send(new CreateStateMachineCommand(whole))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });

  it('carry tags', async () => {
    const { client } = harness;
    const resourceArn = await createMachine(client, 'greet');
    const tags = [
      { key: 'team', value: 'a' },
      { key: 'stage', value: 'test' },
    ];
    await client.send(new TagResourceCommand({ resourceArn, tags }));
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['team', 'none'] }));
    const left = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(left.tags).toEqual([{ key: 'stage', value: 'test' }]);
  });

  it('a version stays as it was, an alias leads to it', async () => {
    const { client } = harness;
    const stateMachineArn = await createMachine(client, 'greet');
    const { stateMachineVersionArn } = await client.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
    expect(stateMachineVersionArn).toBe(`${stateMachineArn}:1`);
    await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: fixture('timeout') }));
    const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
    const { stateMachineAliasArn } = await client.send(
      new CreateStateMachineAliasCommand({ name: 'live', routingConfiguration }),
    );
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn: stateMachineAliasArn, input: '{"name":"Ann"}' }),
    );
    await idle();
    const ended = await describeExecution(client, executionArn!);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', stateMachineArn, stateMachineAliasArn });
  });
});
