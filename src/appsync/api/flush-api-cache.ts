// FlushApiCache: everything an API keeps is forgotten.
// https://docs.aws.amazon.com/appsync/latest/APIReference/API_FlushApiCache.html
import { needCache } from './api-cache.js';
import type { RestOperation } from './operation.js';

export const flushApiCache: RestOperation = {
  name: 'FlushApiCache',
  method: 'DELETE',
  path: '/v1/apis/{apiId}/FlushCache',
  handle(input, { caches }) {
    caches.flush(needCache(caches, input).name);
    return {};
  },
};
