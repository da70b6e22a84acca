// CreateTable: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
import type { IndexDefinition, TableDefinition } from '../../definition/model.js';
import { describeTable } from '../engine/describe.js';
import { findTable, tableNameOf } from '../engine/engine.js';
import { resourceInUse, TEXT, validationFault } from '../faults.js';
import { flag, list, structure, text } from '../input/shape.js';
import * as tables from '../input/table.js';
import { defineOperation } from './operation.js';

interface CreateTableInput {
  readonly TableName?: string;
  readonly AttributeDefinitions?: readonly tables.AttributeInput[];
  readonly KeySchema: readonly tables.KeyElement[];
  readonly LocalSecondaryIndexes?: readonly tables.IndexInput[];
  readonly GlobalSecondaryIndexes?: readonly tables.IndexInput[];
  readonly BillingMode?: TableDefinition['billingMode'];
  readonly ProvisionedThroughput?: tables.ThroughputInput;
  readonly StreamSpecification?: tables.StreamInput;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

const MOST_GLOBAL = 20;
const MOST_LOCAL = 5;
const invalid = (what: string): Error => validationFault(TEXT.invalid(what));

function checkLocal(index: tables.IndexInput, table: readonly tables.KeyElement[]): void {
  const [hash, range] = index.KeySchema;
  if (table.length < 2) {
    throw invalid('Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex');
  }
  if (!range) throw invalid(`Index KeySchema does not have a range key for index: ${index.IndexName}`);
  if (hash!.AttributeName !== table[0]!.AttributeName) {
    throw invalid(
      `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${index.IndexName}. index hash key: ${hash!.AttributeName}, table hash key: ${table[0]!.AttributeName}`,
    );
  }
}

function readIndexes(input: CreateTableInput, attributes: readonly tables.AttributeInput[]): IndexDefinition[] {
  const { LocalSecondaryIndexes: local, GlobalSecondaryIndexes: global } = input;
  if (local?.length === 0) throw invalid('List of LocalSecondaryIndexes is empty');
  if (global?.length === 0) throw invalid('List of GlobalSecondaryIndexes is empty');
  for (const index of local ?? []) {
    tables.checkDefined(index.KeySchema, attributes);
    checkLocal(index, input.KeySchema);
  }
  if ((local?.length ?? 0) > MOST_LOCAL) {
    throw invalid(`Number of LocalSecondaryIndexes exceeds per-table limit of ${MOST_LOCAL}`);
  }
  if ((global?.length ?? 0) > MOST_GLOBAL) {
    throw invalid(`GlobalSecondaryIndex count exceeds the per-table limit of ${MOST_GLOBAL}`);
  }
  const names = [...(local ?? []), ...(global ?? [])].map((index) => index.IndexName);
  const repeated = names.find((name, position) => names.indexOf(name) < position);
  if (repeated !== undefined) throw invalid(`Duplicate index name: ${repeated}`);
  return [
    ...(local ?? []).map((index) => tables.readIndex('LSI', index, attributes)),
    ...(global ?? []).map((index) => tables.readIndex('GSI', index, attributes)),
  ];
}

function readDefinition(input: CreateTableInput): TableDefinition {
  const attributes = input.AttributeDefinitions ?? [];
  const billingMode = input.BillingMode ?? 'PROVISIONED';
  tables.checkBilling(billingMode, input.ProvisionedThroughput, input.GlobalSecondaryIndexes ?? []);
  const names = attributes.map((attribute) => attribute.AttributeName);
  const keyNames = input.KeySchema.map((element) => element.AttributeName);
  if (new Set(keyNames).size < keyNames.length || new Set(names).size < keyNames.length) {
    throw validationFault('Invalid KeySchema: Some index key attribute have no definition');
  }
  tables.checkDefined(input.KeySchema, attributes);
  const keys = tables.readKeySchema(input.KeySchema, attributes);
  const indexes = readIndexes(input, attributes);
  const used = new Set([keys, ...indexes].flatMap(({ hash, range }) => [hash.name, ...(range ? [range.name] : [])]));
  if (used.size < new Set(names).size) {
    if (indexes.length === 0) {
      throw invalid(
        'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
      );
    }
    throw invalid(
      `Some AttributeDefinitions are not used. AttributeDefinitions: [${names.join(', ')}], keys used: [${[...used].join(', ')}]`,
    );
  }
  const throughput = tables.readThroughput(input.ProvisionedThroughput);
  if (input.StreamSpecification?.StreamEnabled === false && input.StreamSpecification.StreamViewType) {
    throw invalid('Table is being created with a stream disabled, UpdateViewType should not be specified');
  }
  const stream = tables.readStream(input.StreamSpecification);
  return {
    name: tableNameOf(input.TableName!),
    ...keys,
    indexes,
    billingMode,
    ...(throughput ? { throughput } : {}),
    ...(stream ? { stream } : {}),
    tags: Object.fromEntries((input.Tags ?? []).map((tag) => [tag.Key, tag.Value])),
    place: {},
  };
}

export const createTable = defineOperation<CreateTableInput & Readonly<Record<string, unknown>>>({
  name: 'CreateTable',
  shape: {
    AttributeDefinitions: tables.attributeDefinitionsField,
    TableName: text({ min: 3, max: 255, pattern: /^[a-zA-Z0-9_.-]+$/ }),
    KeySchema: tables.keySchemaField,
    GlobalSecondaryIndexes: list(tables.globalIndexField),
    LocalSecondaryIndexes: list(tables.localIndexField),
    BillingMode: tables.billingModeField,
    ProvisionedThroughput: tables.throughputField,
    StreamSpecification: tables.streamField,
    SSESpecification: structure({ Enabled: flag() }),
    TableClass: text({ enum: ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'] }),
    DeletionProtectionEnabled: flag(),
    Tags: tables.tagsField,
  },
  async run(input, engine) {
    if (input.TableName === undefined || input.TableName === null) {
      throw validationFault("The parameter 'TableName' is required but was not present in the request");
    }
    const definition = readDefinition(input);
    tables.refuseUnemulated(input);
    const { name } = definition;
    if (engine.catalog.tables.has(name) || engine.creating.has(name)) {
      throw resourceInUse(`Table already exists: ${name}`);
    }
    engine.creating.add(name);
    try {
      // A hidden table of that name (storage/catalog.ts) must not come back with what was in it.
      await engine.catalog.markDeleting(name);
      await engine.control.apply({ kind: 'tables', put: definition });
    } finally {
      engine.creating.delete(name);
    }
    return { TableDescription: describeTable(engine, findTable(engine, name), 'CREATING') };
  },
});
