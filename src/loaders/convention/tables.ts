// `tables:` of offsync.yaml -> tables, with their seeds turned into DynamoDB JSON. Called by load.ts; whether a key schema
// makes sense is checked by the wing that runs the table.
import { join } from 'node:path';
import type {
  EventSourceMappingDefinition,
  IndexDefinition,
  KeyAttribute,
  TableDefinition,
} from '../../definition/model.js';
import type { Place } from '../../lib/diagnostics.js';
import { isObject } from '../../lib/json.js';
import { found } from '../diagnostics.js';
import { parseTree, toPlain } from '../document.js';
import { kindOf, readText, shownPath } from '../files.js';
import type { Findings } from '../findings.js';
import { type Item, ItemFault, isMarshalled, marshal, readItemFile } from '../items/index.js';
import { stableId } from '../stable-id.js';
import type { TableConfig } from './config.js';

/** `id:S`, `id:N`, `id:B`; a bare name is a string. */
function keyAttribute(text: string): KeyAttribute {
  const match = /^(.+):([SNB])$/.exec(text);
  return match ? { name: match[1]!, type: match[2] as KeyAttribute['type'] } : { name: text, type: 'S' };
}

/** Items as they stand in a seed: already DynamoDB JSON when every attribute of every item is. */
function marshalAll(items: readonly Record<string, unknown>[]): readonly Record<string, unknown>[] {
  return items.every(isMarshalled) ? items : items.map(marshal);
}

/** A file of items; of an export the lines of this table. */
function readSeedFile(table: string, path: string, findings: Findings): readonly Record<string, unknown>[] | undefined {
  findings.watch(path);
  const items: Item[] = [];
  try {
    for (const { table: owner = table, item } of readItemFile(path)) if (owner === table) items.push(item);
    return items;
  } catch (error) {
    if (!(error instanceof ItemFault)) throw error;
    const place = { file: shownPath(path), line: error.line };
    findings.report(found.SEED_INVALID(`The seed of ${table} can't be read: ${error.message}`, place));
    return undefined;
  }
}

function readSeed(
  table: string,
  seed: NonNullable<TableConfig['seed']>,
  root: string,
  findings: Findings,
  named: Place,
): readonly Record<string, unknown>[] | undefined {
  let items: unknown = seed;
  let place = named;
  if (typeof seed === 'string') {
    const path = join(root, seed);
    if (/\.(csv|json|jsonl|ndjson)$/i.test(path) && kindOf(path) === 'file') return readSeedFile(table, path, findings);
    const text = readText(path, findings, named);
    const tree = text === undefined ? undefined : parseTree(text, shownPath(path), findings);
    if (!tree) return undefined;
    place = tree.place;
    items = toPlain(tree);
  }
  if (!Array.isArray(items) || !items.every(isObject)) {
    findings.report(found.SEED_INVALID(`The seed of ${table} is not a list of objects.`, place));
    return undefined;
  }
  return marshalAll(items);
}

export function createTable(
  name: string,
  config: TableConfig,
  root: string,
  findings: Findings,
  place: Place,
): TableDefinition {
  const hash = keyAttribute(config.key.hash);
  const indexes = (config.indexes ?? []).map((index): IndexDefinition => {
    const projection = index.projection ?? 'ALL';
    return {
      name: index.name,
      kind: index.kind ?? 'GSI',
      // A local index shares the table's hash key.
      hash: index.hash === undefined ? hash : keyAttribute(index.hash),
      ...(index.range !== undefined && { range: keyAttribute(index.range) }),
      projection:
        typeof projection === 'string'
          ? { type: projection, attributes: [] }
          : { type: 'INCLUDE', attributes: projection },
      ...(index.throughput && { throughput: index.throughput }),
    };
  });
  const endpoint = config.endpoint && {
    ...(config.endpoint.url !== undefined && { url: config.endpoint.url }),
    ...(config.endpoint.region !== undefined && { region: config.endpoint.region }),
  };
  const stream = config.stream ?? (config.triggers?.length ? 'NEW_AND_OLD_IMAGES' : undefined);
  const seed = config.seed === undefined ? undefined : readSeed(name, config.seed, root, findings, place);
  return {
    name,
    hash,
    ...(config.key.range !== undefined && { range: keyAttribute(config.key.range) }),
    indexes,
    billingMode: config.throughput ? 'PROVISIONED' : 'PAY_PER_REQUEST',
    ...(config.throughput && { throughput: config.throughput }),
    ...(stream !== undefined && { stream }),
    ...(endpoint && { endpoint }),
    ...(config.ttl !== undefined && { ttlAttribute: config.ttl }),
    tags: config.tags ?? {},
    ...(seed && { seed }),
    place,
  };
}

/** `tables.X.triggers` -> the functions called with what changes in the table; the defaults are Lambda's. */
export function createTriggers(
  tableName: string,
  config: TableConfig,
  place: Place,
): readonly EventSourceMappingDefinition[] {
  return (config.triggers ?? []).map((trigger) => ({
    id: stableId(`trigger:${tableName}:${trigger.function}`),
    functionName: trigger.function,
    tableName,
    enabled: trigger.enabled ?? true,
    batchSize: trigger.batchSize ?? 100,
    batchingWindowSeconds: trigger.batchingWindow ?? 0,
    startingPosition: trigger.startingPosition ?? 'TRIM_HORIZON',
    maximumRetryAttempts: trigger.maximumRetryAttempts ?? -1,
    maximumRecordAgeSeconds: trigger.maximumRecordAge ?? -1,
    bisectOnError: trigger.bisectOnError ?? false,
    reportBatchItemFailures: trigger.reportBatchItemFailures ?? false,
    ...(trigger.filters && { filters: trigger.filters }),
    ...(trigger.parallelizationFactor && { parallelizationFactor: trigger.parallelizationFactor }),
    place,
  }));
}
