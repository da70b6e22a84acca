// The form of offsync.yaml and offsync.json. Imported only when there is such a file, since zod takes its time to load.
// Says what is wrong at which line; never looks at other files.
import * as z from 'zod';
import type { Place } from '../../lib/diagnostics.js';
import { found } from '../diagnostics.js';
import { type DocumentNode, placeOf, toPlain } from '../document.js';
import type { Findings } from '../findings.js';
import { didYouMean } from '../suggest.js';

/** An object that refuses keys it does not know and says which one was likely meant. */
function object<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      const keys = issue.keys as string[];
      return keys.map((key) => `"${key}" is not known here.${didYouMean(key, Object.keys(shape))}`).join(' ');
    },
  });
}

/** Lets a string stand for an object with one member: `Query.price: Prices` is `{dataSource: Prices}`. */
function shorthand<Schema extends z.ZodType>(member: string, schema: Schema) {
  return z.preprocess((value) => (typeof value === 'string' ? { [member]: value } : value), schema);
}

const named = <Schema extends z.ZodType>(schema: Schema) => z.record(z.string(), schema);
const seconds = z.number().int().positive();
const text = z.string().min(1);
/** Environment values are text; a number or boolean written without quotes is taken as written. */
const environment = named(z.union([z.string(), z.number(), z.boolean()], { error: 'expected text' }).transform(String));

const authProvider = shorthand(
  'type',
  z.discriminatedUnion('type', [
    object({ type: z.literal('API_KEY') }),
    object({ type: z.literal('AWS_IAM') }),
    object({
      type: z.literal('OPENID_CONNECT'),
      issuer: text,
      clientId: text.optional(),
      iatTtl: z.number().int().nonnegative().optional(),
      authTtl: z.number().int().nonnegative().optional(),
      jwks: text.optional(),
    }),
    object({
      type: z.literal('AMAZON_COGNITO_USER_POOLS'),
      userPoolId: text,
      region: text.optional(),
      appIdClientRegex: text.optional(),
      defaultAction: z.enum(['ALLOW', 'DENY']).optional(),
      issuer: text.optional(),
      jwks: text.optional(),
    }),
    object({
      type: z.literal('AWS_LAMBDA'),
      function: text,
      resultTtl: z.number().int().min(0).max(3600).optional(),
      identityValidationExpression: text.optional(),
    }),
  ]),
);

const api = object({
  name: text.optional(),
  id: z
    .string()
    .regex(/^[a-z0-9]{1,64}$/, 'expected lower-case letters and digits')
    .optional(),
  auth: authProvider.optional(),
  additionalAuth: z.array(authProvider).optional(),
  apiKeys: z
    .array(
      shorthand(
        'id',
        object({
          id: text.optional(),
          expires: z
            .union([z.number().int(), z.iso.datetime(), z.iso.date()], {
              error: 'expected seconds since 1970 or a date such as 2027-01-31',
            })
            .optional(),
          days: z.number().int().min(1).max(365).optional(),
          description: z.string().optional(),
        }),
      ),
    )
    .optional(),
  environment: environment.optional(),
  introspection: z.enum(['ENABLED', 'DISABLED']).optional(),
  queryDepthLimit: z.number().int().min(0).max(75).optional(),
  sandbox: z.enum(['vm', 'quickjs']).optional(),
  resolverCountLimit: z.number().int().min(0).max(10_000).optional(),
  domainNames: z.array(text).optional(),
  logConfig: shorthand(
    'fieldLogLevel',
    object({
      fieldLogLevel: z.enum(['NONE', 'ERROR', 'INFO', 'DEBUG', 'ALL']),
      excludeVerboseContent: z.boolean().default(false),
    }),
  ).optional(),
  cache: shorthand(
    'behavior',
    object({
      behavior: z.enum(['FULL_REQUEST_CACHING', 'PER_RESOLVER_CACHING', 'OPERATION_LEVEL_CACHING']),
      ttl: z.number().int().min(1).max(3600).default(3600),
    }),
  ).optional(),
});

const dataSource = shorthand(
  'type',
  z.discriminatedUnion('type', [
    object({ type: z.literal('NONE') }),
    object({
      type: z.literal('AMAZON_DYNAMODB'),
      table: text,
      region: text.optional(),
      useCallerCredentials: z.boolean().optional(),
    }),
    object({
      type: z.literal('HTTP'),
      endpoint: z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' }),
      authorization: object({ service: text, region: text.optional() }).optional(),
    }),
    object({ type: z.literal('AWS_LAMBDA'), function: text }),
    // The settings of these are written as the AppSync API has them.
    ...(
      [
        'RELATIONAL_DATABASE',
        'AMAZON_OPENSEARCH_SERVICE',
        'AMAZON_ELASTICSEARCH',
        'AMAZON_EVENTBRIDGE',
        'AMAZON_BEDROCK_RUNTIME',
      ] as const
    ).map((type) => object({ type: z.literal(type), config: named(z.unknown()).optional() })),
  ]),
);

const code = {
  code: text.optional(),
  request: text.optional(),
  response: text.optional(),
  maxBatchSize: z.number().int().min(0).max(2000).optional(),
};
const resolver = shorthand(
  'dataSource',
  object({
    dataSource: text.optional(),
    pipeline: z.array(text).optional(),
    ...code,
    caching: object({ ttl: z.number().int().min(1).max(3600), keys: z.array(text).optional() }).optional(),
  }),
);
const resolverFunction = shorthand('dataSource', object({ dataSource: text.optional(), ...code }));

const keyAttribute = z.string().regex(/^.{1,255}?(:[SNB])?$/, 'expected a name and a type: id:S');
const trigger = shorthand(
  'function',
  object({
    function: text,
    enabled: z.boolean().optional(),
    batchSize: z.number().int().min(1).max(10_000).optional(),
    batchingWindow: z.number().int().min(0).max(300).optional(),
    startingPosition: z.enum(['TRIM_HORIZON', 'LATEST']).optional(),
    maximumRetryAttempts: z.number().int().min(-1).max(10_000).optional(),
    maximumRecordAge: z.number().int().min(-1).max(604_800).optional(),
    bisectOnError: z.boolean().optional(),
    reportBatchItemFailures: z.boolean().optional(),
    filters: z.array(z.record(z.string(), z.unknown())).optional(),
    parallelizationFactor: z.number().int().min(1).max(10).optional(),
  }),
);
const throughput = object({ read: z.number().int().positive(), write: z.number().int().positive() });
const table = object({
  key: shorthand('hash', object({ hash: keyAttribute, range: keyAttribute.optional() })),
  indexes: z
    .array(
      object({
        name: text,
        kind: z.enum(['GSI', 'LSI']).optional(),
        hash: keyAttribute.optional(),
        range: keyAttribute.optional(),
        projection: z
          .union([z.enum(['ALL', 'KEYS_ONLY']), z.array(text)], {
            error: 'expected ALL, KEYS_ONLY or a list of attributes',
          })
          .optional(),
        throughput: throughput.optional(),
      }),
    )
    .optional(),
  throughput: throughput.optional(),
  stream: z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']).optional(),
  /** Functions called with what changes; a table that has some and names no stream has NEW_AND_OLD_IMAGES. */
  triggers: z.array(trigger).optional(),
  endpoint: shorthand(
    'url',
    object({
      url: z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' }).optional(),
      region: text.optional(),
    }),
  ).optional(),
  ttl: text.optional(),
  tags: named(z.string()).optional(),
  seed: z.union([text, z.array(z.unknown())], { error: 'expected a file or a list of items' }).optional(),
});

const lambda = shorthand(
  'code',
  object({
    code: text.optional(),
    handler: z
      .string()
      .regex(/^[^\s]+\.[^\s.]+$/, 'expected file.export, such as index.handler')
      .optional(),
    runtime: text.optional(),
    timeout: seconds.max(900).optional(),
    memory: z.number().int().min(128).max(10_240).optional(),
    environment: environment.optional(),
  }),
);

const stateMachine = shorthand(
  'definition',
  object({
    definition: z.union([text, named(z.unknown())], { error: 'expected a file, or the definition itself' }),
    type: z.enum(['STANDARD', 'EXPRESS']).optional(),
    role: text.optional(),
    substitutions: environment.optional(),
    logging: shorthand(
      'level',
      object({
        level: z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']),
        includeExecutionData: z.boolean().default(false),
        logGroup: text.optional(),
      }),
    ).optional(),
    tags: named(z.string()).optional(),
  }),
);

/** The members of a policy are checked where policies are compiled: they are AWS's own words. */
const policyDocument = z.looseObject({
  Statement: z.union([named(z.unknown()), z.array(named(z.unknown()))], {
    error: 'expected a statement or a list of statements',
  }),
});
const policies = z
  .array(z.union([text, policyDocument], { error: 'expected the name or ARN of a policy, or a policy document' }))
  .optional();
const iamName = z.string().regex(/^[\w+=,.@-]{1,128}$/);
const iamPath = z
  .string()
  .regex(/^\/([!-~]+\/)?$/, 'expected a path such as /staff/')
  .optional();
/** Twelve digits, which YAML reads as a number when they have no quotes. */
const accountId = z
  .preprocess(
    (value) => (typeof value === 'number' ? String(value) : value),
    z.string().regex(/^\d{12}$/, 'expected twelve digits'),
  )
  .optional();
const group = object({ path: iamPath, policies });
const user = object({
  path: iamPath,
  account: accountId,
  policies,
  groups: z.array(text).optional(),
  permissionsBoundary: text.optional(),
  tags: named(z.string()).optional(),
  accessKeys: z
    .array(
      object({
        id: z.string().regex(/^\w{4,128}$/, 'expected letters and digits'),
        secret: text,
        status: z.enum(['Active', 'Inactive']).optional(),
      }),
    )
    .optional(),
});
const role = object({
  path: iamPath,
  account: accountId,
  policies,
  trust: policyDocument.optional(),
  permissionsBoundary: text.optional(),
  maxSession: z.number().int().min(3_600).max(43_200).optional(),
  tags: named(z.string()).optional(),
});
const byName = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .record(iamName, schema, {
      error: ({ code }) => (code === 'invalid_key' ? 'expected a name of letters, digits and +=,.@_-' : undefined),
    })
    .optional();
/** A user or group that says nothing more is written as a name alone. */
const orNothing = <Schema extends z.ZodType>(schema: Schema) => z.preprocess((value) => value ?? {}, schema);
const iam = object({
  users: byName(orNothing(user)),
  groups: byName(orNothing(group)),
  roles: byName(orNothing(role)),
  policies: byName(policyDocument),
});

/** Values of attributes are text to AWS; numbers, booleans and policies may be written as what they are. */
const attributes = named(
  z
    .union([z.string(), z.number(), z.boolean(), named(z.unknown())], { error: 'expected an attribute of AWS' })
    .transform((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))),
);
const queue = object({
  attributes: attributes.optional(),
  /** The queue of this app that takes what was received too often. */
  deadLetters: shorthand(
    'queue',
    object({ queue: text, after: z.number().int().min(1).max(1000).optional() }),
  ).optional(),
  triggers: z
    .array(
      shorthand(
        'function',
        object({
          function: text,
          enabled: z.boolean().optional(),
          batchSize: z.number().int().min(1).max(10_000).optional(),
          batchingWindow: z.number().int().min(0).max(300).optional(),
          reportBatchItemFailures: z.boolean().optional(),
          filters: z.array(z.record(z.string(), z.unknown())).optional(),
          maximumConcurrency: z.number().int().min(2).max(1000).optional(),
        }),
      ),
    )
    .optional(),
  tags: named(z.string()).optional(),
});
const subscription = z.union(
  [
    object({ queue: text, attributes: attributes.optional() }),
    object({ function: text, attributes: attributes.optional() }),
    object({ protocol: text, endpoint: text, attributes: attributes.optional() }),
  ],
  { error: 'expected a queue, a function, or a protocol with its endpoint' },
);
const topic = object({
  attributes: attributes.optional(),
  subscriptions: z.array(subscription).optional(),
  tags: named(z.string()).optional(),
});

/** A program that runs beside the app; no shell reads its command. */
const sideProcess = object({
  command: z.array(text).min(1),
  folder: text.optional(),
  environment: environment.optional(),
});

const config = object({
  api: api.optional(),
  dataSources: named(dataSource).optional(),
  resolvers: named(resolver).optional(),
  resolverFunctions: named(resolverFunction).optional(),
  tables: named(table).optional(),
  buckets: named(orNothing(object({ seed: text.optional() }))).optional(),
  queues: named(orNothing(queue)).optional(),
  topics: named(orNothing(topic)).optional(),
  functions: named(lambda).optional(),
  stateMachines: named(stateMachine).optional(),
  processes: named(sideProcess).optional(),
  iam: iam.optional(),
  outputs: named(z.string()).optional(),
});

export type Config = z.infer<typeof config>;
type Member<K extends keyof Config> = NonNullable<Config[K]>[string & keyof NonNullable<Config[K]>];
export type ApiConfig = NonNullable<Config['api']>;
export type AuthConfig = NonNullable<ApiConfig['auth']>;
export type DataSourceConfig = Member<'dataSources'>;
export type ResolverConfig = Member<'resolvers'>;
export type ResolverFunctionConfig = Member<'resolverFunctions'>;
export type TableConfig = Member<'tables'>;
export type LambdaConfig = Member<'functions'>;
export type StateMachineConfig = Member<'stateMachines'>;
export type BucketConfig = Member<'buckets'>;
export type QueueConfig = Member<'queues'>;
export type TopicConfig = Member<'topics'>;
export type IamConfig = z.infer<typeof iam>;
export type UserConfig = z.infer<typeof user>;
export type GroupConfig = z.infer<typeof group>;
export type RoleConfig = z.infer<typeof role>;
export type PolicyConfig = string | z.infer<typeof policyDocument>;

function reportIssue(issue: z.core.$ZodIssue, tree: DocumentNode, findings: Findings): void {
  const path = issue.path.map(String).join('.');
  const prefix = path === '' ? '' : `${path}: `;
  if (issue.code === 'unrecognized_keys') {
    const [first] = issue.keys;
    const place: Place = placeOf(tree, [...issue.path, ...(first === undefined ? [] : [first])]);
    findings.report(found.CONFIG_UNKNOWN_KEY(`${prefix}${issue.message}`, place));
    return;
  }
  const absent = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  const message = absent ? `is missing; expected ${issue.expected}` : issue.message.replace(/^Invalid input: /, '');
  findings.report(found.CONFIG_INVALID(`${prefix}${message}`, placeOf(tree, issue.path)));
}

/** The checked configuration; what is wrong is reported and then undefined is given. */
export function checkConfig(tree: DocumentNode, findings: Findings): Config | undefined {
  const plain = toPlain(tree);
  // An empty file says nothing, which is allowed.
  const result = config.safeParse(plain ?? {});
  if (result.success) return result.data;
  for (const issue of result.error.issues) reportIssue(issue, tree, findings);
  return undefined;
}
