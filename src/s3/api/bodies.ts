// Bodies that are put: their bytes, and whether they are what the client says they are. Used by PutObject and UploadPart.
import { createHash } from 'node:crypto';
import { ServiceError } from '../../aws/errors.js';
import { ALGORITHMS, algorithmNamed, checksumOf } from '../content/checksums.js';
import { invalidRequest } from '../content/faults.js';
import type { Input } from './operation.js';

export const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** Bytes as they are; text, and any other JSON as its text, as Step Functions puts it (recorded). */
export function bodyIn(input: Input): Uint8Array {
  const { Body: body } = input;
  if (body instanceof Uint8Array) return body;
  if (body === undefined || body === null) return new Uint8Array(0);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/**
 * The checksums to be kept of a body, after those that came with it were compared with it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export function checkBody(input: Input, body: Uint8Array, etag: string): Readonly<Record<string, string>> {
  const { ContentMD5: given } = input;
  if (given !== undefined) {
    const bytes = Buffer.from(String(given), 'base64');
    if (bytes.length !== 16) throw new ServiceError('InvalidDigest', 'The Content-MD5 you specified was invalid.', 400);
    if (bytes.toString('hex') !== etag) {
      throw new ServiceError('BadDigest', 'The Content-MD5 you specified did not match what we received.', 400, {
        ExpectedDigest: String(given),
        CalculatedDigest: Buffer.from(etag, 'hex').toString('base64'),
      });
    }
  }
  const algorithm = ALGORITHMS.find((name) => input[`Checksum${name}`] !== undefined);
  if (algorithm !== undefined) {
    const computed = checksumOf(algorithm, body);
    if (computed !== input[`Checksum${algorithm}`]) {
      throw new ServiceError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`, 400);
    }
    return { [`Checksum${algorithm}`]: computed };
  }
  const asked = input['ChecksumAlgorithm'];
  if (asked === undefined) return {};
  const named = algorithmNamed(asked);
  if (!named)
    throw invalidRequest(
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    );
  return { [`Checksum${named}`]: checksumOf(named, body) };
}
