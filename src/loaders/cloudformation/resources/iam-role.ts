// AWS::IAM::Role (aws-resource-iam-role). Most are for services of AWS, which assume theirs without asking anybody here.
import { iamId } from '../../iam-names.js';
import { attributeTable, properties, type ResourceType } from '../resource.js';
import { arnOf, boundaryOf, documentOf, entityOf, nameOf } from './iam-entity.js';
import { tagsOf } from './tags.js';

const DEFAULT_SESSION_SECONDS = 3_600;

export const iamRole: ResourceType = {
  type: 'AWS::IAM::Role',
  properties: properties(
    [
      'RoleName',
      'Path',
      'AssumeRolePolicyDocument',
      'Policies',
      'ManagedPolicyArns',
      'MaxSessionDuration',
      'PermissionsBoundary',
      'Tags',
    ],
    ['Description'],
  ),
  ref: (resource) => nameOf(resource, 'RoleName'),
  attribute: attributeTable({
    Arn: (resource) => arnOf(resource, 'role', 'RoleName'),
    RoleId: (resource) => iamId('role', resource.path),
  }),
  build(resource, draft) {
    const read = resource.properties;
    const trustPolicy = documentOf(read, 'AssumeRolePolicyDocument');
    const entity = entityOf(resource, 'role', 'RoleName');
    const maxSessionSeconds = read.number('MaxSessionDuration') ?? DEFAULT_SESSION_SECONDS;
    if (!trustPolicy) return;
    draft.iam.role({ ...entity, trustPolicy, maxSessionSeconds, tags: tagsOf(read), ...boundaryOf(read) });
  },
};
