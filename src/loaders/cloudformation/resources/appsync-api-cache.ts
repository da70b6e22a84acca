// AWS::AppSync::ApiCache (aws-resource-appsync-apicache): what is kept of answers, and for how long.
import { attributeTable, properties, type ResourceType } from '../resource.js';

const BEHAVIORS = ['FULL_REQUEST_CACHING', 'PER_RESOLVER_CACHING', 'OPERATION_LEVEL_CACHING'] as const;

export const appsyncApiCache: ResourceType = {
  type: 'AWS::AppSync::ApiCache',
  properties: properties(
    ['ApiId', 'ApiCachingBehavior', 'Ttl', 'Type'],
    ['AtRestEncryptionEnabled', 'TransitEncryptionEnabled', 'HealthMetricsConfig'],
  ),
  ref: (resource) => resource.properties.text('ApiId') ?? '',
  attribute: attributeTable({}),
  build(resource, draft) {
    const read = resource.properties;
    const apiId = read.needText('ApiId');
    read.needText('ApiCachingBehavior');
    const behavior = read.choice('ApiCachingBehavior', BEHAVIORS);
    const ttlSeconds = read.number('Ttl') ?? read.missing('Ttl');
    const type = read.needText('Type');
    if (apiId === undefined || behavior === undefined || ttlSeconds === undefined || type === undefined) return;
    const cache = {
      name: apiId,
      behavior,
      ttlSeconds,
      type,
      // Encryption "is always enabled for new caches"; nothing here leaves the process.
      atRestEncryption: true,
      transitEncryption: true,
      healthMetrics: 'DISABLED' as const,
      place: resource.place,
    };
    draft.part(apiId, { kind: 'cache', cache }, resource.place);
  },
};
