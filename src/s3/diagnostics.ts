// What can be wrong with the buckets of an app. Rows are printed in docs/errors.md.
import { defineDiagnostics } from '../lib/diagnostics.js';

export const found = defineDiagnostics({
  BUCKET_INVALID: {
    severity: 'error',
    summary: 'A bucket has a name that S3 would refuse.',
    fix: 'Take 3 to 63 lower-case letters, digits, dots and hyphens. Until then the bucket is not there.',
  },
});
