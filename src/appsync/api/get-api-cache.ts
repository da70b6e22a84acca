// GetApiCache: https://docs.aws.amazon.com/appsync/latest/APIReference/API_GetApiCache.html
import { needCache, showCache } from './api-cache.js';
import type { RestOperation } from './operation.js';

export const getApiCache: RestOperation = {
  name: 'GetApiCache',
  method: 'GET',
  path: '/v1/apis/{apiId}/ApiCaches',
  handle: (input, { caches }) => showCache(needCache(caches, input)),
};
