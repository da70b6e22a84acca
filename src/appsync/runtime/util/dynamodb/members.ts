// The members of util.dynamodb, and the variants that answer JSON text, which only templates have.
// dynamodb-helpers-in-util-dynamodb.md.
import * as values from './attribute-values.js';

/** What handlers see. */
export const dynamodbHelpers = {
  toDynamoDB: values.toDynamoDB,
  toString: values.toStringValue,
  toStringSet: values.toStringSet,
  toNumber: values.toNumber,
  toNumberSet: values.toNumberSet,
  toBinary: values.toBinary,
  toBinarySet: values.toBinarySet,
  toBoolean: values.toBoolean,
  toNull: values.toNull,
  toList: values.toList,
  toMap: values.toMap,
  toMapValues: values.toMapValues,
  toS3Object: values.toS3Object,
  fromS3ObjectJson: values.fromS3ObjectJson,
};

/** What templates see beside them. */
export const dynamodbJsonHelpers = {
  toDynamoDBJson: (value: unknown): string => JSON.stringify(values.toDynamoDB(value)),
  toStringJson: (value: unknown): string => JSON.stringify(values.toStringValue(value)),
  toStringSetJson: (list: unknown): string => JSON.stringify(values.toStringSet(list)),
  toNumberJson: (value: unknown): string => JSON.stringify(values.toNumber(value)),
  toNumberSetJson: (list: unknown): string => JSON.stringify(values.toNumberSet(list)),
  toBinaryJson: (value: unknown): string => JSON.stringify(values.toBinary(value)),
  toBinarySetJson: (list: unknown): string => JSON.stringify(values.toBinarySet(list)),
  toBooleanJson: (value: unknown): string => JSON.stringify(values.toBoolean(value)),
  toNullJson: (): string => JSON.stringify(values.toNull()),
  toListJson: (list: unknown): string => JSON.stringify(values.toList(list)),
  toMapJson: (map: unknown): string => JSON.stringify(values.toMap(map)),
  toMapValuesJson: (map: unknown): string => JSON.stringify(values.toMapValues(map)),
  toS3ObjectJson: (key: unknown, bucket: unknown, region: unknown, version?: unknown): string =>
    JSON.stringify(values.toS3Object(key, bucket, region, version)),
};
