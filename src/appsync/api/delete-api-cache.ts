// DeleteApiCache: an API keeps nothing any more.
// https://docs.aws.amazon.com/appsync/latest/APIReference/API_DeleteApiCache.html
import { needCache } from './api-cache.js';
import type { RestOperation } from './operation.js';

export const deleteApiCache: RestOperation = {
  name: 'DeleteApiCache',
  method: 'DELETE',
  path: '/v1/apis/{apiId}/ApiCaches',
  async handle(input, { caches }) {
    await caches.remove(needCache(caches, input).name);
    return {};
  },
};
