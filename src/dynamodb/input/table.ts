// CreateTable's and UpdateTable's words for a table and its indexes, checked as the service does and turned into the
// definition's.
import { notEmulated, type ServiceError } from '../../aws/errors.js';
import type { IndexDefinition, KeyAttribute, TableDefinition } from '../../definition/model.js';
import { TEXT, validationFault } from '../faults.js';
import { flag, integer, list, structure, text } from './shape.js';

export interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

export interface AttributeInput {
  readonly AttributeName: string;
  readonly AttributeType: 'S' | 'N' | 'B';
}

export interface ThroughputInput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

export interface IndexInput {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: {
    readonly ProjectionType?: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
    readonly NonKeyAttributes?: readonly string[];
  };
  readonly ProvisionedThroughput?: ThroughputInput;
}

const attributeName = text({ required: true, min: 1, max: 255 });
export const indexName = text({ required: true, min: 3, max: 255, pattern: /^[a-zA-Z0-9_.-]+$/ });

/** Key schemas are quoted as Java prints them (recorded). */
function quoteKeys(value: unknown): string {
  const elements = (value as readonly KeyElement[]).map(
    ({ AttributeName, KeyType }) => `KeySchemaElement(attributeName=${AttributeName}, keyType=${KeyType})`,
  );
  return `[${elements.join(', ')}]`;
}

export const keySchemaField = list(
  structure({ AttributeName: attributeName, KeyType: text({ required: true, enum: ['HASH', 'RANGE'] }) }),
  { required: true, min: 1, max: 2 },
  quoteKeys,
);

export const attributeDefinitionsField = list(
  structure({ AttributeName: attributeName, AttributeType: text({ required: true, enum: ['B', 'N', 'S'] }) }),
);

const units = integer({ required: true, min: 1 });
export const throughputField = structure({ ReadCapacityUnits: units, WriteCapacityUnits: units });

const projectionField = structure(
  {
    ProjectionType: text({ enum: ['ALL', 'INCLUDE', 'KEYS_ONLY'] }),
    NonKeyAttributes: list(text({ min: 1, max: 255 }), { min: 1, max: 20 }),
  },
  { required: true },
);

export const localIndexField = structure({
  IndexName: indexName,
  KeySchema: keySchemaField,
  Projection: projectionField,
});

export const globalIndexField = structure({
  IndexName: indexName,
  KeySchema: keySchemaField,
  Projection: projectionField,
  ProvisionedThroughput: throughputField,
});

export const billingModeField = text({ enum: ['PROVISIONED', 'PAY_PER_REQUEST'] });
export const streamField = structure({
  StreamEnabled: { ...flag(), required: true },
  StreamViewType: text({ enum: ['NEW_AND_OLD_IMAGES', 'OLD_IMAGE', 'NEW_IMAGE', 'KEYS_ONLY'] }),
});
export const tagsField = list(
  structure({ Key: text({ required: true, min: 1, max: 128 }), Value: text({ required: true, max: 256 }) }),
);

const invalid = (what: string): ServiceError => validationFault(TEXT.invalid(what));

/** Features of tables that are known and not emulated are refused by name. */
export function refuseUnemulated(input: Readonly<Record<string, unknown>>): void {
  const asks = (member: string, wanted: (value: never) => boolean): void => {
    const value = input[member];
    if (value !== undefined && value !== null && wanted(value as never)) throw notEmulated(`DynamoDB's ${member}`);
  };
  asks('SSESpecification', (value: { Enabled?: boolean }) => value.Enabled === true);
  asks('TableClass', (value: string) => value !== 'STANDARD');
  asks('DeletionProtectionEnabled', (value: boolean) => value);
  asks('ResourcePolicy', () => true);
  asks('ReplicaUpdates', () => true);
}

export function readKeySchema(
  schema: readonly KeyElement[],
  attributes: readonly AttributeInput[],
): { hash: KeyAttribute; range?: KeyAttribute } {
  const [first, second] = schema;
  if (first!.KeyType !== 'HASH')
    throw validationFault('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  if (second && second.KeyType !== 'RANGE') {
    throw validationFault('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
  }
  if (second && second.AttributeName === first!.AttributeName) {
    throw validationFault('Invalid KeySchema: Some index key attribute have no definition');
  }
  const key = ({ AttributeName }: KeyElement): KeyAttribute => ({
    name: AttributeName,
    type: attributes.find((attribute) => attribute.AttributeName === AttributeName)!.AttributeType,
  });
  return second ? { hash: key(first!), range: key(second) } : { hash: key(first!) };
}

/** Every key attribute must be among AttributeDefinitions. */
export function checkDefined(schema: readonly KeyElement[], attributes: readonly AttributeInput[]): void {
  const names = attributes.map((attribute) => attribute.AttributeName);
  const keys = schema.map((element) => element.AttributeName);
  if (keys.every((name) => names.includes(name))) return;
  throw invalid(
    `Some index key attributes are not defined in AttributeDefinitions. Keys: [${keys.join(', ')}], AttributeDefinitions: [${names.join(', ')}]`,
  );
}

export function readIndex(
  kind: 'GSI' | 'LSI',
  input: IndexInput,
  attributes: readonly AttributeInput[],
): IndexDefinition {
  checkDefined(input.KeySchema, attributes);
  const { ProjectionType: type, NonKeyAttributes: names } = input.Projection;
  if (type === undefined || type === null) throw invalid('Unknown ProjectionType: null');
  if (type !== 'INCLUDE' && names) throw invalid(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
  if (type === 'INCLUDE' && !names) throw invalid('ProjectionType is INCLUDE, but NonKeyAttributes is not specified');
  const throughput = readThroughput(input.ProvisionedThroughput);
  return {
    name: input.IndexName,
    kind,
    ...readKeySchema(input.KeySchema, attributes),
    projection: { type, attributes: names ?? [] },
    ...(throughput ? { throughput } : {}),
  };
}

export interface StreamInput {
  readonly StreamEnabled: boolean;
  readonly StreamViewType?: NonNullable<TableDefinition['stream']>;
}

/** What the table's stream shows; undefined when it has none. */
export function readStream(input: StreamInput | null | undefined): TableDefinition['stream'] {
  if (input === undefined || input === null) return undefined;
  const { StreamEnabled: enabled, StreamViewType: view } = input;
  if (!enabled && view) throw invalid('StreamViewType can not be specified when StreamEnabled is false');
  if (!enabled) return undefined;
  if (!view) throw invalid('StreamViewType is required when StreamEnabled is true');
  return view;
}

export function readThroughput(input: ThroughputInput | undefined): TableDefinition['throughput'] {
  return input ? { read: input.ReadCapacityUnits, write: input.WriteCapacityUnits } : undefined;
}

/** Capacity belongs to PROVISIONED tables and their global indexes, and to none other. */
export function checkBilling(
  billing: TableDefinition['billingMode'],
  throughput: ThroughputInput | undefined,
  globalIndexes: readonly IndexInput[],
): void {
  if (billing === 'PROVISIONED') {
    if (!throughput) {
      throw invalid('ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED');
    }
    const bare = globalIndexes.find((index) => !index.ProvisionedThroughput);
    if (bare) throw invalid(`ProvisionedThroughput is not specified for index: ${bare.IndexName}`);
    return;
  }
  if (throughput) {
    throw invalid(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  }
  const paid = globalIndexes.find((index) => index.ProvisionedThroughput);
  if (paid) {
    throw invalid(
      `ProvisionedThroughput should not be specified for index: ${paid.IndexName} when BillingMode is PAY_PER_REQUEST`,
    );
  }
}
