// What the query names besides the operations that are answered: each is refused by its name. Asked by the door.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
import type { S3Operation } from './operation.js';

/** Name in the query -> what it is of, by what the path names. */
const SUBRESOURCES: Readonly<Record<string, { readonly bucket?: string; readonly object?: string }>> = {
  accelerate: { bucket: 'BucketAccelerateConfiguration' },
  acl: { bucket: 'BucketAcl', object: 'ObjectAcl' },
  analytics: { bucket: 'BucketAnalyticsConfiguration' },
  attributes: { object: 'ObjectAttributes' },
  cors: { bucket: 'BucketCors' },
  encryption: { bucket: 'BucketEncryption' },
  'intelligent-tiering': { bucket: 'BucketIntelligentTieringConfiguration' },
  inventory: { bucket: 'BucketInventoryConfiguration' },
  'legal-hold': { object: 'ObjectLegalHold' },
  lifecycle: { bucket: 'BucketLifecycleConfiguration' },
  location: { bucket: 'BucketLocation' },
  logging: { bucket: 'BucketLogging' },
  metrics: { bucket: 'BucketMetricsConfiguration' },
  notification: { bucket: 'BucketNotificationConfiguration' },
  'object-lock': { bucket: 'ObjectLockConfiguration' },
  ownershipControls: { bucket: 'BucketOwnershipControls' },
  policy: { bucket: 'BucketPolicy' },
  policyStatus: { bucket: 'BucketPolicyStatus' },
  publicAccessBlock: { bucket: 'PublicAccessBlock' },
  renameObject: { object: 'RenameObject' },
  replication: { bucket: 'BucketReplication' },
  requestPayment: { bucket: 'BucketRequestPayment' },
  restore: { object: 'RestoreObject' },
  retention: { object: 'ObjectRetention' },
  select: { object: 'SelectObjectContent' },
  session: { bucket: 'Session' },
  tagging: { bucket: 'BucketTagging', object: 'ObjectTagging' },
  torrent: { object: 'ObjectTorrent' },
  versioning: { bucket: 'BucketVersioning' },
  versions: { bucket: 'ObjectVersions' },
  website: { bucket: 'BucketWebsite' },
};

const VERBS: Readonly<Record<string, string>> = {
  GET: 'Get',
  HEAD: 'Head',
  PUT: 'Put',
  POST: 'Post',
  DELETE: 'Delete',
};
/** These are whole names already. */
const NAMED = new Set(['RenameObject', 'RestoreObject', 'SelectObjectContent']);

/** The name of the operation that is meant, when it is none that is answered. */
export function notAnswered(
  method: string,
  on: S3Operation['on'],
  query: ReadonlySet<string>,
  chosen: S3Operation | undefined,
): string | undefined {
  for (const name of query) {
    const row = Object.hasOwn(SUBRESOURCES, name) ? SUBRESOURCES[name] : undefined;
    const what = on === 'service' ? undefined : row?.[on];
    if (what === undefined || chosen?.marks?.includes(name)) continue;
    if (NAMED.has(what)) return what;
    if (what === 'ObjectVersions') return 'ListObjectVersions';
    return `${VERBS[method] ?? method} ${what}`.replace(' ', '');
  }
  return undefined;
}
