import { CreateStateMachineCommand, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import type { LogLine } from '../../../src/backends/logs-port.js';
import { readLogging } from '../../../src/stepfunctions/engine/execution-logs.js';
import { createHarness, fixture, type Harness, idle, ROLE } from '../harness.js';
import { run } from '../workflows.js';

let harness: Harness;
afterEach(() => harness.close());

const GROUP = 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/vendedlogs/states/delivery:*';

/** What is logged of an execution that fails. */
async function logged(level: 'ALL' | 'ERROR' | 'FATAL', includeExecutionData: boolean, type: 'STANDARD' | 'EXPRESS') {
  const written: { group: string; stream: string; lines: readonly LogLine[] }[] = [];
  const keep = (group: string, stream: string, lines: readonly LogLine[]) =>
    void written.push({ group, stream, lines });
  harness = createHarness({ logs: { append: keep, write: keep } });
  const { stateMachineArn } = await harness.client.send(
    new CreateStateMachineCommand({
      name: 'delivery',
      definition: fixture('delivery'),
      roleArn: ROLE,
      type,
      loggingConfiguration: {
        level,
        includeExecutionData,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: GROUP } }],
      },
    }),
  );
  const input = { total: 500 };
  if (type === 'STANDARD') await run(harness.client, stateMachineArn!, input);
  else
    await harness.client.send(
      new StartSyncExecutionCommand({ stateMachineArn: stateMachineArn!, input: JSON.stringify(input) }),
    );
  await idle();
  expect(new Set(written.map(({ group }) => group))).toEqual(new Set(['/aws/vendedlogs/states/delivery']));
  expect(written[0]!.stream).toMatch(/^states\/delivery\/2026-01-01-00-00\/[0-9a-f]{8}$/);
  return written.flatMap(({ lines }) => lines.map(({ message }) => JSON.parse(message) as Record<string, unknown>));
}

describe('execution logs', () => {
  it('hold every event at ALL, in the shape of CloudWatch Logs', async () => {
    const lines = await logged('ALL', true, 'STANDARD');
    expect(lines.map(({ type }) => type)).toEqual([
      ...['ExecutionStarted', 'ChoiceStateEntered', 'ChoiceStateExited', 'FailStateEntered', 'ExecutionFailed'],
    ]);
    expect(lines[0]).toEqual({
      id: '1',
      type: 'ExecutionStarted',
      details: { input: '{"total":500}', inputDetails: { truncated: false }, roleArn: ROLE },
      previous_event_id: '0',
      event_timestamp: String(Date.UTC(2026, 0, 1)),
      execution_arn: expect.stringMatching(/:execution:delivery:/),
      redrive_count: '0',
    });
  });

  it('hold failures at ERROR and the end at FATAL, without data unless asked', async () => {
    const errors = await logged('ERROR', false, 'STANDARD');
    expect(errors.map(({ type, details }) => [type, details])).toEqual([
      ['FailStateEntered', { name: 'Refuse' }],
      ['ExecutionFailed', { cause: 'Nobody carries that.', error: 'TooMuch' }],
    ]);
    harness.close();
    expect((await logged('FATAL', true, 'STANDARD')).map(({ type }) => type)).toEqual(['ExecutionFailed']);
  });

  it('are all that stays of an Express execution', async () => {
    const lines = await logged('ALL', true, 'EXPRESS');
    expect(lines).toHaveLength(5);
    expect(lines[4]).toMatchObject({ type: 'ExecutionFailed', execution_arn: expect.stringMatching(/:express:/) });
  });

  it('are configured in the words of templates, too', () => {
    const destinations = [{ CloudWatchLogsLogGroup: { LogGroupArn: GROUP } }];
    expect(readLogging({ Level: 'ERROR', IncludeExecutionData: true, Destinations: destinations })).toEqual({
      level: 'ERROR',
      includeExecutionData: true,
      groups: ['/aws/vendedlogs/states/delivery'],
    });
    expect(readLogging({ Level: 'OFF', Destinations: destinations })).toBeUndefined();
    expect(readLogging({ Level: 'ALL' })).toBeUndefined();
  });
});
