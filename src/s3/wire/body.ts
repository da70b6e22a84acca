// Bodies in S3's own chunks (`aws-chunked`): sizes, signatures or trailing checksums between the bytes. Called by the door;
// signatures of chunks are passed over, that of the request covers what the first of them starts from.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
import { ServiceError } from '../../aws/errors.js';
import type { DoorRequest } from '../../lib/door.js';

export interface Body {
  readonly bytes: Uint8Array;
  /** Trailers, which stand for headers of the same names. */
  readonly trailers: Readonly<Record<string, string>>;
}

const incomplete = (): ServiceError =>
  new ServiceError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
    400,
  );

function readTrailers(text: string): Record<string, string> {
  const trailers: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const at = line.indexOf(':');
    if (at > 0) trailers[line.slice(0, at).toLowerCase()] = line.slice(at + 1).trim();
  }
  return trailers;
}

export function readBody(request: DoorRequest): Body {
  const { headers, body } = request;
  if (!headers['x-amz-content-sha256']?.startsWith('STREAMING-')) return { bytes: body, trailers: {} };
  const source = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const pieces: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = source.indexOf('\r\n', at);
    if (end < 0) throw incomplete();
    const size = Number.parseInt(source.toString('latin1', at, end), 16);
    if (!(size >= 0)) throw incomplete();
    at = end + 2;
    if (size === 0) break;
    if (at + size > source.length) throw incomplete();
    pieces.push(source.subarray(at, at + size));
    at += size + 2;
  }
  const bytes = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  const told = headers['x-amz-decoded-content-length'];
  if (told !== undefined && Number(told) !== bytes.length) throw incomplete();
  return { bytes, trailers: readTrailers(source.toString('latin1', at)) };
}
