// What the scheduler is asked and answers: the engine's face towards the API. Implemented by scheduler.ts.
import type { Failure } from '../asl/faults.js';
import type { ChildExecution, Reply } from '../integrations/target.js';
import type { MachineProgram } from '../states/machine-program.js';
import type { Tuning } from '../states/state.js';
import type { Ending, ExecutionRecord } from '../store/executions.js';
import type { ActivityBroker } from './activity-broker.js';
import type { TrialRequest, TrialResult } from './trial.js';

/** What an execution is started with. */
export interface StartRequest {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly incarnation: number;
  readonly revisionId: string | undefined;
  readonly qualifier: string | undefined;
  readonly definition: string;
  readonly program: MachineProgram;
  readonly roleArn: string;
  readonly input: string;
  readonly traceHeader: string | undefined;
  readonly mapRun?: string;
  readonly starter?: string;
}

export interface ExpressExecution {
  readonly startedAt: number;
  readonly done: Promise<Ending & { readonly stoppedAt: number }>;
}

/** When an execution was redriven, or why it can't be. */
export type Redrive = { readonly at: number } | { readonly refused: string };

export type TokenAnswer = 'accepted' | 'invalid' | 'missing' | 'over';

export interface Scheduler {
  readonly broker: ActivityBroker;
  /** Has work that begins executions done when it is their turn: what it finds and what it starts are one step. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Begins a Standard execution; resolves when its first events are durable. `replaced` is an older one of the same name. */
  start(request: StartRequest, replaced: number | undefined): Promise<ExecutionRecord>;
  /** Begins an Express execution, which lives in memory. */
  startExpress(request: StartRequest, synchronous?: boolean): ExpressExecution;
  /** Resolves when the execution is over and that is durable. */
  stop(execution: ExecutionRecord, failure: Failure): Promise<void>;
  /** Has an execution that failed go on where it stood. One that is refused stays as it ended. */
  redrive(execution: ExecutionRecord): Promise<Redrive>;
  tune(executionArn: string, tuning: Tuning): Promise<void>;
  /** Resolves when the Standard execution is over. */
  ended(execution: ExecutionRecord): Promise<ExecutionRecord>;
  runChild(child: ChildExecution): Promise<Reply>;
  /** Stops what the task with this key has started and nobody waits for any more. */
  stopNested(key: string): Promise<void>;
  /** Runs one state on its own. */
  test(request: TrialRequest): Promise<TrialResult>;
  /** Feeds the outcome of a task to whoever gave out its token. */
  answer(token: string, outcome: TaskOutcome): Promise<TokenAnswer>;
  /** Brings back what was running when the process ended. Call once. */
  recover(): void;
  close(): void;
}

export type TaskOutcome =
  | { readonly kind: 'taskSucceeded'; readonly output: string }
  | { readonly kind: 'taskFailed'; readonly failure: Failure }
  | { readonly kind: 'heartbeat' };
