// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
import { invalidArgument } from '../content/faults.js';
import { bucketIn, limit, optionalText, text } from './input.js';
import { contentsOf, encodingOf, walk } from './keys.js';
import type { S3Operation } from './operation.js';
import { owner } from './owner.js';

const tokenOf = (key: string): string => Buffer.from(`1/${key}`).toString('base64');

function keyOf(token: string): string {
  const text = Buffer.from(token, 'base64').toString('utf8');
  if (text.startsWith('1/')) return text.slice(2);
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
}

export const listObjectsV2: S3Operation = {
  name: 'ListObjectsV2',
  method: 'GET',
  on: 'bucket',
  marks: ['list-type'],
  root: 'ListBucketResult',
  handle(input, ports) {
    const bucket = bucketIn(input, ports);
    const [prefix, delimiter] = [text(input, 'Prefix'), text(input, 'Delimiter')];
    const most = limit(input, 'MaxKeys', 'max-keys');
    const encode = encodingOf(input);
    const [token, startAfter] = [optionalText(input, 'ContinuationToken'), optionalText(input, 'StartAfter')];
    const after = token === undefined ? (startAfter ?? '') : keyOf(token);
    const { objects, prefixes, next } = walk(ports, bucket, { prefix, delimiter, after, most });
    const withOwner = String(input['FetchOwner'] ?? false) === 'true';
    return {
      Name: bucket,
      Prefix: encode(prefix),
      ...(delimiter !== '' && { Delimiter: encode(delimiter) }),
      ...(startAfter !== undefined && { StartAfter: encode(startAfter) }),
      ...(token !== undefined && { ContinuationToken: token }),
      ...(next !== undefined && { NextContinuationToken: tokenOf(next) }),
      KeyCount: objects.length + prefixes.length,
      MaxKeys: most,
      ...(input['EncodingType'] !== undefined && { EncodingType: 'url' }),
      IsTruncated: next !== undefined,
      Contents: contentsOf(objects, encode).map((one) => (withOwner ? { ...one, Owner: owner(ports) } : one)),
      CommonPrefixes: prefixes.map((one) => ({ Prefix: encode(one) })),
    };
  },
};
