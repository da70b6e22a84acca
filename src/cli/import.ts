// `offsync import`: puts items from a file into tables: what `offsync export` wrote, or, with --table, a list of items as
// JSON, JSON lines or CSV. Items that are there are replaced.
import { readFileSync } from 'node:fs';
import { isObject, tryParse } from '../lib/json.js';
import { parseCsv } from './csv.js';
import { UsageError } from './options.js';
import { connectTables, createProgress, type Item, type TableDoor } from './table-door.js';

export interface ImportSettings {
  readonly url: string;
  readonly table: string | undefined;
}

interface Entry {
  readonly table: string;
  readonly item: Item;
}

/** The most a BatchWriteItem takes, and how many of them are under way at once. */
const BATCH = 25;
const AT_ONCE = 8;
const TYPES = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS']);

function isAttributeValue(value: unknown): boolean {
  if (!isObject(value)) return false;
  const names = Object.keys(value);
  return names.length === 1 && TYPES.has(names[0]!);
}

/** A plain value as DynamoDB JSON. */
function attributeValue(value: unknown): Item {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(attributeValue) };
  if (isObject(value)) return { M: attributes(value) };
  return { NULL: true };
}

function attributes(item: Item): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attributeValue(value)]));
}

/** DynamoDB JSON stays as it is. */
const marshal = (item: Item): Item => (Object.values(item).every(isAttributeValue) ? item : attributes(item));

function jsonItems(file: string, text: string): Item[] {
  const whole = tryParse(text);
  const list = Array.isArray(whole)
    ? whole
    : text
        .split('\n')
        .map((line, index) => [line.trim(), index + 1] as const)
        .filter(([line]) => line !== '')
        .map(([line, number]) => {
          const item = tryParse(line);
          if (!isObject(item)) throw new UsageError(`${file}:${number} is not a JSON object.`);
          return item;
        });
  return list.map((item, index) => {
    if (!isObject(item)) throw new UsageError(`${file}: item ${index + 1} is not an object.`);
    return item;
  });
}

function readEntries(file: string, table: string | undefined): Entry[] {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} can't be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`);
  }
  if (/\.csv$/i.test(file)) {
    if (table === undefined) throw new UsageError('A CSV file needs --table.');
    return parseCsv(file, text).map((item) => ({ table, item }));
  }
  return jsonItems(file, text).map((line, index) => {
    if (table === undefined && typeof line['table'] === 'string' && isObject(line['item'])) {
      return { table: line['table'], item: line['item'] };
    }
    if (table === undefined) {
      throw new UsageError(`${file}: line ${index + 1} is not of an export; --table says where plain items go.`);
    }
    const item = isObject(line['item']) && typeof line['table'] === 'string' ? line['item'] : line;
    return { table, item: marshal(item) };
  });
}

async function putAll(door: TableDoor, table: string, items: readonly Item[]): Promise<void> {
  let requests: unknown[] = items.map((Item) => ({ PutRequest: { Item } }));
  while (requests.length > 0) {
    const answer = await door('BatchWriteItem', { RequestItems: { [table]: requests } });
    const left = isObject(answer['UnprocessedItems']) ? answer['UnprocessedItems'][table] : undefined;
    requests = Array.isArray(left) ? left : [];
  }
}

export async function importTables(file: string, settings: ImportSettings): Promise<number> {
  const door = connectTables(settings.url);
  const byTable = new Map<string, Item[]>();
  for (const { table, item } of readEntries(file, settings.table)) {
    const items = byTable.get(table) ?? [];
    items.push(item);
    byTable.set(table, items);
  }
  for (const table of byTable.keys()) await door('DescribeTable', { TableName: table });
  for (const [table, items] of byTable) {
    const progress = createProgress(table, (line) => process.stderr.write(line));
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < items.length) {
        const batch = items.slice(next, next + BATCH);
        next += BATCH;
        await putAll(door, table, batch);
        progress.add(batch.length);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    progress.end();
  }
  return 0;
}
