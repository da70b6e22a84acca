// S3 as a Task: the operations of the SDK, through the port to buckets. There is no optimized integration of S3.
// https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
import { ServiceError } from '../../aws/errors.js';
import { messageOf } from '../../lib/errors.js';
import type { Failure } from '../asl/faults.js';
import type { Action, Integration } from './service.js';
import type { TaskPorts } from './target.js';

/** The SDK has classes for these; what else goes wrong is an S3Exception. */
const CLASSES = new Set([
  ...['BucketAlreadyExists', 'BucketAlreadyOwnedByYou', 'EncryptionTypeMismatch', 'InvalidObjectState'],
  ...['InvalidRequest', 'InvalidWriteOffset', 'NoSuchBucket', 'NoSuchKey', 'NoSuchUpload', 'TooManyParts'],
]);

function failureOf(error: unknown, ports: TaskPorts): Failure {
  if (!(error instanceof ServiceError)) return { error: 'S3.SdkClientException', cause: messageOf(error) };
  const name = CLASSES.has(error.code) ? `${error.code}Exception` : 'S3Exception';
  const [request, extended] = [ports.requestId(), ports.requestId()];
  const where = `Service: S3, Status Code: ${error.status}, Request ID: ${request}, Extended Request ID: ${extended}`;
  return { error: `S3.${name}`, cause: `${error.message} (${where})` };
}

/** Times as the SDK for Java writes them, bodies as text, no members that are not there (recorded). */
function shown(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().replace(/\.\d{3}Z$/, 'Z');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined && !(Array.isArray(member) && member.length === 0))
      .map(([key, member]) => [key, shown(member)]),
  );
}

function action(operation: string): Action {
  // The SDK computes one for what it puts, when nobody says which.
  const more = operation === 'PutObject' || operation === 'UploadPart' ? { ChecksumAlgorithm: 'CRC32' } : {};
  return {
    patterns: ['requestResponse', 'waitForTaskToken'],
    async run(parameters, ports) {
      try {
        const output = await ports.objects.call(operation, { ...more, ...parameters });
        return { output: JSON.stringify(shown(output)) };
      } catch (error) {
        return { failure: failureOf(error, ports) };
      }
    },
  };
}

const OPERATIONS = [
  'AbortMultipartUpload',
  'CompleteMultipartUpload',
  'CopyObject',
  'CreateBucket',
  'CreateMultipartUpload',
  'DeleteBucket',
  'DeleteObject',
  'DeleteObjects',
  'GetBucketLocation',
  'GetObject',
  'HeadBucket',
  'HeadObject',
  'ListBuckets',
  'ListMultipartUploads',
  'ListObjects',
  'ListObjectsV2',
  'ListParts',
  'PutObject',
  'UploadPart',
  'UploadPartCopy',
];

/** `arn:aws:states:::aws-sdk:s3:getObject`. */
export const s3Sdk: Integration = {
  service: 'aws-sdk:s3',
  actions: Object.fromEntries(OPERATIONS.map((name) => [`${name[0]!.toLowerCase()}${name.slice(1)}`, action(name)])),
};
