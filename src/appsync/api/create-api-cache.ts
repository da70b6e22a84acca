// CreateApiCache: an API begins to keep its answers.
// https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateApiCache.html
import { ServiceError } from '../../aws/errors.js';
import { needApi, readCache, showCache } from './api-cache.js';
import type { RestOperation } from './operation.js';

export const createApiCache: RestOperation = {
  name: 'CreateApiCache',
  method: 'POST',
  path: '/v1/apis/{apiId}/ApiCaches',
  async handle(input, { caches }) {
    const apiId = needApi(caches, input);
    if (caches.get(apiId)) throw new ServiceError('BadRequestException', `The API ${apiId} has a cache already.`);
    // Both "cannot be updated after creation".
    const cache = {
      ...readCache(apiId, input),
      atRestEncryption: input['atRestEncryptionEnabled'] === true,
      transitEncryption: input['transitEncryptionEnabled'] === true,
    };
    await caches.put(cache);
    return showCache(cache);
  },
};
