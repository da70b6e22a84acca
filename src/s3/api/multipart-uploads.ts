// Multipart uploads as such: begin, give up, list. https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
import { algorithmNamed } from '../content/checksums.js';
import { invalidRequest } from '../content/faults.js';
import { ENCRYPTED, factsIn } from './facts.js';
import { bucketIn, keyIn, limit, text, uploadIn } from './input.js';
import { encodingOf } from './keys.js';
import type { S3Operation } from './operation.js';
import { owner } from './owner.js';

export const createMultipartUpload: S3Operation = {
  name: 'CreateMultipartUpload',
  method: 'POST',
  on: 'object',
  marks: ['uploads'],
  root: 'InitiateMultipartUploadResult',
  xml: ({ Bucket, Key, UploadId }) => ({ Bucket, Key, UploadId }),
  async handle(input, ports) {
    const { uploads, database, clock, random } = ports;
    const [bucket, key] = [bucketIn(input, ports), keyIn(input)];
    const facts = factsIn(input);
    const id = random.uuid().replaceAll('-', '') + random.uuid().replaceAll('-', '');
    const asked = input['ChecksumAlgorithm'];
    const algorithm = asked === undefined ? undefined : algorithmNamed(asked);
    if (asked !== undefined && !algorithm) throw invalidRequest('Checksum algorithm provided is unsupported.');
    // CRC64NVME covers the whole object; of the others each part has its own (ChecksumType in API_CreateMultipartUpload).
    const type = input['ChecksumType'] ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
    const checksums: Record<string, string> = algorithm
      ? { ChecksumAlgorithm: algorithm, ChecksumType: String(type) }
      : {};
    const upload = { id, bucket, key, startedAt: clock.now(), facts: { ...facts, checksums } };
    await database.commit(() => uploads.create(upload));
    return { Bucket: bucket, Key: key, UploadId: id, ...checksums, ...ENCRYPTED };
  },
};

export const abortMultipartUpload: S3Operation = {
  name: 'AbortMultipartUpload',
  method: 'DELETE',
  on: 'object',
  marks: ['uploadId'],
  status: 204,
  async handle(input, ports) {
    const { id } = uploadIn(input, ports);
    const gone = await ports.database.commit(() => {
      const parts = ports.uploads.parts(id);
      ports.uploads.remove(id);
      return parts;
    });
    ports.blobs.remove(gone.map(({ blob }) => blob));
    return {};
  },
};

export const listMultipartUploads: S3Operation = {
  name: 'ListMultipartUploads',
  method: 'GET',
  on: 'bucket',
  marks: ['uploads'],
  root: 'ListMultipartUploadsResult',
  xml: ({ Uploads, ...rest }) => ({ ...rest, Upload: Uploads }),
  handle(input, ports) {
    const bucket = bucketIn(input, ports);
    const [prefix, delimiter] = [text(input, 'Prefix'), text(input, 'Delimiter')];
    const [keyMarker, idMarker] = [text(input, 'KeyMarker'), text(input, 'UploadIdMarker')];
    const most = limit(input, 'MaxUploads', 'max-uploads');
    const encode = encodingOf(input);
    const prefixes = new Set<string>();
    const found = ports.uploads.list(bucket, prefix).filter(({ key, id }) => {
      if (key < keyMarker || (key === keyMarker && (idMarker === '' || id <= idMarker))) return keyMarker === '';
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      if (end >= 0) prefixes.add(key.slice(0, end + delimiter.length));
      return end < 0;
    });
    const uploads = found.slice(0, most);
    const last = found.length > most ? uploads.at(-1) : undefined;
    return {
      Bucket: bucket,
      KeyMarker: encode(keyMarker),
      UploadIdMarker: idMarker,
      ...(last && { NextKeyMarker: encode(last.key), NextUploadIdMarker: last.id }),
      Prefix: encode(prefix),
      ...(delimiter !== '' && { Delimiter: encode(delimiter) }),
      ...(input['EncodingType'] !== undefined && { EncodingType: 'url' }),
      MaxUploads: most,
      IsTruncated: last !== undefined,
      Uploads: uploads.map(({ id, key, startedAt, facts }) => ({
        Key: encode(key),
        UploadId: id,
        Initiator: owner(ports),
        Owner: owner(ports),
        StorageClass: facts.storageClass,
        Initiated: new Date(startedAt),
        ...facts.checksums,
      })),
      CommonPrefixes: [...prefixes].map((one) => ({ Prefix: encode(one) })),
    };
  },
};
