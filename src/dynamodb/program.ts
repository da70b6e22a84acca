// What compile.ts makes of the app's tables: checked, frozen, with the little functions that every write needs.
// storage/ joins it with the rows on disk.
import type {
  EventSourceMappingDefinition,
  IndexDefinition,
  KeyAttribute,
  TableDefinition,
} from '../definition/model.js';
import { attributeOf, type Item, setAttribute } from './values/value.js';

/** An item and what it weighs (values/check.ts). */
export interface SizedItem {
  readonly item: Item;
  readonly size: number;
}

export interface KeySchema {
  readonly hash: KeyAttribute;
  readonly range: KeyAttribute | undefined;
}

export interface IndexProgram extends KeySchema {
  readonly name: string;
  readonly definition: IndexDefinition;
  /** Names of the index's and the table's key attributes: what a LastEvaluatedKey holds. */
  readonly keyNames: readonly string[];
  /** Undefined: every attribute is projected. */
  readonly projected: ReadonlySet<string> | undefined;
}

export interface TableProgram extends KeySchema {
  readonly name: string;
  readonly definition: TableDefinition;
  readonly keyNames: readonly string[];
  readonly indexes: readonly IndexProgram[];
  /** In the order of their names: so the service looks at their keys, and names the first that is wrong (recorded). */
  readonly indexesByName: readonly IndexProgram[];
  readonly hasLocalIndex: boolean;
  /** Put when the table is first made. */
  readonly seeds: readonly SizedItem[];
}

export interface Trigger {
  readonly rules: EventSourceMappingDefinition;
  /** False for an event that the filters of the mapping keep back. */
  accepts(event: unknown): boolean;
}

export interface Program {
  readonly tables: ReadonlyMap<string, TableProgram>;
  /** Functions that are called with what streams tell. */
  readonly triggers: readonly Trigger[];
}

export function compileTable(definition: TableDefinition): TableProgram {
  const { hash, range } = definition;
  const keyNames = [hash.name, ...(range ? [range.name] : [])];
  const indexes = definition.indexes.map((index): IndexProgram => {
    const names = [...new Set([index.hash.name, ...(index.range ? [index.range.name] : []), ...keyNames])];
    const { type, attributes } = index.projection;
    const projected = type === 'ALL' ? undefined : new Set(type === 'INCLUDE' ? [...names, ...attributes] : names);
    return { name: index.name, definition: index, hash: index.hash, range: index.range, keyNames: names, projected };
  });
  const hasLocalIndex = definition.indexes.some((index) => index.kind === 'LSI');
  const indexesByName = [...indexes].sort((a, b) => (a.name < b.name ? -1 : 1));
  const { name } = definition;
  return { name, definition, hash, range, keyNames, indexes, indexesByName, hasLocalIndex, seeds: [] };
}

/** The attributes of `item` that `names` names. */
export function pickAttributes(item: Item, names: Iterable<string>): Item {
  const picked: Item = {};
  for (const name of names) {
    const value = attributeOf(item, name);
    if (value !== undefined) setAttribute(picked, name, value);
  }
  return picked;
}

/** What an index keeps of an item. */
export function projectForIndex(index: IndexProgram, item: Item): Item {
  return index.projected === undefined ? item : pickAttributes(item, index.projected);
}

/** True when both have the same key attributes of the same types. */
export function sameKeys(
  a: Pick<TableDefinition, 'hash' | 'range'>,
  b: Pick<TableDefinition, 'hash' | 'range'>,
): boolean {
  const text = ({ hash, range }: Pick<TableDefinition, 'hash' | 'range'>): string =>
    JSON.stringify([hash.name, hash.type, range?.name, range?.type]);
  return text(a) === text(b);
}
