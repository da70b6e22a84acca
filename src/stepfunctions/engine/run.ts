// What the machine knows of one execution, and what goes in and out of it. Plain data: made by machine.ts, kept in memory by
// the scheduler, made anew by retracing the history.
import type { Failure } from '../asl/faults.js';
import type { Chance } from '../asl/scope.js';
import type { Reply } from '../integrations/target.js';
import type { MachineProgram } from '../states/machine-program.js';
import type { Call, MapRunReport, Thread, Trial, Tuning } from '../states/state.js';
import type { Ending } from '../store/executions.js';
import type { HistoryEvent } from '../store/history.js';

/** What never changes in an execution. */
export interface ExecutionFacts {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly roleArn: string;
  readonly startedAt: number;
  /** JSON text, as it was sent. */
  readonly input: string;
  /** Absent for a synchronous Express execution, whose context object has no RedriveCount (recorded). */
  readonly redriveCount: number | undefined;
}

export interface TimerEntry {
  readonly id: number;
  readonly due: number;
  readonly purpose: string;
  /** undefined: the execution's own timeout. */
  readonly thread: Thread | undefined;
}

export interface TaskEntry {
  readonly thread: Thread;
  readonly call: Call;
  /** True once somebody else has it: a worker, or whoever holds the token. It isn't called again after a restart. */
  accepted: boolean;
  /** True once its TaskSubmitted is written. */
  submitted: boolean;
}

export interface Run {
  readonly facts: ExecutionFacts;
  readonly program: MachineProgram;
  /** Execution and StateMachine of the context object. */
  readonly context: Readonly<Record<string, unknown>>;
  lastEvent: number;
  lastThread: number;
  lastTimer: number;
  lastChild: number;
  redrives: number;
  /** Lines of control about to enter their next state. */
  ready: Thread[];
  readonly tasks: Map<number, TaskEntry>;
  readonly timers: Map<number, TimerEntry>;
  root: Thread | undefined;
  over: boolean;
  /** Variables that are there from the start. */
  readonly variables: ReadonlyMap<string, unknown>;
}

/** What a transition may ask the world; retracing answers as the world did then. */
export interface World {
  readonly chance: Chance;
  activityExists(arn: string): boolean;
  /** Set when one state is tested, and nothing else runs. */
  readonly trial?: Trial;
}

/** What makes a machine move. */
export type MachineEvent =
  | { readonly kind: 'start' }
  /** The next slice of a long run. */
  | { readonly kind: 'go' }
  | { readonly kind: 'timer'; readonly timer: number }
  | { readonly kind: 'taskStarted'; readonly task: number; readonly workerName: string | undefined }
  | { readonly kind: 'taskSubmitted'; readonly task: number; readonly output: string }
  | { readonly kind: 'taskSucceeded'; readonly task: number; readonly output: string }
  | { readonly kind: 'taskFailed'; readonly task: number; readonly failure: Failure }
  | { readonly kind: 'heartbeat'; readonly task: number }
  | { readonly kind: 'stop'; readonly failure: Failure }
  | { readonly kind: 'childEnded'; readonly task: number; readonly reply: Reply }
  | ({ readonly kind: 'tuned' } & Tuning)
  | { readonly kind: 'redrive' };

/** What a transition asks for. The rows are written in one commit; calls are made after it. */
export interface Transition {
  readonly events: HistoryEvent[];
  readonly timersSet: TimerEntry[];
  readonly timersCleared: TimerEntry[];
  readonly calls: Call[];
  readonly mapRuns: MapRunReport[];
  /** Calls that nobody waits for any more and that can be told so. */
  readonly dropped: Call[];
  ending: Ending | undefined;
  /** True when there is more to do without waiting: send `go`. */
  more: boolean;
}

/** False for an event that comes too late: its task or timer is over, or the whole execution is. */
export function wants(run: Run, event: MachineEvent): boolean {
  if (run.over) return false;
  if (event.kind === 'timer') return run.timers.has(event.timer);
  return !('task' in event) || run.tasks.has(event.task);
}
