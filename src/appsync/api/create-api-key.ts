// CreateApiKey: another key lets callers in.
// https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateApiKey.html
import { ServiceError } from '../../aws/errors.js';
import type { Random } from '../../lib/random.js';
import { defaultExpiry } from '../auth/api-key.js';
import { needKey, needKeys, readKey, showKey } from './api-key.js';
import type { RestOperation } from './operation.js';

/** "API keys per API: 50" (general/latest/gr/appsync, quotas). */
const MOST_KEYS = 50;

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const newId = (random: Random): string => `da2-${[...random.bytes(26)].map((byte) => BASE32[byte % 32]).join('')}`;

export const createApiKey: RestOperation = {
  name: 'CreateApiKey',
  method: 'POST',
  path: '/v1/apis/{apiId}/apikeys',
  async handle(input, { keys, clock, random }) {
    const { apiId, keys: all } = needKeys(keys, input);
    const read = readKey(input, clock);
    if (all.length >= MOST_KEYS)
      throw new ServiceError('ApiKeyLimitExceededException', `An API has ${MOST_KEYS} API keys at most.`);
    const id = newId(random);
    await keys.put(apiId, { id, expires: defaultExpiry(clock.now()), ...read });
    return { apiKey: showKey(needKey(keys, { apiId, id }).key) };
  },
};
