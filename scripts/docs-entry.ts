// What docs.mjs prints from the program itself: one function for each generated page.

import { OPERATIONS as appsyncOperations } from '../src/appsync/api/index.js';
import { found as appsync } from '../src/appsync/diagnostics.js';
import { jsDiagnostics } from '../src/appsync/runtime/js/index.js';
import { DIRECTIVES } from '../src/appsync/schema/directives.js';
import { SCALARS } from '../src/appsync/schema/scalars/index.js';
import { found as sources } from '../src/appsync/sources/diagnostics.js';
import { SOURCES } from '../src/appsync/sources/index.js';
import { ROUTES, renderRoutingTable } from '../src/doors/routing.js';
import { found as dynamodb } from '../src/dynamodb/diagnostics.js';
import { OPERATIONS as dynamodbOperations } from '../src/dynamodb/operations/index.js';
import { NOT_EMULATED as dynamodbRefused } from '../src/dynamodb/operations/not-emulated.js';
import { OPERATIONS as iamOperations } from '../src/iam/api/index.js';
import { found as iam } from '../src/iam/diagnostics.js';
import { OPERATORS as conditionOperators } from '../src/iam/policy/conditions/index.js';
import { OPERATIONS as stsOperations } from '../src/iam/sts/index.js';
import type { DiagnosticRow } from '../src/lib/diagnostics.js';
import { FAULTS } from '../src/lib/faults.js';
import { RESOURCE_TYPES } from '../src/loaders/cloudformation/resources/index.js';
import { loaderDiagnostics } from '../src/loaders/index.js';
import { OPERATIONS as logsOperations } from '../src/logs/api/index.js';
import { found as messaging } from '../src/messaging/diagnostics.js';
import { SNS_NOT_EMULATED, SNS_OPERATIONS } from '../src/messaging/sns/index.js';
import { SQS_OPERATIONS } from '../src/messaging/sqs/index.js';
import { NOT_EMULATED as sqsRefused } from '../src/messaging/sqs/not-emulated.js';
import { PROTOCOLS as snsProtocols } from '../src/messaging/topics/subscription.js';
import { OPERATIONS as stepfunctionsOperations } from '../src/stepfunctions/api/index.js';
import { found as stepfunctions } from '../src/stepfunctions/diagnostics.js';
import { INTEGRATIONS } from '../src/stepfunctions/integrations/index.js';
import { STATE_TYPES } from '../src/stepfunctions/states/index.js';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function diagnosticTable(title: string, rows: Readonly<Record<string, DiagnosticRow>>): string[] {
  return [
    `## ${title}`,
    '',
    '| code | severity | what it means | what to do |',
    '| --- | --- | --- | --- |',
    ...Object.entries(rows)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([code, row]) => `| \`${code}\` | ${row.severity} | ${cell(row.summary)} | ${cell(row.fix)} |`),
    '',
  ];
}

function errorsPage(): string {
  return [
    '# Errors',
    '',
    'Generated from the tables in `src/`. Diagnostics are what `offsync validate` and start-up print about an app, each with',
    'its file and line or logical id; the other codes end a command. What AWS itself answers is answered in its own words.',
    '',
    '## Codes that end a command',
    '',
    '| code | what it means | what to do |',
    '| --- | --- | --- |',
    ...Object.entries(FAULTS).map(([code, row]) => `| \`${code}\` | ${cell(row.summary)} | ${cell(row.fix)} |`),
    '',
    ...diagnosticTable('Loading an app', loaderDiagnostics.rows),
    ...diagnosticTable('AppSync: schema and resolvers', appsync.rows),
    ...diagnosticTable('AppSync: APPSYNC_JS', jsDiagnostics.rows),
    ...diagnosticTable('AppSync: data sources', sources.rows),
    ...diagnosticTable('DynamoDB', dynamodb.rows),
    ...diagnosticTable('Step Functions', stepfunctions.rows),
    ...diagnosticTable('SQS and SNS', messaging.rows),
    ...diagnosticTable('IAM', iam.rows),
  ].join('\n');
}

const bullets = (names: readonly string[]): string[] => ['', names.map((name) => `\`${name}\``).join(', '), ''];

const without = (all: readonly { readonly name: string }[], refused: readonly { readonly name: string }[]): string[] =>
  all.map((one) => one.name).filter((name) => !refused.some((one) => one.name === name));

function coveragePage(): string {
  return [
    '# Coverage',
    '',
    'Generated from the registries in `src/`. What is recognised and not emulated is refused by name.',
    '',
    '## AppSync',
    '',
    '### Data sources',
    '',
    '| type | covers |',
    '| --- | --- |',
    ...Object.values(SOURCES).map((source) => `| ${source.type} | ${cell(source.covers)} |`),
    '',
    '### Authorization',
    '',
    'API_KEY, AWS_IAM, OPENID_CONNECT, AMAZON_COGNITO_USER_POOLS and AWS_LAMBDA are verified at every door. OpenID Connect tokens also with HS256, HS384 or HS512, by a secret (`kty: oct`) of the key set (docs/decisions/0013-authentication.md).',
    '',
    '### Scalars',
    ...bullets(SCALARS.map((scalar) => scalar.name)),
    '### Directives',
    '',
    'Known without being declared; those of merged APIs (@canonical, @hidden, @renamed) change nothing yet.',
    ...bullets(DIRECTIVES.map((directive) => `@${directive.name.value}`)),
    '### Control plane (REST)',
    ...bullets(appsyncOperations.map((operation) => operation.name)),
    '## DynamoDB',
    ...bullets(without(dynamodbOperations, dynamodbRefused)),
    'Refused by name:',
    ...bullets(dynamodbRefused.map((operation) => operation.name)),
    '## Step Functions',
    '',
    '### Operations',
    ...bullets(stepfunctionsOperations.map((operation) => operation.name)),
    '### State types',
    ...bullets(STATE_TYPES.map((state) => state.type)),
    '### Integrations',
    ...bullets(
      INTEGRATIONS.flatMap(({ service, actions }) => Object.keys(actions).map((action) => `${service}:${action}`)),
    ),
    '## CloudWatch Logs',
    '',
    'Execution logs of state machines, and what PutLogEvents brings. No Insights, subscriptions or metric filters.',
    ...bullets(logsOperations.map((operation) => operation.name)),
    '## SQS',
    '',
    'Standard and FIFO queues. A POST to the URL of a queue works, too. The Query protocol of old SDKs is not spoken; policies are kept and not asked.',
    ...bullets(SQS_OPERATIONS.map((operation) => operation.name)),
    'Refused by name:',
    ...bullets(sqsRefused.map((operation) => operation.name)),
    '## SNS',
    '',
    'Standard and FIFO topics. What would be mailed or texted is kept: `GET /_offsync/messages`.',
    '',
    'Protocols of subscriptions:',
    ...bullets(Object.keys(snsProtocols)),
    'Operations:',
    ...bullets(SNS_OPERATIONS.map((operation) => operation.name)),
    'Refused by name:',
    ...bullets(SNS_NOT_EMULATED),
    '## CloudFormation resource types',
    '',
    'Other types answer Ref and GetAtt and are listed as diagnostics.',
    ...bullets([...RESOURCE_TYPES.keys()]),
    '## IAM and STS',
    '',
    'Signatures are checked at every door; policies are asked by AppSync (`appsync:GraphQL` of each field) and by STS. Condition',
    'operators, each with `IfExists`, `ForAllValues` and `ForAnyValue`:',
    ...bullets([...conditionOperators.keys()]),
    'Operations of STS:',
    ...bullets(stsOperations.map(({ name }) => name)),
    'Operations of IAM:',
    ...bullets(iamOperations.map(({ name }) => name)),
    '## Lambda',
    '',
    'Invoke, GetFunction and ListFunctions; Node handlers in workers, Python handlers in child processes.',
    '',
  ].join('\n');
}

export const PAGES: Readonly<Record<string, () => string>> = {
  'docs/coverage.md': coveragePage,
  'docs/errors.md': errorsPage,
  'docs/routing.md': () => renderRoutingTable(ROUTES),
};
