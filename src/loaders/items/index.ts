// Files of items, for seeds and for `offsync import`: which format a name stands for, and reading one at once. A stream is read
// by whoever has it, with `createItemReader`.
import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createCsvReader } from './csv.js';
import type { FoundItem, ItemReader } from './item-reader.js';
import { createJsonReader } from './json.js';

export { isMarshalled, marshal } from './attribute-value.js';
export { type FoundItem, type Item, ItemFault, type ItemReader } from './item-reader.js';

const PIECE = 1024 * 1024;

/** CSV by its name, else JSON in each of its forms. */
export function createItemReader(file: string): ItemReader {
  return /\.csv$/i.test(file) ? createCsvReader() : createJsonReader();
}

/** The items of a file that is there; throws ItemFault behind those before the fault. */
export function* readItemFile(file: string): Generator<FoundItem> {
  const reader = createItemReader(file);
  const decoder = new StringDecoder('utf8');
  const piece = Buffer.allocUnsafe(PIECE);
  const handle = openSync(file, 'r');
  try {
    for (let read = readSync(handle, piece); read > 0; read = readSync(handle, piece)) {
      yield* reader.read(decoder.write(piece.subarray(0, read)));
    }
    yield* reader.read(decoder.end());
    yield* reader.end();
  } finally {
    closeSync(handle);
  }
}
