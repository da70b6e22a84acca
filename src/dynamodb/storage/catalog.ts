// The tables on disk: brings them in line with a program (new tables with their seeds, new and dropped indexes) and
// knows them by name. Tables that a program no longer has are hidden, not lost, until DeleteTable drops them: a broken
// template must not cost anybody their data.
import type { TableDefinition } from '../../definition/model.js';
import type { Clock } from '../../lib/clock.js';
import type { Diagnostic } from '../../lib/diagnostics.js';
import type { Log } from '../../lib/log.js';
import type { Random } from '../../lib/random.js';
import { type Database, migrate } from '../../lib/sqlite.js';
import { found } from '../diagnostics.js';
import { keyOfItem } from '../keys/check.js';
import { compileTable, type Program, sameKeys, type TableProgram } from '../program.js';
import type { Item } from '../values/value.js';
import { createRows, LAYOUT, type Rows } from './rows.js';
import { createStreams, type Stream, type Streams } from './streams.js';
import { type LiveTable, readItem, writeItem } from './table.js';

/** What a row of dynamodb_tables holds, as JSON. */
interface Description {
  readonly definition: TableDefinition;
  readonly uuid: string;
  readonly createdAt: number;
  /** Index name -> its space. */
  readonly spaces: Readonly<Record<string, number>>;
  /** The space of the expiring items, when the table has a time to live. */
  readonly expirySpace?: number;
  /** The next swap drops it, and makes it anew if the program has it. */
  readonly deleting?: boolean;
}

export interface Catalog {
  readonly rows: Rows;
  readonly streams: Streams;
  /** The tables of the program, by name. */
  readonly tables: ReadonlyMap<string, LiveTable>;
  /** Makes and drops until the tables are those of `program`; resolves when that is on disk. */
  swap(program: Program): Promise<readonly Diagnostic[]>;
  /** Lets the next swap drop a table, shown or hidden, with all that is in it. */
  markDeleting(name: string): Promise<void>;
}

interface Stored extends Description {
  readonly id: number;
}

/** Who waits for more seeds than these is told how far they have come. */
const SEEDS_SAID = 10_000;

export function createCatalog(database: Database, clock: Clock, random: Random, log: Log): Catalog {
  migrate(database, 'dynamodb', LAYOUT);
  const rows = createRows(database);
  const streams = createStreams(database);
  const select = database.prepare('SELECT id, description FROM dynamodb_tables ORDER BY name');
  const save = database.prepare('INSERT OR REPLACE INTO dynamodb_tables (id, name, description) VALUES (?, ?, ?)');
  const forget = database.prepare('DELETE FROM dynamodb_tables WHERE id = ?');
  let tables: ReadonlyMap<string, LiveTable> = new Map();

  const stored = (): Map<string, Stored> =>
    new Map(
      select.all().map(([id, text]) => {
        const description = JSON.parse(text as string) as Description;
        return [description.definition.name, { id: Number(id), ...description }];
      }),
    );
  const keep = ({ id, ...description }: Stored): void => {
    save.run(id, description.definition.name, JSON.stringify(description));
  };
  /** A stream can not change what it shows: another view is another stream. */
  const syncStream = ({ name, stream: view }: TableDefinition, keyNames: readonly string[]): Stream | undefined => {
    const known = streams.openOf(name);
    if (known && known.view === view) return known;
    if (known) streams.close(known, clock.now());
    return view && streams.open(name, view, keyNames, clock.now());
  };
  const live = (program: TableProgram, { id, uuid, createdAt, spaces, expirySpace }: Stored): LiveTable => ({
    space: id,
    program,
    expiry: expirySpace === undefined ? undefined : { space: expirySpace, attribute: program.definition.ttlAttribute! },
    indexes: program.indexes.map((index) => ({ space: spaces[index.name]!, program: index })),
    stream: syncStream(program.definition, program.keyNames),
    uuid,
    createdAt,
  });
  const drop = (table: Stored): void => {
    for (const space of spacesOf(table)) rows.clear(space);
    const stream = streams.openOf(table.definition.name);
    if (stream) streams.close(stream, clock.now());
    forget.run(table.id);
  };

  /** A number that no table or index has had in this file. */
  const nextSpace = (known: Iterable<Stored>): (() => number) => {
    let last = 0;
    for (const table of known) last = Math.max(last, ...spacesOf(table));
    return () => ++last;
  };

  const seed = (table: LiveTable): void => {
    const { name, seeds } = table.program;
    for (const [index, after] of seeds.entries()) {
      if (index > 0 && index % SEEDS_SAID === 0) {
        log.write('info', `Seeding ${name}: ${index} of ${seeds.length} items so far.`);
      }
      const key = keyOfItem(table.program, after.item);
      writeItem(rows, table, key, readItem(rows, table, key), after);
    }
  };

  /** Fills new indexes, and the expiring items when they are new, from the table's items. */
  const backfill = (table: LiveTable, fresh: ReadonlySet<string>, freshExpiry: boolean): void => {
    const indexes = table.indexes.filter((index) => fresh.has(index.program.name));
    const only = { ...table, indexes, expiry: freshExpiry ? table.expiry : undefined };
    let from: Uint8Array | undefined;
    for (;;) {
      const page = rows.list(table.space, { from, to: undefined }, true, 500);
      for (const row of page) {
        const item = JSON.parse(row.text) as Item;
        const key = keyOfItem(table.program, item);
        writeItem(rows, only, key, undefined, { item, size: row.size });
        from = Buffer.concat([key, Buffer.of(0)]);
      }
      if (page.length < 500) return;
    }
  };

  const sync = (program: TableProgram, known: Stored | undefined, space: () => number): LiveTable => {
    const spaces: Record<string, number> = {};
    const fresh = new Set<string>();
    for (const index of program.indexes) {
      const before = known?.definition.indexes.find((one) => one.name === index.name);
      const same = before && JSON.stringify(describeIndex(before)) === JSON.stringify(describeIndex(index.definition));
      if (!same) fresh.add(index.name);
      spaces[index.name] = same ? known!.spaces[index.name]! : space();
    }
    for (const [name, old] of Object.entries(known?.spaces ?? {})) if (spaces[name] !== old) rows.clear(old);
    const { seed: _seed, ...definition } = program.definition;
    const { ttlAttribute } = definition;
    const sameExpiry = known !== undefined && known.definition.ttlAttribute === ttlAttribute;
    if (!sameExpiry && known?.expirySpace !== undefined) rows.clear(known.expirySpace);
    const expirySpace =
      ttlAttribute === undefined ? undefined : ((sameExpiry ? known.expirySpace : undefined) ?? space());
    const next: Stored = {
      id: known?.id ?? space(),
      definition,
      uuid: known?.uuid ?? random.uuid(),
      createdAt: known?.createdAt ?? clock.now() / 1000,
      spaces,
      ...(expirySpace === undefined ? {} : { expirySpace }),
    };
    keep(next);
    const table = live(program, next);
    if (known === undefined) seed(table);
    else if (fresh.size > 0 || (!sameExpiry && table.expiry)) backfill(table, fresh, !sameExpiry);
    return table;
  };

  return {
    rows,
    streams,
    get tables() {
      return tables;
    },
    swap(program) {
      const diagnostics: Diagnostic[] = [];
      return database.commit(() => {
        const known = stored();
        const space = nextSpace(known.values());
        const next = new Map<string, LiveTable>();
        for (const [name, table] of known) {
          if (!table.deleting) continue;
          drop(table);
          known.delete(name);
        }
        for (const [name, table] of program.tables) {
          const before = known.get(name);
          if (before && !sameKeys(before.definition, table.definition)) {
            diagnostics.push(
              found.DYNAMODB_KEYS_CHANGED(
                `Table ${name} has data under other keys than the app now gives it; it stays as it was. ${found.rows.DYNAMODB_KEYS_CHANGED.fix}`,
                table.definition.place,
              ),
            );
            next.set(name, live(compileTable(before.definition), before));
          } else {
            next.set(name, sync(table, before, space));
          }
        }
        tables = next;
        return diagnostics;
      });
    },
    markDeleting(name) {
      return database.commit(() => {
        const table = stored().get(name);
        if (table) keep({ ...table, deleting: true });
      });
    },
  };
}

function spacesOf({ id, spaces, expirySpace }: Stored): number[] {
  return [id, ...Object.values(spaces), ...(expirySpace === undefined ? [] : [expirySpace])];
}

/** What of an index decides how its rows lie. */
function describeIndex({ kind, hash, range, projection }: TableDefinition['indexes'][number]): unknown[] {
  return [kind, hash.name, hash.type, range?.name, range?.type, projection.type, [...projection.attributes].sort()];
}
