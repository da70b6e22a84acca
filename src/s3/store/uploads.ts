// Multipart uploads under way and their parts. Writers are called inside a commit.
import type { Database, SqlValue } from '../../lib/sqlite.js';
import type { Facts } from './objects.js';

export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly startedAt: number;
  readonly facts: Facts;
}

export interface Part {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: number;
  readonly checksums: Readonly<Record<string, string>>;
  readonly blob: string;
}

export interface Uploads {
  create(upload: Upload): void;
  get(id: string): Upload | undefined;
  /** In order of key and id. */
  list(bucket: string, prefix: string): readonly Upload[];
  /** With its parts' rows. */
  remove(id: string): void;
  part(upload: string, number: number): Part | undefined;
  /** In order of number. */
  parts(upload: string): readonly Part[];
  putPart(upload: string, part: Part): void;
  named(): readonly string[];
}

const uploadOf = (row: readonly SqlValue[]): Upload => ({
  id: String(row[0]),
  bucket: String(row[1]),
  key: String(row[2]),
  startedAt: Number(row[3]),
  facts: JSON.parse(String(row[4])) as Facts,
});

const partOf = (row: readonly SqlValue[]): Part => ({
  number: Number(row[1]),
  size: Number(row[2]),
  etag: String(row[3]),
  modifiedAt: Number(row[4]),
  checksums: JSON.parse(String(row[5])) as Record<string, string>,
  blob: String(row[6]),
});

export function createUploads(database: Database): Uploads {
  const sql = (text: string) => database.prepare(text);
  const create = sql('INSERT INTO s3_uploads VALUES (?, ?, ?, ?, ?)');
  const get = sql('SELECT * FROM s3_uploads WHERE id = ?');
  const list = sql('SELECT * FROM s3_uploads WHERE bucket = ? AND substr(key, 1, ?) = ? ORDER BY key, id');
  const remove = sql('DELETE FROM s3_uploads WHERE id = ?');
  const removeParts = sql('DELETE FROM s3_parts WHERE upload = ?');
  const part = sql('SELECT * FROM s3_parts WHERE upload = ? AND number = ?');
  const parts = sql('SELECT * FROM s3_parts WHERE upload = ? ORDER BY number');
  const putPart = sql('INSERT OR REPLACE INTO s3_parts VALUES (?, ?, ?, ?, ?, ?, ?)');
  const named = sql('SELECT blob FROM s3_parts');
  return {
    create: ({ id, bucket, key, startedAt, facts }) =>
      void create.run(id, bucket, key, startedAt, JSON.stringify(facts)),
    get(id) {
      const row = get.get(id);
      return row && uploadOf(row);
    },
    list: (bucket, prefix) => list.all(bucket, [...prefix].length, prefix).map(uploadOf),
    remove(id) {
      removeParts.run(id);
      remove.run(id);
    },
    part(upload, number) {
      const row = part.get(upload, number);
      return row && partOf(row);
    },
    parts: (upload) => parts.all(upload).map(partOf),
    putPart: (upload, { number, size, etag, modifiedAt, checksums, blob }) =>
      void putPart.run(upload, number, size, etag, modifiedAt, JSON.stringify(checksums), blob),
    named: () => named.all().map(([blob]) => String(blob)),
  };
}
