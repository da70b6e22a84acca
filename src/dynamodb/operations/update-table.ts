// UpdateTable: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
// Capacity, billing and global indexes; a new index is filled before the call returns.
import { ServiceError } from '../../aws/errors.js';
import type { IndexDefinition, TableDefinition } from '../../definition/model.js';
import { describeTable, type IndexChanges } from '../engine/describe.js';
import { type Engine, findNamedTable, findTable } from '../engine/engine.js';
import { TEXT, tableNotFound, validationFault } from '../faults.js';
import * as members from '../input/members.js';
import { flag, list, structure, text } from '../input/shape.js';
import * as tables from '../input/table.js';
import { defineOperation } from './operation.js';

interface IndexUpdate {
  readonly Create?: tables.IndexInput;
  readonly Update?: { readonly IndexName: string; readonly ProvisionedThroughput: tables.ThroughputInput };
  readonly Delete?: { readonly IndexName: string };
}

interface UpdateTableInput {
  readonly TableName: string;
  readonly AttributeDefinitions?: readonly tables.AttributeInput[];
  readonly BillingMode?: TableDefinition['billingMode'];
  readonly ProvisionedThroughput?: tables.ThroughputInput;
  readonly StreamSpecification?: tables.StreamInput;
  readonly GlobalSecondaryIndexUpdates?: readonly IndexUpdate[];
}

const invalid = (what: string): Error => validationFault(TEXT.invalid(what));

function updateIndexes(
  indexes: readonly IndexDefinition[],
  update: IndexUpdate,
  attributes: readonly tables.AttributeInput[],
): readonly IndexDefinition[] {
  const { Create: create, Update: change, Delete: remove } = update;
  const given = [create, change, remove].filter((one) => one);
  if (given.length !== 1) {
    throw invalid(
      'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null',
    );
  }
  if (create) {
    if (indexes.some((index) => index.name === create.IndexName)) {
      throw validationFault('Attempting to create an index which already exists');
    }
    return [...indexes, tables.readIndex('GSI', create, attributes)];
  }
  const name = (change ?? remove)!.IndexName;
  if (!indexes.some((index) => index.kind === 'GSI' && index.name === name)) throw tableNotFound();
  if (remove) return indexes.filter((index) => index.name !== name);
  const throughput = tables.readThroughput(change!.ProvisionedThroughput)!;
  return indexes.map((index) => (index.name === name ? { ...index, throughput } : index));
}

function updateThroughput(
  table: TableDefinition,
  input: UpdateTableInput,
): Pick<TableDefinition, 'billingMode' | 'throughput'> {
  const billingMode = input.BillingMode ?? table.billingMode;
  const asked = input.ProvisionedThroughput;
  if (billingMode === 'PAY_PER_REQUEST') {
    tables.checkBilling(billingMode, asked, []);
    return { billingMode };
  }
  const current = table.billingMode === 'PROVISIONED' ? table.throughput : undefined;
  if (!asked) {
    if (!current) tables.checkBilling(billingMode, asked, []);
    return { billingMode, ...(current ? { throughput: current } : {}) };
  }
  const { ReadCapacityUnits: read, WriteCapacityUnits: write } = asked;
  if (current && current.read === read && current.write === write && !input.GlobalSecondaryIndexUpdates) {
    throw validationFault(
      `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${read}. Requested ReadCapacityUnits: ${read}. Current WriteCapacityUnits provisioned for the table: ${write}. Requested WriteCapacityUnits: ${write}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
    );
  }
  return { billingMode, throughput: { read, write } };
}

/** Turns the stream on or off; asking for what is there already is refused (API_UpdateTable). */
function updateStream(table: TableDefinition, asked: tables.StreamInput | undefined): Pick<TableDefinition, 'stream'> {
  if (!asked) return table.stream ? { stream: table.stream } : {};
  const stream = tables.readStream(asked);
  if (stream && table.stream) throw validationFault(`Table already has an enabled stream: TableName: ${table.name}`);
  if (!stream && !table.stream) throw validationFault(`Table has no stream to disable: TableName: ${table.name}`);
  return stream ? { stream } : {};
}

/** The indexes as the service shows them while it works; here the work is done when the answer goes out. */
function changesOf(engine: Engine, updates: readonly IndexUpdate[], name: string): IndexChanges {
  const removed = updates.flatMap((update) => (update.Delete ? [update.Delete.IndexName] : []));
  const shown = describeTable(engine, findTable(engine, name), 'ACTIVE')['GlobalSecondaryIndexes'];
  const described = (shown ?? []) as readonly Record<string, unknown>[];
  return {
    creating: new Set(updates.flatMap((update) => (update.Create ? [update.Create.IndexName] : []))),
    updating: new Set(updates.flatMap((update) => (update.Update ? [update.Update.IndexName] : []))),
    deleting: described
      .filter((index) => removed.includes(String(index['IndexName'])))
      .map((index) => ({ ...index, IndexStatus: 'DELETING' })),
  };
}

export const updateTable = defineOperation<UpdateTableInput & Readonly<Record<string, unknown>>>({
  name: 'UpdateTable',
  shape: {
    AttributeDefinitions: tables.attributeDefinitionsField,
    TableName: members.tableName,
    BillingMode: tables.billingModeField,
    ProvisionedThroughput: tables.throughputField,
    GlobalSecondaryIndexUpdates: list(
      structure({
        Create: tables.globalIndexField,
        Update: structure({ IndexName: tables.indexName, ProvisionedThroughput: tables.throughputField }),
        Delete: structure({ IndexName: tables.indexName }),
      }),
    ),
    StreamSpecification: tables.streamField,
    SSESpecification: structure({ Enabled: flag() }),
    TableClass: text({ enum: ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'] }),
    DeletionProtectionEnabled: flag(),
  },
  async run(input, engine) {
    tables.refuseUnemulated(input);
    const updates = input.GlobalSecondaryIndexUpdates;
    if (
      !input.BillingMode &&
      !input.ProvisionedThroughput &&
      !updates?.length &&
      !input.AttributeDefinitions &&
      !input.StreamSpecification
    ) {
      throw validationFault(
        'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required',
      );
    }
    const { definition } = findNamedTable(engine, input.TableName).program;
    const { throughput: _old, stream: _stream, ...rest } = definition;
    const stream = updateStream(definition, input.StreamSpecification);
    const capacity = updateThroughput(definition, input);
    const indexes = (updates ?? []).reduce(
      (done, update) => updateIndexes(done, update, input.AttributeDefinitions ?? []),
      definition.indexes,
    );
    if ((updates ?? []).filter((update) => update.Create || update.Delete).length > 1) {
      throw new ServiceError(
        'LimitExceededException',
        'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
      );
    }
    if (indexes.filter((index) => index.kind === 'GSI').length > 20) {
      throw invalid('GlobalSecondaryIndex count exceeds the per-table limit of 20');
    }
    const changes = changesOf(engine, updates ?? [], definition.name);
    await engine.control.apply({ kind: 'tables', put: { ...rest, ...capacity, ...stream, indexes } });
    return { TableDescription: describeTable(engine, findTable(engine, definition.name), 'UPDATING', changes) };
  },
});
