// `offsync export`: writes the items of tables to a file, a line of JSON for each: {"table": ..., "item": DynamoDB JSON}.
// A page of the table is all it ever holds.
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { ServiceDoor } from './connect.js';
import { unwritable } from './files.js';
import { connectTables, createProgress, tableNames, unknownTable } from './table-door.js';

export interface ExportSettings {
  readonly url: string;
  /** None: all of them. */
  readonly tables: readonly string[];
}

/** The lines of a page at a time. */
async function* pages(door: ServiceDoor, tables: readonly string[]): AsyncGenerator<string> {
  for (const table of tables) {
    const progress = createProgress(table, (line) => process.stderr.write(line));
    let start: unknown;
    do {
      const page = await door('Scan', {
        TableName: table,
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      });
      const items = page['Items'] as unknown[];
      if (items.length > 0) yield items.map((item) => `${JSON.stringify({ table, item })}\n`).join('');
      progress.add(items.length);
      start = page['LastEvaluatedKey'];
    } while (start !== undefined);
    progress.end();
  }
}

/** Writes beside the name first: a file that is there is a whole one. */
export async function exportTables(file: string, settings: ExportSettings): Promise<number> {
  const door = connectTables(settings.url);
  const there = await tableNames(door);
  const unknown = settings.tables.find((name) => !there.includes(name));
  if (unknown !== undefined) throw unknownTable(unknown, there);
  const tables = settings.tables.length > 0 ? settings.tables : there;
  if (file === '-') {
    await pipeline(pages(door, tables), process.stdout, { end: false });
    return 0;
  }
  const draft = `${file}.${process.pid}`;
  try {
    await pipeline(pages(door, tables), createWriteStream(draft));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    // A folder that is not there, a disk that is full.
    throw unwritable(file, error) ?? error;
  }
  return 0;
}
