// A request as the input of an operation: path, query, headers and body become the members of the SDK's shapes. Called by the
// door.
import type { DoorRequest } from '../../lib/door.js';
import type { Input, S3Operation } from '../api/operation.js';
import { malformedXml } from '../content/faults.js';
import type { Address } from './address.js';
import { readBody } from './body.js';
import { childrenOf, readXml, textsOf } from './xml.js';

const QUERY: Readonly<Record<string, string>> = {
  'continuation-token': 'ContinuationToken',
  delimiter: 'Delimiter',
  'encoding-type': 'EncodingType',
  'fetch-owner': 'FetchOwner',
  'key-marker': 'KeyMarker',
  marker: 'Marker',
  'max-buckets': 'MaxBuckets',
  'max-keys': 'MaxKeys',
  'max-parts': 'MaxParts',
  'max-uploads': 'MaxUploads',
  'part-number-marker': 'PartNumberMarker',
  partNumber: 'PartNumber',
  prefix: 'Prefix',
  'response-cache-control': 'ResponseCacheControl',
  'response-content-disposition': 'ResponseContentDisposition',
  'response-content-encoding': 'ResponseContentEncoding',
  'response-content-language': 'ResponseContentLanguage',
  'response-content-type': 'ResponseContentType',
  'response-expires': 'ResponseExpires',
  'start-after': 'StartAfter',
  'upload-id-marker': 'UploadIdMarker',
  uploadId: 'UploadId',
  versionId: 'VersionId',
};

const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'CacheControl',
  'content-disposition': 'ContentDisposition',
  'content-encoding': 'ContentEncoding',
  'content-language': 'ContentLanguage',
  'content-md5': 'ContentMD5',
  'content-type': 'ContentType',
  expires: 'Expires',
  'if-match': 'IfMatch',
  'if-modified-since': 'IfModifiedSince',
  'if-none-match': 'IfNoneMatch',
  'if-unmodified-since': 'IfUnmodifiedSince',
  range: 'Range',
  'x-amz-bucket-object-lock-enabled': 'ObjectLockEnabledForBucket',
  'x-amz-checksum-algorithm': 'ChecksumAlgorithm',
  'x-amz-checksum-crc32': 'ChecksumCRC32',
  'x-amz-checksum-crc32c': 'ChecksumCRC32C',
  'x-amz-checksum-crc64nvme': 'ChecksumCRC64NVME',
  'x-amz-checksum-mode': 'ChecksumMode',
  'x-amz-checksum-sha1': 'ChecksumSHA1',
  'x-amz-checksum-sha256': 'ChecksumSHA256',
  'x-amz-checksum-type': 'ChecksumType',
  'x-amz-copy-source': 'CopySource',
  'x-amz-copy-source-if-match': 'CopySourceIfMatch',
  'x-amz-copy-source-if-modified-since': 'CopySourceIfModifiedSince',
  'x-amz-copy-source-if-none-match': 'CopySourceIfNoneMatch',
  'x-amz-copy-source-if-unmodified-since': 'CopySourceIfUnmodifiedSince',
  'x-amz-copy-source-range': 'CopySourceRange',
  'x-amz-metadata-directive': 'MetadataDirective',
  'x-amz-object-lock-legal-hold': 'ObjectLockLegalHoldStatus',
  'x-amz-object-lock-mode': 'ObjectLockMode',
  'x-amz-object-lock-retain-until-date': 'ObjectLockRetainUntilDate',
  'x-amz-server-side-encryption-customer-algorithm': 'SSECustomerAlgorithm',
  'x-amz-storage-class': 'StorageClass',
  'x-amz-tagging': 'Tagging',
  'x-amz-website-redirect-location': 'WebsiteRedirectLocation',
  'x-amz-write-offset-bytes': 'WriteOffsetBytes',
};

const METADATA = 'x-amz-meta-';

/** Documents that requests bring, by the operation they are for. */
const DOCUMENTS: Readonly<Record<string, (source: string) => Input>> = {
  CreateBucket(source) {
    const root = readXml(source);
    if (root.name !== 'CreateBucketConfiguration') throw malformedXml();
    return { CreateBucketConfiguration: textsOf(root) };
  },
  CompleteMultipartUpload(source) {
    const root = readXml(source);
    if (root.name !== 'CompleteMultipartUpload') throw malformedXml();
    return { MultipartUpload: { Parts: childrenOf(root, 'Part').map(textsOf) } };
  },
  DeleteObjects(source) {
    const root = readXml(source);
    if (root.name !== 'Delete') throw malformedXml();
    return { Delete: { Objects: childrenOf(root, 'Object').map(textsOf), Quiet: textsOf(root)['Quiet'] } };
  },
};

export function inputOf(request: DoorRequest, { bucket, key, query }: Address, operation: S3Operation): Input {
  const input: Record<string, unknown> = {};
  for (const [name, value] of query) {
    const member = Object.hasOwn(QUERY, name) ? QUERY[name] : undefined;
    if (member !== undefined) input[member] = value;
  }
  const takesBody = operation.method === 'PUT' || operation.method === 'POST';
  const body = takesBody ? readBody(request) : undefined;
  const headers = body ? { ...request.headers, ...body.trailers } : request.headers;
  let metadata: Record<string, string> | undefined;
  for (const name in headers) {
    if (name.startsWith(METADATA)) {
      metadata ??= {};
      metadata[name.slice(METADATA.length)] = headers[name]!;
    } else if (Object.hasOwn(HEADERS, name)) input[HEADERS[name]!] = headers[name];
  }
  if (metadata) input['Metadata'] = metadata;
  const encoding = headers['content-encoding'];
  if (encoding !== undefined) {
    // The chunks are none of the object's encodings.
    const kept = encoding
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== 'aws-chunked' && one !== '');
    if (kept.length > 0) input['ContentEncoding'] = kept.join(',');
    else delete input['ContentEncoding'];
  }
  if (bucket !== undefined) input['Bucket'] = bucket;
  if (key !== undefined) input['Key'] = key;
  const document = DOCUMENTS[operation.name];
  if (document) {
    if (body && body.bytes.length > 0) Object.assign(input, document(Buffer.from(body.bytes).toString('utf8')));
  } else if (body) input['Body'] = body.bytes;
  return input;
}
