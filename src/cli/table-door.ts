// DynamoDB of a running offsync, as `export` and `import` ask it: over the wire, like any client.
import { OffsyncError } from '../lib/errors.js';
import { isObject, tryParse } from '../lib/json.js';

export type Item = Readonly<Record<string, unknown>>;
export type TableDoor = (operation: string, input: Item) => Promise<Record<string, unknown>>;

/** Throws what a person can act on: nothing answers, or the words of the refusal. */
export function connectTables(url: string): TableDoor {
  return async (operation, input) => {
    let response: Response;
    try {
      response = await fetch(url, {
        method: 'POST',
        headers: { 'x-amz-target': `DynamoDB_20120810.${operation}`, 'content-type': 'application/x-amz-json-1.0' },
        body: JSON.stringify(input),
      });
    } catch (error) {
      throw new OffsyncError('NOT_RUNNING', `Nothing answers at ${url}. Start the app first: offsync start`, {
        cause: error,
      });
    }
    const answer = tryParse(await response.text());
    if (response.ok && isObject(answer)) return answer;
    const message = isObject(answer) ? String(answer['message'] ?? answer['Message']) : response.statusText;
    throw new OffsyncError('TABLE_REFUSED', `${operation} was refused: ${message}`);
  };
}

/** Says how far it has come: now and then, and at the end. */
export function createProgress(what: string, write: (line: string) => void): { add(count: number): void; end(): void } {
  const EVERY = 10_000;
  let done = 0;
  let said = 0;
  return {
    add(count) {
      done += count;
      if (done - said < EVERY) return;
      said = done;
      write(`${what}: ${done} items so far\n`);
    },
    end: () => write(`${what}: ${done} items\n`),
  };
}
