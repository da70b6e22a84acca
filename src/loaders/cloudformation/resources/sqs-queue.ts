// AWS::SQS::Queue (aws-resource-sqs-queue). What its attributes may be is checked by the wing that runs it.
import { formatArn } from '../../../aws/arn.js';
import { attributeTable, nameWithin, properties, type Resource, type ResourceType } from '../resource.js';
import { attributesOf } from './attribute-texts.js';
import { tagsOf } from './tags.js';

const TEXTS = [
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'DelaySeconds',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
];
const DOCUMENTS = ['RedriveAllowPolicy', 'RedrivePolicy'];

function nameOf(resource: Resource): string {
  const named = resource.properties.text('QueueName');
  if (named !== undefined) return named;
  const fifo = resource.properties.flag('FifoQueue') === true;
  return fifo ? `${nameWithin(resource, 75)}.fifo` : nameWithin(resource, 80);
}

const urlOf = (resource: Resource): string =>
  `${resource.options.baseUrl.replace(/\/+$/, '')}/${resource.options.account.accountId}/${nameOf(resource)}`;

export const sqsQueue: ResourceType = {
  type: 'AWS::SQS::Queue',
  properties: properties(['QueueName', 'Tags', ...TEXTS, ...DOCUMENTS]),
  ref: urlOf,
  attribute: attributeTable({
    Arn: (resource) => formatArn(resource.options.account, 'sqs', nameOf(resource)),
    QueueName: nameOf,
    QueueUrl: urlOf,
  }),
  build(resource, draft) {
    const { FifoQueue: fifo, ...attributes } = attributesOf(resource.properties, TEXTS, DOCUMENTS);
    draft.queue({
      name: nameOf(resource),
      // A template may say FifoQueue: false, which the API doesn't take.
      attributes: { ...attributes, ...(fifo === 'true' && { FifoQueue: 'true' }) },
      tags: tagsOf(resource.properties),
      place: resource.place,
    });
  },
};
