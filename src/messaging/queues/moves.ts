// Message move tasks: brings dead letters back to where they came from, or to another queue, at a chosen pace. A task that was
// under way goes on after a restart. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
import type { Clock, Timer } from '../../lib/clock.js';
import { messageOf } from '../../lib/errors.js';
import type { Log } from '../../lib/log.js';
import type { Database, SqlValue } from '../../lib/sqlite.js';
import type { LiveQueue, Queues } from './queues.js';
import type { StoredMessage } from './store.js';

/** Without a pace AWS takes one that suits it; this is about its fastest. */
const FASTEST = 500;
const STEP_MS = 1000;

export interface MoveTask {
  readonly handle: string;
  /** Names of queues; without a destination each message returns to its own. */
  readonly source: string;
  readonly destination: string | undefined;
  readonly rate: number | undefined;
  readonly status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  readonly startedAt: number;
  readonly moved: number;
  readonly total: number;
  readonly failure: string | undefined;
}

export interface Moves {
  /** The newest first. */
  list(source: string): readonly MoveTask[];
  get(handle: string): MoveTask | undefined;
  start(task: Pick<MoveTask, 'handle' | 'source' | 'destination' | 'rate' | 'total'>): Promise<void>;
  cancel(handle: string): Promise<void>;
  /** Goes on with what was under way. */
  resume(): void;
  close(): void;
}

const COLUMNS = 'handle, source, destination, rate, status, started, moved, total, failure';

const textOrUndefined = (value: SqlValue | undefined): string | undefined =>
  value == null ? undefined : String(value);

function taskOf(row: readonly SqlValue[]): MoveTask {
  return {
    handle: String(row[0]),
    source: String(row[1]),
    destination: textOrUndefined(row[2]),
    rate: row[3] === null ? undefined : Number(row[3]),
    status: String(row[4]) as MoveTask['status'],
    startedAt: Number(row[5]),
    moved: Number(row[6]),
    total: Number(row[7]),
    failure: textOrUndefined(row[8]),
  };
}

export function createMoves(ports: {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly queues: Queues;
}): Moves {
  const { database, clock, log, queues } = ports;
  const timers = new Map<string, Timer>();
  const get = (handle: string): MoveTask | undefined => {
    const row = database.prepare(`SELECT ${COLUMNS} FROM msg_moves WHERE handle = ?`).get(handle);
    return row && taskOf(row);
  };

  const targetOf = (task: MoveTask, message: StoredMessage): LiveQueue | undefined =>
    queues.find(task.destination ?? message.source?.split(':').at(-1) ?? '');

  /** Inside a commit: moves as many as belong to one step. */
  const step = (task: MoveTask, touched: Set<string>): void => {
    const now = clock.now();
    const source = queues.find(task.source);
    const found = source ? queues.store.resting(source.id, now, Math.min(task.rate ?? FASTEST, FASTEST)) : [];
    let failure: string | undefined;
    let moved = 0;
    for (const message of found) {
      const target = targetOf(task, message);
      if (!target) {
        failure = 'CouldNotDetermineMessageSource';
        break;
      }
      queues.store.move(message.id, target.id, null, now, now);
      touched.add(target.name);
      moved += 1;
    }
    const over = found.length === 0 || task.moved + moved >= task.total;
    const status = failure !== undefined ? 'FAILED' : over ? 'COMPLETED' : 'RUNNING';
    database
      .prepare('UPDATE msg_moves SET moved = ?, status = ?, failure = ? WHERE handle = ?')
      .run(task.moved + moved, status, failure ?? null, task.handle);
  };

  const run = async (handle: string): Promise<void> => {
    timers.delete(handle);
    const task = get(handle);
    if (task?.status !== 'RUNNING') return;
    const touched = new Set<string>();
    const done = database.commit(() => step(task, touched));
    for (const name of touched) queues.woken(name);
    await done;
    if (get(handle)?.status === 'RUNNING') schedule(handle, STEP_MS);
  };
  const schedule = (handle: string, ms: number): void => {
    const work = (): void =>
      void run(handle).catch((error: unknown) => log.write('error', `A move stopped: ${messageOf(error)}`));
    timers.set(handle, clock.after(ms, work));
  };

  return {
    get,
    list: (source) =>
      database
        .prepare(`SELECT ${COLUMNS} FROM msg_moves WHERE source = ? ORDER BY started DESC LIMIT 10`)
        .all(source)
        .map(taskOf),
    async start({ handle, source, destination, rate, total }) {
      await database.commit(() =>
        database
          .prepare(`INSERT INTO msg_moves (${COLUMNS}) VALUES (?, ?, ?, ?, 'RUNNING', ?, 0, ?, NULL)`)
          .run(handle, source, destination ?? null, rate ?? null, clock.now(), total),
      );
      schedule(handle, 0);
    },
    async cancel(handle) {
      timers.get(handle)?.cancel();
      timers.delete(handle);
      await database.commit(() =>
        database
          .prepare("UPDATE msg_moves SET status = 'CANCELLED' WHERE handle = ? AND status = 'RUNNING'")
          .run(handle),
      );
    },
    resume() {
      for (const [handle] of database.prepare("SELECT handle FROM msg_moves WHERE status = 'RUNNING'").all()) {
        schedule(String(handle), 0);
      }
    },
    close() {
      for (const timer of timers.values()) timer.cancel();
      timers.clear();
    },
  };
}
