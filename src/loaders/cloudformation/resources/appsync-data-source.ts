// AWS::AppSync::DataSource (aws-resource-appsync-datasource). The settings of each type keep AWS's names, beginning with a
// small letter as in the AppSync API; what they mean is the business of appsync/sources.
import { formatArn } from '../../../aws/arn.js';
import type { DataSourceType } from '../../../definition/model.js';
import { isObject } from '../../../lib/json.js';
import { attributeTable, properties, type Resource, type ResourceType } from '../resource.js';

/** The property that holds the settings of each type. */
const CONFIG_OF: Readonly<Record<DataSourceType, string | undefined>> = {
  NONE: undefined,
  AMAZON_DYNAMODB: 'DynamoDBConfig',
  AWS_LAMBDA: 'LambdaConfig',
  HTTP: 'HttpConfig',
  RELATIONAL_DATABASE: 'RelationalDatabaseConfig',
  AMAZON_OPENSEARCH_SERVICE: 'OpenSearchServiceConfig',
  AMAZON_ELASTICSEARCH: 'ElasticsearchConfig',
  AMAZON_EVENTBRIDGE: 'EventBridgeConfig',
  // It has no settings.
  AMAZON_BEDROCK_RUNTIME: undefined,
};
const TYPES = Object.keys(CONFIG_OF) as DataSourceType[];

/** Settings that are booleans, which templates may write as text. */
const FLAGS = new Set(['useCallerCredentials', 'versioned']);

function camelCase(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => camelCase(item));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        const lower = name.charAt(0).toLowerCase() + name.slice(1);
        return [lower, camelCase(inner, lower)];
      }),
    );
  }
  return FLAGS.has(key) && typeof value === 'string' ? value.toLowerCase() === 'true' : value;
}

function arnOf(resource: Resource): string {
  const { properties: read, options } = resource;
  return formatArn(
    options.account,
    'appsync',
    `apis/${read.text('ApiId') ?? ''}/datasources/${read.text('Name') ?? ''}`,
  );
}

export const appsyncDataSource: ResourceType = {
  type: 'AWS::AppSync::DataSource',
  properties: properties(
    ['ApiId', 'Name', 'Type', ...Object.values(CONFIG_OF).filter((name) => name !== undefined)],
    ['Description', 'ServiceRoleArn', 'MetricsConfig'],
  ),
  ref: arnOf,
  attribute: attributeTable({ DataSourceArn: arnOf, Name: (resource) => resource.properties.text('Name') }),
  build(resource, draft) {
    const read = resource.properties;
    const apiId = read.needText('ApiId');
    const name = read.needText('Name');
    read.needText('Type');
    const type = read.choice('Type', TYPES);
    if (apiId === undefined || name === undefined || type === undefined) return;
    const property = CONFIG_OF[type];
    const settings = property === undefined ? undefined : read.raw(property);
    if (property !== undefined && !read.has(property)) read.missing(property);
    else if (settings !== undefined && !isObject(settings)) read.refuse(property!, 'an object');
    const config = isObject(settings) ? (camelCase(settings) as Record<string, unknown>) : {};
    draft.part(
      apiId,
      { kind: 'dataSource', dataSource: { name, type, config, place: resource.place } },
      resource.place,
    );
  },
};
