// The results of service integrations as far as mocks of TestState are held against them: the members AWS gives, their kinds
// and bounds. A service that isn't listed takes any mock.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_MockInput.html
import { isObject } from '../../lib/json.js';

type Shape =
  | { readonly kind: 'string' | 'blob'; readonly least?: number; readonly values?: readonly string[] }
  | { readonly kind: 'number'; readonly least?: number; readonly most?: number }
  | { readonly kind: 'boolean' | 'timestamp' | 'any' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'map'; readonly of: Shape }
  | {
      readonly kind: 'object';
      readonly members: Readonly<Record<string, Shape>>;
      readonly required?: readonly string[];
    };

const string: Shape = { kind: 'string' };
const number: Shape = { kind: 'number' };
const boolean: Shape = { kind: 'boolean' };
const any: Shape = { kind: 'any' };
const timestamp: Shape = { kind: 'timestamp' };
const object = (members: Readonly<Record<string, Shape>>, required: readonly string[] = []): Shape => ({
  kind: 'object',
  members,
  required,
});
const list = (of: Shape): Shape => ({ kind: 'list', of });

const capacity = { CapacityUnits: number, ReadCapacityUnits: number, WriteCapacityUnits: number };
const consumed = object({
  ...capacity,
  TableName: string,
  Table: object(capacity),
  LocalSecondaryIndexes: { kind: 'map', of: object(capacity) },
  GlobalSecondaryIndexes: { kind: 'map', of: object(capacity) },
});
const attributes: Shape = { kind: 'map', of: object({}) };
const written = object({
  Attributes: attributes,
  ConsumedCapacity: consumed,
  ItemCollectionMetrics: object({ ItemCollectionKey: attributes, SizeEstimateRangeGB: list(number) }),
});
const storageClasses = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'OUTPOSTS',
  'GLACIER_IR',
  'SNOW',
  'EXPRESS_ONEZONE',
  'FSX_OPENZFS',
];

/** By resource, without its pattern. */
const SHAPES: Readonly<Record<string, Shape>> = {
  'lambda:invoke': object({
    StatusCode: number,
    FunctionError: string,
    LogResult: string,
    Payload: any,
    ExecutedVersion: { kind: 'string', least: 1 },
  }),
  'aws-sdk:lambda:getFunction': object({
    Configuration: object({
      FunctionName: string,
      FunctionArn: string,
      Runtime: string,
      Role: string,
      Handler: string,
      CodeSize: number,
      Description: string,
      Version: string,
      LastModified: string,
      State: string,
      Timeout: { kind: 'number', least: 1 },
      MemorySize: { kind: 'number', least: 128, most: 10_240 },
    }),
    Code: object({ RepositoryType: string, Location: string, ImageUri: string, ResolvedImageUri: string }),
    Tags: { kind: 'map', of: string },
    Concurrency: object({ ReservedConcurrentExecutions: { kind: 'number', least: 0 } }),
  }),
  'dynamodb:getItem': object({ Item: attributes, ConsumedCapacity: consumed }),
  'dynamodb:putItem': written,
  'dynamodb:updateItem': written,
  'dynamodb:deleteItem': written,
  'events:putEvents': object({
    FailedEntryCount: number,
    Entries: list(object({ EventId: string, ErrorCode: string, ErrorMessage: string })),
  }),
  'sqs:sendMessage': object({
    MessageId: string,
    SequenceNumber: string,
    MD5OfMessageBody: string,
    MD5OfMessageAttributes: string,
    MD5OfMessageSystemAttributes: string,
  }),
  'sns:publish': object({ MessageId: string, SequenceNumber: string }),
  'states:startExecution': object({ ExecutionArn: { kind: 'string', least: 1 }, StartDate: timestamp }, [
    'ExecutionArn',
    'StartDate',
  ]),
  'aws-sdk:s3:getObject': object({
    Body: any,
    ContentLength: number,
    ContentType: string,
    ContentEncoding: string,
    CacheControl: string,
    ETag: string,
    VersionId: string,
    DeleteMarker: boolean,
    LastModified: timestamp,
    PartsCount: number,
    TagCount: number,
    Metadata: { kind: 'map', of: string },
    StorageClass: { kind: 'string', values: storageClasses },
    ServerSideEncryption: { kind: 'string', values: ['AES256', 'aws:fsx', 'aws:kms', 'aws:kms:dsse'] },
  }),
  'aws-sdk:kms:encrypt': object({
    CiphertextBlob: { kind: 'blob', least: 1 },
    KeyId: { kind: 'string', least: 1 },
    EncryptionAlgorithm: {
      kind: 'string',
      values: ['SYMMETRIC_DEFAULT', 'RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'SM2PKE'],
    },
  }),
};

/** STRICT wants what is required, too; PRESENT looks only at what is there. Unknown members are taken (recorded). */
export function faultOfMock(resource: string, result: unknown, strict: boolean): string | undefined {
  const shape = SHAPES[resource.replace(/\.(?:sync(?::2)?|waitForTaskToken)$/, '')];
  // With a pattern the result is not the service's own.
  return shape && !resource.includes('.') ? faultOf(shape, 'result', result, strict) : undefined;
}

function faultOf(shape: Shape, name: string, value: unknown, strict: boolean): string | undefined {
  const field = (text: string): string => `Field '${name}' ${text}`;
  switch (shape.kind) {
    case 'any':
      return undefined;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : field('must be a boolean');
    case 'timestamp':
      if (typeof value === 'number' || (typeof value === 'string' && !Number.isNaN(Date.parse(value))))
        return undefined;
      return field('must be a valid timestamp');
    case 'number':
      if (typeof value !== 'number') return field('must be a number');
      if (value < (shape.least ?? -Infinity)) return field('is less than the minimum value');
      return value > (shape.most ?? Infinity) ? field('exceeds the maximum value') : undefined;
    case 'string':
    case 'blob':
      if (typeof value !== 'string') return field('must be a string');
      if (value.length < (shape.least ?? 0)) return field('is smaller than the minimum length');
      return shape.values && !shape.values.includes(value) ? field('is not an expected value') : undefined;
    case 'list':
      if (!Array.isArray(value)) return field('must be an array');
      return first(value, (item) => faultOf(shape.of, name, item, strict));
    case 'map':
      if (!isObject(value)) return field('must be an object');
      return first(Object.entries(value), ([key, item]) => faultOf(shape.of, key, item, strict));
    case 'object': {
      if (!isObject(value)) return field('must be an object');
      const missing = strict ? shape.required?.find((member) => value[member] === undefined) : undefined;
      if (missing !== undefined) return `Required field '${missing}' is missing`;
      return first(Object.entries(value), ([key, item]) => {
        const member = shape.members[key];
        return member && faultOf(member, key, item, strict);
      });
    }
  }
}

function first<T>(items: Iterable<T>, look: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
