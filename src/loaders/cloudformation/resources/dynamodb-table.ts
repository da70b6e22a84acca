// AWS::DynamoDB::Table (aws-resource-dynamodb-table). Whether keys and indexes make sense together is checked by the wing
// that runs the table.
import { formatArn } from '../../../aws/arn.js';
import type { IndexDefinition, KeyAttribute, TableDefinition } from '../../../definition/model.js';
import type { Reader } from '../reader.js';
import { attributeTable, properties, type Resource, type ResourceType } from '../resource.js';
import { tagsOf } from './tags.js';

/** The label of a stream is its time of birth, which has to be the same at every start. */
const STREAM_LABEL = '1970-01-01T00:00:00.000';

const nameOf = (resource: Resource): string => resource.properties.text('TableName') ?? resource.generatedName;
const arnOf = (resource: Resource): string =>
  formatArn(resource.options.account, 'dynamodb', `table/${nameOf(resource)}`);

function throughputOf(reader: Reader): { read: number; write: number } | undefined {
  const throughput = reader.object('ProvisionedThroughput');
  const read = throughput?.number('ReadCapacityUnits');
  const write = throughput?.number('WriteCapacityUnits');
  return read === undefined || write === undefined ? undefined : { read, write };
}

/** The keys of a table or index, with the types that AttributeDefinitions gives them. */
function keysOf(
  reader: Reader,
  types: ReadonlyMap<string, KeyAttribute['type']>,
): { hash: KeyAttribute; range?: KeyAttribute } | undefined {
  const keys = new Map<string, KeyAttribute>();
  for (const key of reader.objects('KeySchema')) {
    const name = key.needText('AttributeName');
    key.needText('KeyType');
    const role = key.choice('KeyType', ['HASH', 'RANGE'] as const);
    if (name === undefined || role === undefined) return undefined;
    const type = types.get(name);
    if (type === undefined) return key.refuse('AttributeName', 'one of AttributeDefinitions');
    keys.set(role, { name, type });
  }
  const hash = keys.get('HASH');
  const range = keys.get('RANGE');
  if (!hash)
    return reader.has('KeySchema') ? reader.refuse('KeySchema', 'a list with a HASH key') : reader.missing('KeySchema');
  return { hash, ...(range && { range }) };
}

function indexOf(
  reader: Reader,
  kind: IndexDefinition['kind'],
  types: ReadonlyMap<string, KeyAttribute['type']>,
): IndexDefinition | undefined {
  const name = reader.needText('IndexName');
  const keys = keysOf(reader, types);
  const projection = reader.object('Projection');
  const type = projection?.choice('ProjectionType', ['ALL', 'KEYS_ONLY', 'INCLUDE'] as const) ?? 'ALL';
  const throughput = throughputOf(reader);
  if (name === undefined || !keys) return undefined;
  return {
    name,
    kind,
    ...keys,
    projection: { type, attributes: projection?.texts('NonKeyAttributes') ?? [] },
    ...(throughput && { throughput }),
  };
}

export const dynamodbTable: ResourceType = {
  type: 'AWS::DynamoDB::Table',
  properties: properties(
    [
      'TableName',
      'KeySchema',
      'AttributeDefinitions',
      'BillingMode',
      'ProvisionedThroughput',
      'GlobalSecondaryIndexes',
      'LocalSecondaryIndexes',
      'StreamSpecification',
      'TimeToLiveSpecification',
      'Tags',
    ],
    [
      'ContributorInsightsSpecification',
      'DeletionProtectionEnabled',
      'OnDemandThroughput',
      'PointInTimeRecoverySpecification',
      'ResourcePolicy',
      'SSESpecification',
      'TableClass',
      'WarmThroughput',
    ],
    ['ImportSourceSpecification', 'KinesisStreamSpecification'],
  ),
  ref: nameOf,
  attribute: attributeTable({ Arn: arnOf, StreamArn: (resource) => `${arnOf(resource)}/stream/${STREAM_LABEL}` }),
  build(resource, draft) {
    const read = resource.properties;
    const types = new Map<string, KeyAttribute['type']>();
    for (const attribute of read.objects('AttributeDefinitions')) {
      const name = attribute.needText('AttributeName');
      attribute.needText('AttributeType');
      const type = attribute.choice('AttributeType', ['S', 'N', 'B'] as const);
      if (name !== undefined && type !== undefined) types.set(name, type);
    }
    const keys = keysOf(read, types);
    const indexes = [
      ...read.objects('GlobalSecondaryIndexes').map((index) => indexOf(index, 'GSI', types)),
      ...read.objects('LocalSecondaryIndexes').map((index) => indexOf(index, 'LSI', types)),
    ].filter((index) => index !== undefined);
    const stream = read
      .object('StreamSpecification')
      ?.choice('StreamViewType', ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] as const);
    const ttl = read.object('TimeToLiveSpecification');
    const ttlAttribute = ttl?.flag('Enabled') === false ? undefined : ttl?.text('AttributeName');
    const throughput = throughputOf(read);
    if (!keys) return;
    const table: TableDefinition = {
      name: nameOf(resource),
      ...keys,
      indexes,
      billingMode: read.choice('BillingMode', ['PROVISIONED', 'PAY_PER_REQUEST'] as const) ?? 'PROVISIONED',
      ...(throughput && { throughput }),
      ...(stream && { stream }),
      ...(ttlAttribute !== undefined && { ttlAttribute }),
      tags: tagsOf(read),
      place: resource.place,
    };
    draft.table(table);
  },
};
