// DynamoDB of a running offsync, as `export` and `import` ask it: over the wire and signed, like any client.
import { sign } from '../aws/sigv4.js';
import { OffsyncError } from '../lib/errors.js';
import { isObject, tryParse } from '../lib/json.js';
import type { Item } from '../loaders/items/index.js';

export type TableDoor = (operation: string, input: Item) => Promise<Record<string, unknown>>;

/** offsync's own administrator. */
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Throws what a person can act on: nothing answers, or the words of the refusal. */
export function connectTables(url: string): TableDoor {
  return async (operation, input) => {
    const body = JSON.stringify(input);
    const { host } = new URL(url);
    const headers = { 'x-amz-target': `DynamoDB_20120810.${operation}`, 'content-type': 'application/x-amz-json-1.0' };
    const signed = sign({ method: 'POST', url: '/', headers: { ...headers, host }, body }, CREDENTIALS, {
      service: 'dynamodb',
      region: 'us-east-1',
      now: Date.now(),
    });
    let response: Response;
    let text: string;
    try {
      response = await fetch(new URL('/', url), { method: 'POST', headers: { ...headers, ...signed }, body });
      text = await response.text();
    } catch (error) {
      throw new OffsyncError('NOT_RUNNING', `Nothing answers at ${url}. Start the app first: offsync start`, {
        cause: error,
      });
    }
    const answer = tryParse(text);
    if (response.ok && isObject(answer)) return answer;
    const message = isObject(answer) ? String(answer['message'] ?? answer['Message']) : response.statusText;
    throw new OffsyncError('TABLE_REFUSED', `${operation} was refused: ${message}`);
  };
}

export interface Progress {
  /** `share` of all there is to do, when that is known. */
  add(count: number, share?: number): void;
  end(): void;
}

/** Says how far it has come: now and then, and at the end. */
export function createProgress(what: string, write: (line: string) => void): Progress {
  const EVERY = 10_000;
  let done = 0;
  let said = 0;
  return {
    add(count, share) {
      done += count;
      if (done - said < EVERY) return;
      said = done;
      write(`${what}: ${done} items so far${share === undefined ? '' : ` (${Math.floor(share * 100)} %)`}\n`);
    },
    end: () => write(`${what}: ${done} items\n`),
  };
}
