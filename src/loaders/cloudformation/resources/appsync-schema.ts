// AWS::AppSync::GraphQLSchema (aws-resource-appsync-graphqlschema).
import { attributeTable, properties, type Resource, type ResourceType } from '../resource.js';
import { textFrom } from './source-text.js';

const idOf = (resource: Resource): string => `${resource.properties.text('ApiId') ?? ''}GraphQLSchema`;

export const appsyncSchema: ResourceType = {
  type: 'AWS::AppSync::GraphQLSchema',
  properties: properties(['ApiId', 'Definition', 'DefinitionS3Location']),
  ref: idOf,
  attribute: attributeTable({ Id: idOf }),
  build(resource, draft) {
    const read = resource.properties;
    const apiId = read.needText('ApiId');
    const schema = textFrom(resource, 'Definition', 'DefinitionS3Location');
    if (schema === 'absent') read.missing('Definition');
    if (apiId === undefined) return;
    draft.part(apiId, { kind: 'schema', schema: typeof schema === 'string' ? undefined : schema }, resource.place);
  },
};
