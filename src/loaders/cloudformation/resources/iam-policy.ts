// AWS::IAM::Policy (aws-resource-iam-policy), an inline policy of whomever it names, and its newer forms for one holder:
// AWS::IAM::UserPolicy, GroupPolicy and RolePolicy.
import type { Holders } from '../iam-draft.js';
import { attributeTable, properties, type Resource, type ResourceType } from '../resource.js';
import { documentOf } from './iam-entity.js';

function policyType(type: string, used: readonly string[], holdersOf: (resource: Resource) => Holders): ResourceType {
  return {
    type,
    properties: properties(['PolicyName', 'PolicyDocument', ...used]),
    ref: (resource) => resource.properties.text('PolicyName') ?? resource.generatedName,
    attribute: attributeTable({ Id: (resource) => resource.generatedName }),
    build(resource, draft) {
      const read = resource.properties;
      const name = read.needText('PolicyName');
      const holders = holdersOf(resource);
      // The forms for one holder may leave the document out.
      const found =
        type === 'AWS::IAM::Policy' || read.has('PolicyDocument') ? documentOf(read, 'PolicyDocument') : undefined;
      if (name === undefined || !found) return;
      draft.iam.inlinePolicy({ name, ...found }, holders);
    },
  };
}

const NOBODY: Holders = { users: [], groups: [], roles: [] };

const one = (resource: Resource, property: string): readonly string[] => {
  const name = resource.properties.needText(property);
  return name === undefined ? [] : [name];
};

export const iamPolicy = policyType('AWS::IAM::Policy', ['Users', 'Groups', 'Roles'], ({ properties: read }) => ({
  users: read.texts('Users'),
  groups: read.texts('Groups'),
  roles: read.texts('Roles'),
}));
export const iamUserPolicy = policyType('AWS::IAM::UserPolicy', ['UserName'], (resource) => ({
  ...NOBODY,
  users: one(resource, 'UserName'),
}));
export const iamGroupPolicy = policyType('AWS::IAM::GroupPolicy', ['GroupName'], (resource) => ({
  ...NOBODY,
  groups: one(resource, 'GroupName'),
}));
export const iamRolePolicy = policyType('AWS::IAM::RolePolicy', ['RoleName'], (resource) => ({
  ...NOBODY,
  roles: one(resource, 'RoleName'),
}));
