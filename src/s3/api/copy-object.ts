// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
import { ServiceError } from '../../aws/errors.js';
import { algorithmNamed, checksumOf } from '../content/checksums.js';
import { checkCopySource } from '../content/conditions.js';
import { invalidArgument, invalidRequest, noSuchKey, notImplemented } from '../content/faults.js';
import type { ApiPorts } from '../ports.js';
import { openContent, type Segment } from '../store/content.js';
import type { StoredObject } from '../store/objects.js';
import { md5 } from './bodies.js';
import { ENCRYPTED, factsIn } from './facts.js';
import { bucketIn, keyIn, text } from './input.js';
import type { Input, S3Operation } from './operation.js';
import { store } from './store.js';

/** `bucket/key` or `/bucket/key`, percent-encoded. */
export function sourceOf(input: Input, ports: ApiPorts): StoredObject {
  const given = text(input, 'CopySource');
  const [path = '', query] = given.replace(/^\//, '').split('?');
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    decoded = path;
  }
  const at = decoded.indexOf('/');
  if (at < 1 || at === decoded.length - 1) {
    throw invalidArgument('Invalid copy source object key', 'x-amz-copy-source', given);
  }
  if (query !== undefined && query !== 'versionId=null') throw notImplemented('Versioning of objects');
  const bucket = bucketIn({ Bucket: decoded.slice(0, at) }, ports);
  const key = decoded.slice(at + 1);
  const source = ports.objects.get(bucket, key);
  if (!source) throw noSuchKey(key);
  checkCopySource(input, source);
  return source;
}

export const copyObject: S3Operation = {
  name: 'CopyObject',
  method: 'PUT',
  on: 'object',
  marks: ['x-amz-copy-source'],
  root: 'CopyObjectResult',
  xml: (output) => output['CopyObjectResult'] as Record<string, unknown>,
  async handle(input, ports) {
    const bucket = bucketIn(input, ports);
    const key = keyIn(input);
    const source = sourceOf(input, ports);
    const directive = text(input, 'MetadataDirective') || 'COPY';
    if (directive !== 'COPY' && directive !== 'REPLACE') {
      throw invalidArgument('Unknown metadata directive.', 'x-amz-metadata-directive', directive);
    }
    const replaced = factsIn(input);
    const itself = source.bucket === bucket && source.key === key;
    if (itself && directive === 'COPY' && input['StorageClass'] === undefined) {
      throw invalidRequest(
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      );
    }
    const { size } = source;
    const asked = input['ChecksumAlgorithm'] === undefined ? undefined : algorithmNamed(input['ChecksumAlgorithm']);
    const multipart = source.segments.length > 1 || source.etag.includes('-');
    let { etag } = source;
    let { checksums } = source.facts;
    let segments: readonly Segment[];
    let bytes: Uint8Array | undefined;
    if (multipart || asked) {
      // A copy is one piece, whatever its source was put together from.
      bytes = await openContent(ports.blobs, source.segments, { from: 0, to: size }).bytes();
      etag = md5(bytes);
      checksums = asked ? { [`Checksum${asked}`]: checksumOf(asked, bytes), ChecksumType: 'FULL_OBJECT' } : {};
      segments = [];
    } else {
      segments = await Promise.all(
        source.segments.map(async ([id, length]) => [await ports.blobs.copy(id), length] as const),
      );
    }
    const facts =
      directive === 'REPLACE'
        ? { ...replaced, checksums }
        : { ...source.facts, storageClass: replaced.storageClass, checksums };
    const made = await store({ bucket, key, size, etag, facts }, bytes ? { bytes } : { segments }, ports).catch(
      (error: unknown) => {
        if (error instanceof ServiceError) ports.blobs.remove(segments.map(([id]) => id));
        throw error;
      },
    );
    return {
      CopyObjectResult: { ETag: `"${etag}"`, LastModified: new Date(made.modifiedAt), ...checksums },
      ...ENCRYPTED,
    };
  },
};
