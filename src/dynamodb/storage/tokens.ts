// Client request tokens of TransactWriteItems: a token stands for its request for ten minutes. Kept on disk, in the same
// savepoint as the writes, so that a retry after a crash is not carried out twice.
import { createHash } from 'node:crypto';
import type { Database } from '../../lib/sqlite.js';
import { idempotencyMismatch } from '../faults.js';

/** API_TransactWriteItems: a token is good for ten minutes after the request that used it first. */
const LIFETIME_MS = 10 * 60 * 1000;

/** Notes the token; true when the very same request was carried out before. Must run inside Database.commit. */
export function seenToken(database: Database, token: string, request: unknown, now: number): boolean {
  const digest = createHash('sha256').update(JSON.stringify(request)).digest('base64');
  database.prepare('DELETE FROM dynamodb_tokens WHERE expires <= ?').run(now);
  const known = database.prepare('SELECT request FROM dynamodb_tokens WHERE token = ?').get(token);
  if (known !== undefined) {
    if (known[0] !== digest) throw idempotencyMismatch();
    return true;
  }
  database
    .prepare('INSERT INTO dynamodb_tokens (token, request, expires) VALUES (?, ?, ?)')
    .run(token, digest, now + LIFETIME_MS);
  return false;
}
