// After a restart: executions whose parent ended before it could stop them. They are children of Map Runs that are over, and
// what `.sync` tasks waited for that nobody waits for any more.
import type { MapRunReport } from '../states/state.js';
import type { ExecutionRecord, Executions } from '../store/executions.js';
import type { History } from '../store/history.js';
import type { MapRuns } from '../store/map-runs.js';

export function findOrphans(
  running: readonly ExecutionRecord[],
  stores: { readonly executions: Executions; readonly history: History; readonly mapRuns: MapRuns },
  waitsFor: (parent: number, task: number) => boolean,
): ExecutionRecord[] {
  return running.filter(({ mapRun, starter }) => {
    if (mapRun !== undefined) return isOver(stores.mapRuns.get(mapRun)?.report as MapRunReport | undefined);
    if (starter === undefined) return false;
    const colon = starter.lastIndexOf(':');
    const parent = stores.executions.byArn(starter.slice(0, colon));
    const task = Number(starter.slice(colon + 1));
    if (!parent || waitsFor(parent.id, task)) return false;
    const { events } = stores.history.page(parent.id, false, undefined, task);
    const details = events.at(-1)?.['taskScheduledEventDetails'] as { readonly resource?: string } | undefined;
    return details?.resource?.startsWith('startExecution.sync') === true;
  });
}

const isOver = (report: MapRunReport | undefined): boolean =>
  report?.status === 'FAILED' || report?.status === 'ABORTED';
