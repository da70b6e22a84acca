// Capacity units and the ConsumedCapacity and ItemCollectionMetrics of answers (CapacityUnitCalculations.md).
import type { TableProgram } from '../program.js';
import { pickAttributes } from '../program.js';
import type { IndexChange } from '../storage/table.js';
import type { Item } from '../values/value.js';

export type ReturnConsumedCapacity = 'NONE' | 'TOTAL' | 'INDEXES';

/** What one call used of one table: of the table itself and of each index. */
export interface Usage {
  table: number;
  readonly indexes: Map<string, { readonly kind: 'GSI' | 'LSI'; units: number }>;
}

export function createUsage(): Usage {
  return { table: 0, indexes: new Map() };
}

export function addIndexUnits(usage: Usage, name: string, kind: 'GSI' | 'LSI', units: number): void {
  const known = usage.indexes.get(name);
  if (known) known.units += units;
  else usage.indexes.set(name, { kind, units });
}

/** One unit for each 4 KB, half of that when the read need not be consistent. */
export function readUnits(size: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(size / 4096)) * (consistent ? 1 : 0.5);
}

export function writeUnits(size: number): number {
  return Math.max(1, Math.ceil(size / 1024));
}

/** Counts a write of an item and of its index rows; a transaction writes twice. */
export function countWrite(usage: Usage, size: number, changes: readonly IndexChange[], factor = 1): void {
  usage.table += writeUnits(size) * factor;
  for (const { index, size: indexed } of changes) {
    addIndexUnits(usage, index.name, index.definition.kind, writeUnits(indexed) * factor);
  }
}

type Direction = 'read' | 'write' | 'both';

/** The ConsumedCapacity of an answer; `both` says read and write units apart as transactions do. */
export function consumedCapacity(
  table: TableProgram,
  usage: Usage,
  level: ReturnConsumedCapacity,
  direction: Direction = 'both',
): Record<string, unknown> {
  const unitsOf = (units: number): Record<string, number> => {
    if (direction === 'both') return { CapacityUnits: units };
    return { CapacityUnits: units, [direction === 'read' ? 'ReadCapacityUnits' : 'WriteCapacityUnits']: units };
  };
  let total = usage.table;
  for (const { units } of usage.indexes.values()) total += units;
  const answer: Record<string, unknown> = { TableName: table.name, ...unitsOf(total) };
  if (level === 'TOTAL') return answer;
  answer['Table'] = unitsOf(usage.table);
  for (const kind of ['GSI', 'LSI'] as const) {
    const used = [...usage.indexes].filter(([, index]) => index.kind === kind);
    if (used.length === 0) continue;
    const member = kind === 'GSI' ? 'GlobalSecondaryIndexes' : 'LocalSecondaryIndexes';
    answer[member] = Object.fromEntries(used.map(([name, { units }]) => [name, unitsOf(units)]));
  }
  return answer;
}

/** Only tables with a local index have item collections. The estimate is the service's smallest answer: 0 to 1 GB. */
export function itemCollectionMetrics(table: TableProgram, item: Item): Record<string, unknown> | undefined {
  if (!table.hasLocalIndex) return undefined;
  return { ItemCollectionKey: pickAttributes(item, [table.hash.name]), SizeEstimateRangeGB: [0, 1] };
}
