// The wing's tables. `history` holds one row for each transition of an execution: what caused it and the events it wrote, so
// that a run of many states costs one statement, and reading it back retraces every step.
import { type Database, migrate } from '../../lib/sqlite.js';

const STEPS = [
  `
  CREATE TABLE sfn_definitions (hash TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE sfn_executions (
    id INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    machine TEXT NOT NULL, incarnation INTEGER NOT NULL, revision TEXT, qualifier TEXT,
    definition TEXT NOT NULL, role TEXT NOT NULL, seed TEXT NOT NULL, trace TEXT,
    status TEXT NOT NULL, started INTEGER NOT NULL, stopped INTEGER,
    input TEXT NOT NULL, output TEXT, error TEXT, cause TEXT
  );
  CREATE INDEX sfn_executions_by_machine ON sfn_executions (machine, incarnation, started);
  CREATE INDEX sfn_executions_running ON sfn_executions (id) WHERE status = 'RUNNING';
  CREATE TABLE sfn_history (
    execution INTEGER NOT NULL, turn INTEGER NOT NULL, at INTEGER NOT NULL,
    cause TEXT NOT NULL, events TEXT NOT NULL, busy INTEGER NOT NULL,
    PRIMARY KEY (execution, turn)
  ) WITHOUT ROWID;
  CREATE TABLE sfn_timers (
    due INTEGER NOT NULL, execution INTEGER NOT NULL, timer INTEGER NOT NULL,
    PRIMARY KEY (due, execution, timer)
  ) WITHOUT ROWID;
  CREATE TABLE sfn_activities (
    arn TEXT PRIMARY KEY, name TEXT NOT NULL, created INTEGER NOT NULL, tags TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE sfn_version_numbers (machine TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE sfn_versions (
    machine TEXT NOT NULL, number INTEGER NOT NULL, created INTEGER NOT NULL,
    description TEXT, revision TEXT, snapshot TEXT NOT NULL,
    PRIMARY KEY (machine, number)
  ) WITHOUT ROWID;
  CREATE TABLE sfn_aliases (
    machine TEXT NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
    description TEXT, routes TEXT NOT NULL,
    PRIMARY KEY (machine, name)
  ) WITHOUT ROWID
  `,
  `
  ALTER TABLE sfn_executions ADD COLUMN redrives INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE sfn_executions ADD COLUMN redriven INTEGER;
  ALTER TABLE sfn_executions ADD COLUMN map_run TEXT;
  ALTER TABLE sfn_executions ADD COLUMN starter TEXT;
  CREATE INDEX sfn_executions_by_map_run ON sfn_executions (map_run, started) WHERE map_run IS NOT NULL;
  CREATE TABLE sfn_map_runs (
    arn TEXT PRIMARY KEY, execution TEXT NOT NULL, started INTEGER NOT NULL, stopped INTEGER, report TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX sfn_map_runs_by_execution ON sfn_map_runs (execution, started)
  `,
  'CREATE INDEX sfn_executions_by_starter ON sfn_executions (starter) WHERE starter IS NOT NULL',
];

export function prepareTables(database: Database): void {
  migrate(database, 'stepfunctions', STEPS);
}
