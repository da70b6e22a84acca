// AWS::IAM::UserToGroupAddition (aws-resource-iam-usertogroupaddition).
import { attributeTable, properties, type ResourceType } from '../resource.js';

export const iamUserToGroupAddition: ResourceType = {
  type: 'AWS::IAM::UserToGroupAddition',
  properties: properties(['GroupName', 'Users']),
  ref: (resource) => resource.generatedName,
  attribute: attributeTable({ Id: (resource) => resource.generatedName }),
  build(resource, draft) {
    const groupName = resource.properties.needText('GroupName');
    const users = resource.properties.texts('Users');
    if (groupName !== undefined) draft.iam.members(groupName, users);
  },
};
