// Items from a CSV file: the first line names the attributes, `price:N` with a type (S is taken without one). An empty field
// is an attribute that is not there.
import { tryParse } from '../lib/json.js';
import { UsageError } from './options.js';
import type { Item } from './table-door.js';

/** Rows of fields; quotes as RFC 4180 has them. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  const field = /("((?:[^"]|"")*)"|[^",\r\n]*)(,|\r?\n|$)/gy;
  let row: string[] = [];
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const match = field.exec(text);
    if (match === null) throw new UsageError(`The CSV text is broken near "${text.slice(at, at + 20)}".`);
    row.push(match[2] === undefined ? match[1]! : match[2].replaceAll('""', '"'));
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push([...row, '']);
  return rows.filter((fields) => fields.some((one) => one !== ''));
}

function fieldValue(type: string, text: string): Item {
  if (type === 'BOOL') return { BOOL: /^(true|1|yes)$/i.test(text) };
  if (type === 'NULL') return { NULL: true };
  if (type === 'S' || type === 'N' || type === 'B') return { [type]: text };
  const parsed = tryParse(text);
  if (parsed === undefined) throw new UsageError(`"${text}" is not the JSON that an attribute of type ${type} needs.`);
  return { [type]: parsed };
}

export function parseCsv(file: string, text: string): Item[] {
  const [header, ...rows] = rowsOf(text.replace(/^\uFEFF/, ''));
  if (header === undefined) return [];
  const columns = header.map((one) => {
    const match = /^(.+):(S|N|B|BOOL|NULL|M|L|SS|NS|BS)$/.exec(one);
    return match ? { name: match[1]!, type: match[2]! } : { name: one, type: 'S' };
  });
  return rows.map((fields, index) => {
    if (fields.length > columns.length)
      throw new UsageError(`${file}: row ${index + 2} has more fields than the header.`);
    return Object.fromEntries(
      columns.flatMap(({ name, type }, at) => {
        const found = fields[at] ?? '';
        return found === '' ? [] : [[name, fieldValue(type, found)]];
      }),
    );
  });
}
