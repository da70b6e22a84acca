// Items from CSV (RFC 4180). The first line names the attributes, each with its type: `id:S,price:N,tags:SS`; a name alone is
// S, as in `key: id`. Nothing is guessed from values. An empty field is an attribute that is not there; `""` is an empty text.
import { isObject, tryParse } from '../../lib/json.js';
import { attributeValue, isAttributeValue, marshal } from './attribute-value.js';
import { type FoundItem, type Item, ItemFault, type ItemReader, LONGEST_ITEM } from './item-reader.js';

interface Field {
  readonly text: string;
  readonly quoted: boolean;
}

interface Column {
  readonly name: string;
  readonly type: string;
  /** The attribute's value; undefined when `text` can be none. */
  readonly read: (text: string) => Item | undefined;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const BASE64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Sets, lists and maps are JSON; in lists and maps plain or DynamoDB JSON. */
function listOf(text: string): unknown[] | undefined {
  const list = tryParse(text);
  return Array.isArray(list) ? list : undefined;
}

const setOf =
  (type: string, good: (member: string) => boolean) =>
  (text: string): Item | undefined => {
    const members = listOf(text)?.map((member) => (typeof member === 'number' ? String(member) : member));
    return members?.every((member) => typeof member === 'string' && good(member)) ? { [type]: members } : undefined;
  };

const READ: Readonly<Record<string, Column['read']>> = {
  S: (text) => ({ S: text }),
  N: (text) => (NUMBER.test(text) ? { N: text } : undefined),
  B: (text) => (BASE64.test(text) ? { B: text } : undefined),
  BOOL: (text) => (/^(true|false)$/i.test(text) ? { BOOL: text.toLowerCase() === 'true' } : undefined),
  NULL: (text) => (/^(true|null)$/i.test(text) ? { NULL: true } : undefined),
  SS: setOf('SS', () => true),
  NS: setOf('NS', (member) => NUMBER.test(member)),
  BS: setOf('BS', (member) => BASE64.test(member)),
  L(text) {
    const list = listOf(text);
    return list && { L: list.every(isAttributeValue) ? list : list.map(attributeValue) };
  },
  M(text) {
    const map = tryParse(text);
    if (!isObject(map)) return undefined;
    return { M: Object.values(map).every(isAttributeValue) ? map : marshal(map) };
  },
};

function columnsOf(fields: readonly Field[], line: number): Column[] {
  const columns = fields.map(({ text }): Column => {
    const [, name, type] = /^(.+):([A-Z]{1,4})$/.exec(text.trim()) ?? [text, text.trim(), 'S'];
    if (!Object.hasOwn(READ, type!)) {
      const types = Object.keys(READ).join(', ');
      throw new ItemFault(line, `the column ${text} has a type that DynamoDB has not. There is ${types}.`);
    }
    return { name: name!, type: type!, read: READ[type!]! };
  });
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (names.includes('')) throw new ItemFault(line, 'a column has no name.');
  if (twice !== undefined) throw new ItemFault(line, `the column ${twice} is there twice.`);
  return columns;
}

function fieldsOf(record: string, line: number): Field[] {
  if (!record.includes('"')) return record.split(',').map((text) => ({ text, quoted: false }));
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/gy;
  const fields: Field[] = [];
  for (;;) {
    const from = field.lastIndex;
    const match = field.exec(record);
    if (match === null) throw new ItemFault(line, `a quote stands where none can: ${record.slice(from, from + 40)}`);
    const [, quoted, plain, end] = match;
    fields.push(
      quoted === undefined ? { text: plain!, quoted: false } : { text: quoted.replaceAll('""', '"'), quoted: true },
    );
    if (end === '') return fields;
  }
}

function itemOf(columns: readonly Column[], fields: readonly Field[], line: number): Item {
  if (fields.length > columns.length) {
    throw new ItemFault(line, `there are ${fields.length} fields, and the header has ${columns.length}.`);
  }
  const item: Record<string, unknown> = {};
  for (const [index, { text, quoted }] of fields.entries()) {
    const { name, type, read } = columns[index]!;
    if (text === '' && !(quoted && type === 'S')) continue;
    const value = read(text);
    if (value === undefined) throw new ItemFault(line, `${name}: "${text.slice(0, 60)}" is no value of type ${type}.`);
    Object.defineProperty(item, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return item;
}

const hasOddQuotes = (text: string): boolean => {
  let odd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
};

export function createCsvReader(): ItemReader {
  let columns: Column[] | undefined;
  /** The beginning of a line whose end has not come. */
  let rest = '';
  let line = 0;
  /** A record whose quote is open goes on in the next line. */
  let record = '';
  let recordLine = 0;
  let open = false;

  function* takeLine(text: string): Generator<FoundItem> {
    line += 1;
    if (open) record += `\n${text}`;
    else {
      record = line === 1 ? text.replace(/^\uFEFF/, '') : text;
      recordLine = line;
    }
    if (hasOddQuotes(text)) open = !open;
    if (open) {
      if (record.length > LONGEST_ITEM) throw new ItemFault(recordLine, 'a quote that opens here is not closed.');
      return;
    }
    if (record.endsWith('\r')) record = record.slice(0, -1);
    if (record.trim() === '') return;
    const fields = fieldsOf(record, recordLine);
    if (columns === undefined) columns = columnsOf(fields, recordLine);
    else if (fields.some(({ text, quoted }) => quoted || text !== '')) {
      yield { line: recordLine, item: itemOf(columns, fields, recordLine) };
    }
  }

  return {
    *read(text) {
      let from = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        yield* takeLine(rest + text.slice(from, end));
        rest = '';
        from = end + 1;
      }
      rest += text.slice(from);
      if (rest.length > LONGEST_ITEM) throw new ItemFault(line + 1, 'the line is longer than an item can be.');
    },
    *end() {
      if (rest !== '') yield* takeLine(rest);
      if (open) throw new ItemFault(recordLine, 'a quote that opens here is not closed.');
    },
  };
}
