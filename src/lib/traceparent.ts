// Where a request's trace comes from: the header `traceparent` of W3C Trace Context. Doors that make spans read it; it is
// never answered. https://www.w3.org/TR/trace-context/#traceparent-header

export interface TraceParent {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The caller's span: 16 digits. */
  readonly spanId: string;
  /** The caller records its trace: what joins it does so too. */
  readonly sampled: boolean;
}

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Undefined for what is no such header: the trace begins here then. */
export function readTraceparent(header: string | undefined): TraceParent | undefined {
  const found = header === undefined ? undefined : FORM.exec(header.trim());
  if (!found) return undefined;
  const [, version, traceId, spanId, flags, more] = found;
  // Version 00 has four parts; later ones may have more. ff is forbidden, and so are ids of zeros.
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId!) || /^0+$/.test(spanId!)) return undefined;
  return { traceId: traceId!, spanId: spanId!, sampled: (Number.parseInt(flags!, 16) & 1) === 1 };
}
