// util.dynamodb: JSON values to and from DynamoDB's typed attribute values. dynamodb-helpers-in-util-dynamodb-js.md.
// Numbers stay numbers in `N` and `NS`, and NULL holds null (recorded); the data source writes what DynamoDB wants.

import { isNothing, isPlainObject, type PlainObject, textOf } from '../plain.js';
import { UtilMisuse } from '../session.js';
import { hashOrder } from './hash-order.js';

/** `{S: ...}`, `{M: {...}}`: one attribute value. */
export type AttributeValue = Readonly<Record<string, unknown>>;

/** Any value, by its own type: lists become L and never a set. A function or symbol is none. */
export function toDynamoDB(value: unknown): AttributeValue | null {
  if (isNothing(value)) return toNull();
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
    case 'bigint':
      return { N: value };
    case 'boolean':
      return { BOOL: value };
    case 'object':
      return Array.isArray(value) ? { L: value.map(toDynamoDB) } : { M: mapValues(value as PlainObject) };
    default:
      return null;
  }
}

/** Members that are undefined are no members, as in JSON. The order is recorded. */
function mapValues(map: PlainObject): Record<string, AttributeValue | null> {
  const values: Record<string, AttributeValue | null> = {};
  for (const key of hashOrder(Object.keys(map))) {
    if (map[key] !== undefined) values[key] = toDynamoDB(map[key]);
  }
  return values;
}

export const toNull = (): AttributeValue => ({ NULL: null });

// The typed conversions answer null when they get nothing (declarations of @aws-appsync/utils).
export const toStringValue = (value: unknown): AttributeValue | null =>
  isNothing(value) ? null : { S: textOf(value) };
export const toNumber = (value: unknown): AttributeValue | null => (isNothing(value) ? null : { N: value });
export const toBinary = (value: unknown): AttributeValue | null => (isNothing(value) ? null : { B: textOf(value) });
export const toBoolean = (value: unknown): AttributeValue | null => (isNothing(value) ? null : { BOOL: value });
export const toStringSet = (values: unknown): AttributeValue | null =>
  Array.isArray(values) ? { SS: [...values] } : null;
export const toNumberSet = (values: unknown): AttributeValue | null =>
  Array.isArray(values) ? { NS: [...values] } : null;
export const toBinarySet = (values: unknown): AttributeValue | null =>
  Array.isArray(values) ? { BS: [...values] } : null;
export const toList = (value: unknown): AttributeValue | null => (Array.isArray(value) ? toDynamoDB(value) : null);
export const toMap = (value: unknown): AttributeValue | null => (isPlainObject(value) ? toDynamoDB(value) : null);

/** The M of toMap without the M: what PutItem takes for `attributeValues`. */
export const toMapValues = (value: unknown): Record<string, AttributeValue | null> | null =>
  isPlainObject(value) ? mapValues(value) : null;

/** A reference to an S3 object, kept as JSON text in an S. */
export function toS3Object(key: unknown, bucket: unknown, region: unknown, version?: unknown): AttributeValue {
  const s3 = { key, bucket, region, ...(isNothing(version) ? {} : { version }) };
  return { S: JSON.stringify({ s3 }) };
}

/** The `{key, bucket, region, version}` inside the text of toS3Object; the whole `{S: text}` is taken too, as documented. */
export function fromS3ObjectJson(given: unknown): unknown {
  const text = isPlainObject(given) ? given['S'] : given;
  if (isNothing(text)) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(textOf(text));
  } catch {
    parsed = undefined;
  }
  if (!isPlainObject(parsed) || !isPlainObject(parsed['s3']))
    throw new UtilMisuse('Not a valid S3 object JSON string.');
  return parsed['s3'];
}
