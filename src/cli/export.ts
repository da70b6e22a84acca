// `offsync export`: writes the items of tables to a file, a line of JSON for each: {"table": ..., "item": DynamoDB JSON}.
// A page of the table is all it ever holds.
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '../lib/errors.js';
import { UsageError } from './options.js';
import { connectTables, createProgress, type TableDoor } from './table-door.js';

export interface ExportSettings {
  readonly url: string;
  /** None: all of them. */
  readonly tables: readonly string[];
}

async function tableNames(door: TableDoor): Promise<string[]> {
  const names: string[] = [];
  let start: unknown;
  do {
    const page = await door('ListTables', start === undefined ? {} : { ExclusiveStartTableName: start });
    names.push(...(page['TableNames'] as string[]));
    start = page['LastEvaluatedTableName'];
  } while (start !== undefined);
  return names;
}

/** The lines of a page at a time. */
async function* pages(door: TableDoor, tables: readonly string[]): AsyncGenerator<string> {
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
  const tables = settings.tables.length > 0 ? settings.tables : await tableNames(door);
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
    const { code } = error as NodeJS.ErrnoException;
    // A folder that is not there, a disk that is full.
    if (code !== undefined && /^E[A-Z]+$/.test(code)) {
      throw new UsageError(`${file} can't be written: ${messageOf(error)}.`);
    }
    throw error;
  }
  return 0;
}
