// The None data source: the request's payload is the result. Never waits, so its fields cost no promise.
import { isObject } from '../../lib/json.js';
import type { SourceKind } from './source.js';

/** resolver-reference-none-js.md, resolver-mapping-template-reference-none.md. */
export const none: SourceKind = {
  type: 'NONE',
  covers: 'payload becomes the result, synchronously',
  check: () => [],
  create:
    () =>
    ({ request }) => ({ result: isObject(request) ? (request['payload'] ?? null) : null }),
};
