// TableDescription, as CreateTable, DescribeTable, UpdateTable and DeleteTable show a table.
import type { IndexDefinition, KeyAttribute, TableDefinition } from '../../definition/model.js';
import type { LiveTable } from '../storage/table.js';
import { type Engine, streamArn, tableArn } from './engine.js';

type Status = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';

/** Indexes that the answer of UpdateTable shows on their way; `deleting` are no longer there. */
export interface IndexChanges {
  readonly creating: ReadonlySet<string>;
  readonly updating: ReadonlySet<string>;
  readonly deleting: readonly Record<string, unknown>[];
}

const NO_CHANGES: IndexChanges = { creating: new Set(), updating: new Set(), deleting: [] };

function keySchema({ hash, range }: { readonly hash: KeyAttribute; readonly range?: KeyAttribute }): unknown[] {
  return [
    { AttributeName: hash.name, KeyType: 'HASH' },
    ...(range ? [{ AttributeName: range.name, KeyType: 'RANGE' }] : []),
  ];
}

function attributeDefinitions(table: TableDefinition): unknown[] {
  const types = new Map<string, string>();
  for (const key of [table, ...table.indexes].flatMap(({ hash, range }) => [hash, range])) {
    if (key) types.set(key.name, key.type);
  }
  return [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

function throughput(units: TableDefinition['throughput']): Record<string, unknown> {
  return {
    NumberOfDecreasesToday: 0,
    ReadCapacityUnits: units?.read ?? 0,
    WriteCapacityUnits: units?.write ?? 0,
  };
}

function projection({ projection: { type, attributes } }: IndexDefinition): Record<string, unknown> {
  return type === 'INCLUDE' ? { ProjectionType: type, NonKeyAttributes: attributes } : { ProjectionType: type };
}

function indexStatus(name: string, status: Status, { creating, updating }: IndexChanges): Record<string, unknown> {
  if (creating.has(name)) return { IndexStatus: 'CREATING', Backfilling: false };
  if (updating.has(name)) return { IndexStatus: 'UPDATING' };
  return { IndexStatus: status === 'CREATING' ? 'CREATING' : 'ACTIVE' };
}

export function describeTable(
  engine: Engine,
  { program: { definition }, space, indexes, stream, uuid, createdAt }: LiveTable,
  status: Status,
  changes: IndexChanges = NO_CHANGES,
): Record<string, unknown> {
  const arn = tableArn(engine.account, definition.name);
  const { count, size } = engine.catalog.rows.measure(space);
  const describe = (kind: 'GSI' | 'LSI'): Record<string, unknown>[] =>
    indexes
      .filter(({ program }) => program.definition.kind === kind)
      .map(({ program, space: rows }) => {
        const measured = engine.catalog.rows.measure(rows);
        return {
          IndexName: program.name,
          KeySchema: keySchema(program.definition),
          Projection: projection(program.definition),
          ...(kind === 'GSI'
            ? {
                ...indexStatus(program.name, status, changes),
                ProvisionedThroughput: throughput(program.definition.throughput),
              }
            : {}),
          IndexSizeBytes: measured.size,
          ItemCount: measured.count,
          IndexArn: `${arn}/index/${program.name}`,
        };
      });
  const [global, local] = [[...describe('GSI'), ...changes.deleting], describe('LSI')];
  return {
    AttributeDefinitions: attributeDefinitions(definition),
    TableName: definition.name,
    KeySchema: keySchema(definition),
    TableStatus: status,
    CreationDateTime: createdAt,
    ProvisionedThroughput: throughput(definition.throughput),
    TableSizeBytes: size,
    ItemCount: count,
    TableArn: arn,
    TableId: uuid,
    ...(definition.billingMode === 'PAY_PER_REQUEST'
      ? { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: createdAt } }
      : {}),
    ...(stream
      ? {
          StreamSpecification: { StreamEnabled: true, StreamViewType: stream.view },
          LatestStreamLabel: stream.label,
          LatestStreamArn: streamArn(engine.account, stream),
        }
      : {}),
    ...(local.length > 0 ? { LocalSecondaryIndexes: local } : {}),
    ...(global.length > 0 ? { GlobalSecondaryIndexes: global } : {}),
    DeletionProtectionEnabled: false,
  };
}
