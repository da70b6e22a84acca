// Executions and their transitions in the metrics of the emulator, Standard and Express alike.
import { expect, it } from 'vitest';
import { EMPTY_DEFINITION, type StateMachineDefinition } from '../../src/definition/model.js';
import { createEmulator } from '../../src/emulator.js';

const DEFINITION = JSON.stringify({
  StartAt: 'One',
  States: { One: { Type: 'Pass', Next: 'Two' }, Two: { Type: 'Succeed' } },
});

const machine = (name: string, type: StateMachineDefinition['type']): StateMachineDefinition => ({
  name,
  type,
  arn: `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`,
  definition: { text: DEFINITION, place: {} },
  roleArn: 'arn:aws:iam::000000000000:role/any',
  tags: {},
  place: {},
});

it('executions are counted as they begin, move and end', async () => {
  const stateMachines = [machine('kept', 'STANDARD'), machine('quick', 'EXPRESS')];
  const emulator = await createEmulator({ definition: { ...EMPTY_DEFINITION, stateMachines } });
  const call = async (operation: string, input: object): Promise<Record<string, unknown>> => {
    const headers = { 'x-amz-target': `AWSStepFunctions.${operation}`, 'content-type': 'application/x-amz-json-1.0' };
    const response = await emulator.fetch('/', { method: 'POST', headers, body: JSON.stringify(input) });
    return (await response.json()) as Record<string, unknown>;
  };
  try {
    await call('StartSyncExecution', { stateMachineArn: stateMachines[1]!.arn });
    const { executionArn } = await call('StartExecution', { stateMachineArn: stateMachines[0]!.arn });
    while ((await call('DescribeExecution', { executionArn }))['status'] === 'RUNNING');
    const text = await (await emulator.fetch('/_offsync/metrics')).text();
    expect(text.match(/^offsync_workflow_.*$/gm)).toEqual([
      'offsync_workflow_executions_started_total 2',
      'offsync_workflow_executions_ended_total{status="SUCCEEDED"} 2',
      'offsync_workflow_transitions_total 4',
    ]);
  } finally {
    await emulator.close();
  }
});
