// AWS::CloudFormation::Stack (aws-resource-cloudformation-stack). stack.ts makes the stack behind it; its outputs are
// attributes here.
import { formatArn } from '../../../aws/arn.js';
import { stableId } from '../../stable-id.js';
import { properties, type ResourceType } from '../resource.js';

export const NESTED_STACK = 'AWS::CloudFormation::Stack';

export const nestedStack: ResourceType = {
  type: NESTED_STACK,
  properties: properties(['TemplateURL', 'Parameters'], ['NotificationARNs', 'Tags', 'TimeoutInMinutes']),
  ref: (resource) =>
    formatArn(
      resource.options.account,
      'cloudformation',
      `stack/${resource.generatedName}/${stableId(`stack:${resource.path}`)}`,
    ),
  attribute: (resource, name) =>
    name.startsWith('Outputs.') ? resource.output(name.slice('Outputs.'.length)) : undefined,
  build: () => {},
};
