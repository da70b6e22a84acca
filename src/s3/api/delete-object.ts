// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html and API_DeleteObjects.html
import { isObject } from '../../lib/json.js';
import { malformedXml, notImplemented } from '../content/faults.js';
import type { ApiPorts } from '../ports.js';
import { bucketIn, keyIn } from './input.js';
import type { S3Operation } from './operation.js';

/** Those that are not there are deleted too. */
async function remove(bucket: string, keys: readonly string[], ports: ApiPorts): Promise<void> {
  const { objects, blobs, database } = ports;
  const gone = await database.commit(() =>
    keys.flatMap((key) => {
      const segments = objects.get(bucket, key)?.segments ?? [];
      objects.remove(bucket, key);
      return segments.map(([id]) => id);
    }),
  );
  blobs.remove(gone);
}

export const deleteObject: S3Operation = {
  name: 'DeleteObject',
  method: 'DELETE',
  on: 'object',
  status: 204,
  async handle(input, ports) {
    const bucket = bucketIn(input, ports);
    if (input['IfMatch'] !== undefined) throw notImplemented('DeleteObject with If-Match');
    await remove(bucket, [keyIn(input)], ports);
    return {};
  },
};

const MOST_KEYS = 1000;

export const deleteObjects: S3Operation = {
  name: 'DeleteObjects',
  method: 'POST',
  on: 'bucket',
  marks: ['delete'],
  root: 'DeleteResult',
  async handle(input, ports) {
    const bucket = bucketIn(input, ports);
    const wanted = isObject(input['Delete']) ? input['Delete'] : {};
    const named: unknown = wanted['Objects'];
    if (!Array.isArray(named) || named.length === 0 || named.length > MOST_KEYS) throw malformedXml();
    const keys = named.map((one: unknown) => {
      if (!isObject(one) || typeof one['Key'] !== 'string' || one['Key'] === '') throw malformedXml();
      return one['Key'];
    });
    await remove(bucket, keys, ports);
    const quiet = String(wanted['Quiet'] ?? false) === 'true';
    return quiet ? {} : { Deleted: keys.map((Key) => ({ Key })) };
  },
};
