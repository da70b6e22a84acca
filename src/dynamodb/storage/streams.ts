// Streams of tables and their records (Streams.md), kept for 24 hours. Writes run inside Database.commit, in the savepoint of
// the item they tell of. Knows no API: engine/ and streams/ give the records their form.
import type { TableDefinition } from '../../definition/model.js';
import type { Database, SqlValue } from '../../lib/sqlite.js';
import { pickAttributes, type SizedItem } from '../program.js';
import { itemSize } from '../values/check.js';
import { equalValues, type Item } from '../values/value.js';

export type StreamView = NonNullable<TableDefinition['stream']>;

export interface Stream {
  readonly id: number;
  readonly tableName: string;
  /** The time of its birth as AWS writes it in ARNs: `2026-01-31T08:15:00.000`. */
  readonly label: string;
  readonly view: StreamView;
  readonly keyNames: readonly string[];
  readonly createdAt: number;
  /** Set when the stream was turned off: it can be read for a day more. */
  readonly closedAt: number | undefined;
}

/** What a record tells, in the shape the API has for it. */
export interface StreamChange {
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly Keys: Item;
  readonly NewImage?: Item;
  readonly OldImage?: Item;
  readonly SizeBytes: number;
  /** Deleted because its time to live was over. */
  readonly expired?: true;
}

export interface StreamRecord {
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly change: StreamChange;
}

export interface Streams {
  /** Those that can still be read, in the order of their birth. */
  list(now: number): Stream[];
  openOf(tableName: string): Stream | undefined;
  open(tableName: string, view: StreamView, keyNames: readonly string[], now: number): Stream;
  close(stream: Stream, now: number): void;
  append(stream: Stream, change: StreamChange, now: number): void;
  /** At most `limit` records, 1 MB of them, behind `after`. */
  read(stream: Stream, after: number, limit: number, now: number): StreamRecord[];
  /** The sequence number of the newest record of all streams. */
  newest(): number;
  /** How far the reader `id` of a stream has come. */
  position(id: string, stream: Stream): number | undefined;
  setPosition(id: string, stream: Stream, sequence: number): void;
}

/** Streams.md: "DynamoDB Streams ... stores this information in a log for up to 24 hours". */
export const RETENTION_MS = 24 * 60 * 60 * 1000;
/** GetRecords gives at most 1 MB. */
const MOST_BYTES = 1024 * 1024;
/** Old records are looked for now and then, a few at a time. */
const TRIM_EVERY = 256;
const TRIM_MOST = 1024;

export function createStreams(database: Database): Streams {
  const select = database.prepare(
    'SELECT id, table_name, label, view, key_names, created_at, closed_at FROM dynamodb_streams ORDER BY id',
  );
  const insert = database.prepare(
    'INSERT INTO dynamodb_streams (table_name, label, view, key_names, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  const end = database.prepare('UPDATE dynamodb_streams SET closed_at = ? WHERE id = ?');
  const forget = database.prepare('DELETE FROM dynamodb_streams WHERE closed_at <= ?');
  const append = database.prepare('INSERT INTO dynamodb_records (stream, at, change) VALUES (?, ?, ?)');
  const read = database.prepare(
    'SELECT sequence, at, change FROM dynamodb_records WHERE stream = ? AND sequence > ? AND at > ? ORDER BY sequence LIMIT ?',
  );
  const trim = database.prepare(
    `DELETE FROM dynamodb_records WHERE at <= ? AND sequence IN
       (SELECT sequence FROM dynamodb_records ORDER BY sequence LIMIT ${TRIM_MOST})`,
  );
  const newest = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'dynamodb_records'");
  const position = database.prepare('SELECT sequence FROM dynamodb_readers WHERE id = ? AND stream = ?');
  const setPosition = database.prepare(
    'INSERT OR REPLACE INTO dynamodb_readers (id, stream, sequence) VALUES (?, ?, ?)',
  );
  let untilTrim = 0;

  const toStream = ([id, tableName, label, view, keyNames, createdAt, closedAt]: SqlValue[]): Stream => ({
    id: Number(id),
    tableName: String(tableName),
    label: String(label),
    view: String(view) as StreamView,
    keyNames: JSON.parse(String(keyNames)) as string[],
    createdAt: Number(createdAt),
    closedAt: closedAt === null || closedAt === undefined ? undefined : Number(closedAt),
  });
  const all = (): Stream[] => select.all().map(toStream);
  const openOf = (tableName: string): Stream | undefined =>
    all().find((stream) => stream.tableName === tableName && stream.closedAt === undefined);

  return {
    list: (now) => all().filter(({ closedAt }) => closedAt === undefined || closedAt > now - RETENTION_MS),
    openOf,
    open(tableName, view, keyNames, now) {
      forget.run(now - RETENTION_MS);
      // A table whose stream is turned off and on again within a millisecond still gets another label.
      const taken = new Set(all().map(({ label }) => label));
      let at = now;
      const label = (): string => new Date(at).toISOString().slice(0, -1);
      while (taken.has(label())) at += 1;
      insert.run(tableName, label(), view, JSON.stringify(keyNames), at);
      return openOf(tableName)!;
    },
    close: (stream, now) => void end.run(now, stream.id),
    append(stream, change, now) {
      append.run(stream.id, now, JSON.stringify(change));
      untilTrim -= 1;
      if (untilTrim > 0) return;
      untilTrim = TRIM_EVERY;
      trim.run(now - RETENTION_MS);
    },
    read(stream, after, limit, now) {
      const records: StreamRecord[] = [];
      let bytes = 0;
      for (const [sequence, at, text] of read.all(stream.id, after, now - RETENTION_MS, limit)) {
        bytes += (text as string).length;
        if (bytes > MOST_BYTES && records.length > 0) break;
        records.push({
          sequence: Number(sequence),
          at: Number(at),
          change: JSON.parse(text as string) as StreamChange,
        });
      }
      return records;
    },
    newest: () => Number(newest.get()?.[0] ?? 0),
    position(id, stream) {
      const row = position.get(id, stream.id);
      return row === undefined ? undefined : Number(row[0]);
    },
    setPosition: (id, stream, sequence) => void setPosition.run(id, stream.id, sequence),
  };
}

/** What a stream tells of a write; undefined when the write changed nothing (Streams.md, "Change data capture"). */
export function changeOf(
  stream: Stream,
  before: SizedItem | undefined,
  after: SizedItem | undefined,
  expired: boolean,
): StreamChange | undefined {
  const item = after?.item ?? before?.item;
  if (item === undefined || (before && after && equalValues({ M: before.item }, { M: after.item }))) return undefined;
  const Keys = pickAttributes(item, stream.keyNames);
  const news = after && (stream.view === 'NEW_IMAGE' || stream.view === 'NEW_AND_OLD_IMAGES');
  const olds = before && (stream.view === 'OLD_IMAGE' || stream.view === 'NEW_AND_OLD_IMAGES');
  return {
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    Keys,
    ...(news ? { NewImage: after.item } : {}),
    ...(olds ? { OldImage: before.item } : {}),
    SizeBytes: itemSize(Keys) + (news ? after.size : 0) + (olds ? before.size : 0),
    ...(expired ? { expired } : {}),
  };
}
