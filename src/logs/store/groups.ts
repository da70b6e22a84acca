// Log groups and log streams as rows. Writers are called inside a commit.
import type { Database, SqlValue } from '../../lib/sqlite.js';

export interface Group {
  readonly id: number;
  readonly name: string;
  readonly createdAt: number;
  readonly retentionDays: number | undefined;
}

export interface Stream {
  readonly id: number;
  readonly group: number;
  readonly name: string;
  readonly createdAt: number;
  /** Times of its first and last line. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly ingestedAt: number | undefined;
}

export interface Groups {
  create(name: string, at: number): void;
  get(name: string): Group | undefined;
  /** In order of name. */
  list(prefix: string): readonly Group[];
  retain(id: number, days: number | undefined): void;
  /** With its streams and lines. */
  remove(id: number): void;
  createStream(group: number, name: string, at: number): void;
  stream(group: number, name: string): Stream | undefined;
  /** In order of name. */
  streams(group: number, prefix: string): readonly Stream[];
  /** With its lines. */
  removeStream(id: number): void;
  /** The stream, made with its group when it is missing. */
  ensure(group: string, stream: string, at: number): Pick<Stream, 'id' | 'group'>;
}

const optional = (value: SqlValue | undefined): number | undefined =>
  value === null || value === undefined ? undefined : Number(value);

function groupOf(row: readonly SqlValue[]): Group {
  return { id: Number(row[0]), name: String(row[1]), createdAt: Number(row[2]), retentionDays: optional(row[3]) };
}

function streamOf(row: readonly SqlValue[]): Stream {
  return {
    id: Number(row[0]),
    group: Number(row[1]),
    name: String(row[2]),
    createdAt: Number(row[3]),
    first: optional(row[4]),
    last: optional(row[5]),
    ingestedAt: optional(row[6]),
  };
}

export function createGroups(database: Database): Groups {
  const sql = (text: string) => database.prepare(text);
  const create = sql('INSERT OR IGNORE INTO logs_groups (name, created) VALUES (?, ?)');
  const get = sql('SELECT * FROM logs_groups WHERE name = ?');
  const list = sql('SELECT * FROM logs_groups WHERE substr(name, 1, ?) = ? ORDER BY name');
  const retain = sql('UPDATE logs_groups SET retention = ? WHERE id = ?');
  const removals = ['logs_events WHERE grp', 'logs_streams WHERE grp', 'logs_groups WHERE id'].map((what) =>
    sql(`DELETE FROM ${what} = ?`),
  );
  const createStream = sql('INSERT OR IGNORE INTO logs_streams (grp, name, created) VALUES (?, ?, ?)');
  const stream = sql('SELECT * FROM logs_streams WHERE grp = ? AND name = ?');
  const streams = sql('SELECT * FROM logs_streams WHERE grp = ? AND substr(name, 1, ?) = ? ORDER BY name');
  const streamRemovals = ['logs_events WHERE stream', 'logs_streams WHERE id'].map((what) =>
    sql(`DELETE FROM ${what} = ?`),
  );
  const find = sql(
    'SELECT s.id, s.grp FROM logs_streams s JOIN logs_groups g ON g.id = s.grp WHERE g.name = ? AND s.name = ?',
  );
  return {
    create: (name, at) => void create.run(name, at),
    get(name) {
      const row = get.get(name);
      return row && groupOf(row);
    },
    list: (prefix) => list.all(prefix.length, prefix).map(groupOf),
    retain: (id, days) => void retain.run(days ?? null, id),
    remove(id) {
      for (const removal of removals) removal.run(id);
    },
    createStream: (group, name, at) => void createStream.run(group, name, at),
    stream(group, name) {
      const row = stream.get(group, name);
      return row && streamOf(row);
    },
    streams: (group, prefix) => streams.all(group, prefix.length, prefix).map(streamOf),
    removeStream(id) {
      for (const removal of streamRemovals) removal.run(id);
    },
    ensure(group, name, at) {
      let row = find.get(group, name);
      if (!row) {
        create.run(group, at);
        createStream.run(Number(get.get(group)![0]), name, at);
        row = find.get(group, name)!;
      }
      return { id: Number(row[0]), group: Number(row[1]) };
    },
  };
}
