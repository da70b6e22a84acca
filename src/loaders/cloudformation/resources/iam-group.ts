// AWS::IAM::Group (aws-resource-iam-group).
import { attributeTable, properties, type ResourceType } from '../resource.js';
import { arnOf, entityOf, nameOf } from './iam-entity.js';

export const iamGroup: ResourceType = {
  type: 'AWS::IAM::Group',
  properties: properties(['GroupName', 'Path', 'Policies', 'ManagedPolicyArns']),
  ref: (resource) => nameOf(resource, 'GroupName'),
  attribute: attributeTable({ Arn: (resource) => arnOf(resource, 'group', 'GroupName') }),
  build(resource, draft) {
    draft.iam.group(entityOf(resource, 'group', 'GroupName'));
  },
};
