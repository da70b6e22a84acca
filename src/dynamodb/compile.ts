// The wing's compile: the tables of a Definition become a Program, and what is wrong with them diagnostics. Pure.
import type {
  Definition,
  EventSourceMappingDefinition,
  IndexDefinition,
  TableDefinition,
} from '../definition/model.js';
import type { Diagnostic } from '../lib/diagnostics.js';
import { messageOf } from '../lib/errors.js';
import { compileEventPattern } from '../lib/event-pattern.js';
import { found } from './diagnostics.js';
import { checkIndexKeys, keyOfItem, PUT_WORDS } from './keys/check.js';
import { compileTable, type Program, type SizedItem, sameKeys, type TableProgram, type Trigger } from './program.js';
import { readAttributes } from './values/check.js';

const NAME = /^[a-zA-Z0-9_.-]{3,255}$/;
const MOST_GLOBAL = 20;
const MOST_LOCAL = 5;
/** Lambda allows ten when asked (invocation-eventfiltering.md). */
const MOST_FILTERS = 10;

function checkIndex(table: TableDefinition, index: IndexDefinition): Diagnostic[] {
  const wrong: Diagnostic[] = [];
  const say = (message: string): void => {
    wrong.push(found.DYNAMODB_INDEX(`Table ${table.name}, index ${index.name}: ${message}`, table.place));
  };
  if (!NAME.test(index.name)) say('the name is not allowed.');
  if (index.kind === 'LSI' && index.range === undefined) say('a local index needs a sort key.');
  if (index.kind === 'LSI' && index.hash.name !== table.hash.name)
    say(`a local index has the partition key of its table, ${table.hash.name}.`);
  if (index.range && index.range.name === index.hash.name) say('the sort key is the partition key again.');
  if (index.projection.type !== 'INCLUDE' && index.projection.attributes.length > 0) {
    say(`attributes are projected by name only with INCLUDE, not with ${index.projection.type}.`);
  }
  return wrong;
}

function checkTable(table: TableDefinition): Diagnostic[] {
  const wrong: Diagnostic[] = [];
  const { name, hash, range, indexes, place } = table;
  if (!NAME.test(name)) wrong.push(found.DYNAMODB_TABLE_NAME(`"${name}" is no name for a table.`, place));
  if (range && range.name === hash.name) {
    wrong.push(found.DYNAMODB_KEYS(`Table ${name}: the sort key ${range.name} is the partition key again.`, place));
  }
  const types = new Map<string, string>();
  for (const key of [hash, range, ...indexes.flatMap((index) => [index.hash, index.range])]) {
    if (key === undefined) continue;
    if ((types.get(key.name) ?? key.type) !== key.type) {
      wrong.push(found.DYNAMODB_KEYS(`Table ${name}: the key attribute ${key.name} has two types.`, place));
    }
    types.set(key.name, key.type);
  }
  for (const index of indexes) wrong.push(...checkIndex(table, index));
  if (new Set(indexes.map((index) => index.name)).size < indexes.length) {
    wrong.push(found.DYNAMODB_INDEX(`Table ${name}: two indexes have the same name.`, place));
  }
  const global = indexes.filter((index) => index.kind === 'GSI').length;
  if (global > MOST_GLOBAL || indexes.length - global > MOST_LOCAL) {
    wrong.push(
      found.DYNAMODB_INDEX(`Table ${name}: at most ${MOST_GLOBAL} global and ${MOST_LOCAL} local indexes.`, place),
    );
  }
  return wrong;
}

/** The seeds that can be put; what is wrong with the others goes to `diagnostics`. */
function readSeeds(table: TableProgram, diagnostics: Diagnostic[]): SizedItem[] {
  const { definition } = table;
  return (definition.seed ?? []).flatMap((given, index) => {
    try {
      const meter = { size: 0 };
      const item = readAttributes(given, meter);
      keyOfItem(table, item);
      checkIndexKeys(table, item, PUT_WORDS);
      return [{ item, size: meter.size }];
    } catch (error) {
      const which = `Table ${definition.name}, seed item ${index + 1}`;
      diagnostics.push(found.DYNAMODB_SEED(`${which}: ${messageOf(error)}`, definition.place));
      return [];
    }
  });
}

/** A mapping with a filter that AWS would not take is left out, as it could not be made there. */
function compileTrigger(rules: EventSourceMappingDefinition, diagnostics: Diagnostic[]): Trigger[] {
  const filters = (rules.filters ?? []).map(compileEventPattern);
  const faults = filters.flatMap((filter, index) => filter.faults.map((fault) => `filter ${index + 1}: ${fault}`));
  if (filters.length > MOST_FILTERS) faults.push(`there are ${filters.length} filters, and ${MOST_FILTERS} at most`);
  for (const fault of faults) {
    const message = `${rules.functionName}, called with changes of ${rules.tableName}: ${fault}.`;
    diagnostics.push(found.DYNAMODB_TRIGGER_FILTER(message, rules.place));
  }
  if (faults.length > 0) return [];
  return [{ rules, accepts: (event) => filters.length === 0 || filters.some((filter) => filter.matches(event)) }];
}

/**
 * A table with a fault is left out; one whose keys changed stays as `previous` has it, because its rows lie under the
 * old keys.
 */
export function compile(
  definition: Pick<Definition, 'tables'> & Partial<Pick<Definition, 'eventSourceMappings'>>,
  previous?: Program,
): { program: Program; diagnostics: readonly Diagnostic[] } {
  const tables = new Map<string, TableProgram>();
  const diagnostics: Diagnostic[] = [];
  for (const table of definition.tables) {
    if (table.endpoint) continue;
    const wrong = checkTable(table);
    if (tables.has(table.name)) {
      wrong.push(found.DYNAMODB_TABLE_NAME(`There are two tables with the name ${table.name}.`, table.place));
    }
    diagnostics.push(...wrong);
    if (wrong.length > 0) continue;
    const known = previous?.tables.get(table.name);
    if (known && !sameKeys(known.definition, table)) {
      diagnostics.push(
        found.DYNAMODB_KEYS_CHANGED(
          `The keys of table ${table.name} can not be changed while it exists; it stays as it was. ${found.rows.DYNAMODB_KEYS_CHANGED.fix}`,
          table.place,
        ),
      );
      tables.set(table.name, known);
      continue;
    }
    const program = compileTable(table);
    tables.set(table.name, { ...program, seeds: readSeeds(program, diagnostics) });
  }
  const triggers = (definition.eventSourceMappings ?? []).flatMap((mapping): Trigger[] => {
    const table = tables.get(mapping.tableName);
    if (table?.definition.stream) return compileTrigger(mapping, diagnostics);
    const why = table ? 'has no stream' : 'is not a table of this app';
    const message = `${mapping.functionName} is to be called with changes of ${mapping.tableName}, which ${why}.`;
    diagnostics.push(found.DYNAMODB_TRIGGER(message, mapping.place));
    return [];
  });
  return { program: { tables, triggers }, diagnostics };
}
