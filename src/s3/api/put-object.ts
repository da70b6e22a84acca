// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
import { checkWrite } from '../content/conditions.js';
import { bodyIn, checkBody, md5 } from './bodies.js';
import { ENCRYPTED, factsIn } from './facts.js';
import { bucketIn, keyIn } from './input.js';
import type { S3Operation } from './operation.js';
import { store } from './store.js';

export const putObject: S3Operation = {
  name: 'PutObject',
  method: 'PUT',
  on: 'object',
  async handle(input, ports) {
    const bucket = bucketIn(input, ports);
    const key = keyIn(input);
    const facts = factsIn(input);
    const body = bodyIn(input);
    const etag = md5(body);
    const sums = checkBody(input, body, etag);
    const checksums = Object.keys(sums).length === 0 ? sums : { ...sums, ChecksumType: 'FULL_OBJECT' };
    checkWrite(input, key, ports.objects.get(bucket, key));
    await store(
      { bucket, key, size: body.length, etag, facts: { ...facts, checksums } },
      { bytes: body, check: (known) => checkWrite(input, key, known) },
      ports,
    );
    return { ...checksums, ETag: `"${etag}"`, ...ENCRYPTED };
  },
};
