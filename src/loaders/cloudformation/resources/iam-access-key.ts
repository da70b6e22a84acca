// AWS::IAM::AccessKey (aws-resource-iam-accesskey). Id and secret are made up and always the same; another Serial gives others.
import { madeAccessKey } from '../../iam-names.js';
import { attributeTable, properties, type Resource, type ResourceType } from '../resource.js';

function keyOf(resource: Resource): { readonly id: string; readonly secret: string } {
  return madeAccessKey(`${resource.path}:${resource.properties.text('Serial') ?? ''}`);
}

export const iamAccessKey: ResourceType = {
  type: 'AWS::IAM::AccessKey',
  properties: properties(['UserName', 'Status', 'Serial']),
  ref: (resource) => keyOf(resource).id,
  attribute: attributeTable({ SecretAccessKey: (resource) => keyOf(resource).secret }),
  build(resource, draft) {
    const read = resource.properties;
    const userName = read.needText('UserName');
    const status = read.choice('Status', ['Active', 'Inactive'] as const) ?? 'Active';
    if (userName === undefined) return;
    draft.iam.accessKey(userName, { ...keyOf(resource), status, place: resource.place });
  },
};
