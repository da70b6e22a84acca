// A key condition as a range of storage keys. Query and PartiQL's SELECT read that range.
import type { KeyCondition } from '../expressions/key-condition.js';
import { afterPrefix, encodeKeyValue, partitionPrefix, type RangeLayout } from './encode.js';

/** The rows of a partition whose range value passes the test. */
export function keyRange({ hash, range }: KeyCondition, layout: RangeLayout): { from: Buffer; to: Buffer | undefined } {
  const prefix = partitionPrefix(hash);
  const end = afterPrefix(prefix);
  if (!range) return { from: prefix, to: end };
  const [first, second] = range.values.map(encodeKeyValue) as [Buffer, Buffer | undefined];
  const at = (bytes: Buffer): Buffer => Buffer.concat([prefix, layout.at(bytes)]);
  const above = (bytes: Buffer): Buffer => Buffer.concat([prefix, layout.above(bytes)]);
  switch (range.operator) {
    case '=':
      return { from: at(first), to: above(first) };
    case '<':
      return { from: prefix, to: at(first) };
    case '<=':
      return { from: prefix, to: above(first) };
    case '>':
      return { from: above(first), to: end };
    case '>=':
      return { from: at(first), to: end };
    case 'BETWEEN':
      return { from: at(first), to: above(second!) };
    case 'begins_with':
      return { from: at(first), to: afterPrefix(at(first)) };
  }
}
