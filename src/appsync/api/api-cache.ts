// The cache of an API as the REST operations read and show it. https://docs.aws.amazon.com/appsync/latest/APIReference/API_ApiCache.html
import { ServiceError } from '../../aws/errors.js';
import type { ApiCacheDefinition } from '../../definition/model.js';
import { isCacheTtl } from '../execution/cache.js';

/** What the operations on caches reach of the running wing. */
export interface ApiCaches {
  hasApi(apiId: string): boolean;
  get(apiId: string): ApiCacheDefinition | undefined;
  /** Resolves when requests are answered under the new settings; what was kept is gone. */
  put(cache: ApiCacheDefinition): Promise<void>;
  remove(apiId: string): Promise<void>;
  flush(apiId: string): void;
}

const BEHAVIORS: readonly string[] = ['FULL_REQUEST_CACHING', 'PER_RESOLVER_CACHING', 'OPERATION_LEVEL_CACHING'];
const TYPES: readonly string[] = [
  ...['SMALL', 'MEDIUM', 'LARGE', 'XLARGE', 'LARGE_2X', 'LARGE_4X', 'LARGE_8X', 'LARGE_12X'],
  ...['T2_SMALL', 'T2_MEDIUM', 'R4_LARGE', 'R4_XLARGE', 'R4_2XLARGE', 'R4_4XLARGE', 'R4_8XLARGE'],
];

const bad = (message: string): ServiceError => new ServiceError('BadRequestException', message);

/** The API that a path names. */
export function needApi(caches: ApiCaches, input: Readonly<Record<string, unknown>>): string {
  const apiId = String(input['apiId']);
  if (!caches.hasApi(apiId)) throw new ServiceError('NotFoundException', `GraphQL API ${apiId} not found.`, 404);
  return apiId;
}

export function needCache(caches: ApiCaches, input: Readonly<Record<string, unknown>>): ApiCacheDefinition {
  const apiId = needApi(caches, input);
  const cache = caches.get(apiId);
  if (!cache) throw new ServiceError('NotFoundException', `The API ${apiId} has no cache.`, 404);
  return cache;
}

function choice(input: Readonly<Record<string, unknown>>, name: string, choices: readonly string[]): string {
  const value = input[name];
  if (typeof value === 'string' && choices.includes(value)) return value;
  throw bad(`${name} must be one of ${choices.join(', ')}.`);
}

/** The members that CreateApiCache and UpdateApiCache share: all three are required. */
export function readCache(
  name: string,
  input: Readonly<Record<string, unknown>>,
): Pick<ApiCacheDefinition, 'name' | 'behavior' | 'ttlSeconds' | 'type' | 'healthMetrics' | 'place'> {
  const ttl = input['ttl'];
  if (typeof ttl !== 'number' || !isCacheTtl(ttl)) throw bad('ttl must be between 1 and 3600 seconds.');
  return {
    name,
    behavior: choice(input, 'apiCachingBehavior', BEHAVIORS) as ApiCacheDefinition['behavior'],
    ttlSeconds: ttl,
    type: choice(input, 'type', TYPES),
    healthMetrics: input['healthMetricsConfig'] === 'ENABLED' ? 'ENABLED' : 'DISABLED',
    place: {},
  };
}

/** AWS takes minutes to make a cache; ours is there at once. */
export const showCache = (cache: ApiCacheDefinition): Readonly<Record<string, unknown>> => ({
  apiCache: {
    ttl: cache.ttlSeconds,
    apiCachingBehavior: cache.behavior,
    transitEncryptionEnabled: cache.transitEncryption,
    atRestEncryptionEnabled: cache.atRestEncryption,
    type: cache.type,
    status: 'AVAILABLE',
    healthMetricsConfig: cache.healthMetrics,
  },
});
