// UpdateApiCache: an API keeps its answers in another way, or for another time. What was kept is gone.
// https://docs.aws.amazon.com/appsync/latest/APIReference/API_UpdateApiCache.html
import { needCache, readCache, showCache } from './api-cache.js';
import type { RestOperation } from './operation.js';

export const updateApiCache: RestOperation = {
  name: 'UpdateApiCache',
  method: 'POST',
  path: '/v1/apis/{apiId}/ApiCaches/update',
  async handle(input, { caches }) {
    const before = needCache(caches, input);
    const cache = { ...before, ...readCache(before.name, input) };
    await caches.put(cache);
    return showCache(cache);
  },
};
