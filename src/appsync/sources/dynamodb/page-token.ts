// `nextToken`: DynamoDB's LastEvaluatedKey, encrypted and bound to the query it came from, so that it neither shows the
// table's data nor can be carried over to another query (js-aws-appsync-resolver-reference-dynamodb-query.md).
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { isObject, tryParse } from '../../../lib/json.js';
import type { Random } from '../../../lib/random.js';

export interface PageTokens {
  /** undefined or no object: null, there is no further page. */
  seal(key: unknown, purpose: string): string | null;
  /** The sealed key; undefined when the token was changed, or made for another purpose. */
  open(token: string, purpose: string): Readonly<Record<string, unknown>> | undefined;
}

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;
const VERSION = 3;

/** `secret` has 32 bytes. `purpose` is authenticated and not stored. */
export function createPageTokens(secret: Uint8Array, random: Random): PageTokens {
  return {
    seal(key, purpose) {
      if (!isObject(key)) return null;
      const nonce = random.bytes(NONCE);
      const cipher = createCipheriv(CIPHER, secret, nonce);
      cipher.setAAD(Buffer.from(purpose));
      const sealed = Buffer.concat([nonce, cipher.update(JSON.stringify(key)), cipher.final(), cipher.getAuthTag()]);
      return Buffer.from(JSON.stringify({ version: VERSION, token: sealed.toString('base64') })).toString('base64');
    },
    open(token, purpose) {
      const outer = tryParse(Buffer.from(token, 'base64').toString('utf8'));
      if (!isObject(outer) || outer['version'] !== VERSION || typeof outer['token'] !== 'string') return undefined;
      const sealed = Buffer.from(outer['token'], 'base64');
      if (sealed.length <= NONCE + TAG) return undefined;
      const decipher = createDecipheriv(CIPHER, secret, sealed.subarray(0, NONCE), { authTagLength: TAG });
      decipher.setAAD(Buffer.from(purpose));
      decipher.setAuthTag(sealed.subarray(-TAG));
      try {
        const text = Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]).toString('utf8');
        const key = tryParse(text);
        return isObject(key) ? key : undefined;
      } catch {
        // A changed token: the cipher refuses it, and so does the caller, in AWS's words.
        return undefined;
      }
    },
  };
}
