// AWS::SNS::Topic (aws-resource-sns-topic), with the subscriptions that stand inside it.
import { formatArn } from '../../../aws/arn.js';
import { attributeTable, properties, type Resource, type ResourceType } from '../resource.js';
import { attributesOf } from './attribute-texts.js';
import { subscriptionOf } from './sns-subscription.js';
import { tagsOf } from './tags.js';

const TEXTS = [
  'ContentBasedDeduplication',
  'DisplayName',
  'FifoThroughputScope',
  'FifoTopic',
  'KmsMasterKeyId',
  'SignatureVersion',
  'TracingConfig',
];

function nameOf(resource: Resource): string {
  const named = resource.properties.text('TopicName');
  if (named !== undefined) return named;
  return resource.properties.flag('FifoTopic') === true ? `${resource.generatedName}.fifo` : resource.generatedName;
}

const arnOf = (resource: Resource): string => formatArn(resource.options.account, 'sns', nameOf(resource));

export const snsTopic: ResourceType = {
  type: 'AWS::SNS::Topic',
  properties: properties(
    ['TopicName', 'Subscription', 'Tags', ...TEXTS],
    ['DataProtectionPolicy', 'DeliveryStatusLogging'],
    ['ArchivePolicy'],
  ),
  ref: arnOf,
  attribute: attributeTable({ TopicArn: arnOf, TopicName: nameOf }),
  build(resource, draft) {
    const read = resource.properties;
    const { FifoTopic: fifo, ...attributes } = attributesOf(read, TEXTS, []);
    draft.topic({
      name: nameOf(resource),
      attributes: { ...attributes, ...(fifo === 'true' && { FifoTopic: 'true' }) },
      tags: tagsOf(read),
      place: resource.place,
    });
    for (const one of read.objects('Subscription')) {
      const made = subscriptionOf(one, arnOf(resource), {}, resource.place);
      if (made) draft.subscription(made);
    }
  },
};
