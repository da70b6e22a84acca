// Step Functions as a Task: an execution of another machine, waited for or not.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
import { tryParse } from '../../lib/json.js';
import { optimizedFailure, sdkFailure, sdkMetadata } from './sdk-metadata.js';
import type { Action, Integration, TaskCall } from './service.js';
import { type NestedExecution, present, type Reply, type TaskPorts } from './target.js';

type Parameters = Readonly<Record<string, unknown>>;

const NAMES = { prefix: 'StepFunctions', service: 'AWSStepFunctions', general: 'AWSStepFunctionsException' };

/** Input may be any JSON here; null counts as none (recorded). */
function begin(parameters: Parameters, ports: TaskPorts, key: string): Promise<NestedExecution> {
  const { StateMachineArn, Name, Input, TraceHeader } = parameters;
  const input =
    Input === undefined || Input === null ? undefined : typeof Input === 'string' ? Input : JSON.stringify(Input);
  return ports.executions.start(
    present({ stateMachineArn: StateMachineArn, name: Name ?? undefined, input, traceHeader: TraceHeader }),
    key,
  );
}

/** DescribeExecution as `.sync` gives it; `.sync:2` has input and output as JSON and not as text. */
function describe(ended: Parameters, parsed: boolean): Record<string, unknown> {
  const data = (text: unknown): unknown => (parsed && typeof text === 'string' ? tryParse(text) : text);
  const { input, inputDetails, output, outputDetails } = ended;
  const details = (given: unknown) => (given === undefined ? undefined : { Included: true });
  const milliseconds = (date: unknown) => (typeof date === 'number' ? Math.round(date * 1000) : undefined);
  return present({
    ExecutionArn: ended['executionArn'],
    Input: data(input),
    InputDetails: details(inputDetails),
    Name: ended['name'],
    Output: data(output),
    OutputDetails: details(outputDetails),
    StartDate: milliseconds(ended['startDate']),
    StateMachineArn: ended['stateMachineArn'],
    Status: ended['status'],
    StopDate: milliseconds(ended['stopDate']),
    RedriveCount: ended['redriveCount'],
    RedriveStatus: ended['redriveStatus'],
    RedriveStatusReason: ended['redriveStatusReason'],
    Error: ended['error'],
    Cause: ended['cause'],
  });
}

async function outcome(nested: NestedExecution, parsed: boolean): Promise<Reply> {
  const ended = await nested.ended();
  if (ended['status'] === 'SUCCEEDED') return { output: JSON.stringify(describe(ended, parsed)) };
  // In its cause the data are text whatever the pattern (recorded).
  return { failure: { error: 'States.TaskFailed', cause: JSON.stringify(describe(ended, false)) } };
}

async function startExecution(parameters: Parameters, ports: TaskPorts, { pattern, key }: TaskCall): Promise<Reply> {
  try {
    const nested = await begin(parameters, ports, key);
    const answer = { ExecutionArn: nested.arn, StartDate: nested.startedAt };
    const output = JSON.stringify({ ...answer, ...sdkMetadata(JSON.stringify(answer).length, ports) });
    const waits = pattern === 'sync' || pattern === 'sync:2';
    return waits ? { output, later: outcome(nested, pattern === 'sync:2') } : { output };
  } catch (error) {
    return { failure: optimizedFailure(error, NAMES, ports) };
  }
}

const sdkStartExecution: Action = {
  patterns: ['requestResponse', 'waitForTaskToken'],
  async run(parameters, ports, { key }) {
    try {
      const nested = await begin(parameters, ports, key);
      const output = { ExecutionArn: nested.arn, StartDate: new Date(nested.startedAt).toISOString() };
      return { output: JSON.stringify(output) };
    } catch (error) {
      return { failure: sdkFailure(error, 'Sfn', 'SfnException', ports) };
    }
  },
};

/** `arn:aws:states:::states:startExecution`. */
export const states: Integration = {
  service: 'states',
  names: { StateMachineArn: 'stateMachines' },
  actions: {
    startExecution: {
      patterns: ['requestResponse', 'sync', 'sync:2', 'waitForTaskToken'],
      run: startExecution,
      cancel: (ports, key) => ports.executions.stop(key),
    },
  },
};

/** `arn:aws:states:::aws-sdk:sfn:startExecution`. */
export const statesSdk: Integration = {
  service: 'aws-sdk:sfn',
  names: { StateMachineArn: 'stateMachines' },
  actions: { startExecution: sdkStartExecution },
};
