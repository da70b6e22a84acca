// Lines of logs as rows, in order of time. A group keeps so many of them and no more, and none that is older than its
// retention: both are looked after now and then, when lines are written.
import type { LogLine } from '../../backends/logs-port.js';
import type { Database, SqlValue } from '../../lib/sqlite.js';

export interface StoredLine {
  readonly id: number;
  readonly stream: number;
  readonly at: number;
  readonly ingestedAt: number;
  readonly message: string;
}

/** A place between lines: [time, id] of a line. */
export type Position = readonly [at: number, id: number];

export interface Span {
  /** Whose lines: of one stream, or of a whole group. */
  readonly of: { readonly stream: number } | { readonly group: number };
  /** Milliseconds; `to` is not part of it. */
  readonly from: number;
  readonly to: number;
}

export interface Events {
  /** Call inside a commit. */
  append(stream: { readonly id: number; readonly group: number }, lines: readonly LogLine[], now: number): void;
  /** Up to `limit` lines behind `after`, oldest first. */
  forward(span: Span, after: Position | undefined, limit: number): readonly StoredLine[];
  /** Up to `limit` lines in front of `before`, the last of them; oldest first. */
  backward(span: Span, before: Position | undefined, limit: number): readonly StoredLine[];
  /** Drops what is too much or too old. */
  trim(group: number, retentionDays: number | undefined, now: number): void;
}

const DAY_MS = 86_400_000;
/** So many lines are written between two looks at what must go. */
const TRIM_EVERY = 1000;
const COLUMNS = 'id, stream, at, ingested, message';
const LAST = Number.MAX_SAFE_INTEGER;

function lineOf(row: readonly SqlValue[]): StoredLine {
  return {
    id: Number(row[0]),
    stream: Number(row[1]),
    at: Number(row[2]),
    ingestedAt: Number(row[3]),
    message: String(row[4]),
  };
}

export function createEvents(database: Database, mostLines: number): Events {
  const sql = (text: string) => database.prepare(text);
  const insert = sql('INSERT INTO logs_events (grp, stream, at, ingested, message) VALUES (?, ?, ?, ?, ?)');
  const touch = sql(
    `UPDATE logs_streams SET first = min(coalesce(first, ?1), ?1), last = max(coalesce(last, ?2), ?2), ingested = ?3
     WHERE id = ?4`,
  );
  const dropOld = sql('DELETE FROM logs_events WHERE grp = ? AND at < ?');
  const dropMore = sql(
    `DELETE FROM logs_events WHERE grp = ?1 AND (at, id) <= (
       SELECT at, id FROM logs_events WHERE grp = ?1 ORDER BY at DESC, id DESC LIMIT 1 OFFSET ?2)`,
  );
  const retention = sql('SELECT retention FROM logs_groups WHERE id = ?');
  const select = (by: 'stream' | 'grp', way: 'ASC' | 'DESC') =>
    sql(
      `SELECT ${COLUMNS} FROM logs_events WHERE ${by} = ? AND at >= ? AND at < ?
       AND (at, id) ${way === 'ASC' ? '>' : '<'} (?, ?) ORDER BY at ${way}, id ${way} LIMIT ?`,
    );
  const ways = {
    forward: { stream: select('stream', 'ASC'), group: select('grp', 'ASC') },
    backward: { stream: select('stream', 'DESC'), group: select('grp', 'DESC') },
  };
  const read = (way: keyof typeof ways, { of, from, to }: Span, at: Position, limit: number): StoredLine[] => {
    const statement = 'stream' in of ? ways[way].stream : ways[way].group;
    const owner = 'stream' in of ? of.stream : of.group;
    return statement.all(owner, from, to, at[0], at[1], limit).map(lineOf);
  };
  /** Lines of each group since it was looked at. */
  const written = new Map<number, number>();

  const trim: Events['trim'] = (group, days, now) => {
    written.set(group, 0);
    if (days !== undefined) dropOld.run(group, now - days * DAY_MS);
    dropMore.run(group, mostLines);
  };
  return {
    append({ id, group }, lines, now) {
      let [first, last] = [LAST, 0];
      for (const { timestamp, message } of lines) {
        insert.run(group, id, timestamp, now, message);
        first = Math.min(first, timestamp);
        last = Math.max(last, timestamp);
      }
      if (lines.length === 0) return;
      touch.run(first, last, now, id);
      const count = (written.get(group) ?? 0) + lines.length;
      written.set(group, count);
      if (count < TRIM_EVERY) return;
      const days = retention.get(group)?.[0];
      trim(group, days === null || days === undefined ? undefined : Number(days), now);
    },
    forward: (span, after, limit) => read('forward', span, after ?? [-1, -1], limit),
    backward: (span, before, limit) => read('backward', span, before ?? [LAST, LAST], limit).reverse(),
    trim,
  };
}
