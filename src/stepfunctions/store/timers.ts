// What executions wait for, as rows ordered by due time: a Wait of a year costs a row, not a timer. The scheduler arms one
// timer for the first row.
import type { Database } from '../../lib/sqlite.js';

export interface DueTimer {
  readonly due: number;
  readonly execution: number;
  readonly timer: number;
}

export interface Timers {
  /** Call inside a commit. */
  set(due: number, execution: number, timer: number): void;
  /** Call inside a commit. */
  clear(due: number, execution: number, timer: number): void;
  /** Up to `limit` timers due at `now`, first things first. */
  due(now: number, limit: number): readonly DueTimer[];
  /** When the first one is due. */
  first(): number | undefined;
}

export function createTimers(database: Database): Timers {
  const set = database.prepare('INSERT INTO sfn_timers VALUES (?, ?, ?)');
  const clear = database.prepare('DELETE FROM sfn_timers WHERE due = ? AND execution = ? AND timer = ?');
  const due = database.prepare(
    'SELECT due, execution, timer FROM sfn_timers WHERE due <= ? ORDER BY due, execution, timer LIMIT ?',
  );
  const first = database.prepare('SELECT due FROM sfn_timers ORDER BY due LIMIT 1');
  return {
    set: (at, execution, timer) => void set.run(at, execution, timer),
    clear: (at, execution, timer) => void clear.run(at, execution, timer),
    due: (now, limit) =>
      due.all(now, limit).map(([at, execution, timer]) => ({
        due: Number(at),
        execution: Number(execution),
        timer: Number(timer),
      })),
    first() {
      const row = first.get();
      return row && Number(row[0]);
    },
  };
}
