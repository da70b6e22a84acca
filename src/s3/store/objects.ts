// Objects as rows, in the order of their keys' bytes, which is S3's. Writers are called inside a commit.
import type { Database, SqlValue } from '../../lib/sqlite.js';
import type { Segment } from './content.js';

/** What is kept beside the bytes. */
export interface Facts {
  /** ContentType, CacheControl, ...: given back as they came. */
  readonly headers: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  /** ChecksumCRC32, ..., ChecksumType. */
  readonly checksums: Readonly<Record<string, string>>;
  readonly storageClass: string;
}

export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  /** Without its quotes. */
  readonly etag: string;
  readonly modifiedAt: number;
  readonly facts: Facts;
  readonly segments: readonly Segment[];
}

export type Listed = Pick<StoredObject, 'key' | 'size' | 'etag' | 'modifiedAt' | 'facts'>;

export interface Objects {
  get(bucket: string, key: string): StoredObject | undefined;
  /** Up to `limit` keys behind `after` that are not below `from`. */
  page(bucket: string, after: string, from: string, limit: number): readonly Listed[];
  put(object: StoredObject): void;
  remove(bucket: string, key: string): void;
  isEmpty(bucket: string): boolean;
  /** The ids of all bytes that objects are made of. */
  named(): ReadonlySet<string>;
}

const listedOf = (row: readonly SqlValue[]): Listed => ({
  key: String(row[1]),
  size: Number(row[2]),
  etag: String(row[3]),
  modifiedAt: Number(row[4]),
  facts: JSON.parse(String(row[5])) as Facts,
});

export function createObjects(database: Database): Objects {
  const get = database.prepare('SELECT * FROM s3_objects WHERE bucket = ? AND key = ?');
  const page = database.prepare(
    'SELECT * FROM s3_objects WHERE bucket = ? AND key > ? AND key >= ? ORDER BY key LIMIT ?',
  );
  const put = database.prepare('INSERT OR REPLACE INTO s3_objects VALUES (?, ?, ?, ?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM s3_objects WHERE bucket = ? AND key = ?');
  const any = database.prepare('SELECT 1 FROM s3_objects WHERE bucket = ? LIMIT 1');
  const segments = database.prepare('SELECT segments FROM s3_objects');
  return {
    get(bucket, key) {
      const row = get.get(bucket, key);
      return row && { bucket, ...listedOf(row), segments: JSON.parse(String(row[6])) as Segment[] };
    },
    page: (bucket, after, from, limit) => page.all(bucket, after, from, limit).map(listedOf),
    put(object) {
      const { bucket, key, size, etag, modifiedAt, facts } = object;
      put.run(bucket, key, size, etag, modifiedAt, JSON.stringify(facts), JSON.stringify(object.segments));
    },
    remove: (bucket, key) => void remove.run(bucket, key),
    isEmpty: (bucket) => any.get(bucket) === undefined,
    named() {
      const ids = new Set<string>();
      for (const [text] of segments.all()) for (const [id] of JSON.parse(String(text)) as Segment[]) ids.add(id);
      return ids;
    },
  };
}
