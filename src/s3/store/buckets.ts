// Buckets as rows. Writers are called inside a commit.
import type { Database, SqlValue } from '../../lib/sqlite.js';

export interface Bucket {
  readonly name: string;
  readonly createdAt: number;
  /** A region; that of buckets made without a constraint is us-east-1. */
  readonly location: string;
}

export interface Buckets {
  get(name: string): Bucket | undefined;
  /** In order of name. */
  list(): readonly Bucket[];
  create(bucket: Bucket): void;
  remove(name: string): void;
}

const bucketOf = (row: readonly SqlValue[]): Bucket => ({
  name: String(row[0]),
  createdAt: Number(row[1]),
  location: String(row[2]),
});

export function createBuckets(database: Database): Buckets {
  const get = database.prepare('SELECT * FROM s3_buckets WHERE name = ?');
  const list = database.prepare('SELECT * FROM s3_buckets ORDER BY name');
  const create = database.prepare('INSERT OR IGNORE INTO s3_buckets VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM s3_buckets WHERE name = ?');
  return {
    get(name) {
      const row = get.get(name);
      return row && bucketOf(row);
    },
    list: () => list.all().map(bucketOf),
    create: ({ name, createdAt, location }) => void create.run(name, createdAt, location),
    remove: (name) => void remove.run(name),
  };
}
