// Temporary credentials: issued by STS, kept in the data file until they have long expired, so that they survive a restart.
// Knows nothing of policies or roles.
import type { Principal } from '../../backends/iam-port.js';
import type { Clock } from '../../lib/clock.js';
import type { Random } from '../../lib/random.js';
import { type Database, migrate } from '../../lib/sqlite.js';

/** Whose credentials they are. */
export type SessionOwner =
  | { readonly kind: 'assumed-role'; readonly roleArn: string; readonly sessionName: string }
  | { readonly kind: 'user'; readonly userArn: string }
  | { readonly kind: 'root' };

/** What is asked for when a session begins. */
export interface SessionRequest {
  readonly owner: SessionOwner;
  readonly durationSeconds: number;
  /** Policy documents handed over with the call; absent: the session may do what its owner may. */
  readonly policies?: readonly unknown[];
  readonly policyArns?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  /** Names of tags that a session begun with these credentials has, too. */
  readonly transitiveTags?: readonly string[];
  readonly sourceIdentity?: string;
  /** Condition keys that a web identity brought: `cognito-identity.amazonaws.com:sub`. Names in lower case. */
  readonly federation?: Readonly<Record<string, string | readonly string[]>>;
  readonly cognito?: Principal['cognito'];
}

export interface Session extends SessionRequest {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export interface Sessions {
  find(accessKeyId: string): Session | undefined;
  /** Resolves when the credentials are durable. */
  issue(request: SessionRequest): Promise<Session>;
}

const LAYOUT = [
  `CREATE TABLE iam_sessions (access_key_id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL, session TEXT NOT NULL);
   CREATE INDEX iam_sessions_expiry ON iam_sessions (expires_at)`,
];

/** Expired credentials are told so for this long; later they are unknown. */
const REMEMBERED_MS = 7 * 86_400_000;
/** More are read from the file again. */
const MOST_KNOWN = 10_000;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function keyId(random: Random): string {
  return `ASIA${[...random.bytes(16)].map((byte) => BASE32[byte % 32]).join('')}`;
}

const base64 = (random: Random, bytes: number): string => Buffer.from(random.bytes(bytes)).toString('base64');

export function createSessions(ports: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}): Sessions {
  const { database, clock, random } = ports;
  migrate(database, 'iam', LAYOUT);
  const byKey = database.prepare('SELECT session FROM iam_sessions WHERE access_key_id = ?');
  const insert = database.prepare('INSERT INTO iam_sessions VALUES (?, ?, ?)');
  const forget = database.prepare('DELETE FROM iam_sessions WHERE expires_at < ?');
  const known = new Map<string, Session>();
  const remember = (session: Session): void => {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(session.accessKeyId, session);
  };
  return {
    find(accessKeyId) {
      const held = known.get(accessKeyId);
      if (held) return held;
      // Keys of users are asked for far more often, and never look like these.
      if (!accessKeyId.startsWith('ASIA')) return undefined;
      const row = byKey.get(accessKeyId);
      if (!row) return undefined;
      const session = JSON.parse(String(row[0])) as Session;
      remember(session);
      return session;
    },
    issue(request) {
      const now = clock.now();
      const session: Session = {
        ...request,
        accessKeyId: keyId(random),
        secretAccessKey: base64(random, 30),
        sessionToken: `IQoJb3JpZ2luX2Vj${base64(random, 192)}`,
        issuedAt: now,
        expiresAt: now + request.durationSeconds * 1000,
      };
      return database.commit(() => {
        forget.run(now - REMEMBERED_MS);
        insert.run(session.accessKeyId, session.expiresAt, JSON.stringify(session));
        remember(session);
        return session;
      });
    },
  };
}
