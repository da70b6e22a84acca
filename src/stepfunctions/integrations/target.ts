// What a Task's Resource names: the words of its history events, and the call itself. Implemented by the files of this
// folder, used by states/task.ts (events) and by the scheduler (call).
import type { Account } from '../../aws/arn.js';
import type { DynamoDbBackend } from '../../backends/dynamodb-port.js';
import type { LambdaBackend } from '../../backends/lambda-port.js';
import type { MessagingBackend } from '../../backends/messaging-port.js';
import type { ObjectsBackend } from '../../backends/objects-port.js';
import type { TargetKind } from '../asl/check.js';
import type { Failure } from '../asl/faults.js';

/** A history event without what the machine adds: its type, the name of its details, the details. */
export type EventBody = readonly [type: string, member?: string, details?: Readonly<Record<string, unknown>>];

export interface Times {
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

/** An execution of a Distributed Map's processor. */
export interface ChildExecution {
  /** Drawn by the parent: after a restart the child is found by it. */
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly roleArn: string;
  readonly mapRun: string;
  /** The processor as a definition of its own. */
  readonly definition: string;
  readonly express: boolean;
  readonly input: string;
  /** How often it is to have been redriven. */
  readonly redrives: number;
}

/** An execution that a task has started. */
export interface NestedExecution {
  readonly arn: string;
  readonly startedAt: number;
  /** DescribeExecution's members once it is over. */
  ended(): Promise<Readonly<Record<string, unknown>>>;
}

export interface ExecutionPort {
  /** Runs a child to its end; joins it when it is already there. */
  runChild(child: ChildExecution): Promise<Reply>;
  /** StartExecution with its input; `key` names the task, so that one asked for again after a restart is not started twice. */
  start(input: Readonly<Record<string, unknown>>, key: string): Promise<NestedExecution>;
  /** Stops what `start` began for that key. */
  stop(key: string): Promise<void>;
}

/** What calls go through. */
export interface TaskPorts {
  readonly lambda: LambdaBackend;
  readonly dynamodb: DynamoDbBackend;
  readonly messaging: MessagingBackend;
  readonly objects: ObjectsBackend;
  readonly executions: ExecutionPort;
  readonly account: Account;
  requestId(): string;
}

/** JSON text, or what went wrong. */
export type Reply =
  | {
      readonly output: string;
      /** Set by `.sync`: the output only says that it was begun, this is what became of it. */
      readonly later?: Promise<Reply>;
    }
  | {
      readonly failure: Failure;
      /** Set for a child execution that ended so, and not by failing. */
      readonly ended?: 'TIMED_OUT' | 'ABORTED';
    };

/** What the scheduler has of a target. */
export interface Callable {
  /** How AWS names it when its result is too large. */
  readonly label: string;
  /** True when the result comes with a task token and not with the call. */
  readonly callback: boolean;
  /** Set for an activity: workers fetch it, nobody is called. */
  readonly activityArn?: string;
  /** True for a child of a Distributed Map, of which the history doesn't tell. */
  readonly child?: boolean;
  /** `key` names this call for good: asked again after a restart it is the same. */
  call(input: string, ports: TaskPorts, key: string): Promise<Reply>;
  /** Set where AWS stops a job that nobody waits for any more: `.sync`. */
  cancel?(ports: TaskPorts, key: string): Promise<void>;
}

export interface Target extends Callable {
  /** Parameters that name things of the app. */
  readonly names?: Readonly<Record<string, TargetKind>>;
  scheduled(input: string, times: Times): EventBody;
  /** Absent when somebody else says that it began. */
  readonly started?: EventBody;
  startedBy?(workerName: string | undefined): EventBody;
  submitted?(output: string): EventBody;
  succeeded(output: string): EventBody;
  failed(failure: Failure): EventBody;
  timedOut(failure: Failure): EventBody;
}

export const NOT_TRUNCATED = { truncated: false };

/** Only the members that are there. */
export function present(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** Timeouts in the words of history events. */
export function timesOf(times: Times): Record<string, unknown> {
  return present({ timeoutInSeconds: times.timeoutSeconds, heartbeatInSeconds: times.heartbeatSeconds });
}
