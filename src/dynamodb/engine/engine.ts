// What every operation works with: the tables, the clock, the caches. Made by start.ts; operations get it as their port.
import { type Account, formatArn, parseArn } from '../../aws/arn.js';
import type { Change } from '../../definition/registry.js';
import type { Clock } from '../../lib/clock.js';
import type { Log } from '../../lib/log.js';
import type { Random } from '../../lib/random.js';
import type { Database } from '../../lib/sqlite.js';
import type { ExpressionCache } from '../expressions/compile.js';
import { tableNotFound } from '../faults.js';
import type { Catalog } from '../storage/catalog.js';
import type { Stream } from '../storage/streams.js';
import type { LiveTable } from '../storage/table.js';

/** Where CreateTable, UpdateTable and DeleteTable end: a new revision of the app (definition/registry.ts). */
export interface Control {
  apply(change: Change): Promise<unknown>;
}

/** Calls functions with what streams tell (engine/triggers.ts). */
export interface Triggers {
  /** A stream has a new record, written by the work under way. */
  changed(table: LiveTable): void;
  close(): void;
}

/** Deletes what has expired (engine/expiry.ts). */
export interface Expiry {
  /** An item was written that expires at this second. */
  expect(seconds: number): void;
  /** The tables have changed. */
  refresh(): void;
  close(): void;
}

export interface Engine {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly expressions: ExpressionCache;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly account: Account;
  readonly control: Control;
  readonly expiry: Expiry;
  readonly triggers: Triggers;
  /** Names that a CreateTable under way has taken. */
  readonly creating: Set<string>;
}

/** A table may be named by its ARN, too. */
export function tableNameOf(nameOrArn: string): string {
  if (!nameOrArn.startsWith('arn:')) return nameOrArn;
  const resource = parseArn(nameOrArn)?.resource ?? '';
  return resource.startsWith('table/') ? resource.slice(6) : nameOrArn;
}

export function findTable(engine: Engine, nameOrArn: string): LiveTable {
  const table = engine.catalog.tables.get(tableNameOf(nameOrArn));
  if (table === undefined) throw tableNotFound();
  return table;
}

export function tableArn(account: Account, name: string): string {
  return formatArn(account, 'dynamodb', `table/${name}`);
}

export function streamArn(account: Account, stream: Pick<Stream, 'tableName' | 'label'>): string {
  return `${tableArn(account, stream.tableName)}/stream/${stream.label}`;
}

/** As `findTable`, for the operations whose error names the table. */
export function findNamedTable(engine: Engine, nameOrArn: string): LiveTable {
  const name = tableNameOf(nameOrArn);
  const table = engine.catalog.tables.get(name);
  if (table === undefined) throw tableNotFound(name);
  return table;
}
