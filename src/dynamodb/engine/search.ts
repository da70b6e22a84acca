// What Query and Scan have in common: index, Select, filter, starting key, and the answer made of a page.
import type { ExpressionInput, Placeholders } from '../expressions/compile.js';
import type { Condition } from '../expressions/tree.js';
import { constraintFault, requestFault, TEXT, validationFault } from '../faults.js';
import { fitsSchemas } from '../keys/check.js';
import { indexKey, tableKey } from '../keys/encode.js';
import { checkConditionalOperator, compileLegacy, filterTree, type LegacyCondition } from '../legacy/conditions.js';
import { type IndexProgram, pickAttributes } from '../program.js';
import { type LiveTable, readItem } from '../storage/table.js';
import { readAttributes } from '../values/check.js';
import type { Item } from '../values/value.js';
import { addIndexUnits, consumedCapacity, createUsage, type ReturnConsumedCapacity } from './capacity.js';
import type { Engine } from './engine.js';
import type { Page, PageRequest } from './page.js';
import { type ProjectedInput, readProjection, type Shown } from './reading.js';
import type { Guard } from './write.js';

export type Select = 'ALL_ATTRIBUTES' | 'ALL_PROJECTED_ATTRIBUTES' | 'SPECIFIC_ATTRIBUTES' | 'COUNT';

export interface SearchInput extends ExpressionInput, ProjectedInput {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly Select?: Select;
  readonly Limit?: number;
  readonly ConsistentRead?: boolean;
  readonly FilterExpression?: string;
  readonly ConditionalOperator?: string;
  readonly ExclusiveStartKey?: Readonly<Record<string, unknown>>;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

/** Where the rows are: the table's own space or an index's. */
export interface Target {
  readonly table: LiveTable;
  readonly space: number;
  readonly index: IndexProgram | undefined;
}

export function findTarget(table: LiveTable, input: SearchInput): Target {
  if (input.IndexName === undefined || input.IndexName === null) return { table, space: table.space, index: undefined };
  const index = table.indexes.find(({ program }) => program.name === input.IndexName);
  if (!index) throw validationFault(TEXT.noSuchIndex(input.IndexName));
  if (index.program.definition.kind === 'GSI' && input.ConsistentRead) {
    throw validationFault('Consistent reads are not supported on global secondary indexes');
  }
  return { table, space: index.space, index: index.program };
}

export interface Filter extends Guard {
  readonly tree: Condition;
}

/** FilterExpression, or the legacy filter. */
export function readFilter(
  placeholders: Placeholders,
  input: SearchInput,
  legacy: Readonly<Record<string, LegacyCondition>> | undefined,
): Filter | undefined {
  if (typeof input.FilterExpression === 'string') {
    const { tree, test } = placeholders.condition('FilterExpression', input.FilterExpression);
    return { tree, test, values: placeholders.values };
  }
  checkConditionalOperator(input.ConditionalOperator, legacy);
  const tree = legacy ? filterTree(legacy, input.ConditionalOperator) : undefined;
  return tree && { tree, ...compileLegacy(tree) };
}

/** Select against the request alone. */
export function readShown(
  placeholders: Placeholders,
  input: SearchInput,
  verb: 'Querying' | 'Scanning',
): Shown | undefined {
  const shown = readProjection(placeholders, input);
  const { Select: select } = input;
  const parameter = input.AttributesToGet ? 'AttributesToGet' : 'ProjectionExpression';
  if (shown && select && select !== 'SPECIFIC_ATTRIBUTES') {
    const what = select === 'COUNT' ? 'only the Count' : select;
    throw requestFault(`Cannot specify the ${parameter} when choosing to get ${what}`);
  }
  if (!shown && select === 'SPECIFIC_ATTRIBUTES') {
    const text = 'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES';
    // Of a Query this is said in an envelope, of a Scan it is not (recorded).
    throw verb === 'Querying' ? constraintFault([text]) : requestFault(text);
  }
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && !input.IndexName) {
    throw requestFault(`ALL_PROJECTED_ATTRIBUTES can be used only when ${verb} using an IndexName`);
  }
  return shown;
}

/**
 * Attributes that an index does not keep: refused for a global index, read from the table for a local one
 * (LSI.md, "Projections").
 */
export function needsFetch(target: Target, input: SearchInput, shown: Shown | undefined): boolean {
  const { index } = target;
  if (index?.projected === undefined) return false;
  const missing = [...new Set(shown?.paths.map((path) => path.parts[0] as string) ?? [])].filter(
    (name) => !index.projected!.has(name),
  );
  const all = input.Select === 'ALL_ATTRIBUTES';
  if (index.definition.kind === 'LSI') return all || missing.length > 0;
  if (all) {
    throw validationFault(
      TEXT.invalid(
        `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
      ),
    );
  }
  if (missing.length > 0) {
    throw validationFault(
      TEXT.invalid(`Global secondary index ${index.name} does not project [${missing.join(', ')}]`),
    );
  }
  return false;
}

function itemKey({ table }: Target, item: Item): Buffer {
  const { hash, range } = table.program;
  return tableKey(item[hash.name]!, range && item[range.name]);
}

/** The key of the row that stands for `item` in the target. */
export function rowKey(target: Target, item: Item): Buffer {
  const { index } = target;
  const key = itemKey(target, item);
  return index === undefined ? key : indexKey(item[index.hash.name]!, index.range && item[index.range.name], key);
}

const STARTING_KEY = 'The provided starting key is invalid';

/** ExclusiveStartKey as an item that has the key attributes of the target and no others. */
export function readStart(target: Target, input: SearchInput, queries: boolean): Item | undefined {
  if (input.ExclusiveStartKey === undefined || input.ExclusiveStartKey === null) return undefined;
  const start = readAttributes(input.ExclusiveStartKey, { size: 0 });
  const { table, index } = target;
  const names = index?.keyNames ?? table.program.keyNames;
  if (!fitsSchemas(start, names, index ? [index, table.program] : [table.program])) {
    // A Query of a table says less than a Scan (recorded).
    throw validationFault(index || queries ? STARTING_KEY : `${STARTING_KEY}: ${TEXT.keyMismatch}`);
  }
  return start;
}

export interface Search {
  readonly target: Target;
  readonly shown: Shown | undefined;
  readonly filter: Filter | undefined;
  readonly fetches: boolean;
}

/** The parts of a PageRequest that do not depend on the key range. */
export function pageRequest(
  engine: Engine,
  input: SearchInput,
  { target, filter, fetches }: Search,
): Omit<PageRequest, 'from' | 'to' | 'forward'> {
  return {
    space: target.space,
    limit: input.Limit ? Math.trunc(input.Limit) : undefined,
    filter,
    keyOf: (item) => rowKey(target, item),
    fetch: fetches ? (item) => readItem(engine.catalog.rows, target.table, itemKey(target, item))! : undefined,
    countOnly: input.Select === 'COUNT',
  };
}

export function searchAnswer(input: SearchInput, search: Search, page: Page): Record<string, unknown> {
  const { target, shown } = search;
  const { table, index } = target;
  const answer: Record<string, unknown> = {};
  if (input.Select !== 'COUNT') answer['Items'] = shown ? page.items.map(shown.pick) : page.items;
  answer['Count'] = page.count;
  answer['ScannedCount'] = page.scanned;
  if (page.last) {
    answer['LastEvaluatedKey'] = pickAttributes(page.last, index?.keyNames ?? table.program.keyNames);
  }
  const level = input.ReturnConsumedCapacity ?? 'NONE';
  if (level !== 'NONE') {
    const usage = createUsage();
    const factor = input.ConsistentRead ? 1 : 0.5;
    const units = Math.max(1, Math.ceil(page.size / 4096)) * factor;
    if (index) addIndexUnits(usage, index.name, index.definition.kind, units);
    else usage.table = units;
    for (const size of page.fetched) usage.table += Math.max(1, Math.ceil(size / 4096)) * factor;
    answer['ConsumedCapacity'] = consumedCapacity(table.program, usage, level);
  }
  return answer;
}
