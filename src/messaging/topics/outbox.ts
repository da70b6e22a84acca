// What would have been mailed or texted, kept for whoever tests it (`/_offsync/messages`). Nothing here ever leaves the machine.
import type { Clock } from '../../lib/clock.js';
import type { Database } from '../../lib/sqlite.js';

export interface Letter {
  readonly topicArn: string | undefined;
  /** email, email-json or sms. */
  readonly protocol: string;
  readonly endpoint: string;
  readonly subject: string | undefined;
  readonly message: string;
}

export interface Outbox {
  /** Inside a commit. */
  put(letter: Letter): void;
  /** The oldest first. */
  list(): readonly (Letter & { readonly at: number })[];
  /** Inside a commit: numbers that only grow, for sequence numbers of FIFO topics. */
  nextNumber(): number;
}

export function createOutbox(database: Database, clock: Clock): Outbox {
  return {
    put({ topicArn, protocol, endpoint, subject, message }) {
      database
        .prepare('INSERT INTO msg_outbox (at, topic, protocol, endpoint, subject, message) VALUES (?, ?, ?, ?, ?, ?)')
        .run(clock.now(), topicArn ?? null, protocol, endpoint, subject ?? null, message);
    },
    list: () =>
      database
        .prepare('SELECT at, topic, protocol, endpoint, subject, message FROM msg_outbox ORDER BY id')
        .all()
        .map(([at, topic, protocol, endpoint, subject, message]) => ({
          at: Number(at),
          topicArn: topic === null ? undefined : String(topic),
          protocol: String(protocol),
          endpoint: String(endpoint),
          subject: subject === null ? undefined : String(subject),
          message: String(message),
        })),
    nextNumber() {
      const row = database
        .prepare(
          "INSERT INTO msg_counters VALUES ('topics', 1) ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last",
        )
        .get();
      return Number(row![0]);
    },
  };
}
