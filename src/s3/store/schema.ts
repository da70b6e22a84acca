// The wing's tables. An object's bytes are elsewhere (files.ts), or in s3_blobs where all is in memory; `segments` says where.
import { type Database, migrate } from '../../lib/sqlite.js';

const STEPS = [
  `
  CREATE TABLE s3_buckets (name TEXT PRIMARY KEY, created INTEGER NOT NULL, location TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE s3_objects (
    bucket TEXT NOT NULL, key TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL,
    facts TEXT NOT NULL, segments TEXT NOT NULL, PRIMARY KEY (bucket, key)
  ) WITHOUT ROWID;
  CREATE TABLE s3_uploads (
    id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, started INTEGER NOT NULL, facts TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX s3_uploads_by_key ON s3_uploads (bucket, key, id);
  CREATE TABLE s3_parts (
    upload TEXT NOT NULL, number INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL,
    checksums TEXT NOT NULL, blob TEXT NOT NULL, PRIMARY KEY (upload, number)
  ) WITHOUT ROWID;
  CREATE TABLE s3_blobs (id TEXT PRIMARY KEY, bytes BLOB NOT NULL)
  `,
];

export function prepareTables(database: Database): void {
  migrate(database, 's3', STEPS);
}
