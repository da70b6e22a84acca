// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
import { createHash } from 'node:crypto';
import { ServiceError } from '../../aws/errors.js';
import { isObject } from '../../lib/json.js';
import { ALGORITHMS, type Algorithm, checksumOf, createChecksum } from '../content/checksums.js';
import { checkWrite } from '../content/conditions.js';
import { malformedXml, noSuchUpload } from '../content/faults.js';
import type { ApiPorts } from '../ports.js';
import { openContent, type Segment } from '../store/content.js';
import type { Part, Upload } from '../store/uploads.js';
import { ENCRYPTED } from './facts.js';
import { uploadIn } from './input.js';
import type { Input, S3Operation } from './operation.js';
import { store } from './store.js';

/** All parts but the last. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const SMALLEST_PART = 5 * 1024 * 1024;

interface Named {
  readonly number: number;
  readonly etag: string;
  readonly given: Readonly<Record<string, unknown>>;
}

function namedIn(input: Input): readonly Named[] {
  const whole = isObject(input['MultipartUpload']) ? input['MultipartUpload'] : {};
  const list: unknown = whole['Parts'];
  if (!Array.isArray(list) || list.length === 0) throw malformedXml();
  return list.map((one: unknown) => {
    if (!isObject(one) || one['PartNumber'] === undefined || one['ETag'] === undefined) throw malformedXml();
    return { number: Number(one['PartNumber']), etag: String(one['ETag']).replace(/^"|"$/g, ''), given: one };
  });
}

function partsIn(input: Input, upload: Upload, known: ReadonlyMap<number, Part>): readonly Part[] {
  const named = namedIn(input);
  if (named.some(({ number }, index) => index > 0 && number <= named[index - 1]!.number)) {
    throw new ServiceError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
      400,
      { UploadId: upload.id },
    );
  }
  const parts = named.map(({ number, etag, given }) => {
    const part = known.get(number);
    const differs = ALGORITHMS.some((name) => {
      const told = given[`Checksum${name}`];
      return told !== undefined && part?.checksums[`Checksum${name}`] !== told;
    });
    if (!part || part.etag !== etag || differs) {
      throw new ServiceError(
        'InvalidPart',
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        400,
        { UploadId: upload.id, PartNumber: String(number), ETag: etag },
      );
    }
    return part;
  });
  const small = parts.slice(0, -1).find(({ size }) => size < SMALLEST_PART);
  if (small) {
    throw new ServiceError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
      ProposedSize: String(small.size),
      MinSizeAllowed: String(SMALLEST_PART),
      PartNumber: String(small.number),
      ETag: small.etag,
    });
  }
  return parts;
}

/** Of the whole object, or that of its parts' checksums. https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
async function checksumsOf(
  upload: Upload,
  parts: readonly Part[],
  segments: readonly Segment[],
  { blobs }: ApiPorts,
): Promise<Record<string, string>> {
  const { ChecksumAlgorithm: algorithm, ChecksumType: type } = upload.facts.checksums;
  if (algorithm === undefined) return {};
  const member = `Checksum${algorithm}`;
  if (type === 'COMPOSITE') {
    const sums = parts.flatMap(({ checksums }) =>
      checksums[member] ? [Buffer.from(checksums[member], 'base64')] : [],
    );
    if (sums.length < parts.length) return {};
    return {
      [member]: `${checksumOf(algorithm as Algorithm, Buffer.concat(sums))}-${parts.length}`,
      ChecksumType: type,
    };
  }
  const checksum = createChecksum(algorithm as Algorithm);
  for (const segment of segments) {
    checksum.update(await openContent(blobs, [segment], { from: 0, to: segment[1] }).bytes());
  }
  return { [member]: checksum.digest(), ChecksumType: 'FULL_OBJECT' };
}

export const completeMultipartUpload: S3Operation = {
  name: 'CompleteMultipartUpload',
  method: 'POST',
  on: 'object',
  marks: ['uploadId'],
  root: 'CompleteMultipartUploadResult',
  xml: ({ ServerSideEncryption: _, ...rest }) => rest,
  async handle(input, ports) {
    const upload = uploadIn(input, ports);
    const { bucket, key } = upload;
    const all = ports.uploads.parts(upload.id);
    const parts = partsIn(input, upload, new Map(all.map((part) => [part.number, part])));
    const segments = parts.map(({ blob, size }) => [blob, size] as const);
    const digest = createHash('md5');
    for (const { etag } of parts) digest.update(Buffer.from(etag, 'hex'));
    const etag = `${digest.digest('hex')}-${parts.length}`;
    const checksums = await checksumsOf(upload, parts, segments, ports);
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    await store(
      { bucket, key, size, etag, facts: { ...upload.facts, checksums } },
      {
        segments,
        check(known) {
          checkWrite(input, key, known);
          // Two may complete it at once, or one of them put a part anew.
          const still = new Set(ports.uploads.parts(upload.id).map(({ blob }) => blob));
          if (!ports.uploads.get(upload.id) || parts.some(({ blob }) => !still.has(blob)))
            throw noSuchUpload(upload.id);
        },
        also: () => ports.uploads.remove(upload.id),
      },
      ports,
    );
    const used = new Set(parts.map(({ blob }) => blob));
    ports.blobs.remove(all.map(({ blob }) => blob).filter((blob) => !used.has(blob)));
    const location = `http://s3.${ports.account.region}.localhost/${bucket}/${encodeURIComponent(key)}`;
    return { Location: location, Bucket: bucket, Key: key, ETag: `"${etag}"`, ...checksums, ...ENCRYPTED };
  },
};
