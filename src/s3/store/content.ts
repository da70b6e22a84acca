// The bytes of an object, or a range of them, out of the pieces it is made of. A multipart object keeps its parts as its pieces,
// so completing one copies nothing. Read once: as a whole or as a stream.
import type { Span } from '../content/ranges.js';
import type { Blobs } from './blobs.js';

/** [id of the bytes, how many]. */
export type Segment = readonly [id: string, size: number];

export interface Content {
  readonly size: number;
  bytes(): Promise<Uint8Array>;
  stream(): ReadableStream<Uint8Array>;
  /** For who will not read it. */
  close(): void;
}

const CHUNK = 256 * 1024;

export function openContent(blobs: Blobs, segments: readonly Segment[], span: Span): Content {
  const pieces: { id: string; from: number; to: number }[] = [];
  let at = 0;
  for (const [id, size] of segments) {
    const [from, to] = [Math.max(span.from - at, 0), Math.min(span.to - at, size)];
    if (from < to) pieces.push({ id, from, to });
    at += size;
  }
  for (const { id } of pieces) blobs.hold(id);
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    for (const { id } of pieces) blobs.release(id);
  };
  return {
    size: span.to - span.from,
    close,
    async bytes() {
      try {
        const parts = await Promise.all(pieces.map(({ id, from, to }) => blobs.read(id, from, to)));
        return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
      } finally {
        close();
      }
    },
    stream() {
      let index = 0;
      let offset = pieces[0]?.from ?? 0;
      return new ReadableStream<Uint8Array>({
        async pull(controller) {
          const piece = pieces[index];
          if (!piece) {
            close();
            controller.close();
            return;
          }
          const end = Math.min(piece.to, offset + CHUNK);
          controller.enqueue(await blobs.read(piece.id, offset, end));
          offset = end;
          if (end === piece.to) {
            index += 1;
            offset = pieces[index]?.from ?? 0;
          }
        },
        cancel: close,
      });
    },
  };
}
