// Reads the members of inputs, which are text on the wire and of any type in a state machine. Called by the operations.

import { ServiceError } from '../../aws/errors.js';
import { invalidArgument, noSuchBucket, noSuchUpload } from '../content/faults.js';
import { LONGEST_KEY } from '../content/names.js';
import type { ApiPorts } from '../ports.js';
import type { Upload } from '../store/uploads.js';
import type { Input } from './operation.js';

export function optionalText(input: Input, name: string): string | undefined {
  const value = input[name];
  return value === undefined || value === null ? undefined : String(value);
}

export function text(input: Input, name: string): string {
  return optionalText(input, name) ?? '';
}

/** `name` as the query writes it, for the words of the refusal. */
export function limit(input: Input, member: string, name: string): number {
  const given = input[member];
  if (given === undefined) return 1000;
  const number = Number(given);
  if (!Number.isInteger(number) || String(given) === '') {
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, given);
  }
  if (number < 0) throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, given);
  return Math.min(number, 1000);
}

/** The bucket's name, when the bucket is there. */
export function bucketIn(input: Input, { buckets }: ApiPorts): string {
  const name = text(input, 'Bucket');
  if (!buckets.get(name)) throw noSuchBucket(name);
  return name;
}

export function keyIn(input: Input): string {
  const key = text(input, 'Key');
  if (Buffer.byteLength(key) > LONGEST_KEY) {
    throw new ServiceError('KeyTooLongError', 'Your key is too long', 400, {
      Size: String(Buffer.byteLength(key)),
      MaxSizeAllowed: String(LONGEST_KEY),
    });
  }
  return key;
}

export function uploadIn(input: Input, ports: ApiPorts): Upload {
  const bucket = bucketIn(input, ports);
  const id = text(input, 'UploadId');
  const upload = ports.uploads.get(id);
  if (!upload || upload.bucket !== bucket || upload.key !== text(input, 'Key')) throw noSuchUpload(id);
  return upload;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export function partNumberIn(input: Input): number {
  const number = Number(input['PartNumber']);
  if (Number.isInteger(number) && number >= 1 && number <= 10_000) return number;
  throw invalidArgument(
    'Part number must be an integer between 1 and 10000, inclusive',
    'partNumber',
    input['PartNumber'],
  );
}
