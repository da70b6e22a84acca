// `offsync import`: puts items from a file into tables: what `offsync export` wrote, or, with --table, items as JSON, JSON
// lines or CSV. Items that are there are replaced. Reads as it writes: a file of any size takes the same little memory.
import { createReadStream, statSync } from 'node:fs';
import { OffsyncError } from '../lib/errors.js';
import { isObject } from '../lib/json.js';
import { createItemReader, type FoundItem, type Item, ItemFault } from '../loaders/items/index.js';
import { type Answer, Refusal, type ServiceDoor } from './connect.js';
import { unreadable } from './files.js';
import { connectTables, createProgress, type Progress, tableNames, unknownTable } from './table-door.js';
import { UsageError } from './usage-error.js';

export interface ImportSettings {
  readonly url: string;
  readonly table: string | undefined;
  /** Items that begin in an earlier line are passed over. */
  readonly fromLine: number;
}

/** The most a BatchWriteItem takes, and how many of them are under way at once. */
const BATCH = 25;
const AT_ONCE = 8;

interface Source {
  readonly items: AsyncIterable<FoundItem>;
  /** How much of the file has been read. */
  share(): number | undefined;
}

function openSource(file: string, fromLine: number): Source {
  let size: number | undefined;
  try {
    const stat = file === '-' ? undefined : statSync(file);
    if (stat?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    size = stat?.size;
  } catch (error) {
    throw unreadable(file, error);
  }
  const reader = createItemReader(file);
  let done = 0;
  async function* items(): AsyncGenerator<FoundItem> {
    const stream = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1024 * 1024 });
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    for await (const piece of stream) {
      yield* reader.read(decoder.decode(piece as Buffer, { stream: true }));
      done += (piece as Buffer).length;
    }
    yield* reader.read(decoder.decode());
    yield* reader.end();
  }
  async function* wanted(): AsyncGenerator<FoundItem> {
    for await (const found of items()) if (found.line >= fromLine) yield found;
  }
  return { items: wanted(), share: () => (size ? done / size : undefined) };
}

interface Target {
  readonly name: string;
  readonly keyNames: readonly string[];
  readonly progress: Progress;
  batch: FoundItem[];
}

/** Writes batches, several at once, and never two with the same key: the later item of a file wins. */
function createWriter(door: ServiceDoor, share: () => number | undefined) {
  const targets = new Map<string, Target>();
  const busy = new Set<Promise<void>>();
  const keys = new Set<string>();
  /** The one that stands first in the file; nothing is begun after it. */
  let fault: ItemFault | undefined;

  const open = async (name: string): Promise<Target> => {
    const known = targets.get(name);
    if (known) return known;
    const { Table } = await describe(door, name);
    const schema = (isObject(Table) ? Table['KeySchema'] : []) as { AttributeName: string }[];
    const progress = createProgress(name, (line) => process.stderr.write(line));
    const target = { name, keyNames: schema.map(({ AttributeName }) => AttributeName), progress, batch: [] };
    targets.set(name, target);
    return target;
  };
  const keyOf = ({ name, keyNames }: Target, item: Item): string =>
    JSON.stringify([name, ...keyNames.map((key) => item[key])]);

  const settle = async (): Promise<void> => {
    await Promise.all(busy);
    if (fault !== undefined) throw fault;
  };
  const flush = (target: Target): void => {
    const { batch } = target;
    target.batch = [];
    if (batch.length === 0) return;
    const work = putBatch(door, target.name, batch)
      .then(
        () => target.progress.add(batch.length, share()),
        (error: unknown) => {
          if (!(error instanceof OffsyncError)) throw error;
          const next = error instanceof ItemFault ? error : new ItemFault(batch[0]!.line, error.message);
          if (fault === undefined || next.line < fault.line) fault = next;
        },
      )
      .finally(() => {
        busy.delete(work);
        for (const { item } of batch) keys.delete(keyOf(target, item));
      });
    busy.add(work);
  };
  const flushAll = async (): Promise<void> => {
    for (const target of targets.values()) flush(target);
    await settle();
  };
  return {
    open,
    flushAll,
    async add(name: string, found: FoundItem): Promise<void> {
      const target = await open(name).catch((error: unknown) => {
        if (error instanceof OffsyncError && error.code === 'TABLE_REFUSED')
          throw new ItemFault(found.line, error.message);
        throw error;
      });
      const key = keyOf(target, found.item);
      if (keys.has(key)) await flushAll();
      keys.add(key);
      target.batch.push(found);
      if (target.batch.length === BATCH) flush(target);
      while (busy.size >= AT_ONCE) await Promise.race(busy);
      if (fault !== undefined) await settle();
    },
    end(): void {
      for (const { progress } of targets.values()) progress.end();
    },
  };
}

async function describe(door: ServiceDoor, name: string): Promise<Answer> {
  try {
    return await door('DescribeTable', { TableName: name });
  } catch (error) {
    if (!(error instanceof Refusal) || error.type !== 'ResourceNotFoundException') throw error;
    throw unknownTable(name, await tableNames(door));
  }
}

async function putBatch(door: ServiceDoor, table: string, batch: readonly FoundItem[]): Promise<void> {
  let requests: unknown = batch.map(({ item }) => ({ PutRequest: { Item: item } }));
  try {
    while (Array.isArray(requests) && requests.length > 0) {
      const answer = await door('BatchWriteItem', { RequestItems: { [table]: requests } });
      requests = isObject(answer['UnprocessedItems']) ? answer['UnprocessedItems'][table] : undefined;
    }
  } catch (error) {
    if (!(error instanceof OffsyncError) || error.code !== 'TABLE_REFUSED') throw error;
    await putOneByOne(door, table, batch);
  }
}

/** A batch is refused as a whole: alone, the item that is wrong is known by its line. */
async function putOneByOne(door: ServiceDoor, table: string, batch: readonly FoundItem[]): Promise<void> {
  for (const { item, line } of batch) {
    try {
      await door('PutItem', { TableName: table, Item: item });
    } catch (error) {
      if (!(error instanceof OffsyncError) || error.code !== 'TABLE_REFUSED') throw error;
      throw new ItemFault(line, `${table}: ${error.message}`);
    }
  }
}

function tableOf({ table, line }: FoundItem, given: string | undefined): string {
  const name = given ?? table;
  if (name === undefined) throw new ItemFault(line, 'this is no line of an export; --table says where plain items go.');
  return name;
}

export async function importTables(file: string, settings: ImportSettings): Promise<number> {
  if (/\.csv$/i.test(file) && settings.table === undefined) throw new UsageError('A CSV file needs --table.');
  const { items, share } = openSource(file, settings.fromLine);
  const writer = createWriter(connectTables(settings.url), share);
  if (settings.table !== undefined) await writer.open(settings.table);
  try {
    try {
      for await (const found of items) await writer.add(tableOf(found, settings.table), found);
    } finally {
      // Whatever ended the reading: what was read before it goes in.
      await writer.flushAll();
    }
  } catch (error) {
    if (!(error instanceof ItemFault)) throw error;
    writer.end();
    const given = settings.table === undefined ? '' : ` --table ${settings.table}`;
    const again = `offsync import ${file}${given} --from-line ${error.line}`;
    throw new OffsyncError(
      'IMPORT_STOPPED',
      `${file}:${error.line}: ${error.message}\nEvery item before this line is in. Mend it, then go on with: ${again}`,
    );
  }
  writer.end();
  return 0;
}
