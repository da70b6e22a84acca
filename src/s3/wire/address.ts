// Which bucket and key a request names, and which parameters it has. Path style (`/bucket/key`) everywhere; the bucket's name in
// the host for requests that are signed for S3. Called by the door; answers nothing.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
import type { DoorRequest } from '../../lib/door.js';
import { splitUrl } from '../../lib/door.js';
import { hostName } from '../../lib/host-name.js';

/** The longest body in one request; it is read whole. Larger objects come in parts. */
export const MOST_BODY_BYTES = 256 * 1024 * 1024;

export interface Address {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  readonly query: ReadonlyMap<string, string>;
}

/** True when its signature, wherever it stands, is scoped to S3. */
export function signedForS3(request: {
  readonly url?: string | undefined;
  readonly headers: { readonly authorization?: string | undefined };
}): boolean {
  const { authorization } = request.headers;
  if (authorization !== undefined) return authorization.includes('/s3/aws4_request');
  return /[?&]X-Amz-Credential=[^&]*(?:\/|%2F)s3(?:\/|%2F)aws4_request/i.test(request.url ?? '');
}

const IN_HOST = /^(.+?)\.s3[.-]/;
const LOCAL = /^(.+)\.localhost$/;

function bucketInHost(request: DoorRequest): string | undefined {
  const host = hostName(request.headers['host'] ?? '');
  const found = IN_HOST.exec(host)?.[1];
  if (found !== undefined) return found;
  if (/^s3[.-]/.test(host)) return undefined;
  return LOCAL.exec(host)?.[1];
}

/** A malformed escape stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function addressOf(request: DoorRequest): Address {
  const { path, query } = splitUrl(request.url);
  const parameters = new Map<string, string>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const [name, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
    parameters.set(decode(name.replaceAll('+', ' ')), decode(value.replaceAll('+', ' ')));
  }
  const inHost = signedForS3(request) ? bucketInHost(request) : undefined;
  const rest = path.slice(1);
  const at = inHost === undefined ? rest.indexOf('/') : -1;
  const bucket = inHost ?? decode(at < 0 ? rest : rest.slice(0, at));
  const key = inHost === undefined ? (at < 0 ? '' : decode(rest.slice(at + 1))) : decode(rest);
  return { bucket: bucket === '' ? undefined : bucket, key: key === '' ? undefined : key, query: parameters };
}
