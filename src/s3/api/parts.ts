// The parts of a multipart upload: put, copied from an object, listed.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html
import { noSuchUpload } from '../content/faults.js';
import { readRange } from '../content/ranges.js';
import type { ApiPorts } from '../ports.js';
import { openContent } from '../store/content.js';
import type { Part, Upload } from '../store/uploads.js';
import { bodyIn, checkBody, md5 } from './bodies.js';
import { sourceOf } from './copy-object.js';
import { ENCRYPTED } from './facts.js';
import { limit, partNumberIn, uploadIn } from './input.js';
import type { Input, S3Operation } from './operation.js';
import { owner } from './owner.js';

/** A part of the same number is replaced. */
async function putPart(input: Input, upload: Upload, bytes: Uint8Array, ports: ApiPorts): Promise<Part> {
  const { blobs, uploads, database, clock } = ports;
  const number = partNumberIn(input);
  const etag = md5(bytes);
  const asked = input['ChecksumAlgorithm'] ?? upload.facts.checksums['ChecksumAlgorithm'];
  const checksums = checkBody(asked === undefined ? input : { ...input, ChecksumAlgorithm: asked }, bytes, etag);
  const blob = await blobs.write(bytes);
  const part = { number, size: bytes.length, etag, modifiedAt: clock.now(), checksums, blob };
  try {
    const before = await database.commit(() => {
      if (!uploads.get(upload.id)) throw noSuchUpload(upload.id);
      const known = uploads.part(upload.id, number);
      uploads.putPart(upload.id, part);
      return known;
    });
    if (before) blobs.remove([before.blob]);
  } catch (error) {
    blobs.remove([blob]);
    throw error;
  }
  return part;
}

export const uploadPart: S3Operation = {
  name: 'UploadPart',
  method: 'PUT',
  on: 'object',
  marks: ['partNumber', 'uploadId'],
  async handle(input, ports) {
    const upload = uploadIn(input, ports);
    const { etag, checksums } = await putPart(input, upload, bodyIn(input), ports);
    return { ETag: `"${etag}"`, ...checksums, ...ENCRYPTED };
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const uploadPartCopy: S3Operation = {
  name: 'UploadPartCopy',
  method: 'PUT',
  on: 'object',
  marks: ['partNumber', 'uploadId', 'x-amz-copy-source'],
  root: 'CopyPartResult',
  xml: (output) => output['CopyPartResult'] as Record<string, unknown>,
  async handle(input, ports) {
    const upload = uploadIn(input, ports);
    const source = sourceOf(input, ports);
    const span = readRange(input['CopySourceRange'], source.size) ?? { from: 0, to: source.size };
    const bytes = await openContent(ports.blobs, source.segments, span).bytes();
    const part = await putPart(input, upload, bytes, ports);
    const result = { ETag: `"${part.etag}"`, LastModified: new Date(part.modifiedAt), ...part.checksums };
    return { CopyPartResult: result, ...ENCRYPTED };
  },
};

export const listParts: S3Operation = {
  name: 'ListParts',
  method: 'GET',
  on: 'object',
  marks: ['uploadId'],
  root: 'ListPartsResult',
  xml: ({ Parts, ...rest }) => ({ ...rest, Part: Parts }),
  handle(input, ports) {
    const upload = uploadIn(input, ports);
    const most = limit(input, 'MaxParts', 'max-parts');
    const after = Number(input['PartNumberMarker'] ?? 0);
    const behind = ports.uploads.parts(upload.id).filter(({ number }) => number > after);
    const parts = behind.slice(0, most);
    return {
      Bucket: upload.bucket,
      Key: upload.key,
      UploadId: upload.id,
      Initiator: owner(ports),
      Owner: owner(ports),
      StorageClass: upload.facts.storageClass,
      ...upload.facts.checksums,
      PartNumberMarker: after,
      ...(parts.length > 0 && { NextPartNumberMarker: parts.at(-1)!.number }),
      MaxParts: most,
      IsTruncated: behind.length > most,
      Parts: parts.map(({ number, etag, size, modifiedAt, checksums }) => ({
        PartNumber: number,
        LastModified: new Date(modifiedAt),
        ETag: `"${etag}"`,
        Size: size,
        ...checksums,
      })),
    };
  },
};
