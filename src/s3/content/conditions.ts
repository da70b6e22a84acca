// Conditional requests: what If-Match and its kin allow. Used by the operations that read, copy and put.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
import { ServiceError } from '../../aws/errors.js';
import { noSuchKey, notModified, preconditionFailed } from './faults.js';

interface Known {
  readonly etag: string;
  readonly modifiedAt: number;
}

/** A list of ETags, with quotes or without; `*` is any. */
function names(list: string, etag: string): boolean {
  return list.split(',').some((one) => {
    const text = one.trim().replace(/^W\//, '').replace(/^"|"$/g, '');
    return text === '*' || text === etag;
  });
}

/** Dates in HTTP know whole seconds. */
function timeOf(text: string): number | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000) * 1000;

/** For who reads: throws 412, or 304 where the reader has it already. RFC 9110 says which header wins over which. */
export function checkRead(input: Readonly<Record<string, unknown>>, known: Known): void {
  const text = (name: string): string | undefined => (input[name] === undefined ? undefined : String(input[name]));
  const [match, noneMatch] = [text('IfMatch'), text('IfNoneMatch')];
  const [modified, unmodified] = [text('IfModifiedSince'), text('IfUnmodifiedSince')];
  if (match !== undefined) {
    if (!names(match, known.etag)) throw preconditionFailed('If-Match');
  } else if (unmodified !== undefined) {
    const time = timeOf(unmodified);
    if (time !== undefined && seconds(known.modifiedAt) > time) throw preconditionFailed('If-Unmodified-Since');
  }
  if (noneMatch !== undefined) {
    if (names(noneMatch, known.etag)) throw notModified(`"${known.etag}"`);
  } else if (modified !== undefined) {
    const time = timeOf(modified);
    if (time !== undefined && seconds(known.modifiedAt) <= time) throw notModified(`"${known.etag}"`);
  }
}

/** For the source of a copy, where "has it already" is a failure too. */
export function checkCopySource(input: Readonly<Record<string, unknown>>, known: Known): void {
  const own = Object.fromEntries(
    ['IfMatch', 'IfNoneMatch', 'IfModifiedSince', 'IfUnmodifiedSince'].map((name) => [
      name,
      input[`CopySource${name}`],
    ]),
  );
  try {
    checkRead(own, known);
  } catch (error) {
    if (error instanceof ServiceError && error.status === 304) {
      throw preconditionFailed(own['IfNoneMatch'] === undefined ? 'If-Modified-Since' : 'If-None-Match');
    }
    throw error;
  }
}

/** For who puts: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export function checkWrite(input: Readonly<Record<string, unknown>>, key: string, known: Known | undefined): void {
  const { IfMatch: match, IfNoneMatch: noneMatch } = input;
  if (noneMatch !== undefined) {
    if (noneMatch !== '*') {
      const message = 'A header you provided implies functionality that is not implemented';
      throw new ServiceError('NotImplemented', message, 501, { Header: 'If-None-Match' });
    }
    if (known) throw preconditionFailed('If-None-Match');
  }
  if (match !== undefined) {
    if (!known) throw noSuchKey(key);
    if (!names(String(match), known.etag)) throw preconditionFailed('If-Match');
  }
}
