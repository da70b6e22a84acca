// From a place in the code that runs to the place its author wrote: through the inline source map, when there is one
// (additional-utilities.md, "Using source maps"). Used by compile.ts.
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { Place2d } from './edits.js';

export interface AuthorPlace extends Place2d {
  /** `code.js`, AppSync's own name for code without a source map, or the map's name of the file. */
  readonly file: string;
}

const INLINE_MAP = /\n\/\/[#@] sourceMappingURL=data:application\/json[^,]*;base64,([A-Za-z0-9+/=]+)\s*$/;

/** Reads the map at the code's end, if any, and gives the function that uses it. */
export function createPositions(code: string): (place: Place2d) => AuthorPlace {
  const encoded = INLINE_MAP.exec(code)?.[1];
  let map: TraceMap | undefined;
  try {
    if (encoded) map = new TraceMap(Buffer.from(encoded, 'base64').toString('utf8'));
  } catch {
    // A broken map is no reason to refuse the code: places are then those of the code itself.
  }
  return (place) => {
    const found = map && originalPositionFor(map, { line: place.line, column: place.column - 1 });
    return found?.source
      ? { file: found.source, line: found.line, column: found.column + 1 }
      : { file: 'code.js', line: place.line, column: place.column };
  };
}
