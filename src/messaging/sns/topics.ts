// CreateTopic, DeleteTopic, ListTopics, GetTopicAttributes and SetTopicAttributes.
// https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
import { formatArn } from '../../aws/arn.js';
import { checkTopic, checkTopicAttribute, invalid, isFifo } from '../topics/settings.js';
import {
  needText,
  pageOf,
  readMap,
  readTags,
  readText,
  type SnsOperation,
  type SnsPorts,
  topicOf,
} from './operation.js';

const arnOf = (name: string, { account }: SnsPorts): string => formatArn(account, 'sns', name);

export const createTopic: SnsOperation = {
  name: 'CreateTopic',
  async handle(input, ports) {
    const name = needText(input, 'Name');
    const attributes = readMap(input, 'Attributes');
    const tags = readTags(input);
    checkTopic(name, attributes);
    const known = ports.program().topics.get(name);
    if (!known) {
      await ports.control.apply({ kind: 'topics', put: { name, attributes, tags, place: {} } });
    } else if (Object.entries(attributes).some(([key, value]) => known.attributes[key] !== value)) {
      throw invalid('Attributes Reason: Topic already exists with different attributes');
    } else if (Object.entries(tags).some(([key, value]) => known.tags[key] !== value)) {
      throw invalid('Tags Reason: Topic already exists with different tags');
    }
    return { TopicArn: arnOf(name, ports) };
  },
};

export const deleteTopic: SnsOperation = {
  name: 'DeleteTopic',
  async handle(input, ports) {
    const arn = needText(input, 'TopicArn');
    const name = arn.split(':')[5] ?? '';
    // A topic that is not there is deleted already.
    if (!ports.program().topics.has(name)) return {};
    for (const { definition } of ports.program().byTopic.get(arn) ?? []) {
      await ports.control.apply({ kind: 'subscriptions', remove: definition.name });
    }
    await ports.control.apply({ kind: 'topics', remove: name });
    return {};
  },
};

export const listTopics: SnsOperation = {
  name: 'ListTopics',
  handle(input, ports) {
    const { page, next } = pageOf([...ports.program().topics.keys()].sort(), input);
    return { Topics: page.map((name) => ({ TopicArn: arnOf(name, ports) })), ...next };
  },
};

/** The policy that AWS gives a topic that has none of its own. */
function defaultPolicy(arn: string, accountId: string): string {
  const actions = [
    'GetTopicAttributes',
    'SetTopicAttributes',
    'AddPermission',
    'RemovePermission',
    'DeleteTopic',
    'Subscribe',
    'ListSubscriptionsByTopic',
    'Publish',
  ];
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: actions.map((action) => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
      },
    ],
  });
}

const DELIVERY_POLICY = JSON.stringify({
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
});

export const getTopicAttributes: SnsOperation = {
  name: 'GetTopicAttributes',
  handle(input, ports) {
    const arn = needText(input, 'TopicArn');
    const topic = topicOf(arn, ports);
    const subscriptions = ports.program().byTopic.get(arn) ?? [];
    const pending = subscriptions.filter(({ definition }) => definition.pendingToken !== undefined).length;
    const { accountId } = ports.account;
    const told = {
      Policy: defaultPolicy(arn, accountId),
      Owner: accountId,
      SubscriptionsPending: String(pending),
      TopicArn: arn,
      EffectiveDeliveryPolicy: DELIVERY_POLICY,
      SubscriptionsConfirmed: String(subscriptions.length - pending),
      DisplayName: '',
      SubscriptionsDeleted: '0',
      ...(isFifo(topic.name) && { ContentBasedDeduplication: 'false' }),
      ...topic.attributes,
    };
    return { Attributes: new Map(Object.entries(told)) };
  },
};

export const setTopicAttributes: SnsOperation = {
  name: 'SetTopicAttributes',
  async handle(input, ports) {
    const topic = topicOf(needText(input, 'TopicArn'), ports);
    const name = needText(input, 'AttributeName');
    const value = readText(input, 'AttributeValue') ?? '';
    if (name === 'FifoTopic') throw invalid('AttributeName');
    checkTopicAttribute(topic.name, name, value);
    await ports.control.apply({
      kind: 'topics',
      put: { ...topic, attributes: { ...topic.attributes, [name]: value } },
    });
    return {};
  },
};
