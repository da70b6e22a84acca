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
import type { DiagnosticRow } from '../src/lib/diagnostics.js';
import { FAULTS } from '../src/lib/faults.js';
import { RESOURCE_TYPES } from '../src/loaders/cloudformation/resources/index.js';
import { loaderDiagnostics } from '../src/loaders/index.js';
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
    'API_KEY is verified. AWS_IAM, OPENID_CONNECT, AMAZON_COGNITO_USER_POOLS and AWS_LAMBDA are recognised and refused by name.',
    '',
    '### Scalars',
    ...bullets(SCALARS.map((scalar) => scalar.name)),
    '### Directives',
    '',
    'Known without being declared; the authorization directives and those of merged APIs are not enforced yet.',
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
    '## CloudFormation resource types',
    '',
    'Other types answer Ref and GetAtt and are listed as diagnostics.',
    ...bullets([...RESOURCE_TYPES.keys()]),
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
