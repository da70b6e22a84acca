// The rows of queues and messages, and the questions asked of them. Every method that writes is called inside a commit; none
// knows the time or the rules, which are queues.ts's.
import type { Database, SqlValue, Statement } from '../../lib/sqlite.js';
import { prepareTables } from './schema.js';

/** A queue as it is stored. */
export interface StoredQueue {
  readonly id: number;
  readonly name: string;
  readonly attributes: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface NewMessage {
  readonly uuid: string;
  readonly body: string;
  /** MessageAttributes as JSON. */
  readonly attributes: string | null;
  /** AWSTraceHeader. */
  readonly trace: string | null;
  readonly sender: string;
  readonly group: string | null;
  readonly deduplicationId: string | null;
  readonly sentAt: number;
  readonly visibleAt: number;
}

export interface StoredMessage extends NewMessage {
  readonly id: number;
  /** The ARN of the queue that gave it up. */
  readonly source: string | null;
  readonly enqueuedAt: number;
  /** By all queues, and by this one. */
  readonly received: number;
  readonly tries: number;
  readonly firstReceivedAt: number | null;
  readonly receipt: string | null;
}

export interface Counts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

const COLUMNS =
  'id, uuid, body, attributes, trace, sender, grp, dedup, source, sent, enqueued, visible, received, tries, first, receipt';

const textOrNull = (value: SqlValue | undefined): string | null => (value == null ? null : String(value));

function messageOf(row: readonly SqlValue[]): StoredMessage {
  return {
    id: Number(row[0]),
    uuid: String(row[1]),
    body: String(row[2]),
    attributes: textOrNull(row[3]),
    trace: textOrNull(row[4]),
    sender: String(row[5]),
    group: textOrNull(row[6]),
    deduplicationId: textOrNull(row[7]),
    source: textOrNull(row[8]),
    sentAt: Number(row[9]),
    enqueuedAt: Number(row[10]),
    visibleAt: Number(row[11]),
    received: Number(row[12]),
    tries: Number(row[13]),
    firstReceivedAt: row[14] === null ? null : Number(row[14]),
    receipt: textOrNull(row[15]),
  };
}

/**
 * A group of a FIFO queue waits while a message of it is in flight, and behind one that is still delayed
 * (SQS developer guide, FIFO-queues-understanding-logic.md).
 */
const NEXT_OF_GROUPS = `
  SELECT ${COLUMNS} FROM msg_messages AS one
  WHERE queue = ?1 AND visible <= ?2 AND NOT EXISTS (
    SELECT 1 FROM msg_messages AS other
    WHERE other.queue = one.queue AND other.grp = one.grp AND other.visible > ?2
      AND (other.receipt IS NOT NULL OR other.id < one.id)
  )
  ORDER BY id LIMIT ?3`;

export interface QueueStore {
  queues(): readonly StoredQueue[];
  /** Makes the queue, or notes its attributes. */
  put(name: string, attributes: string, now: number): void;
  /** With all its messages. */
  drop(id: number): void;
  insert(queue: number, message: NewMessage): number;
  /** What may be received now, in the order it is handed out. */
  next(queue: number, fifo: boolean, now: number, limit: number): readonly StoredMessage[];
  get(queue: number, id: number): StoredMessage | undefined;
  take(id: number, receipt: string, visibleAt: number, now: number): void;
  hide(id: number, visibleAt: number): void;
  remove(id: number): void;
  /** Into another queue, where it counts as new. */
  move(id: number, queue: number, source: string | null, enqueuedAt: number, now: number): void;
  /** The first messages of a queue that nobody holds, for a move. */
  resting(queue: number, now: number, limit: number): readonly StoredMessage[];
  purge(queue: number): void;
  /** Deletes what was kept too long. */
  expire(queue: number, before: number): void;
  /** When the next hidden message appears. */
  nextVisible(queue: number, now: number): number | undefined;
  counts(queue: number, now: number): Counts;
  /** A message that was sent with that deduplication id before, and lately. */
  seen(owner: string, deduplicationId: string, now: number): { uuid: string; sequence: string } | undefined;
  see(owner: string, deduplicationId: string, sent: { uuid: string; sequence: string }, expires: number): void;
  forgetSeen(before: number): void;
}

export function createQueueStore(database: Database): QueueStore {
  prepareTables(database);
  const sql = (text: string): Statement => database.prepare(text);
  const insert = sql(
    `INSERT INTO msg_messages (queue, uuid, body, attributes, trace, sender, grp, dedup, sent, enqueued, visible, received, tries)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0) RETURNING id`,
  );
  const next = sql(`SELECT ${COLUMNS} FROM msg_messages WHERE queue = ? AND visible <= ? ORDER BY visible, id LIMIT ?`);
  const nextOfGroups = sql(NEXT_OF_GROUPS);
  const get = sql(`SELECT ${COLUMNS} FROM msg_messages WHERE id = ? AND queue = ?`);
  const take = sql(
    `UPDATE msg_messages SET receipt = ?, visible = ?, received = received + 1, tries = tries + 1, first = coalesce(first, ?)
     WHERE id = ?`,
  );
  const hide = sql('UPDATE msg_messages SET visible = ? WHERE id = ?');
  const remove = sql('DELETE FROM msg_messages WHERE id = ?');
  const expire = sql('DELETE FROM msg_messages WHERE queue = ? AND enqueued < ?');
  const nextVisible = sql('SELECT min(visible) FROM msg_messages WHERE queue = ? AND visible > ?');
  const seen = sql('SELECT uuid, sequence FROM msg_seen WHERE owner = ? AND dedup = ? AND expires > ?');
  const see = sql('INSERT OR REPLACE INTO msg_seen VALUES (?, ?, ?, ?, ?)');
  const forgetSeen = sql('DELETE FROM msg_seen WHERE expires <= ?');
  return {
    queues: () =>
      sql('SELECT id, name, attributes, created, modified FROM msg_queues')
        .all()
        .map(([id, name, attributes, created, modified]) => ({
          id: Number(id),
          name: String(name),
          attributes: String(attributes),
          createdAt: Number(created),
          modifiedAt: Number(modified),
        })),
    put(name, attributes, now) {
      sql(
        `INSERT INTO msg_queues (name, attributes, created, modified) VALUES (?1, ?2, ?3, ?3)
         ON CONFLICT (name) DO UPDATE SET attributes = ?2, modified = ?3`,
      ).run(name, attributes, now);
    },
    drop(id) {
      sql('DELETE FROM msg_messages WHERE queue = ?').run(id);
      sql('DELETE FROM msg_queues WHERE id = ?').run(id);
    },
    insert(queue, one) {
      const { uuid, body, attributes, trace, sender, group, deduplicationId, sentAt, visibleAt } = one;
      const row = insert.get(
        queue,
        uuid,
        body,
        attributes,
        trace,
        sender,
        group,
        deduplicationId,
        sentAt,
        sentAt,
        visibleAt,
      );
      return Number(row![0]);
    },
    next: (queue, fifo, now, limit) => (fifo ? nextOfGroups : next).all(queue, now, limit).map(messageOf),
    get(queue, id) {
      const row = get.get(id, queue);
      return row && messageOf(row);
    },
    take: (id, receipt, visibleAt, now) => void take.run(receipt, visibleAt, now, id),
    hide: (id, visibleAt) => void hide.run(visibleAt, id),
    remove: (id) => void remove.run(id),
    move(id, queue, source, enqueuedAt, now) {
      sql(
        'UPDATE msg_messages SET queue = ?, source = ?, enqueued = ?, visible = ?, tries = 0, receipt = NULL WHERE id = ?',
      ).run(queue, source, enqueuedAt, now, id);
    },
    resting: (queue, now, limit) =>
      sql(`SELECT ${COLUMNS} FROM msg_messages WHERE queue = ? AND visible <= ? ORDER BY id LIMIT ?`)
        .all(queue, now, limit)
        .map(messageOf),
    purge: (queue) => void sql('DELETE FROM msg_messages WHERE queue = ?').run(queue),
    expire: (queue, before) => void expire.run(queue, before),
    nextVisible(queue, now) {
      const at = nextVisible.get(queue, now)?.[0];
      return at == null ? undefined : Number(at);
    },
    counts(queue, now) {
      const row = sql(
        `SELECT sum(visible <= ?2), sum(visible > ?2 AND receipt IS NOT NULL), sum(visible > ?2 AND receipt IS NULL)
         FROM msg_messages WHERE queue = ?1`,
      ).get(queue, now)!;
      return { visible: Number(row[0] ?? 0), inFlight: Number(row[1] ?? 0), delayed: Number(row[2] ?? 0) };
    },
    seen(owner, deduplicationId, now) {
      const row = seen.get(owner, deduplicationId, now);
      return row && { uuid: String(row[0]), sequence: String(row[1]) };
    },
    see: (owner, deduplicationId, { uuid, sequence }, expires) =>
      void see.run(owner, deduplicationId, uuid, sequence, expires),
    forgetSeen: (before) => void forgetSeen.run(before),
  };
}
