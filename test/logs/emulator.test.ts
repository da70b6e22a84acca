// Logs through the emulator's own door: what functions print, and what executions do, is read with CloudWatch Logs' calls.
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { EMPTY_DEFINITION } from '../../src/definition/model.js';
import { createEmulator, type Emulator } from '../../src/emulator.js';
import { createManualClock } from '../../src/lib/clock.js';

let emulator: Emulator;
afterEach(() => emulator.close());

async function call(target: string, input: object): Promise<Record<string, unknown>> {
  const response = await emulator.fetch('/', {
    method: 'POST',
    headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(input),
  });
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

const messages = (answer: Record<string, unknown>): string[] =>
  (answer['events'] as { message: string }[]).map(({ message }) => message);

it('keeps what a function printed in /aws/lambda/<name>', async () => {
  emulator = await createEmulator({
    definition: EMPTY_DEFINITION,
    clock: createManualClock(),
    functionsDir: fileURLToPath(new URL('../fixtures/functions', import.meta.url)),
  });
  await emulator.fetch('/2015-03-31/functions/echo/invocations', { method: 'POST', body: '{}' });
  const lines = messages(await call('Logs_20140328.FilterLogEvents', { logGroupName: '/aws/lambda/echo' }));
  expect(lines[0]).toMatch(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/);
  expect(lines.at(-1)).toMatch(/^REPORT RequestId: /);
});

it('keeps the log of an execution where its machine says', async () => {
  emulator = await createEmulator({ definition: EMPTY_DEFINITION, clock: createManualClock() });
  const logGroupName = '/aws/vendedlogs/states/greet';
  await call('Logs_20140328.CreateLogGroup', { logGroupName });
  const { logGroups } = await call('Logs_20140328.DescribeLogGroups', {});
  const { stateMachineArn } = await call('AWSStepFunctions.CreateStateMachine', {
    name: 'greet',
    roleArn: 'arn:aws:iam::000000000000:role/workflows',
    definition: JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }),
    loggingConfiguration: {
      level: 'ALL',
      includeExecutionData: true,
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: (logGroups as { arn: string }[])[0]!.arn } }],
    },
  });
  await call('AWSStepFunctions.StartExecution', { stateMachineArn });
  const pattern = { logGroupName, filterPattern: '{ $.type = "*StateExited" }' };
  const lines = messages(await call('Logs_20140328.FilterLogEvents', pattern));
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([{ type: 'PassStateExited', id: '3' }]);
});
