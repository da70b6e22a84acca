// Operations on buckets as such. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
import { ServiceError } from '../../aws/errors.js';
import { isObject } from '../../lib/json.js';
import { notImplemented } from '../content/faults.js';
import { isBucketName } from '../content/names.js';
import { bucketIn, text } from './input.js';
import type { S3Operation } from './operation.js';
import { owner } from './owner.js';

const DEFAULT_LOCATION = 'us-east-1';

export const createBucket: S3Operation = {
  name: 'CreateBucket',
  method: 'PUT',
  on: 'bucket',
  async handle(input, { buckets, database, clock }) {
    const name = text(input, 'Bucket');
    if (!isBucketName(name)) {
      throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
    }
    if (String(input['ObjectLockEnabledForBucket'] ?? false) === 'true') throw notImplemented('Object Lock');
    const asked = isObject(input['CreateBucketConfiguration'])
      ? input['CreateBucketConfiguration']['LocationConstraint']
      : undefined;
    if (asked === DEFAULT_LOCATION) {
      throw new ServiceError('InvalidLocationConstraint', 'The specified location-constraint is not valid', 400, {
        LocationConstraint: asked,
      });
    }
    const location = asked === undefined || asked === '' ? DEFAULT_LOCATION : String(asked);
    const known = buckets.get(name);
    // Only in the oldest region one may make a bucket twice (API_CreateBucket).
    if (known && (known.location !== DEFAULT_LOCATION || location !== DEFAULT_LOCATION)) {
      throw new ServiceError(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        409,
        { BucketName: name },
      );
    }
    if (!known) await database.commit(() => buckets.create({ name, createdAt: clock.now(), location }));
    return { Location: `/${name}` };
  },
};

export const headBucket: S3Operation = {
  name: 'HeadBucket',
  method: 'HEAD',
  on: 'bucket',
  handle(input, ports) {
    const { location } = ports.buckets.get(bucketIn(input, ports))!;
    return { BucketRegion: location, AccessPointAlias: false };
  },
};

export const deleteBucket: S3Operation = {
  name: 'DeleteBucket',
  method: 'DELETE',
  on: 'bucket',
  status: 204,
  async handle(input, ports) {
    const { buckets, objects, uploads, blobs, database } = ports;
    const name = bucketIn(input, ports);
    const gone = await database.commit(() => {
      if (!objects.isEmpty(name)) {
        throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, {
          BucketName: name,
        });
      }
      const parts = uploads.list(name, '').flatMap(({ id }) => {
        const ids = uploads.parts(id).map(({ blob }) => blob);
        uploads.remove(id);
        return ids;
      });
      buckets.remove(name);
      return parts;
    });
    blobs.remove(gone);
    return {};
  },
};

export const listBuckets: S3Operation = {
  name: 'ListBuckets',
  method: 'GET',
  on: 'service',
  root: 'ListAllMyBucketsResult',
  xml: ({ Buckets, ...rest }) => ({ ...rest, Buckets: { Bucket: Buckets } }),
  handle(input, ports) {
    const prefix = text(input, 'Prefix');
    const most = Math.min(Number(input['MaxBuckets'] ?? 10_000), 10_000);
    const after = Buffer.from(text(input, 'ContinuationToken'), 'base64').toString('utf8');
    const all = ports.buckets.list().filter(({ name }) => name.startsWith(prefix) && name > after);
    const buckets = all.slice(0, most);
    return {
      Owner: owner(ports),
      Buckets: buckets.map(({ name, createdAt, location }) => ({
        Name: name,
        CreationDate: new Date(createdAt),
        ...((prefix !== '' || input['MaxBuckets'] !== undefined) && { BucketRegion: location }),
      })),
      ...(prefix !== '' && { Prefix: prefix }),
      ...(all.length > most && { ContinuationToken: Buffer.from(buckets.at(-1)!.name).toString('base64') }),
    };
  },
};

export const getBucketLocation: S3Operation = {
  name: 'GetBucketLocation',
  method: 'GET',
  on: 'bucket',
  marks: ['location'],
  root: 'LocationConstraint',
  xml: (output) => String(output['LocationConstraint'] ?? ''),
  handle(input, ports) {
    const { location } = ports.buckets.get(bucketIn(input, ports))!;
    return location === DEFAULT_LOCATION ? {} : { LocationConstraint: location };
  },
};
