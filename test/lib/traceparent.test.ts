// https://www.w3.org/TR/trace-context/#traceparent-header
import { expect, it } from 'vitest';
import { readTraceparent } from '../../src/lib/traceparent.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

it.each([
  [`00-${TRACE}-${SPAN}-01`, { traceId: TRACE, spanId: SPAN, sampled: true }],
  [` 00-${TRACE}-${SPAN}-00 `, { traceId: TRACE, spanId: SPAN, sampled: false }],
  [`01-${TRACE}-${SPAN}-03-more`, { traceId: TRACE, spanId: SPAN, sampled: true }],
  [`00-${TRACE}-${SPAN}-01-more`, undefined],
  [`ff-${TRACE}-${SPAN}-01`, undefined],
  [`00-${'0'.repeat(32)}-${SPAN}-01`, undefined],
  [`00-${TRACE}-${'0'.repeat(16)}-01`, undefined],
  [`00-${TRACE.toUpperCase()}-${SPAN}-01`, undefined],
  ['nonsense', undefined],
  [undefined, undefined],
])('%s', (header, expected) => {
  expect(readTraceparent(header)).toEqual(expected);
});
