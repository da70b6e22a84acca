// AWS::IAM::User (aws-resource-iam-user).
import { attributeTable, properties, type Resource, type ResourceType } from '../resource.js';
import { arnOf, boundaryOf, entityOf, nameOf } from './iam-entity.js';
import { tagsOf } from './tags.js';

export const iamUser: ResourceType = {
  type: 'AWS::IAM::User',
  properties: properties(
    ['UserName', 'Path', 'Groups', 'Policies', 'ManagedPolicyArns', 'PermissionsBoundary', 'Tags'],
    ['LoginProfile'],
  ),
  ref: (resource: Resource) => nameOf(resource, 'UserName'),
  attribute: attributeTable({ Arn: (resource) => arnOf(resource, 'user', 'UserName') }),
  build(resource, draft) {
    const read = resource.properties;
    draft.iam.user({
      ...entityOf(resource, 'user', 'UserName'),
      accessKeys: [],
      groups: read.texts('Groups'),
      tags: tagsOf(read),
      ...boundaryOf(read),
    });
  },
};
