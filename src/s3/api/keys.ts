// Walks a bucket's keys in order, and folds those below a delimiter into common prefixes. Used by ListObjects and ListObjectsV2.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html
import { invalidArgument } from '../content/faults.js';
import type { ApiPorts } from '../ports.js';
import type { Listed } from '../store/objects.js';
import { optionalText } from './input.js';
import type { Input } from './operation.js';

export interface Walk {
  readonly objects: readonly Listed[];
  readonly prefixes: readonly string[];
  /** Where to go on, when there is more: the last key or common prefix. */
  readonly next: string | undefined;
}

/** Behind every key that begins with `prefix`. */
const behind = (prefix: string): string => `${prefix}\u{10ffff}`;
const PAGE = 250;

export function walk(
  ports: ApiPorts,
  bucket: string,
  from: { readonly prefix: string; readonly delimiter: string; readonly after: string; readonly most: number },
): Walk {
  const { prefix, delimiter, most } = from;
  const objects: Listed[] = [];
  const prefixes: string[] = [];
  let last: string | undefined;
  let { after } = from;
  let jumped = false;
  for (;;) {
    const size = jumped ? 2 : Math.min(PAGE, most - objects.length - prefixes.length + 1);
    const rows = ports.objects.page(bucket, after, prefix, size);
    jumped = false;
    for (const row of rows) {
      if (!row.key.startsWith(prefix)) return { objects, prefixes, next: undefined };
      const end = delimiter === '' ? -1 : row.key.indexOf(delimiter, prefix.length);
      const common = end < 0 ? undefined : row.key.slice(0, end + delimiter.length);
      if (common !== undefined && common === from.after) {
        after = behind(common);
        jumped = true;
        break;
      }
      if (objects.length + prefixes.length === most) return { objects, prefixes, next: most === 0 ? undefined : last };
      if (common !== undefined) {
        prefixes.push(common);
        last = common;
        after = behind(common);
        jumped = true;
        break;
      }
      objects.push(row);
      last = row.key;
      after = row.key;
    }
    if (!jumped && rows.length < size) return { objects, prefixes, next: undefined };
  }
}

/** As `encoding-type=url` has it: a space is a plus, a slash is a slash. */
function encodeUrl(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+');
}

/** How keys are to be written in the answer. */
export function encodingOf(input: Input): (text: string) => string {
  const asked = optionalText(input, 'EncodingType');
  if (asked === undefined) return (text) => text;
  if (asked === 'url') return encodeUrl;
  throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', asked);
}

export function contentsOf(objects: readonly Listed[], encode: (text: string) => string): Record<string, unknown>[] {
  return objects.map(({ key, size, etag, modifiedAt, facts }) => {
    const algorithms = Object.keys(facts.checksums).filter((name) => name !== 'ChecksumType');
    return {
      Key: encode(key),
      LastModified: new Date(modifiedAt),
      ETag: `"${etag}"`,
      ...(algorithms.length > 0 && {
        ChecksumAlgorithm: algorithms.map((name) => name.slice('Checksum'.length)),
        ChecksumType: facts.checksums['ChecksumType'],
      }),
      Size: size,
      StorageClass: facts.storageClass,
    };
  });
}
