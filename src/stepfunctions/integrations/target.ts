// What a Task's Resource names: the words of its history events, and the call itself. Implemented by the files of this
// folder, used by states/task.ts (events) and by the scheduler (call).
import type { Account } from '../../aws/arn.js';
import type { LambdaBackend } from '../../backends/lambda.js';
import type { Failure } from '../asl/faults.js';

/** A history event without what the machine adds: its type, the name of its details, the details. */
export type EventBody = readonly [type: string, member?: string, details?: Readonly<Record<string, unknown>>];

export interface Times {
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

/** What calls go through. */
export interface TaskPorts {
  readonly lambda: LambdaBackend;
  readonly account: Account;
  requestId(): string;
}

/** JSON text, or what went wrong. */
export type Reply = { readonly output: string } | { readonly failure: Failure };

export interface Target {
  /** How AWS names it when its result is too large. */
  readonly label: string;
  /** True when the result comes with a task token and not with the call. */
  readonly callback: boolean;
  /** Set for an activity: workers fetch it, nobody is called. */
  readonly activityArn?: string;
  scheduled(input: string, times: Times): EventBody;
  /** Absent when somebody else says that it began. */
  readonly started?: EventBody;
  startedBy?(workerName: string | undefined): EventBody;
  submitted?(output: string): EventBody;
  succeeded(output: string): EventBody;
  failed(failure: Failure): EventBody;
  timedOut(failure: Failure): EventBody;
  call(input: string, ports: TaskPorts): Promise<Reply>;
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
