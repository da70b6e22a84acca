// Step Functions of a running offsync, as the `workflow` commands ask it: over the wire and signed, like any client.
import { sign } from '../aws/sigv4.js';
import { OffsyncError } from '../lib/errors.js';
import { isObject, tryParse } from '../lib/json.js';

export type Answer = Readonly<Record<string, unknown>>;
export type WorkflowDoor = (operation: string, input: Answer) => Promise<Answer>;

/** offsync's own administrator. */
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Throws what a person can act on: nothing answers, or the words of the refusal. */
export function connectWorkflows(url: string): WorkflowDoor {
  return async (operation, input) => {
    const body = JSON.stringify(input);
    const { host } = new URL(url);
    const headers = { 'x-amz-target': `AWSStepFunctions.${operation}`, 'content-type': 'application/x-amz-json-1.0' };
    const signed = sign({ method: 'POST', url: '/', headers: { ...headers, host }, body }, CREDENTIALS, {
      service: 'states',
      region: 'us-east-1',
      now: Date.now(),
    });
    let response: Response;
    try {
      response = await fetch(new URL('/', url), { method: 'POST', headers: { ...headers, ...signed }, body });
    } catch (error) {
      throw new OffsyncError('NOT_RUNNING', `Nothing answers at ${url}. Start the app first: offsync start`, {
        cause: error,
      });
    }
    const answer = tryParse(await response.text());
    if (response.ok && isObject(answer)) return answer;
    const message = isObject(answer) ? String(answer['message'] ?? answer['Message']) : response.statusText;
    throw new OffsyncError('WORKFLOW_REFUSED', `${operation} was refused: ${message}`);
  };
}

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
