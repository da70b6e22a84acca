// Outputs and errors as S3 sends them: members in headers, XML or the bytes themselves. Called by the door.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
import { ServiceError } from '../../aws/errors.js';
import type { DoorResponse } from '../../lib/door.js';
import type { Output, S3Operation } from '../api/operation.js';
import { writeXml } from './xml.js';

const HEADERS: Readonly<Record<string, string>> = {
  AcceptRanges: 'accept-ranges',
  AccessPointAlias: 'x-amz-access-point-alias',
  BucketRegion: 'x-amz-bucket-region',
  CacheControl: 'cache-control',
  ChecksumAlgorithm: 'x-amz-checksum-algorithm',
  ChecksumCRC32: 'x-amz-checksum-crc32',
  ChecksumCRC32C: 'x-amz-checksum-crc32c',
  ChecksumCRC64NVME: 'x-amz-checksum-crc64nvme',
  ChecksumSHA1: 'x-amz-checksum-sha1',
  ChecksumSHA256: 'x-amz-checksum-sha256',
  ChecksumType: 'x-amz-checksum-type',
  ContentDisposition: 'content-disposition',
  ContentEncoding: 'content-encoding',
  ContentLanguage: 'content-language',
  ContentLength: 'content-length',
  ContentRange: 'content-range',
  ContentType: 'content-type',
  ETag: 'etag',
  Expires: 'expires',
  LastModified: 'last-modified',
  Location: 'location',
  PartsCount: 'x-amz-mp-parts-count',
  ServerSideEncryption: 'x-amz-server-side-encryption',
  StorageClass: 'x-amz-storage-class',
  WebsiteRedirectLocation: 'x-amz-website-redirect-location',
};

/** Of what an answer in XML says, only this stands in its headers too. */
const BESIDE_XML = ['ServerSideEncryption'];
const BESIDE_UPLOAD = ['ChecksumAlgorithm', 'ChecksumType'];
/** Longer bodies go out piece by piece. */
const LONGEST_WHOLE = 1024 * 1024;

const requestHeaders = (requestId: string): Record<string, string> => ({
  'x-amz-request-id': requestId,
  'x-amz-id-2': hostIdOf(requestId),
});

function hostIdOf(requestId: string): string {
  return Buffer.from(`offsync/${requestId}`).toString('base64');
}

function put(headers: Record<string, string>, member: string, value: unknown): void {
  const name = HEADERS[member];
  if (name === undefined || value === undefined) return;
  headers[name] = value instanceof Date ? value.toUTCString() : String(value);
}

export async function answer(operation: S3Operation, output: Output, requestId: string): Promise<DoorResponse> {
  const headers = requestHeaders(requestId);
  if (operation.root !== undefined) {
    const beside = operation.name === 'CreateMultipartUpload' ? [...BESIDE_XML, ...BESIDE_UPLOAD] : BESIDE_XML;
    for (const member of beside) put(headers, member, output[member]);
    headers['content-type'] = 'application/xml';
    return { status: 200, headers, body: writeXml(operation.root, operation.xml?.(output) ?? output) };
  }
  for (const member in output) put(headers, member, output[member]);
  const metadata = output['Metadata'] as Readonly<Record<string, string>> | undefined;
  for (const name in metadata) headers[`x-amz-meta-${name}`] = metadata[name]!;
  const status = output['ContentRange'] === undefined ? (operation.status ?? 200) : 206;
  const { Body: body } = output;
  if (!body) return { status, headers, body: '' };
  return { status, headers, body: body.size > LONGEST_WHOLE ? body.stream() : await body.bytes() };
}

export function refuse(error: ServiceError, requestId: string, resource: string): DoorResponse {
  const headers = requestHeaders(requestId);
  if (error.status === 304) {
    return { status: 304, headers: { ...headers, etag: String(error.members['ETag']) }, body: '' };
  }
  headers['content-type'] = 'application/xml';
  const { code, message, members } = error;
  const named = error.status === 404 ? {} : { Resource: resource };
  const document = { Code: code, Message: message, ...members, ...named };
  const body = writeXml('Error', { ...document, RequestId: requestId, HostId: hostIdOf(requestId) }, false);
  return { status: error.status, headers, body };
}

/** What S3 calls the faults of a signature. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
const SIGNATURE_FAULTS: Readonly<Record<string, readonly [code: string, message: string, status: number]>> = {
  ExpiredTokenException: ['ExpiredToken', 'The provided token has expired.', 400],
  InvalidSignatureException: [
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    403,
  ],
  MissingAuthenticationTokenException: ['AccessDenied', 'Access Denied', 403],
  UnrecognizedClientException: [
    'InvalidAccessKeyId',
    'The AWS Access Key Id you provided does not exist in our records.',
    403,
  ],
};

/** A refusal of the door in front. */
export function s3Refusal(error: ServiceError, requestId: string): DoorResponse {
  const known = SIGNATURE_FAULTS[error.code];
  if (!known) return refuse(error, requestId, '/');
  let [code, message, status] = known;
  if (/^Signature expired/.test(error.message) || /^Signature not yet/.test(error.message)) {
    const late = /^Signature expired/.test(error.message) && !error.message.includes('min.)');
    [code, message] = late
      ? ['AccessDenied', 'Request has expired']
      : ['RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.'];
  }
  return refuse(new ServiceError(code, message, status), requestId, '/');
}
