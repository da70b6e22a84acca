// The wing's tables. A queue keeps its number as long as it lives: one that is made anew under the same name finds nothing of
// the one before. `visible` is when a message may next be received; `tries` counts receipts by this queue, `received` by all.
import { type Database, migrate } from '../../lib/sqlite.js';

const STEPS = [
  `
  CREATE TABLE msg_queues (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, attributes TEXT NOT NULL,
    created INTEGER NOT NULL, modified INTEGER NOT NULL
  );
  CREATE TABLE msg_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, queue INTEGER NOT NULL, uuid TEXT NOT NULL,
    body TEXT NOT NULL, attributes TEXT, trace TEXT, sender TEXT NOT NULL, grp TEXT, dedup TEXT, source TEXT,
    sent INTEGER NOT NULL, enqueued INTEGER NOT NULL, visible INTEGER NOT NULL,
    received INTEGER NOT NULL, tries INTEGER NOT NULL, first INTEGER, receipt TEXT
  );
  CREATE INDEX msg_messages_visible ON msg_messages (queue, visible);
  CREATE INDEX msg_messages_enqueued ON msg_messages (queue, enqueued);
  CREATE INDEX msg_messages_group ON msg_messages (queue, grp, visible) WHERE grp IS NOT NULL;
  CREATE TABLE msg_seen (
    owner TEXT NOT NULL, dedup TEXT NOT NULL, uuid TEXT NOT NULL, sequence TEXT NOT NULL, expires INTEGER NOT NULL,
    PRIMARY KEY (owner, dedup)
  ) WITHOUT ROWID;
  CREATE INDEX msg_seen_expires ON msg_seen (expires);
  CREATE TABLE msg_moves (
    handle TEXT PRIMARY KEY, source TEXT NOT NULL, destination TEXT, rate INTEGER, status TEXT NOT NULL,
    started INTEGER NOT NULL, moved INTEGER NOT NULL, total INTEGER NOT NULL, failure TEXT
  ) WITHOUT ROWID;
  CREATE TABLE msg_counters (name TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE msg_signing (key TEXT NOT NULL, certificate TEXT NOT NULL);
  CREATE TABLE msg_deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, payload TEXT NOT NULL,
    attempts INTEGER NOT NULL, due INTEGER NOT NULL
  );
  CREATE INDEX msg_deliveries_due ON msg_deliveries (due);
  CREATE TABLE msg_outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, topic TEXT, protocol TEXT NOT NULL,
    endpoint TEXT NOT NULL, subject TEXT, message TEXT NOT NULL
  )
  `,
];

export function prepareTables(database: Database): void {
  migrate(database, 'messaging', STEPS);
}
