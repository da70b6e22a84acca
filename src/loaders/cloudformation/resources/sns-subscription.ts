// AWS::SNS::Subscription (aws-resource-sns-subscription). Endpoints over HTTP have to confirm, as they do at AWS.
import type { SubscriptionDefinition } from '../../../definition/model.js';
import type { Place } from '../../../lib/diagnostics.js';
import { stableId, stableUuid } from '../../stable-id.js';
import type { Reader } from '../reader.js';
import { attributeTable, properties, type Resource, type ResourceType } from '../resource.js';
import { attributesOf } from './attribute-texts.js';

const TEXTS = ['FilterPolicyScope', 'RawMessageDelivery', 'SubscriptionRoleArn'];
const DOCUMENTS = ['DeliveryPolicy', 'FilterPolicy', 'RedrivePolicy', 'ReplayPolicy'];

export function subscriptionOf(
  read: Reader,
  topicArn: string,
  attributes: Readonly<Record<string, string>>,
  place: Place,
): SubscriptionDefinition | undefined {
  const protocol = read.needText('Protocol');
  const endpoint = read.needText('Endpoint');
  if (protocol === undefined || endpoint === undefined) return undefined;
  const id = stableUuid(`subscription:${topicArn}:${protocol}:${endpoint}`);
  return {
    name: `${topicArn}:${id}`,
    topicArn,
    protocol,
    endpoint,
    attributes,
    ...(/^https?$/.test(protocol) && { pendingToken: stableId(`token:${id}`, 48) }),
    place,
  };
}

const arnOf = (resource: Resource): string => {
  const { properties: read } = resource;
  const topic = read.text('TopicArn') ?? '';
  return `${topic}:${stableUuid(`subscription:${topic}:${read.text('Protocol')}:${read.text('Endpoint')}`)}`;
};

export const snsSubscription: ResourceType = {
  type: 'AWS::SNS::Subscription',
  properties: properties(['TopicArn', 'Protocol', 'Endpoint', ...TEXTS, ...DOCUMENTS], ['Region']),
  ref: arnOf,
  attribute: attributeTable({ Arn: arnOf }),
  build(resource, draft) {
    const read = resource.properties;
    const topicArn = read.needText('TopicArn');
    if (topicArn === undefined) return;
    const made = subscriptionOf(read, topicArn, attributesOf(read, TEXTS, DOCUMENTS), resource.place);
    if (made) draft.subscription(made);
  },
};
