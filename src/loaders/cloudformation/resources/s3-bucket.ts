// AWS::S3::Bucket (aws-resource-s3-bucket). What would change how it answers is refused by name; what only guards or counts is
// let be.
import { attributeTable, nameWithin, properties, type Resource, type ResourceType } from '../resource.js';

/** Names are lower case, of 63 characters at most. */
function nameOf(resource: Resource): string {
  const named = resource.properties.text('BucketName');
  if (named !== undefined) return named;
  return nameWithin(resource, 63)
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .replace(/^-+|-+$/g, '');
}

const region = (resource: Resource): string => resource.options.account.region;

export const s3Bucket: ResourceType = {
  type: 'AWS::S3::Bucket',
  properties: properties(
    ['BucketName'],
    [
      'AccelerateConfiguration',
      'AccessControl',
      'AnalyticsConfigurations',
      'BucketEncryption',
      'CorsConfiguration',
      'IntelligentTieringConfigurations',
      'InventoryConfigurations',
      'LifecycleConfiguration',
      'LoggingConfiguration',
      'MetricsConfigurations',
      'OwnershipControls',
      'PublicAccessBlockConfiguration',
      'Tags',
    ],
    [
      'MetadataConfiguration',
      'MetadataTableConfiguration',
      'NotificationConfiguration',
      'ObjectLockConfiguration',
      'ObjectLockEnabled',
      'ReplicationConfiguration',
      'VersioningConfiguration',
      'WebsiteConfiguration',
    ],
  ),
  ref: nameOf,
  attribute: attributeTable({
    Arn: (resource) => `arn:aws:s3:::${nameOf(resource)}`,
    DomainName: (resource) => `${nameOf(resource)}.s3.amazonaws.com`,
    DualStackDomainName: (resource) => `${nameOf(resource)}.s3.dualstack.${region(resource)}.amazonaws.com`,
    RegionalDomainName: (resource) => `${nameOf(resource)}.s3.${region(resource)}.amazonaws.com`,
    WebsiteURL: (resource) => `http://${nameOf(resource)}.s3-website-${region(resource)}.amazonaws.com`,
  }),
  build(resource, draft) {
    draft.bucket({ name: nameOf(resource), place: resource.place });
  },
};
