// DynamoDB of a running offsync, as `export` and `import` ask it, and how they say what they do.
import { OffsyncError } from '../lib/errors.js';
import { type Answer, connect, type ServiceDoor } from './connect.js';

export const connectTables = (url: string): ServiceDoor => connect('dynamodb', url);

/** Every table of the app, by name. */
export async function tableNames(door: ServiceDoor): Promise<string[]> {
  const names: string[] = [];
  let start: unknown;
  do {
    const page: Answer = await door('ListTables', start === undefined ? {} : { ExclusiveStartTableName: start });
    names.push(...(page['TableNames'] as string[]));
    start = page['LastEvaluatedTableName'];
  } while (start !== undefined);
  return names;
}

/** That a table is not there, and which are. */
export function unknownTable(name: string, there: readonly string[]): OffsyncError {
  const last = there.at(-1);
  const named = there.length < 2 ? last : `${there.slice(0, -1).join(', ')} and ${last}`;
  const rest = named === undefined ? 'The app has none.' : `There ${there.length === 1 ? 'is' : 'are'} ${named}.`;
  return new OffsyncError('TABLE_REFUSED', `There is no table ${name}. ${rest}`);
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
    end: () => write(`${what}: ${done} item${done === 1 ? '' : 's'}\n`),
  };
}
