// Byte ranges: `bytes=0-99`, `bytes=100-`, `bytes=-5`. Used by GetObject, HeadObject and UploadPartCopy.
// https://www.rfc-editor.org/rfc/rfc9110#name-range
import { ServiceError } from '../../aws/errors.js';

/** `to` is the byte behind the last one. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Undefined: no range, or none that S3 would heed; then the whole is sent. Throws when nothing of it is there. */
export function readRange(text: unknown, size: number): Span | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(String(text ?? '').trim());
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [first, last] = [match[1]!, match[2]!];
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (from >= size || (first === '' && Number(last) === 0)) {
    throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: String(text),
      ActualObjectSize: String(size),
    });
  }
  return { from, to };
}
