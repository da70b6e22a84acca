// The registry of resource types: one line for each that is emulated. Everything else is passed over, aloud.
import type { ResourceType } from '../resource.js';
import { appsyncApi } from './appsync-api.js';
import { appsyncApiCache } from './appsync-api-cache.js';
import { appsyncApiKey } from './appsync-api-key.js';
import { appsyncDataSource } from './appsync-data-source.js';
import { appsyncDomainAssociation } from './appsync-domain-association.js';
import { appsyncDomainName } from './appsync-domain-name.js';
import { appsyncFunction } from './appsync-function.js';
import { appsyncResolver } from './appsync-resolver.js';
import { appsyncSchema } from './appsync-schema.js';
import { dynamodbTable } from './dynamodb-table.js';
import { iamAccessKey } from './iam-access-key.js';
import { iamGroup } from './iam-group.js';
import { iamManagedPolicy } from './iam-managed-policy.js';
import { iamGroupPolicy, iamPolicy, iamRolePolicy, iamUserPolicy } from './iam-policy.js';
import { iamRole } from './iam-role.js';
import { iamUser } from './iam-user.js';
import { iamUserToGroupAddition } from './iam-user-to-group-addition.js';
import { lambdaEventSourceMapping } from './lambda-event-source-mapping.js';
import { lambdaFunction } from './lambda-function.js';
import { nestedStack } from './nested-stack.js';
import { passedOver } from './passed-over.js';
import { s3Bucket } from './s3-bucket.js';
import { snsSubscription } from './sns-subscription.js';
import { snsTopic } from './sns-topic.js';
import { sqsQueue } from './sqs-queue.js';
import { stateMachine } from './state-machine.js';

export { NESTED_STACK } from './nested-stack.js';

/** Every emulated type; docs/coverage.md lists them. */
export const RESOURCE_TYPES: ReadonlyMap<string, ResourceType> = new Map(
  [
    appsyncApi,
    appsyncApiCache,
    appsyncApiKey,
    appsyncDataSource,
    appsyncDomainAssociation,
    appsyncDomainName,
    appsyncFunction,
    appsyncResolver,
    appsyncSchema,
    dynamodbTable,
    iamAccessKey,
    iamGroup,
    iamGroupPolicy,
    iamManagedPolicy,
    iamPolicy,
    iamRole,
    iamRolePolicy,
    iamUser,
    iamUserPolicy,
    iamUserToGroupAddition,
    lambdaEventSourceMapping,
    lambdaFunction,
    nestedStack,
    s3Bucket,
    snsSubscription,
    snsTopic,
    sqsQueue,
    stateMachine,
  ].map((type) => [type.type, type]),
);

export function resourceType(type: string): ResourceType {
  return RESOURCE_TYPES.get(type) ?? passedOver(type);
}
