// The events of service integrations, `arn:aws:states:::service:action`, and the table of what an integration file owes:
// its actions. Patterns (.sync, .waitForTaskToken) come from here and the engine, not from those files.
// https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html
import type { Account } from '../../aws/arn.js';
import type { Failure } from '../asl/faults.js';
import { NOT_TRUNCATED, present, type Reply, type Target, type TaskPorts, timesOf } from './target.js';

export type Pattern = 'requestResponse' | 'sync' | 'sync:2' | 'waitForTaskToken';

export interface TaskCall {
  readonly pattern: Pattern;
  readonly key: string;
}

export interface Action {
  readonly patterns: readonly Pattern[];
  run(parameters: Readonly<Record<string, unknown>>, ports: TaskPorts, task: TaskCall): Promise<Reply>;
  /** Stops the job of a `.sync` task. https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html */
  cancel?(ports: TaskPorts, key: string): Promise<void>;
}

/** One service: its actions by name. */
export interface Integration {
  readonly service: string;
  readonly actions: Readonly<Record<string, Action>>;
  /** Its parameters that name things of the app: `{ TableName: 'tables' }`. */
  readonly names?: Target['names'];
}

/** The target of `service:resource`, where resource is the action with its pattern: `invoke.waitForTaskToken`. */
export function serviceTarget(
  service: string,
  resource: string,
  action: Action,
  pattern: Pattern,
  account: Account,
  names: Target['names'] = {},
): Target {
  const where = { resourceType: service, resource };
  const failed = (failure: Failure): Record<string, unknown> => present({ ...where, ...failure });
  return {
    label: service,
    names,
    callback: pattern === 'waitForTaskToken',
    scheduled: (input, times) => [
      'TaskScheduled',
      'taskScheduledEventDetails',
      { ...where, region: account.region, parameters: input, ...timesOf(times) },
    ],
    started: ['TaskStarted', 'taskStartedEventDetails', where],
    submitted: (output) => [
      'TaskSubmitted',
      'taskSubmittedEventDetails',
      { ...where, output, outputDetails: NOT_TRUNCATED },
    ],
    succeeded: (output) => [
      'TaskSucceeded',
      'taskSucceededEventDetails',
      { ...where, output, outputDetails: NOT_TRUNCATED },
    ],
    failed: (failure) => ['TaskFailed', 'taskFailedEventDetails', failed(failure)],
    timedOut: (failure) => ['TaskTimedOut', 'taskTimedOutEventDetails', failed(failure)],
    ...(action.cancel && (pattern === 'sync' || pattern === 'sync:2') ? { cancel: action.cancel } : {}),
    call: (input, ports, key) => action.run(JSON.parse(input) as Record<string, unknown>, ports, { pattern, key }),
  };
}
