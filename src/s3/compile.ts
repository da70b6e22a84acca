// The wing's compile: the buckets of a Definition become a Program, and what is wrong with them diagnostics. Pure.
import type { Definition } from '../definition/model.js';
import type { Diagnostic } from '../lib/diagnostics.js';
import { isBucketName } from './content/names.js';
import { found } from './diagnostics.js';
import type { S3Program } from './model.js';

export function compile(
  definition: Pick<Definition, 'buckets'>,
  previous?: S3Program,
): { readonly program: S3Program; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics = definition.buckets
    .filter(({ name }) => !isBucketName(name))
    .map(({ name, place }) => found.BUCKET_INVALID(`${name} can't be the name of a bucket.`, place));
  const buckets = definition.buckets.filter(({ name }) => isBucketName(name));
  const same =
    previous?.buckets.length === buckets.length && buckets.every((one, index) => one === previous.buckets[index]);
  return { program: same ? previous : { buckets }, diagnostics };
}
