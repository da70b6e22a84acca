// The histories: one row for each transition. Read forwards to recover an execution, in pages by GetExecutionHistory.
import type { Database, SqlValue } from '../../lib/sqlite.js';

/** As GetExecutionHistory gives it; `timestamp` in seconds. */
export interface HistoryEvent {
  readonly timestamp: number;
  readonly type: string;
  readonly id: number;
  readonly previousEventId: number;
  readonly [details: string]: unknown;
}

export interface Turn {
  /** Counts the execution's transitions from 0. */
  readonly turn: number;
  readonly at: number;
  /** JSON: what caused it, see engine/journal.ts. */
  readonly cause: string;
  readonly events: readonly HistoryEvent[];
  /** True when a task was under way after it: such an execution is woken at the start. */
  readonly busy: boolean;
}

export interface History {
  /** Call inside a commit. */
  append(execution: number, turn: Turn): void;
  /** Every transition, in order. */
  read(execution: number): readonly Turn[];
  busy(execution: number): boolean;
  /** Up to `limit` events behind `position`, which is opaque; the next position when there are more. */
  page(
    execution: number,
    reverse: boolean,
    position: string | undefined,
    limit: number,
  ): { readonly events: readonly HistoryEvent[]; readonly next: string | undefined };
}

function turnOf(row: SqlValue[]): Turn {
  return {
    turn: Number(row[0]),
    at: Number(row[1]),
    cause: String(row[2]),
    events: JSON.parse(String(row[3])) as HistoryEvent[],
    busy: row[4] === 1,
  };
}

export function createHistory(database: Database): History {
  const append = database.prepare('INSERT INTO sfn_history VALUES (?, ?, ?, ?, ?, ?)');
  const read = database.prepare(
    'SELECT turn, at, cause, events, busy FROM sfn_history WHERE execution = ? ORDER BY turn',
  );
  const busy = database.prepare('SELECT busy FROM sfn_history WHERE execution = ? ORDER BY turn DESC LIMIT 1');
  const forward = database.prepare(
    'SELECT turn, at, cause, events, busy FROM sfn_history WHERE execution = ? AND turn >= ? ORDER BY turn',
  );
  const backward = database.prepare(
    'SELECT turn, at, cause, events, busy FROM sfn_history WHERE execution = ? AND turn <= ? ORDER BY turn DESC',
  );
  return {
    append(execution, turn) {
      append.run(execution, turn.turn, turn.at, turn.cause, JSON.stringify(turn.events), turn.busy ? 1 : 0);
    },
    read: (execution) => read.all(execution).map(turnOf),
    busy: (execution) => busy.get(execution)?.[0] === 1,
    page(execution, reverse, position, limit) {
      const [from, skip] = position === undefined ? [reverse ? 2 ** 52 : 0, 0] : position.split('.').map(Number);
      const events: HistoryEvent[] = [];
      let dropped = skip ?? 0;
      const rows = (reverse ? backward : forward).iterate(execution, from ?? 0);
      for (const row of rows) {
        const turn = turnOf(row);
        const found = reverse ? turn.events.toReversed() : turn.events;
        for (const [index, event] of found.entries()) {
          if (index < dropped) continue;
          if (events.length === limit) {
            rows.return?.();
            return { events, next: `${turn.turn}.${index}` };
          }
          events.push(event);
        }
        dropped = 0;
      }
      return { events, next: undefined };
    },
  };
}
