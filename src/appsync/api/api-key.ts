// The keys of an API as the REST operations read and show them.
// https://docs.aws.amazon.com/appsync/latest/APIReference/API_ApiKey.html
import { ServiceError } from '../../aws/errors.js';
import type { ApiKeyDefinition } from '../../definition/model.js';
import type { Clock } from '../../lib/clock.js';
import { type ApiKey, readExpiry } from '../auth/api-key.js';

/** What the operations on keys reach of the running wing. */
export interface ApiKeys {
  /** Those that are not deleted, expired ones among them; undefined: there is no such API. */
  of(apiId: string): readonly ApiKey[] | undefined;
  /** Resolves when requests are decided by the new key. */
  put(apiId: string, key: ApiKeyDefinition): Promise<void>;
  /** Resolves when the key lets nobody in any more, and what was subscribed with it has ended. */
  remove(apiId: string, id: string): Promise<void>;
}

type Input = Readonly<Record<string, unknown>>;

export const bad = (message: string): ServiceError => new ServiceError('BadRequestException', message);

export function needKeys(
  keys: ApiKeys,
  { apiId }: Input,
): { readonly apiId: string; readonly keys: readonly ApiKey[] } {
  const found = keys.of(String(apiId));
  if (!found) throw new ServiceError('NotFoundException', `GraphQL API ${String(apiId)} not found.`, 404);
  return { apiId: String(apiId), keys: found };
}

/** Recorded (amplify-cli#12964). */
export function needKey(keys: ApiKeys, input: Input): { readonly apiId: string; readonly key: ApiKey } {
  const { apiId, keys: all } = needKeys(keys, input);
  const id = String(input['id']);
  const key = all.find((one) => one.id === id);
  if (!key) throw new ServiceError('NotFoundException', `API key not found: ${id}`, 404);
  return { apiId, key };
}

/** `description` and `expires`, each only where it is given. */
export function readKey(input: Input, clock: Clock): Pick<ApiKeyDefinition, 'expires' | 'description'> {
  const { description, expires } = input;
  if (description !== undefined && description !== null && typeof description !== 'string')
    throw bad('description must be a string.');
  if (expires !== undefined && expires !== null && !Number.isSafeInteger(expires))
    throw bad('expires must be a number of seconds.');
  const read = typeof expires === 'number' ? readExpiry(expires, clock.now()) : undefined;
  if (read && 'fault' in read) throw new ServiceError('ApiKeyValidityOutOfBoundsException', read.fault);
  return { ...read, ...(typeof description === 'string' && { description }) };
}

export const showKey = ({ id, description, expires, deletes }: ApiKey): Readonly<Record<string, unknown>> => ({
  id,
  description,
  expires,
  deletes,
});
