// Counts what executions do, for the metrics door: starts, ends and transitions. The engine tells it of the events it writes;
// wings.ts joins the two.
import type { Metrics } from '../lib/metrics.js';
import type { HistoryEvent } from './store/history.js';

const ENDS: Readonly<Record<string, string>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionAborted: 'ABORTED',
  ExecutionTimedOut: 'TIMED_OUT',
};

/** "State transitions" are counted as AWS bills them: one for each state that is entered. */
export function createExecutionCounts(metrics: Metrics): (events: readonly HistoryEvent[]) => void {
  const started = metrics.counter('offsync_workflow_executions_started_total', 'Executions that began.').of();
  const ended = metrics.counter('offsync_workflow_executions_ended_total', 'Executions that ended.', 'status');
  const entered = metrics.counter('offsync_workflow_transitions_total', 'States that were entered.').of();
  return (events) => {
    for (const { type } of events) {
      if (type.endsWith('StateEntered')) entered.value += 1;
      else if (type === 'ExecutionStarted') started.value += 1;
      else if (Object.hasOwn(ENDS, type)) ended.of(ENDS[type]!).value += 1;
    }
  };
}
