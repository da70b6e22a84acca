// What a state type is, and what the machine offers it while it runs. Every file of this folder but index.ts and block.ts
// describes one type; the machine (engine/) knows none of them by name.
import type { Account } from '../../aws/arn.js';
import type { Check, JsonRecord } from '../asl/check.js';
import type { Failure } from '../asl/faults.js';
import type { Jsonata } from '../asl/jsonata.js';
import type { Chance, Inspect, Scope } from '../asl/scope.js';
import type { Callable, EventBody, Reply } from '../integrations/target.js';

export type QueryLanguage = 'JSONPath' | 'JSONata';

/** One state type: its fields, how it is checked and compiled. One file, one line in index.ts, one test. */
export interface StateType {
  readonly type: string;
  /** Fields it may have in JSONPath, besides Type, Comment and QueryLanguage. */
  readonly fields: readonly string[];
  /** Fields it may have in JSONata. */
  readonly jsonataFields: readonly string[];
  compile(source: JsonRecord, context: StateContext): StateProgram;
}

export interface StateContext {
  readonly name: string;
  readonly check: Check;
  /** `/States/Pay`. */
  readonly location: string;
  readonly queryLanguage: QueryLanguage;
  /** That of the machine, which blocks begin with. */
  readonly machineLanguage: QueryLanguage;
  readonly jsonata: Jsonata;
  readonly express: boolean;
  readonly account: Account;
  /** True for TestState, which takes what is not emulated as long as it is mocked. */
  readonly trial: boolean;
  /** Compiles the states of a Parallel branch or a Map processor. */
  block(source: JsonRecord, location: string, express?: boolean): Block;
}

/** States that belong together: the machine's own, a branch's, a processor's. */
export interface Block {
  readonly start: string;
  readonly states: ReadonlyMap<string, StateProgram>;
}

/** Where a state may lead, for the check of transitions and for graphs. */
export interface Lead {
  readonly to: string;
  readonly location: string;
  /** The field's name in messages: Next, Default, StartAt. */
  readonly field: string;
}

/** A compiled state. It never changes; what an execution knows stands in its Thread. */
export interface StateProgram {
  readonly name: string;
  readonly type: string;
  readonly leads: readonly Lead[];
  readonly blocks: readonly Block[];
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly Catcher[];
  /** Begins the state, or begins it again after a Retry. */
  enter(step: Step): Outcome;
  /** Takes the state up again with the memory it had when the execution failed; without this it begins anew. */
  redrive?(step: Step): Outcome;
  /** Something the state waits for has happened. */
  resume?(step: Step, signal: Signal): Outcome;
  /** What TestState runs in place of branches and iterations, whose outcome it is told. */
  mocked?(step: Step, mock: Mock): Outcome;
  childEnded?(step: Step, child: Thread, output: unknown): Outcome;
  childFailed?(step: Step, child: Thread, failure: Failure): Outcome;
  /** No Retry applies any more: the last word before Catch. */
  giveUp?(step: Step): void;
  /** The state is given up while it waits for children: its branch or its execution ends. */
  abandon?(step: Step): void;
}

export interface Retrier {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly jitter: boolean;
}

export interface Catcher {
  readonly errors: readonly string[];
  readonly next: string;
  readonly flow: CatchFlow;
}

/** What a Catch makes of an error: `scope.input` is the state's raw input. */
export interface CatchFlow {
  exit(scope: Scope, error: Readonly<Record<string, unknown>>, next: string): Outcome;
}

/** How a state went on; undefined: it waits for something. */
export type Outcome =
  | {
      readonly kind: 'exit';
      readonly output: unknown;
      /** undefined: the end of its block. */
      readonly next: string | undefined;
      readonly assigned?: Readonly<Record<string, unknown>> | undefined;
    }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | undefined;

export function failed(failure: Failure): Outcome {
  return { kind: 'failed', failure };
}

/** What a test says in place of the services and states that a state would use. */
export interface Mock {
  readonly reply: { readonly result: unknown } | { readonly failure: Failure };
  /** Map: how many iterations are taken to have failed. */
  readonly failedIterations: number | undefined;
  /** Map: what its ItemReader is taken to have read. */
  readonly readerData: unknown;
}

/** A state on its own, under test: https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html */
export interface Trial {
  /** In place of the context object; undefined: the usual one. */
  readonly context: unknown;
  readonly mock: Mock | undefined;
  /** Attempts that the Retry rules are taken to have used up. */
  readonly attempts: number;
  readonly inspect: Inspect;
}

export type Signal =
  | { readonly kind: 'timer'; readonly purpose: string }
  | { readonly kind: 'taskStarted'; readonly workerName: string | undefined }
  | { readonly kind: 'taskSubmitted'; readonly output: string }
  | { readonly kind: 'taskSucceeded'; readonly output: string }
  | { readonly kind: 'taskFailed'; readonly failure: Failure }
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'childEnded'; readonly task: number; readonly reply: Reply }
  | ({ readonly kind: 'tuned' } & Tuning);

/** What UpdateMapRun changes. */
export interface Tuning {
  readonly mapRun: string;
  readonly maxConcurrency?: number | undefined;
  readonly toleratedFailureCount?: number | undefined;
  readonly toleratedFailurePercentage?: number | undefined;
}

export interface MapRunCounts {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly aborted: number;
  readonly running: number;
  /** Those that a redrive has not taken up again yet. */
  readonly pendingRedrive: number;
}

/** How a Map Run stands, for DescribeMapRun. */
export interface MapRunReport {
  readonly arn: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number;
  readonly toleratedFailurePercentage: number;
  readonly redrives: number;
  readonly redrivenAt: number | undefined;
  readonly executions: MapRunCounts;
  readonly items: MapRunCounts;
}

/** One line of control: the execution's own, a branch's, an iteration's. */
export interface Thread {
  readonly id: number;
  readonly block: Block;
  readonly parent: Thread | undefined;
  /** Its place among its siblings. */
  readonly index: number;
  readonly item: MapItem | undefined;
  readonly variables: Variables;
  readonly children: Set<Thread>;
  /** Children given up when one of them failed: what a redrive takes up again. */
  given: readonly Thread[];
  /** The event that the next one follows: its previousEventId. */
  last: number;
  state: StateProgram;
  /** True between the state's Entered and Exited events. */
  entered: boolean;
  /** True once its last state ended, or its parent gave it up. */
  over: boolean;
  input: unknown;
  /** `input` as JSON, exactly as it came. */
  inputText: string;
  enteredAt: number;
  enteredId: number;
  /** The event before the state was entered: where AWS hangs EvaluationFailed (recorded). */
  before: number;
  /** Attempts used up, one number for each Retrier. */
  attempts: number[];
  retryCount: number;
  /** The state's own, for as long as the thread is in it. */
  memory: unknown;
  timers: Set<number>;
}

export interface MapItem {
  readonly index: number;
  readonly value: unknown;
}

export interface Variables {
  readonly outer: Variables | undefined;
  readonly values: Map<string, unknown>;
}

/** What the machine offers a state. */
export interface Step {
  readonly thread: Thread;
  readonly now: number;
  readonly chance: Chance;
  /** `$` is `input`; the context object is built when it is read. */
  scope(input: unknown, more?: { readonly item?: MapItem; readonly token?: string }): Scope;
  /** Writes an event that follows the thread's last one, and becomes it. */
  emit(body: EventBody): number;
  /** Writes an event that follows the thread's last one, and that nothing follows. */
  note(body: EventBody): number;
  /** Wakes the state with a timer signal. */
  timer(purpose: string, due: number): number;
  cancel(timer: number): void;
  /** Has the target called once all this is durable; what comes of it arrives as signals. */
  call(call: Call): void;
  /** Has a child execution run; gives the number its end comes with. */
  child(target: Callable): number;
  /** Forgets the calls this line of control waits for. */
  drop(): void;
  mapRun(report: MapRunReport): void;
  readonly machine: { readonly name: string; readonly arn: string; readonly roleArn: string };
  /** A line of control in `block` that begins with `input`. */
  fork(block: Block, index: number, input: unknown, last: number, item?: MapItem): void;
  /** Ends every line of control below this one. */
  abort(): void;
  /** A new task token for the task about to be scheduled. */
  token(): string;
  activityExists(arn: string): boolean;
  /** The value as JSON; the thread's own input isn't written anew. */
  text(value: unknown): string;
}

export interface Call {
  /** The id of the event that scheduled it. */
  readonly task: number;
  readonly target: Callable;
  /** JSON text. */
  readonly input: string;
  readonly token: string | undefined;
}
