// `buckets:` of offsync.yaml -> buckets, with the folders of their seeds. Called by load.ts; names are checked where buckets are
// compiled, files are read when a bucket is made.
import { join } from 'node:path';
import type { BucketDefinition } from '../../definition/model.js';
import type { Place } from '../../lib/diagnostics.js';
import { found } from '../diagnostics.js';
import { kindOf, shownPath } from '../files.js';
import type { Findings } from '../findings.js';
import type { Config } from './config.js';

interface Context {
  readonly root: string;
  readonly findings: Findings;
  readonly placeAt: (...path: string[]) => Place;
}

export function createBuckets(config: Config, { root, findings, placeAt }: Context): readonly BucketDefinition[] {
  return Object.entries(config.buckets ?? {}).map(([name, { seed }]) => {
    const place = placeAt('buckets', name);
    if (seed === undefined) return { name, place };
    const folder = join(root, seed);
    if (kindOf(folder) === 'folder') return { name, seed: folder, place };
    findings.report(found.SEED_FOLDER(`The seed of the bucket ${name} is no folder: ${shownPath(folder)}.`, place));
    return { name, place };
  });
}
