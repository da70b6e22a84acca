// Short ways to make, start and read workflows in tests, through the SDK.
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
  StartExecutionCommand,
  type StateMachineType,
} from '@aws-sdk/client-sfn';
import { fixture, idle, ROLE } from './harness.js';

export async function createMachine(client: SFNClient, name: string, type: StateMachineType = 'STANDARD') {
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({ name, definition: fixture(name), roleArn: ROLE, type }),
  );
  return stateMachineArn!;
}

/** Starts an execution and lets it go as far as it can. */
export async function run(client: SFNClient, stateMachineArn: string, input: unknown, name?: string): Promise<string> {
  const { executionArn } = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input), ...(name ? { name } : {}) }),
  );
  await idle();
  return executionArn!;
}

export async function describeExecution(client: SFNClient, executionArn: string) {
  return client.send(new DescribeExecutionCommand({ executionArn }));
}

export async function historyOf(client: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  return events!;
}

/** `3 2 PassStateExited`: id, previousEventId, type. */
export function outline(events: readonly HistoryEvent[]): string[] {
  return events.map((event) => `${event.id} ${event.previousEventId} ${event.type}`);
}
