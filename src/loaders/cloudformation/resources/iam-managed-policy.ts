// AWS::IAM::ManagedPolicy (aws-resource-iam-managedpolicy). Its Ref is its ARN.
import { attributeTable, properties, type Resource, type ResourceType } from '../resource.js';
import { arnOf, documentOf, nameOf } from './iam-entity.js';

const ownArn = (resource: Resource): string => arnOf(resource, 'policy', 'ManagedPolicyName');

export const iamManagedPolicy: ResourceType = {
  type: 'AWS::IAM::ManagedPolicy',
  properties: properties(['ManagedPolicyName', 'Path', 'PolicyDocument', 'Users', 'Groups', 'Roles'], ['Description']),
  ref: ownArn,
  attribute: attributeTable({ PolicyArn: ownArn }),
  build(resource, draft) {
    const read = resource.properties;
    const found = documentOf(read, 'PolicyDocument');
    const holders = { users: read.texts('Users'), groups: read.texts('Groups'), roles: read.texts('Roles') };
    if (!found) return;
    const name = nameOf(resource, 'ManagedPolicyName');
    draft.iam.managedPolicy({ name, arn: ownArn(resource), ...found }, holders);
  },
};
