// AWS::AppSync::Resolver (aws-resource-appsync-resolver).
import { formatArn } from '../../../aws/arn.js';
import type { ResolverDefinition } from '../../../definition/model.js';
import { attributeTable, properties, type Resource, type ResourceType } from '../resource.js';
import { CODE_PROPERTIES, unitCode } from './unit-code.js';

function arnOf(resource: Resource): string {
  const { properties: read, options } = resource;
  const [apiId, type, field] = ['ApiId', 'TypeName', 'FieldName'].map((name) => read.text(name) ?? '');
  return formatArn(options.account, 'appsync', `apis/${apiId}/types/${type}/resolvers/${field}`);
}

export const appsyncResolver: ResourceType = {
  type: 'AWS::AppSync::Resolver',
  properties: properties(
    [
      'ApiId',
      'TypeName',
      'FieldName',
      'DataSourceName',
      'Kind',
      'PipelineConfig',
      'MaxBatchSize',
      'CachingConfig',
      ...CODE_PROPERTIES,
    ],
    ['MetricsConfig'],
    ['SyncConfig'],
  ),
  ref: arnOf,
  attribute: attributeTable({
    ResolverArn: arnOf,
    TypeName: (resource) => resource.properties.text('TypeName'),
    FieldName: (resource) => resource.properties.text('FieldName'),
  }),
  build(resource, draft) {
    const read = resource.properties;
    const apiId = read.needText('ApiId');
    const typeName = read.needText('TypeName');
    const fieldName = read.needText('FieldName');
    const kind = read.choice('Kind', ['UNIT', 'PIPELINE'] as const) ?? 'UNIT';
    const dataSourceName = kind === 'UNIT' ? read.needText('DataSourceName') : undefined;
    const pipeline = read.object('PipelineConfig');
    if (kind === 'PIPELINE' && !pipeline) read.missing('PipelineConfig');
    const functionIds = kind === 'PIPELINE' ? (pipeline?.texts('Functions') ?? []) : [];
    const maxBatchSize = read.number('MaxBatchSize');
    const caching = read.object('CachingConfig');
    const ttlSeconds = caching?.number('Ttl');
    const code = unitCode(resource);
    if (apiId === undefined || typeName === undefined || fieldName === undefined || !code) return;
    if (kind === 'UNIT' && dataSourceName === undefined) return;
    const resolver: ResolverDefinition = {
      typeName,
      fieldName,
      kind,
      ...(dataSourceName !== undefined && { dataSourceName }),
      functionIds,
      code,
      ...(maxBatchSize !== undefined && { maxBatchSize }),
      ...(caching && ttlSeconds !== undefined && { caching: { ttlSeconds, keys: caching.texts('CachingKeys') } }),
      place: resource.place,
    };
    draft.part(apiId, { kind: 'resolver', resolver }, resource.place);
  },
};
