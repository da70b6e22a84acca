// What reading items from a file comes down to: text goes in piece by piece, items come out with the line they stand in. The
// formats are csv.ts and json.ts; index.ts picks one. Nothing here holds more than one item, so a file may be of any size.
import { OffsyncError } from '../../lib/errors.js';

export type Item = Readonly<Record<string, unknown>>;

export interface FoundItem {
  /** Where it begins, counted from 1. */
  readonly line: number;
  /** In DynamoDB JSON. */
  readonly item: Item;
  /** Of the lines of an export. */
  readonly table?: string;
}

export interface ItemReader {
  /** The items that end in `text`; throws ItemFault behind those before the fault. */
  read(text: string): Iterable<FoundItem>;
  /** The last one; throws ItemFault when the file ends within one. */
  end(): Iterable<FoundItem>;
}

/** An item is at most 400 KB (ServiceQuotas.md); as text, with everything escaped, it stays below this. */
export const LONGEST_ITEM = 4 * 1024 * 1024;

/** What is wrong with a file, without its name. */
export class ItemFault extends OffsyncError {
  readonly line: number;

  constructor(line: number, message: string) {
    super('ITEM_INVALID', message);
    this.line = line;
  }
}
