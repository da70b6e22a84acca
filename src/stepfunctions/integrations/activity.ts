// An activity as a Task: its work is fetched by workers with GetActivityTask and answered with the task's token.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html
import { Bug } from '../../lib/errors.js';
import { NOT_TRUNCATED, present, type Target, timesOf } from './target.js';

export function activityTarget(arn: string): Target {
  return {
    label: arn,
    callback: true,
    activityArn: arn,
    scheduled: (input, times) => [
      'ActivityScheduled',
      'activityScheduledEventDetails',
      { resource: arn, input, inputDetails: NOT_TRUNCATED, ...timesOf(times) },
    ],
    startedBy: (workerName) => ['ActivityStarted', 'activityStartedEventDetails', present({ workerName })],
    succeeded: (output) => [
      'ActivitySucceeded',
      'activitySucceededEventDetails',
      { output, outputDetails: NOT_TRUNCATED },
    ],
    failed: (failure) => ['ActivityFailed', 'activityFailedEventDetails', present({ ...failure })],
    timedOut: (failure) => ['ActivityTimedOut', 'activityTimedOutEventDetails', present({ ...failure })],
    call: () => Promise.reject(new Bug('An activity is fetched, never called.')),
  };
}
