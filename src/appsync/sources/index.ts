// The registry of data source types: one line each.
import type { DataSourceType } from '../../definition/model.js';
import { dynamodb } from './dynamodb.js';
import { http } from './http.js';
import { lambda } from './lambda.js';
import { none } from './none.js';
import { notEmulatedSource } from './not-emulated.js';
import type { SourceKind } from './source.js';

export const SOURCES: Readonly<Record<DataSourceType, SourceKind>> = {
  NONE: none,
  AWS_LAMBDA: lambda,
  AMAZON_DYNAMODB: dynamodb,
  HTTP: http,
  RELATIONAL_DATABASE: notEmulatedSource('RELATIONAL_DATABASE'),
  AMAZON_OPENSEARCH_SERVICE: notEmulatedSource('AMAZON_OPENSEARCH_SERVICE'),
  AMAZON_ELASTICSEARCH: notEmulatedSource('AMAZON_ELASTICSEARCH'),
  AMAZON_EVENTBRIDGE: notEmulatedSource('AMAZON_EVENTBRIDGE'),
  AMAZON_BEDROCK_RUNTIME: notEmulatedSource('AMAZON_BEDROCK_RUNTIME'),
};
