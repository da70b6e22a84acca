// What is kept beside an object's bytes, out of what a client says, and the other way round. Used by the operations that put,
// copy and read objects. https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
import { ServiceError } from '../../aws/errors.js';
import { isObject } from '../../lib/json.js';
import { notImplemented } from '../content/faults.js';
import type { Facts, StoredObject } from '../store/objects.js';
import type { Input } from './operation.js';

const HEADERS = [
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'ContentType',
  'Expires',
  'WebsiteRedirectLocation',
] as const;

/** Recognised, and of a service that is not here: silence would be a lie. */
const REFUSED: Readonly<Record<string, string>> = {
  Tagging: 'Tagging of objects (x-amz-tagging)',
  SSECustomerAlgorithm: 'Encryption with customer keys (x-amz-server-side-encryption-customer-algorithm)',
  ObjectLockMode: 'Object Lock (x-amz-object-lock-mode)',
  ObjectLockLegalHoldStatus: 'Object Lock (x-amz-object-lock-legal-hold)',
  ObjectLockRetainUntilDate: 'Object Lock (x-amz-object-lock-retain-until-date)',
  WriteOffsetBytes: 'Appending (x-amz-write-offset-bytes)',
};

const STORAGE_CLASSES = new Set([
  ...['STANDARD', 'REDUCED_REDUNDANCY', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER', 'DEEP_ARCHIVE'],
  ...['GLACIER_IR', 'EXPRESS_ONEZONE'],
]);
/** PUT request headers are limited to 8 KB, of which user metadata may take 2 KB. */
const LONGEST_METADATA = 2048;

export function refuseUnknown(input: Input): void {
  for (const [name, what] of Object.entries(REFUSED)) if (input[name] !== undefined) throw notImplemented(what);
}

export function factsIn(input: Input): Omit<Facts, 'checksums'> {
  refuseUnknown(input);
  const headers: Record<string, string> = {};
  for (const name of HEADERS) if (input[name] !== undefined) headers[name] = String(input[name]);
  headers['ContentType'] ??= 'binary/octet-stream';
  const metadata: Record<string, string> = {};
  if (isObject(input['Metadata'])) {
    for (const [name, value] of Object.entries(input['Metadata'])) metadata[name.toLowerCase()] = String(value);
  }
  const length = Object.entries(metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (length > LONGEST_METADATA) {
    throw new ServiceError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', 400, {
      Size: String(length),
      MaxSizeAllowed: String(LONGEST_METADATA),
    });
  }
  const storageClass = String(input['StorageClass'] ?? 'STANDARD');
  if (!STORAGE_CLASSES.has(storageClass)) {
    throw new ServiceError('InvalidStorageClass', 'The storage class you specified is not valid', 400, {
      StorageClassRequested: storageClass,
    });
  }
  return { headers, metadata, storageClass };
}

/** New objects are encrypted so since 2023: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html */
export const ENCRYPTED = { ServerSideEncryption: 'AES256' } as const;

const OVERRIDES: Readonly<Record<string, string>> = {
  ResponseCacheControl: 'CacheControl',
  ResponseContentDisposition: 'ContentDisposition',
  ResponseContentEncoding: 'ContentEncoding',
  ResponseContentLanguage: 'ContentLanguage',
  ResponseContentType: 'ContentType',
  ResponseExpires: 'Expires',
};

/** The members of GetObject and HeadObject, without those of the range. */
export function factsOut(object: StoredObject, input: Input): Record<string, unknown> {
  const { headers, metadata, checksums, storageClass } = object.facts;
  const overrides = Object.entries(OVERRIDES)
    .filter(([name]) => input[name] !== undefined)
    .map(([name, member]) => [member, String(input[name])]);
  return {
    AcceptRanges: 'bytes',
    LastModified: new Date(object.modifiedAt),
    ETag: `"${object.etag}"`,
    ...ENCRYPTED,
    ...headers,
    ...Object.fromEntries(overrides),
    ...(storageClass !== 'STANDARD' && { StorageClass: storageClass }),
    ...(input['ChecksumMode'] === 'ENABLED' ? checksums : {}),
    Metadata: metadata,
  };
}
