// `offsync export`: writes the items of tables to a file, a line of JSON for each: {"table": ..., "item": DynamoDB JSON}.
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
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

async function* lines(door: TableDoor, tables: readonly string[]): AsyncGenerator<string> {
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
      for (const item of items) yield `${JSON.stringify({ table, item })}\n`;
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
    for await (const line of lines(door, tables)) process.stdout.write(line);
    return 0;
  }
  const draft = `${file}.${process.pid}`;
  try {
    await pipeline(lines(door, tables), createWriteStream(draft));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return 0;
}
