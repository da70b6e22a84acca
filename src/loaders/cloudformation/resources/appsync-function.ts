// AWS::AppSync::FunctionConfiguration (aws-resource-appsync-functionconfiguration).
import { formatArn } from '../../../aws/arn.js';
import { stableId } from '../../stable-id.js';
import { attributeTable, properties, type Resource, type ResourceType } from '../resource.js';
import { CODE_PROPERTIES, unitCode } from './unit-code.js';

const idOf = (resource: Resource): string => stableId(`function:${resource.path}`);

function arnOf(resource: Resource): string {
  const { properties: read, options } = resource;
  return formatArn(options.account, 'appsync', `apis/${read.text('ApiId') ?? ''}/functions/${idOf(resource)}`);
}

export const appsyncFunction: ResourceType = {
  type: 'AWS::AppSync::FunctionConfiguration',
  properties: properties(
    ['ApiId', 'Name', 'DataSourceName', 'MaxBatchSize', ...CODE_PROPERTIES],
    ['Description', 'FunctionVersion'],
    ['SyncConfig'],
  ),
  ref: arnOf,
  attribute: attributeTable({
    FunctionArn: arnOf,
    FunctionId: idOf,
    Name: (resource) => resource.properties.text('Name'),
    DataSourceName: (resource) => resource.properties.text('DataSourceName'),
  }),
  build(resource, draft) {
    const read = resource.properties;
    const apiId = read.needText('ApiId');
    const name = read.needText('Name');
    const dataSourceName = read.needText('DataSourceName');
    const maxBatchSize = read.number('MaxBatchSize');
    const code = unitCode(resource);
    if (apiId === undefined || name === undefined || dataSourceName === undefined || !code) return;
    const made = {
      id: idOf(resource),
      name,
      dataSourceName,
      code,
      ...(maxBatchSize !== undefined && { maxBatchSize }),
      place: resource.place,
    };
    draft.part(apiId, { kind: 'function', function: made }, resource.place);
  },
};
