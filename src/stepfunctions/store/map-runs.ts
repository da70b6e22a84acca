// Map Runs as rows: how a Distributed Map stands. Written inside the commits of the scheduler, read by the API.
import type { Database, SqlValue } from '../../lib/sqlite.js';

export interface MapRunRecord {
  readonly arn: string;
  readonly executionArn: string;
  readonly startedAt: number;
  readonly stoppedAt: number | undefined;
  /** The engine's MapRunReport, as it was written last. */
  readonly report: unknown;
}

export interface MapRuns {
  /** Call inside a commit. */
  put(one: MapRunRecord): void;
  get(arn: string): MapRunRecord | undefined;
  ofExecution(executionArn: string): readonly MapRunRecord[];
}

function record(row: SqlValue[]): MapRunRecord {
  return {
    arn: String(row[0]),
    executionArn: String(row[1]),
    startedAt: Number(row[2]),
    stoppedAt: row[3] === null ? undefined : Number(row[3]),
    report: JSON.parse(String(row[4])) as unknown,
  };
}

export function createMapRuns(database: Database): MapRuns {
  const put = database.prepare(
    `INSERT INTO sfn_map_runs VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (arn) DO UPDATE SET stopped = excluded.stopped, report = excluded.report`,
  );
  const get = database.prepare('SELECT * FROM sfn_map_runs WHERE arn = ?');
  const ofExecution = database.prepare('SELECT * FROM sfn_map_runs WHERE execution = ? ORDER BY started DESC, arn');
  return {
    put: (one) =>
      void put.run(one.arn, one.executionArn, one.startedAt, one.stoppedAt ?? null, JSON.stringify(one.report)),
    get(arn) {
      const row = get.get(arn);
      return row && record(row);
    },
    ofExecution: (arn) => ofExecution.all(arn).map(record),
  };
}
