// GetObject and HeadObject, which differ in the body alone.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html

import { ServiceError } from '../../aws/errors.js';
import { checkRead } from '../content/conditions.js';
import { noSuchKey, notImplemented } from '../content/faults.js';
import { readRange, type Span } from '../content/ranges.js';
import type { ApiPorts } from '../ports.js';
import { openContent } from '../store/content.js';
import type { StoredObject } from '../store/objects.js';
import { factsOut, refuseUnknown } from './facts.js';
import { bucketIn, keyIn, partNumberIn } from './input.js';
import type { Input, S3Operation } from './operation.js';

/** The number of parts of a multipart object is the end of its ETag. */
const partsOf = (etag: string): number => Number(/-(\d+)$/.exec(etag)?.[1] ?? 0);

function spanOf(object: StoredObject, input: Input): Span | undefined {
  if (input['PartNumber'] === undefined) return readRange(input['Range'], object.size);
  const number = partNumberIn(input);
  const parts = partsOf(object.etag);
  if (number > Math.max(1, parts)) {
    throw new ServiceError('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416, {
      PartNumberRequested: String(number),
      ActualPartCount: String(Math.max(1, parts)),
    });
  }
  if (parts === 0) return { from: 0, to: object.size };
  const from = object.segments.slice(0, number - 1).reduce((sum, [, size]) => sum + size, 0);
  return { from, to: from + (object.segments[number - 1]?.[1] ?? 0) };
}

function describe(
  input: Input,
  ports: ApiPorts,
): { object: StoredObject; span: Span; members: Record<string, unknown> } {
  const bucket = bucketIn(input, ports);
  const key = keyIn(input);
  refuseUnknown(input);
  if (input['VersionId'] !== undefined && input['VersionId'] !== 'null') throw notImplemented('Versioning of objects');
  const object = ports.objects.get(bucket, key);
  if (!object) throw noSuchKey(key);
  checkRead(input, object);
  const span = spanOf(object, input);
  const parts = partsOf(object.etag);
  const members = {
    ...factsOut(object, input),
    ...(span && {
      ContentRange: `bytes ${span.from}-${span.to - 1}/${object.size}`,
      // The checksum is that of the whole.
      ...{ ChecksumCRC32: undefined, ChecksumCRC32C: undefined, ChecksumCRC64NVME: undefined },
      ...{ ChecksumSHA1: undefined, ChecksumSHA256: undefined, ChecksumType: undefined },
    }),
    ...(input['PartNumber'] !== undefined && parts > 0 && { PartsCount: parts }),
  };
  const whole = span ?? { from: 0, to: object.size };
  return { object, span: whole, members: { ...members, ContentLength: whole.to - whole.from } };
}

export const getObject: S3Operation = {
  name: 'GetObject',
  method: 'GET',
  on: 'object',
  handle(input, ports) {
    const { object, span, members } = describe(input, ports);
    return { ...members, Body: openContent(ports.blobs, object.segments, span) };
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject: S3Operation = {
  name: 'HeadObject',
  method: 'HEAD',
  on: 'object',
  handle: (input, ports) => describe(input, ports).members,
};
