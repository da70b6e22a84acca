// Step Functions of a running offsync, as the `workflow` commands ask it: lists whole, machines and executions by their names.
import { OffsyncError } from '../lib/errors.js';
import { type Answer, connect, type ServiceDoor } from './connect.js';

export type { Answer } from './connect.js';
export type WorkflowDoor = ServiceDoor;

export const connectWorkflows = (url: string): WorkflowDoor => connect('states', url);

/** Every page of a list, up to `most` members. */
export async function listAll(
  door: WorkflowDoor,
  operation: string,
  member: string,
  input: Answer = {},
  most = Infinity,
): Promise<Answer[]> {
  const all: Answer[] = [];
  let nextToken: unknown;
  do {
    const more = nextToken === undefined ? {} : { nextToken };
    const page = await door(operation, { ...input, maxResults: Math.min(most - all.length, 1000), ...more });
    all.push(...(page[member] as Answer[]));
    ({ nextToken } = page);
  } while (nextToken !== undefined && all.length < most);
  return all.slice(0, most);
}

/** A machine by its ARN or its name. */
export async function machineArnOf(door: WorkflowDoor, machine: string): Promise<string> {
  if (machine.startsWith('arn:')) return machine;
  const found = (await listAll(door, 'ListStateMachines', 'stateMachines')).find(({ name }) => name === machine);
  if (found) return String(found['stateMachineArn']);
  throw new OffsyncError('WORKFLOW_REFUSED', `There is no state machine '${machine}'.`);
}

/** An execution by its ARN, by `machine/name`, or the last one of a machine; undefined when it has none. */
export async function executionArnOf(door: WorkflowDoor, execution: string): Promise<string | undefined> {
  if (/^arn:[^:]*:states:[^:]*:[^:]*:(?:execution|express):/.test(execution)) return execution;
  const slash = execution.startsWith('arn:') ? -1 : execution.indexOf('/');
  if (slash < 0) {
    const stateMachineArn = await machineArnOf(door, execution);
    const [last] = await listAll(door, 'ListExecutions', 'executions', { stateMachineArn }, 1);
    return last && String(last['executionArn']);
  }
  const machine = await machineArnOf(door, execution.slice(0, slash));
  return `${machine.replace(':stateMachine:', ':execution:')}:${execution.slice(slash + 1)}`;
}
