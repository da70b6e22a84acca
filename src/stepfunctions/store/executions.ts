// Executions of Standard workflows as rows: how they began, how they stand, how they ended. Written inside the commits of the
// scheduler, read by the API.
import { createHash } from 'node:crypto';
import type { Database, SqlValue } from '../../lib/sqlite.js';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface ExecutionRecord {
  readonly id: number;
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  /** When the machine was made: tells it from an earlier one of the same name. */
  readonly incarnation: number;
  readonly revisionId: string | undefined;
  /** The version or alias ARN it was started by. */
  readonly qualifier: string | undefined;
  /** Hash of the definition it began with. */
  readonly definition: string;
  readonly roleArn: string;
  readonly seed: string;
  readonly traceHeader: string | undefined;
  readonly status: ExecutionStatus;
  readonly startedAt: number;
  readonly stoppedAt: number | undefined;
  readonly input: string;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly redrives: number;
  readonly redrivenAt: number | undefined;
  /** ARN of the Map Run that a child belongs to. */
  readonly mapRun: string | undefined;
  /** The task that started it: see NestedExecution. */
  readonly starter: string | undefined;
}

export interface Ending {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

export interface ListQuery {
  /** Whose: those of a machine, or the children of a Map Run. */
  readonly of: { readonly machineArn: string; readonly incarnation: number } | { readonly mapRun: string };
  readonly qualifier: string | undefined;
  readonly status: string | undefined;
  readonly limit: number;
  /** Those begun before this one: [startedAt, id] of the last one seen. */
  readonly before: readonly [number, number] | undefined;
}

const COLUMNS =
  'id, arn, name, machine, incarnation, revision, qualifier, definition, role, seed, trace, status, started, stopped, input, output, error, cause, redrives, redriven, map_run, starter';

function record(row: SqlValue[]): ExecutionRecord {
  const text = (index: number): string | undefined => (row[index] === null ? undefined : String(row[index]));
  return {
    id: Number(row[0]),
    arn: String(row[1]),
    name: String(row[2]),
    machineArn: String(row[3]),
    incarnation: Number(row[4]),
    revisionId: text(5),
    qualifier: text(6),
    definition: String(row[7]),
    roleArn: String(row[8]),
    seed: String(row[9]),
    traceHeader: text(10),
    status: String(row[11]) as ExecutionStatus,
    startedAt: Number(row[12]),
    stoppedAt: row[13] === null ? undefined : Number(row[13]),
    input: String(row[14]),
    output: text(15),
    error: text(16),
    cause: text(17),
    redrives: Number(row[18]),
    redrivenAt: row[19] === null ? undefined : Number(row[19]),
    mapRun: text(20),
    starter: text(21),
  };
}

export interface Executions {
  /** The id the next execution gets: known before its row is written, since its events need it. */
  nextId(): number;
  /** Call inside a commit. */
  insert(one: ExecutionRecord): void;
  /** Call inside a commit. */
  end(id: number, at: number, ending: Ending): void;
  /** Call inside a commit: it runs again. */
  redrive(id: number, at: number): void;
  /** Children of a Map Run that are under way. */
  children(mapRun: string): readonly ExecutionRecord[];
  /** Executions under way that a task with this key has started. */
  startedBy(starter: string): readonly ExecutionRecord[];
  /** Call inside a commit: the row and its history. */
  remove(id: number): void;
  byArn(arn: string): ExecutionRecord | undefined;
  byId(id: number): ExecutionRecord | undefined;
  running(): readonly ExecutionRecord[];
  list(query: ListQuery): readonly ExecutionRecord[];
  /** Keeps the text under its hash, which it gives back. Call inside a commit. */
  keepDefinition(text: string): string;
  definition(hash: string): string;
}

export function createExecutions(database: Database): Executions {
  const insert = database.prepare(
    `INSERT INTO sfn_executions (${COLUMNS}) VALUES (${COLUMNS.replaceAll(/[a-z_]+/g, '?')})`,
  );
  const end = database.prepare(
    'UPDATE sfn_executions SET status = ?, stopped = ?, output = ?, error = ?, cause = ? WHERE id = ?',
  );
  const byArn = database.prepare(`SELECT ${COLUMNS} FROM sfn_executions WHERE arn = ?`);
  const byId = database.prepare(`SELECT ${COLUMNS} FROM sfn_executions WHERE id = ?`);
  const running = database.prepare(`SELECT ${COLUMNS} FROM sfn_executions WHERE status = 'RUNNING' ORDER BY id`);
  const redrive = database.prepare(
    "UPDATE sfn_executions SET status = 'RUNNING', stopped = NULL, output = NULL, error = NULL, cause = NULL, redrives = redrives + 1, redriven = ? WHERE id = ?",
  );
  const children = database.prepare(
    `SELECT ${COLUMNS} FROM sfn_executions WHERE map_run = ? AND status = 'RUNNING' ORDER BY id`,
  );
  const startedBy = database.prepare(`SELECT ${COLUMNS} FROM sfn_executions WHERE starter = ? AND status = 'RUNNING'`);
  const keep = database.prepare('INSERT OR IGNORE INTO sfn_definitions VALUES (?, ?)');
  const definition = database.prepare('SELECT text FROM sfn_definitions WHERE hash = ?');
  const removals = ['sfn_executions WHERE id', 'sfn_history WHERE execution'].map((what) =>
    database.prepare(`DELETE FROM ${what} = ?`),
  );
  const one = (row: SqlValue[] | undefined): ExecutionRecord | undefined => row && record(row);
  let last = Number(database.prepare('SELECT coalesce(max(id), 0) FROM sfn_executions').get()![0]);
  const hashes = new Map<string, string>();

  return {
    nextId() {
      last += 1;
      return last;
    },
    insert(row) {
      const optional = [row.stoppedAt, row.input, row.output, row.error, row.cause].map((value) => value ?? null);
      insert.run(
        row.id,
        row.arn,
        row.name,
        row.machineArn,
        row.incarnation,
        row.revisionId ?? null,
        row.qualifier ?? null,
        row.definition,
        row.roleArn,
        row.seed,
        row.traceHeader ?? null,
        row.status,
        row.startedAt,
        ...optional,
        row.redrives,
        row.redrivenAt ?? null,
        row.mapRun ?? null,
        row.starter ?? null,
      );
    },
    end(id, at, ending) {
      end.run(ending.status, at, ending.output ?? null, ending.error ?? null, ending.cause ?? null, id);
    },
    redrive: (id, at) => void redrive.run(at, id),
    children: (mapRun) => children.all(mapRun).map(record),
    startedBy: (starter) => startedBy.all(starter).map(record),
    remove(id) {
      for (const removal of removals) removal.run(id);
    },
    byArn: (arn) => one(byArn.get(arn)),
    byId: (id) => one(byId.get(id)),
    running: () => running.all().map(record),
    list({ of, qualifier, status, limit, before }) {
      const where = 'mapRun' in of ? ['map_run = ?'] : ['machine = ?', 'incarnation = ?'];
      const values: SqlValue[] = 'mapRun' in of ? [of.mapRun] : [of.machineArn, of.incarnation];
      if (qualifier !== undefined) {
        where.push('qualifier = ?');
        values.push(qualifier);
      }
      if (status !== undefined) {
        where.push('status = ?');
        values.push(status);
      }
      if (before) {
        where.push('(started, id) < (?, ?)');
        values.push(...before);
      }
      const sql = `SELECT ${COLUMNS} FROM sfn_executions WHERE ${where.join(' AND ')} ORDER BY started DESC, id DESC LIMIT ?`;
      return database
        .prepare(sql)
        .all(...values, limit)
        .map(record);
    },
    keepDefinition(text) {
      let hash = hashes.get(text);
      if (hash === undefined) {
        hash = createHash('sha256').update(text).digest('base64url');
        if (hashes.size > 1000) hashes.clear();
        hashes.set(text, hash);
      }
      keep.run(hash, text);
      return hash;
    },
    definition: (hash) => String(definition.get(hash)![0]),
  };
}
