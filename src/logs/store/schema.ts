// The wing's tables: groups, their streams, and lines in order of time.
import { type Database, migrate } from '../../lib/sqlite.js';

const STEPS = [
  `
  CREATE TABLE logs_groups (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, retention INTEGER
  );
  CREATE TABLE logs_streams (
    id INTEGER PRIMARY KEY, grp INTEGER NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL,
    first INTEGER, last INTEGER, ingested INTEGER, UNIQUE (grp, name)
  );
  CREATE TABLE logs_events (
    id INTEGER PRIMARY KEY, grp INTEGER NOT NULL, stream INTEGER NOT NULL,
    at INTEGER NOT NULL, ingested INTEGER NOT NULL, message TEXT NOT NULL
  );
  CREATE INDEX logs_events_by_group ON logs_events (grp, at, id);
  CREATE INDEX logs_events_by_stream ON logs_events (stream, at, id)
  `,
];

export function prepareTables(database: Database): void {
  migrate(database, 'logs', STEPS);
}
