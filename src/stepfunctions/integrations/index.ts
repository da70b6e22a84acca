// The service integrations, one line each.
import { dynamodb, dynamodbSdk } from './dynamodb.js';
import { lambda } from './lambda.js';
import type { Integration } from './service.js';
import { states, statesSdk } from './states.js';

export const INTEGRATIONS: readonly Integration[] = [dynamodb, dynamodbSdk, lambda, states, statesSdk];
