// An answer's place in its API's cache: fields.ts asks before it runs a resolver, execute.ts before it runs an operation, and
// both hand in what came of it. What is kept and how long is the API's choice. enabling-caching.md, "Caching behavior".
import type { OperationDefinitionNode } from 'graphql';
import type { Caller } from '../auth/identity.js';
import type { FieldScope } from '../runtime/unit.js';
import type { ApiCache } from './cache.js';
import { DEFAULT_KEYS, operationKey, resolverKey } from './cache-keys.js';
import type { Denied } from './decisions.js';
import type { Caching } from './plan.js';
import type { GraphQLRequest, GraphQLResponse } from './request.js';

export interface CacheSlot<T> {
  readonly kept: { readonly value: T } | undefined;
  keep(value: T): void;
}

/** Undefined: the value of this resolver is not kept. */
export function resolverSlot(
  cache: ApiCache,
  caching: Caching | undefined,
  scope: FieldScope,
): CacheSlot<unknown> | undefined {
  if (!caching || cache.behavior === 'OPERATION_LEVEL_CACHING') return undefined;
  const full = cache.behavior === 'FULL_REQUEST_CACHING';
  const ttlSeconds = full ? cache.ttlSeconds : caching.ttlSeconds;
  if (ttlSeconds === undefined) return undefined;
  // The guide names arguments and identity as the keys of full request caching, and says elsewhere that it is the same as a
  // resolver without keys, where the source counts too; without it all children of a list would be one.
  const key = resolverKey(caching.field, full ? DEFAULT_KEYS : caching.keys, scope);
  return {
    kept: cache.get(key),
    keep: (value) => cache.put(key, value, ttlSeconds),
  };
}

/** Undefined: the answer of this operation is not kept. Only successful ones may be handed in. */
export function operationSlot(
  cache: ApiCache,
  { operation }: OperationDefinitionNode,
  request: GraphQLRequest,
  caller: Caller,
  denied: Denied | undefined,
): CacheSlot<GraphQLResponse> | undefined {
  if (cache.behavior !== 'OPERATION_LEVEL_CACHING' || operation !== 'query') return undefined;
  const key = operationKey(request, caller, denied);
  return {
    kept: cache.get(key) as CacheSlot<GraphQLResponse>['kept'],
    keep: (response) => cache.put(key, response, cache.ttlSeconds),
  };
}
