// What compile gives and start serves: the buckets of the app. Never changed once made.
import type { BucketDefinition } from '../definition/model.js';

export interface S3Program {
  readonly buckets: readonly BucketDefinition[];
}
