// Reads the members of a request: their kinds, which are the deserialiser's to refuse, and whether they are there.
import { ServiceError } from '../../aws/errors.js';
import { isObject } from '../../lib/json.js';
import { invalidParameter, malformed, missing, noQueue } from '../queues/faults.js';
import type { LiveQueue } from '../queues/queues.js';
import type { Input, SqsPorts } from './operation.js';

export function readText(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw malformed(name, 'a string');
  return value;
}

export function needText(input: Input, name: string): string {
  const value = readText(input, name);
  if (value === undefined || value === '') throw missing(name);
  return value;
}

export function readNumber(input: Input, name: string): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw malformed(name, 'an integer');
  return value;
}

/** A number that must lie between two. */
export function readWithin(input: Input, name: string, least: number, most: number, reason: string) {
  const value = readNumber(input, name);
  if (value !== undefined && (value < least || value > most)) throw invalidParameter(String(value), name, reason);
  return value;
}

export function readTexts(input: Input, name: string): readonly string[] {
  const value = input[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
    throw malformed(name, 'a list of strings');
  return value;
}

export function readMap(input: Input, name: string): Readonly<Record<string, string>> {
  const value = input[name];
  if (value === undefined || value === null) return {};
  if (!isObject(value) || !Object.values(value).every((one) => typeof one === 'string')) {
    throw malformed(name, 'a map of strings');
  }
  return value as Readonly<Record<string, string>>;
}

/** The account and the name at the end of a queue's URL. */
function partsOf(url: string): { account: string; name: string } | undefined {
  const match = /^(?:https?:\/\/[^/]+)?\/([^/]+)\/([^/]+)\/?$/.exec(url);
  return match ? { account: match[1]!, name: match[2]! } : undefined;
}

/** The queue of QueueUrl. Whatever the host: ports and names of machines differ between those who ask. */
export function queueOf(input: Input, { queues, account }: SqsPorts): LiveQueue {
  const url = needText(input, 'QueueUrl');
  const parts = partsOf(url);
  if (!parts) throw new ServiceError('InvalidAddress', `The address ${url} is not valid for this endpoint.`, 404);
  const queue = parts.account === account.accountId ? queues.find(parts.name) : undefined;
  if (!queue) throw noQueue();
  return queue;
}

export interface BatchEntry {
  readonly id: string;
  readonly input: Input;
}

const MOST_ENTRIES = 10;

/** The Entries of a batch: 1 to 10, with ids that differ. `shape` is AWS's name for one. */
export function readEntries(input: Input, shape: string): readonly BatchEntry[] {
  const given = input['Entries'] ?? [];
  if (!Array.isArray(given) || !given.every(isObject)) throw malformed('Entries', 'a list of structures');
  if (given.length === 0) {
    throw new ServiceError(
      'AWS.SimpleQueueService.EmptyBatchRequest',
      `There should be at least one ${shape} in the request.`,
    );
  }
  if (given.length > MOST_ENTRIES) {
    throw new ServiceError(
      'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MOST_ENTRIES}. You have sent ${given.length}.`,
    );
  }
  const ids = new Set<string>();
  return given.map((entry) => {
    const id = needText(entry, 'Id');
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(id)) {
      throw new ServiceError(
        'AWS.SimpleQueueService.InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    }
    if (ids.has(id)) {
      throw new ServiceError('AWS.SimpleQueueService.BatchEntryIdsNotDistinct', `Id ${id} repeated.`);
    }
    ids.add(id);
    return { id, input: entry };
  });
}

/** What became of a batch: lists that would be empty are left out. */
export interface BatchAnswer {
  readonly Successful?: readonly unknown[];
  readonly Failed?: readonly unknown[];
}

export function failedEntry(id: string, error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof ServiceError)) throw error;
  return { Id: id, SenderFault: error.status < 500, Code: error.code, Message: error.message };
}

export function batchAnswer(successful: readonly unknown[], failed: readonly unknown[]): BatchAnswer {
  return {
    ...(successful.length > 0 && { Successful: successful }),
    ...(failed.length > 0 && { Failed: failed }),
  };
}

/** Carries out each entry for itself. */
export async function eachEntry(
  entries: readonly BatchEntry[],
  run: (input: Input) => Promise<void>,
): Promise<BatchAnswer> {
  const outcomes = await Promise.all(
    entries.map(({ id, input }) =>
      run(input).then(
        () => ({ id, error: undefined }),
        (error: unknown) => ({ id, error }),
      ),
    ),
  );
  return batchAnswer(
    outcomes.filter(({ error }) => error === undefined).map(({ id }) => ({ Id: id })),
    outcomes.filter(({ error }) => error !== undefined).map(({ id, error }) => failedEntry(id, error)),
  );
}
