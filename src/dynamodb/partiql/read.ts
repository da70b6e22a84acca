// SELECT as what Query and Scan do: a range of one partition when the WHERE clause names one, else the whole table or index.
import { isObject, tryParse } from '../../lib/json.js';
import { addIndexUnits, createUsage, type Usage } from '../engine/capacity.js';
import { type Engine, findTable } from '../engine/engine.js';
import { readPage } from '../engine/page.js';
import {
  findTarget,
  needsFetch,
  pageRequest,
  readStart,
  rowKey,
  type SearchInput,
  type Target,
} from '../engine/search.js';
import { compileCondition } from '../expressions/condition.js';
import { bindKeyTests } from '../expressions/key-condition.js';
import { resolvePath } from '../expressions/paths.js';
import type { PathNode } from '../expressions/tree.js';
import { validationFault } from '../faults.js';
import { afterKey, INDEX_LAYOUT, TABLE_LAYOUT } from '../keys/encode.js';
import { keyRange } from '../keys/range.js';
import { type KeySchema, pickAttributes } from '../program.js';
import type { LiveTable } from '../storage/table.js';
import { type Item, setAttribute } from '../values/value.js';
import { splitSearch } from './keys.js';
import type { Select } from './parser.js';

export interface SelectOptions {
  readonly limit: number | undefined;
  readonly consistent: boolean;
  readonly nextToken: string | undefined;
}

export interface Selected {
  readonly target: Target;
  readonly items: readonly Item[];
  readonly usage: Usage;
  /** The key of the last item read, when there is more. */
  readonly last: Item | undefined;
  readonly nextToken: string | undefined;
}

/** A nested value is shown under its own name: `SELECT a.b` gives `{b: ...}`, an element of a list `_1`. */
function projectionOf(paths: readonly PathNode[]): (item: Item) => Item {
  return (item) => {
    const shown: Item = {};
    paths.forEach((path, index) => {
      const value = resolvePath(item, path);
      const last = path.parts.at(-1)!;
      if (value !== undefined) setAttribute(shown, typeof last === 'string' ? last : `_${index + 1}`, value);
    });
    return shown;
  };
}

function isForward({ order }: Select, keys: KeySchema, queries: boolean): boolean {
  if (order.length === 0) return true;
  if (!queries) {
    throw validationFault(
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    );
  }
  const wrong = order.find(({ name }) => name !== keys.hash.name && name !== keys.range?.name);
  if (wrong) {
    throw validationFault(`Variable reference ${wrong.name} in ORDER BY clause must be part of the primary key`);
  }
  return !(order.find(({ name }) => name === keys.range?.name)?.descending ?? false);
}

function startOf(target: Target, token: string | undefined): Buffer | undefined {
  if (token === undefined) return undefined;
  const start: unknown = tryParse(Buffer.from(token, 'base64').toString('utf8'));
  if (!isObject(start)) throw validationFault('NextToken does not match request');
  const key = readStart(target, { TableName: '', ExclusiveStartKey: start }, true);
  return key && rowKey(target, key);
}

/** As Query finds an index, in the words of PartiQL (recorded). */
function findIndex(table: LiveTable, input: SearchInput): Target {
  const index = table.indexes.find(({ program }) => program.name === input.IndexName);
  if (input.IndexName !== undefined && index === undefined) {
    throw validationFault('The table does not have the specified index');
  }
  if (index?.program.definition.kind === 'GSI' && input.ConsistentRead) {
    throw validationFault('Strongly consistent read is not supported on Global Secondary Indexes');
  }
  return findTarget(table, input);
}

export function runSelect(engine: Engine, statement: Select, options: SelectOptions): Selected {
  const input: SearchInput = {
    TableName: statement.table,
    ...(statement.index === undefined ? {} : { IndexName: statement.index }),
    ...(options.limit === undefined ? {} : { Limit: options.limit }),
    ConsistentRead: options.consistent,
  };
  const target = findIndex(findTable(engine, statement.table), input);
  const keys = target.index ?? target.table.program;
  const { tests, rest } = splitSearch(statement.where, keys);
  const forward = isForward(statement, keys, tests.length > 0);
  const filter = rest && { tree: rest, test: compileCondition(rest), values: {} };
  const shown = statement.paths && { paths: statement.paths, pick: projectionOf(statement.paths) };
  const search = { target, shown, filter, fetches: needsFetch(target, input, shown) };
  let { from, to }: { from: Buffer | undefined; to: Buffer | undefined } = { from: undefined, to: undefined };
  if (tests.length > 0)
    ({ from, to } = keyRange(bindKeyTests(tests, keys), target.index ? INDEX_LAYOUT : TABLE_LAYOUT));
  const start = startOf(target, options.nextToken);
  if (start && ((from && start.compare(from) < 0) || (to && start.compare(to) >= 0))) {
    throw validationFault('NextToken does not match request');
  }
  if (start) {
    if (forward) from = afterKey(start);
    else to = start;
  }
  const page = readPage(engine.catalog.rows, { ...pageRequest(engine, input, search), from, to, forward });
  const usage = createUsage();
  const units = Math.max(1, Math.ceil(page.size / 4096)) * (options.consistent ? 1 : 0.5);
  if (target.index) addIndexUnits(usage, target.index.name, target.index.definition.kind, units);
  else usage.table = units;
  const last = page.last && pickAttributes(page.last, target.index?.keyNames ?? target.table.program.keyNames);
  return {
    target,
    items: shown ? page.items.map(shown.pick) : page.items,
    usage,
    last,
    nextToken: last && Buffer.from(JSON.stringify(last)).toString('base64'),
  };
}

/** The items of a batch or transaction are read one by one: each SELECT names a whole key. */
export function checkSingle(engine: Engine, statement: Select, where: string): void {
  const { program } = findTable(engine, statement.table);
  const { tests, rest } = splitSearch(statement.where, program);
  const named = program.keyNames.every((name) => tests.some((test) => test.name === name && test.operator === '='));
  const whole = named && rest === undefined;
  if (!whole || statement.index !== undefined) {
    throw validationFault(`Select statements within ${where} must specify the primary key in the where clause.`);
  }
}
