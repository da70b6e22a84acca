// The doors under `/_offsync/`: offsync's own, not AWS's. The emulator hands in what they do; they only speak HTTP.
import { type Door, type DoorRequest, type DoorResponse, splitUrl } from '../lib/door.js';
import { OffsyncError } from '../lib/errors.js';
import { isLoopback } from '../lib/host-name.js';
import { METRICS_CONTENT_TYPE, type Metrics } from '../lib/metrics.js';
import { plainError } from './dispatch.js';

/** Says that the program serves. */
export const healthDoor: Door = () => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: '{"status":"ok"}',
});

/** The numbers of this process, as Prometheus scrapes them. */
export const createMetricsDoor =
  (metrics: Metrics): Door =>
  () => ({ status: 200, headers: { 'content-type': METRICS_CONTENT_TYPE }, body: metrics.text() });

/** What the doors that change the data as a whole ask of the emulator. */
export interface DataDoors {
  /** Data back to the seeds. */
  reset(): Promise<void>;
  /** Keeps all the data under a name. */
  snapshot(name: string): Promise<void>;
  /** Puts back what was kept. */
  restore(name: string): Promise<void>;
}

const DONE: DoorResponse = { status: 204, headers: {}, body: '' };

/** Runs `work` unless a page of somebody else's asks through the browser of whoever looks at it. */
function guarded(what: string, work: (request: DoorRequest) => Promise<DoorResponse>): Door {
  return ({ headers, ...rest }) => {
    const { origin } = headers;
    if (origin !== undefined && !(URL.canParse(origin) && isLoopback(new URL(origin).hostname))) {
      return plainError(403, `${origin} may not ${what} this emulator.`);
    }
    return work({ headers, ...rest });
  };
}

/** Empties the data and answers when the seeds are back. */
export const createResetDoor = ({ reset }: Pick<DataDoors, 'reset'>): Door =>
  guarded('reset', async () => {
    await reset();
    return DONE;
  });

/** `POST /_offsync/snapshot?name=before` or `/_offsync/restore?name=before`; without a name it is `default`. */
function named(what: 'snapshot' | 'restore', work: (name: string) => Promise<void>): Door {
  return guarded(what, async ({ url }) => {
    const name = new URLSearchParams(splitUrl(url).query).get('name') ?? 'default';
    try {
      await work(name);
    } catch (error) {
      if (!(error instanceof OffsyncError)) throw error;
      const status = error.code === 'SNAPSHOT_NAME' ? 400 : error.code === 'SNAPSHOT_UNKNOWN' ? 404 : 507;
      return plainError(status, error.message);
    }
    return DONE;
  });
}

export const createSnapshotDoor = ({ snapshot }: Pick<DataDoors, 'snapshot'>): Door => named('snapshot', snapshot);
export const createRestoreDoor = ({ restore }: Pick<DataDoors, 'restore'>): Door => named('restore', restore);
