// The model of an app: what the user asked for, whichever format it came in. Plain frozen data; a loader or a
// control-plane call makes it, compile() of each wing reads it, nobody changes it.
import type { Diagnostic, Place } from '../lib/diagnostics.js';

/** A text of the user's with where it came from, so that errors lead back to it. */
export interface SourceText {
  readonly text: string;
  readonly place: Place;
  /** The place of the value at a path of keys, where the text is JSON and whoever read it knows; asked for messages only. */
  readonly locate?: (path: readonly (string | number)[]) => Place;
}

export type AuthType = 'API_KEY' | 'AWS_IAM' | 'OPENID_CONNECT' | 'AMAZON_COGNITO_USER_POOLS' | 'AWS_LAMBDA';

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_AdditionalAuthenticationProvider.html */
export interface AuthProvider {
  readonly type: AuthType;
  readonly openIdConnect?: {
    readonly issuer: string;
    readonly clientId?: string;
    readonly iatTtlMs?: number;
    readonly authTtlMs?: number;
    /** An URL or a file of the issuer's keys, asked instead of its discovery document. Not an AWS setting. */
    readonly jwks?: string;
  };
  readonly userPool?: {
    readonly userPoolId: string;
    readonly region: string;
    readonly appIdClientRegex?: string;
    readonly defaultAction?: 'ALLOW' | 'DENY';
    /** The `iss` of its tokens where that is not AWS's own, and an URL or a file of its keys. Not AWS settings. */
    readonly issuer?: string;
    readonly jwks?: string;
  };
  readonly lambda?: {
    readonly functionArn: string;
    readonly resultTtlSeconds?: number;
    readonly identityValidationExpression?: string;
  };
}

export interface ApiKeyDefinition {
  /** The key itself: `da2-` and 26 characters. */
  readonly id: string;
  /** Seconds since 1970, rounded down to the hour; absent: `defaultApiKeyDays` from the start. */
  readonly expires?: number;
  readonly description?: string;
}

/** A key of an API that a control-plane call made or changed. */
export interface ControlledApiKey {
  /** `<API id>/<key>`. */
  readonly name: string;
  readonly apiId: string;
  readonly key: ApiKeyDefinition;
}

export type DataSourceType =
  | 'NONE'
  | 'AMAZON_DYNAMODB'
  | 'AWS_LAMBDA'
  | 'HTTP'
  | 'RELATIONAL_DATABASE'
  | 'AMAZON_OPENSEARCH_SERVICE'
  | 'AMAZON_ELASTICSEARCH'
  | 'AMAZON_EVENTBRIDGE'
  | 'AMAZON_BEDROCK_RUNTIME';

/** `config` holds the type's own settings in AWS's API shape (camelCase): `{tableName, awsRegion}`, `{endpoint, authorizationConfig}`, ... */
export interface DataSourceDefinition {
  readonly name: string;
  readonly type: DataSourceType;
  readonly config: Readonly<Record<string, unknown>>;
  readonly place: Place;
}

/** What runs a unit: code in APPSYNC_JS, or a pair of mapping templates; neither for a direct Lambda resolver. */
export type UnitCode =
  | { readonly language: 'js'; readonly code: SourceText }
  | { readonly language: 'vtl'; readonly request?: SourceText; readonly response?: SourceText }
  | { readonly language: 'direct' };

export interface AppSyncFunctionDefinition {
  readonly id: string;
  readonly name: string;
  readonly dataSourceName: string;
  readonly code: UnitCode;
  readonly maxBatchSize?: number;
  readonly place: Place;
}

export interface ResolverDefinition {
  readonly typeName: string;
  readonly fieldName: string;
  readonly kind: 'UNIT' | 'PIPELINE';
  /** Of a unit resolver. */
  readonly dataSourceName?: string;
  /** Of a pipeline resolver: ids of functions, in order. */
  readonly functionIds: readonly string[];
  readonly code: UnitCode;
  readonly maxBatchSize?: number;
  readonly caching?: { readonly ttlSeconds: number; readonly keys: readonly string[] };
  readonly place: Place;
}

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_LogConfig.html */
export interface ApiLogging {
  readonly fieldLogLevel: 'NONE' | 'ERROR' | 'INFO' | 'DEBUG' | 'ALL';
  /** Headers, contexts and evaluated templates are left out. */
  readonly excludeVerboseContent: boolean;
}

export interface ApiDefinition {
  readonly id: string;
  readonly name: string;
  /** In order of joining; each keeps its file for messages. */
  readonly schema: readonly SourceText[];
  readonly auth: AuthProvider;
  readonly additionalAuth: readonly AuthProvider[];
  readonly apiKeys: readonly ApiKeyDefinition[];
  readonly dataSources: readonly DataSourceDefinition[];
  readonly functions: readonly AppSyncFunctionDefinition[];
  readonly resolvers: readonly ResolverDefinition[];
  /** `ctx.env`. */
  readonly environment: Readonly<Record<string, string>>;
  readonly introspection: 'ENABLED' | 'DISABLED';
  /** 0: no limit. */
  readonly queryDepthLimit: number;
  /** 0: AWS's own limit of 10,000. */
  readonly resolverCountLimit: number;
  readonly domainNames: readonly string[];
  /** Requests are logged to CloudWatch Logs, under `/aws/appsync/apis/<id>`; absent: they are not. */
  readonly logging?: ApiLogging;
  /** Where APPSYNC_JS code runs: a realm of node:vm's (the default), or QuickJS for code one does not trust. */
  readonly sandbox?: 'vm' | 'quickjs';
  readonly place: Place;
}

/** Server-side caching of an API. https://docs.aws.amazon.com/appsync/latest/APIReference/API_ApiCache.html */
export interface ApiCacheDefinition {
  /** The API's id: there is one cache for each. */
  readonly name: string;
  readonly behavior: 'FULL_REQUEST_CACHING' | 'PER_RESOLVER_CACHING' | 'OPERATION_LEVEL_CACHING';
  /** 1 to 3,600. */
  readonly ttlSeconds: number;
  /** SMALL, LARGE_2X, ...: told back, and no more. */
  readonly type: string;
  readonly atRestEncryption: boolean;
  readonly transitEncryption: boolean;
  readonly healthMetrics: 'ENABLED' | 'DISABLED';
  readonly place: Place;
}

export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

export interface IndexDefinition {
  readonly name: string;
  readonly kind: 'GSI' | 'LSI';
  readonly hash: KeyAttribute;
  readonly range?: KeyAttribute;
  readonly projection: { readonly type: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; readonly attributes: readonly string[] };
  readonly throughput?: { readonly read: number; readonly write: number };
}

export interface TableDefinition {
  readonly name: string;
  readonly hash: KeyAttribute;
  readonly range?: KeyAttribute;
  readonly indexes: readonly IndexDefinition[];
  readonly billingMode: 'PROVISIONED' | 'PAY_PER_REQUEST';
  readonly throughput?: { readonly read: number; readonly write: number };
  readonly stream?: 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';
  readonly ttlAttribute?: string;
  /** The table lives elsewhere: at `url`, or at AWS. Nothing of it is kept here. */
  readonly endpoint?: { readonly url?: string; readonly region?: string };
  readonly tags: Readonly<Record<string, string>>;
  /** Items put when the table is first made, in DynamoDB JSON. */
  readonly seed?: readonly Readonly<Record<string, unknown>>[];
  readonly place: Place;
}

export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** AWS's name: nodejs20.x, python3.12. */
  readonly runtime: string;
  /** `file.export` below the code's folder. */
  readonly handler: string;
  readonly code: { readonly folder: string } | { readonly inline: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly place: Place;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html, of a table's stream. */
export interface EventSourceMappingDefinition {
  /** A reader's place in the stream is kept under this: it is the same at every start. */
  readonly id: string;
  readonly functionName: string;
  readonly tableName: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  /** -1: until the record is too old. */
  readonly maximumRetryAttempts: number;
  /** -1: as long as the stream keeps it. */
  readonly maximumRecordAgeSeconds: number;
  readonly bisectOnError: boolean;
  readonly reportBatchItemFailures: boolean;
  /** Event patterns; a record that matches none of them is passed over. Absent: every record is handed on. */
  readonly filters?: readonly unknown[];
  /** How many batches may be under way at once; the records of one partition key stay in order. Absent: 1. */
  readonly parallelizationFactor?: number;
  readonly place: Place;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
export interface QueueDefinition {
  /** Ends in `.fifo` for a FIFO queue. */
  readonly name: string;
  /** Those that were given, by AWS's names and as text: `{VisibilityTimeout: '60', RedrivePolicy: '{...}'}`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly place: Place;
}

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export interface TopicDefinition {
  /** Ends in `.fifo` for a FIFO topic. */
  readonly name: string;
  /** As for queues: `{DisplayName: 'Orders', ContentBasedDeduplication: 'true'}`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly place: Place;
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export interface SubscriptionDefinition {
  /** Its ARN: what the registry knows it by. */
  readonly name: string;
  readonly topicArn: string;
  /** sqs, lambda, http, https, email, email-json, sms, ... */
  readonly protocol: string;
  readonly endpoint: string;
  /** FilterPolicy, FilterPolicyScope, RawMessageDelivery, RedrivePolicy, ..., as text. */
  readonly attributes: Readonly<Record<string, string>>;
  /** What confirms it, until somebody has. */
  readonly pendingToken?: string;
  readonly place: Place;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export interface BucketDefinition {
  readonly name: string;
  /** A folder whose files are the objects of a bucket that is made anew. */
  readonly seed?: string;
  readonly place: Place;
}

/** An event source mapping of a queue. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export interface QueueMappingDefinition {
  readonly id: string;
  readonly functionName: string;
  readonly queueName: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly reportBatchItemFailures: boolean;
  /** Event patterns; a message that matches none of them is deleted. Absent: every message is handed on. */
  readonly filters?: readonly unknown[];
  /** How many batches may be under way at once. */
  readonly maximumConcurrency?: number;
  readonly place: Place;
}

export interface StateMachineDefinition {
  readonly name: string;
  readonly arn: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  /** Amazon States Language, JSON text. */
  readonly definition: SourceText;
  readonly roleArn: string;
  /** Milliseconds since 1970; set when made through the API. */
  readonly createdAt?: number;
  /** Set by UpdateStateMachine: a machine that was never updated has no revision. */
  readonly revisionId?: string;
  readonly updatedAt?: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly loggingConfiguration?: Readonly<Record<string, unknown>>;
  readonly tracingConfiguration?: Readonly<Record<string, unknown>>;
  readonly place: Place;
}

/** A program of the user's that runs beside the app: a stand-in for somebody else's API, say. Not an AWS thing. */
export interface ProcessDefinition {
  readonly name: string;
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly place: Place;
}

/** A policy document as it was written, with its place: the wing iam/ checks and compiles it. */
export interface PolicyDocument {
  readonly document: unknown;
  readonly place: Place;
}

/** What users, groups and roles have in common. */
export interface IamEntity {
  readonly name: string;
  readonly arn: string;
  /** `AIDA...`, `AGPA...` or `AROA...`, always the same. */
  readonly id: string;
  readonly path: string;
  /** Inline policies, by their names. */
  readonly inlinePolicies: readonly (PolicyDocument & { readonly name: string })[];
  /** ARNs, of the app's own managed policies or of AWS's. */
  readonly managedPolicyArns: readonly string[];
  readonly place: Place;
}

export interface AccessKeyDefinition {
  readonly id: string;
  readonly secret: string;
  readonly status: 'Active' | 'Inactive';
  readonly place: Place;
}

export interface UserDefinition extends IamEntity {
  readonly accessKeys: readonly AccessKeyDefinition[];
  /** Names of groups of the same account. */
  readonly groups: readonly string[];
  readonly permissionsBoundary?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface RoleDefinition extends IamEntity {
  /** Who may assume it: AssumeRolePolicyDocument. */
  readonly trustPolicy: PolicyDocument;
  readonly maxSessionSeconds: number;
  readonly permissionsBoundary?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ManagedPolicyDefinition extends PolicyDocument {
  readonly name: string;
  readonly arn: string;
}

/** Who may sign requests, and what they may do. The account's administrator needs no entry. */
export interface IamDefinition {
  readonly users: readonly UserDefinition[];
  readonly groups: readonly IamEntity[];
  readonly roles: readonly RoleDefinition[];
  readonly managedPolicies: readonly ManagedPolicyDefinition[];
}

export interface Definition {
  readonly apis: readonly ApiDefinition[];
  readonly apiCaches: readonly ApiCacheDefinition[];
  readonly tables: readonly TableDefinition[];
  readonly functions: readonly FunctionDefinition[];
  readonly eventSourceMappings: readonly EventSourceMappingDefinition[];
  readonly buckets: readonly BucketDefinition[];
  readonly queues: readonly QueueDefinition[];
  readonly queueMappings: readonly QueueMappingDefinition[];
  readonly topics: readonly TopicDefinition[];
  readonly subscriptions: readonly SubscriptionDefinition[];
  readonly stateMachines: readonly StateMachineDefinition[];
  readonly processes: readonly ProcessDefinition[];
  readonly iam: IamDefinition;
  /** Template outputs, by name. */
  readonly outputs: Readonly<Record<string, string>>;
}

export const EMPTY_DEFINITION: Definition = {
  apis: [],
  apiCaches: [],
  tables: [],
  functions: [],
  eventSourceMappings: [],
  buckets: [],
  queues: [],
  queueMappings: [],
  topics: [],
  subscriptions: [],
  stateMachines: [],
  processes: [],
  iam: { users: [], groups: [], roles: [], managedPolicies: [] },
  outputs: {},
};

/** A road into the registry gives this: the definition and everything that was found wrong on the way. */
export interface Loaded {
  readonly definition: Definition;
  readonly diagnostics: readonly Diagnostic[];
  /** Files and folders to watch for hot reload. */
  readonly watch: readonly string[];
}
