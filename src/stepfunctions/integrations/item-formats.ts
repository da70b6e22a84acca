// The formats that an ItemReader understands: bytes of an object become items. Pure; called by item-source.ts.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
import { isObject } from '../../lib/json.js';

/** A file that is none of its format; the message is the cause of States.ItemReaderFailed. */
export class ItemFault extends Error {}

export interface CsvRules {
  /** Undefined: the first row has them. */
  readonly headers: readonly string[] | undefined;
  readonly delimiter: string;
}

/** Recorded. */
const NOT_A_LIST = 'Attempting to map over non-iterable node.';

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ItemFault('Unable to parse the JSON of the dataset: it is not well-formed.');
  }
}

/** A JSON Pointer: `/orders/0/lines`. https://www.rfc-editor.org/rfc/rfc6901 */
function pointed(whole: unknown, pointer: string): unknown {
  let value = whole;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    value = Array.isArray(value) ? (value as unknown[])[Number(name)] : isObject(value) ? value[name] : undefined;
  }
  return value;
}

export function readJson(text: string, pointer: string | undefined): readonly unknown[] {
  const whole = parse(text);
  const list = pointer === undefined ? whole : pointed(whole, pointer);
  if (Array.isArray(list)) return list as unknown[];
  // An object behind a pointer is a list of its members.
  if (pointer !== undefined && isObject(list)) return Object.entries(list).map(([Key, Value]) => ({ Key, Value }));
  throw new ItemFault(NOT_A_LIST);
}

export function readJsonLines(text: string): readonly unknown[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map(parse);
}

/** Rows of cells, with quotes as RFC 4180 has them; lines without a character are none (recorded). */
export function readRows(text: string, delimiter: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  let begun = false;
  const endRow = (): void => {
    if (begun) rows.push([...row, cell]);
    row = [];
    cell = '';
    begun = false;
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (char === '\n') endRow();
    else if (char === '\r' && text[at + 1] === '\n') continue;
    else {
      begun = true;
      if (char === '"' && cell === '') quoted = true;
      else if (char === delimiter) {
        row.push(cell);
        cell = '';
      } else cell += char;
    }
  }
  endRow();
  return rows;
}

/** Cells that are missing are empty, those without a header are dropped (recorded). */
export function readCsv(text: string, { headers, delimiter }: CsvRules): readonly unknown[] {
  const rows = readRows(text.replace(/^\ufeff/, ''), delimiter);
  const names = headers ?? rows[0] ?? [];
  if (new Set(names).size < names.length) throw new ItemFault('CSV headers cannot contain duplicates.');
  return (headers ? rows : rows.slice(1)).map((row) =>
    Object.fromEntries(names.map((name, index) => [name, row[index] ?? ''])),
  );
}

/** `Bucket, Key, Size` of an inventory's manifest, and the files that have the rows. */
export function readManifest(text: string): { readonly headers: readonly string[]; readonly keys: readonly string[] } {
  const manifest = parse(text);
  if (!isObject(manifest) || !Array.isArray(manifest['files'])) throw new ItemFault(NOT_A_LIST);
  if (manifest['fileFormat'] !== 'CSV') throw new ItemFault('Only manifests of CSV files are emulated by offsync.');
  const headers = String(manifest['fileSchema'] ?? '')
    .split(',')
    .map((name) => name.trim());
  return { headers, keys: manifest['files'].map((file: unknown) => (isObject(file) ? String(file['key']) : '')) };
}
