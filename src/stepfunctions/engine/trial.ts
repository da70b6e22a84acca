// Runs one state on its own for TestState: the same machine, with a mock or the real thing behind the state and an ear on
// its data. Nothing of it is kept.
// https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html
import type { Clock } from '../../lib/clock.js';
import { messageOf } from '../../lib/errors.js';
import type { Failure } from '../asl/faults.js';
import type { TaskPorts } from '../integrations/target.js';
import type { Call, Mock, StateProgram } from '../states/state.js';
import { createChance } from './chance.js';
import { createRun } from './create-run.js';
import { transition } from './machine.js';
import type { ExecutionFacts, MachineEvent, Run, World } from './run.js';

export interface TrialRequest {
  readonly state: StateProgram;
  readonly facts: ExecutionFacts;
  readonly seed: string;
  readonly context: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly mock: Mock | undefined;
  readonly attempts: number;
}

export interface TrialResult {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';
  readonly output: string | undefined;
  readonly failure: Failure | undefined;
  readonly next: string | undefined;
  /** What each field gave, by its name in InspectionData. */
  readonly seen: ReadonlyMap<string, unknown>;
}

export interface TrialPorts {
  readonly clock: Clock;
  readonly tasks: TaskPorts;
  activityExists(arn: string): boolean;
}

/** A test ends after five minutes, whatever it waits for. */
const LONGEST_MS = 300_000;

export async function runTrial(request: TrialRequest, ports: TrialPorts): Promise<TrialResult> {
  const { state, facts, seed, mock } = request;
  const { clock } = ports;
  const seen = new Map<string, unknown>();
  const inspect = (field: string, value: unknown): void => void seen.set(field, value);
  const trial = { context: request.context, mock, attempts: request.attempts, inspect };
  const block = { start: state.name, states: new Map([[state.name, state]]) };
  const run = createRun(
    { block, timeoutSeconds: undefined, express: false },
    facts,
    new Map(Object.entries(request.variables)),
  );
  const deadline = clock.now() + LONGEST_MS;
  let turn = 0;
  let event: MachineEvent | undefined = { kind: 'start' };
  while (event) {
    const world: World = { chance: createChance(seed, turn), activityExists: ports.activityExists, trial };
    turn += 1;
    const { ending, calls } = transition(run, event, clock.now(), world);
    const failure = seen.get('failure') as Failure | undefined;
    if (ending) {
      const succeeded = ending.status === 'SUCCEEDED';
      const status = succeeded ? (failure ? 'CAUGHT_ERROR' : 'SUCCEEDED') : 'FAILED';
      return { status, output: ending.output, failure, next: seen.get('next') as string | undefined, seen };
    }
    if (failure) return { status: 'RETRIABLE', output: undefined, failure, next: undefined, seen };
    event = calls[0] && mock ? mockedEvent(calls[0], mock) : await nextEvent(run, calls[0], deadline, ports);
  }
  const failure = { error: 'States.Timeout', cause: 'The state did not end within five minutes.' };
  return { status: 'FAILED', output: undefined, failure, next: undefined, seen };
}

function mockedEvent({ task }: Call, { reply }: Mock): MachineEvent {
  if ('failure' in reply) return { kind: 'taskFailed', task, failure: reply.failure };
  return { kind: 'taskSucceeded', task, output: JSON.stringify(reply.result) };
}

/** The call's outcome or the first timer, whichever comes first; undefined when the time is up. */
function nextEvent(run: Run, call: Call | undefined, deadline: number, { clock, tasks }: TrialPorts) {
  return new Promise<MachineEvent | undefined>((resolve) => {
    const due = [...run.timers.values()].sort((a, b) => a.due - b.due)[0];
    const wait = clock.after(Math.min(due?.due ?? deadline, deadline) - clock.now(), () =>
      resolve(due && due.due <= deadline ? { kind: 'timer', timer: due.id } : undefined),
    );
    if (!call) return;
    const { task } = call;
    const done = (event: MachineEvent): void => {
      wait.cancel();
      resolve(event);
    };
    call.target.call(call.input, tasks, `trial:${task}`).then(
      (reply) =>
        done(
          'failure' in reply
            ? { kind: 'taskFailed', task, failure: reply.failure }
            : { kind: 'taskSucceeded', task, output: reply.output },
        ),
      (error: unknown) =>
        done({ kind: 'taskFailed', task, failure: { error: 'States.TaskFailed', cause: messageOf(error) } }),
    );
  });
}
