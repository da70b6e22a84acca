// Task tokens: opaque to users, they say which execution they belong to, so that none has to be kept in a table. The second
// part can't be guessed and is compared with what the task was given.
import { tryParse } from '../../lib/json.js';

export function writeToken(executionArn: string, secret: string): string {
  return Buffer.from(JSON.stringify([executionArn, secret])).toString('base64');
}

/** The execution's ARN, or undefined when `token` is none of ours. */
export function executionOfToken(token: string): string | undefined {
  const parts = tryParse(Buffer.from(token, 'base64').toString('utf8'));
  return Array.isArray(parts) && parts.length === 2 && typeof parts[0] === 'string' ? parts[0] : undefined;
}
