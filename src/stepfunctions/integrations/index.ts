// The service integrations, one line each.
import { dynamodb, dynamodbSdk } from './dynamodb.js';
import { lambda } from './lambda.js';
import { s3Sdk } from './s3.js';
import type { Integration } from './service.js';
import { sns, snsSdk } from './sns.js';
import { sqs, sqsSdk } from './sqs.js';
import { states, statesSdk } from './states.js';

export const INTEGRATIONS: readonly Integration[] = [
  dynamodb,
  dynamodbSdk,
  lambda,
  s3Sdk,
  sns,
  snsSdk,
  sqs,
  sqsSdk,
  states,
  statesSdk,
];
