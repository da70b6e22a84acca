// The account as S3 names owners: a canonical user id. Used by the operations that list.
import { createHash } from 'node:crypto';
import type { ApiPorts } from '../ports.js';

export function owner({ account }: Pick<ApiPorts, 'account'>): Readonly<Record<string, string>> {
  return { ID: createHash('sha256').update(`canonical:${account.accountId}`).digest('hex') };
}
