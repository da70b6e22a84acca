// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html
import { bucketIn, limit, text } from './input.js';
import { contentsOf, encodingOf, walk } from './keys.js';
import type { S3Operation } from './operation.js';
import { owner } from './owner.js';

export const listObjects: S3Operation = {
  name: 'ListObjects',
  method: 'GET',
  on: 'bucket',
  root: 'ListBucketResult',
  handle(input, ports) {
    const bucket = bucketIn(input, ports);
    const [prefix, delimiter, marker] = [text(input, 'Prefix'), text(input, 'Delimiter'), text(input, 'Marker')];
    const most = limit(input, 'MaxKeys', 'max-keys');
    const encode = encodingOf(input);
    const { objects, prefixes, next } = walk(ports, bucket, { prefix, delimiter, after: marker, most });
    return {
      Name: bucket,
      Prefix: encode(prefix),
      Marker: encode(marker),
      // Without a delimiter the last key tells where to go on.
      ...(next !== undefined && delimiter !== '' && { NextMarker: encode(next) }),
      MaxKeys: most,
      ...(delimiter !== '' && { Delimiter: encode(delimiter) }),
      ...(input['EncodingType'] !== undefined && { EncodingType: 'url' }),
      IsTruncated: next !== undefined,
      Contents: contentsOf(objects, encode).map((one) => ({ ...one, Owner: owner(ports) })),
      CommonPrefixes: prefixes.map((one) => ({ Prefix: encode(one) })),
    };
  },
};
