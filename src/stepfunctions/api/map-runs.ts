// What the three operations on Map Runs share.
import { ServiceError } from '../../aws/errors.js';
import type { ApiPorts } from '../ports.js';
import type { MapRunCounts, MapRunReport } from '../states/state.js';
import type { MapRunRecord } from '../store/map-runs.js';
import { mapRunArn } from './arns.js';

export interface MapRun extends MapRunRecord {
  readonly report: MapRunReport;
}

export function findMapRun(text: string, ports: ApiPorts): MapRun {
  const found = ports.stores.mapRuns.get(mapRunArn(text));
  if (found) return found as MapRun;
  throw new ServiceError('ResourceNotFound', `Resource not found: '${text}'`);
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_MapRunItemCounts.html */
export function countsOf(counts: MapRunCounts, { status }: MapRunReport): Record<string, number> {
  const { total, succeeded, failed, running } = counts;
  // Rows of an older version lack these.
  const { timedOut = 0, aborted = 0, pendingRedrive = 0 } = counts as Partial<MapRunCounts>;
  const left = total - succeeded - failed - timedOut - aborted - pendingRedrive;
  const over = status !== 'RUNNING';
  return {
    pending: over ? 0 : left - running,
    running: over ? 0 : running,
    succeeded,
    failed,
    timedOut,
    aborted: aborted + (over ? left : 0),
    total,
    resultsWritten: 0,
    failuresNotRedrivable: 0,
    pendingRedrive,
  };
}
