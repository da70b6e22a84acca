// Subscribe, ConfirmSubscription, Unsubscribe, the lists of subscriptions, and their attributes.
// https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
import type { SubscriptionDefinition } from '../../definition/model.js';
import { invalid } from '../topics/settings.js';
import { compileSubscription, PROTOCOLS } from '../topics/subscription.js';
import {
  needText,
  notFound,
  pageOf,
  readMap,
  readText,
  type SnsOperation,
  type SnsPorts,
  subscriptionOf,
  topicOf,
} from './operation.js';

const PENDING = 'pending confirmation';

export const subscribe: SnsOperation = {
  name: 'Subscribe',
  async handle(input, ports) {
    const topicArn = needText(input, 'TopicArn');
    const protocol = needText(input, 'Protocol');
    const endpoint = readText(input, 'Endpoint') ?? '';
    const attributes = readMap(input, 'Attributes');
    const told = (one: SubscriptionDefinition): string =>
      one.pendingToken === undefined || readText(input, 'ReturnSubscriptionArn') === 'true' ? one.name : PENDING;
    const draft: SubscriptionDefinition = {
      name: `${topicArn}:${ports.random.uuid()}`,
      topicArn,
      protocol,
      endpoint,
      attributes,
      place: {},
    };
    compileSubscription(draft);
    topicOf(topicArn, ports);
    const known = (ports.program().byTopic.get(topicArn) ?? [])
      .map(({ definition }) => definition)
      .find((one) => one.protocol === protocol && one.endpoint === endpoint);
    if (known) {
      if (Object.entries(attributes).some(([name, value]) => known.attributes[name] !== value)) {
        throw invalid('Attributes Reason: Subscription already exists with different attributes');
      }
      return { SubscriptionArn: told(known) };
    }
    const token = Buffer.from(ports.random.bytes(32)).toString('hex');
    const made = PROTOCOLS[protocol]?.confirmed ? { ...draft, pendingToken: token } : draft;
    await ports.control.apply({ kind: 'subscriptions', put: made });
    return { SubscriptionArn: told(made) };
  },
};

export const confirmSubscription: SnsOperation = {
  name: 'ConfirmSubscription',
  async handle(input, ports) {
    const topicArn = needText(input, 'TopicArn');
    const token = needText(input, 'Token');
    topicOf(topicArn, ports);
    const found = (ports.program().byTopic.get(topicArn) ?? [])
      .map(({ definition }) => definition)
      .find((one) => one.pendingToken === token);
    if (!found) throw invalid('Token');
    const { pendingToken: _, ...confirmed } = found;
    await ports.control.apply({ kind: 'subscriptions', put: confirmed });
    return { SubscriptionArn: found.name };
  },
};

export const unsubscribe: SnsOperation = {
  name: 'Unsubscribe',
  async handle(input, ports) {
    const arn = needText(input, 'SubscriptionArn');
    if (arn.split(':').length !== 7) {
      throw invalid(`SubscriptionArn Reason: An ARN must have at least 6 elements, not ${arn.split(':').length}`);
    }
    if (ports.program().subscriptions.has(arn)) {
      await ports.control.apply({ kind: 'subscriptions', remove: arn });
    }
    return {};
  },
};

const shown = (one: SubscriptionDefinition, { account }: SnsPorts) => ({
  SubscriptionArn: one.pendingToken === undefined ? one.name : 'PendingConfirmation',
  Owner: account.accountId,
  Protocol: one.protocol,
  Endpoint: one.endpoint,
  TopicArn: one.topicArn,
});

export const listSubscriptions: SnsOperation = {
  name: 'ListSubscriptions',
  handle(input, ports) {
    const { page, next } = pageOf([...ports.program().subscriptions.values()], input);
    return { Subscriptions: page.map(({ definition }) => shown(definition, ports)), ...next };
  },
};

export const listSubscriptionsByTopic: SnsOperation = {
  name: 'ListSubscriptionsByTopic',
  handle(input, ports) {
    const topicArn = needText(input, 'TopicArn');
    topicOf(topicArn, ports);
    const { page, next } = pageOf(ports.program().byTopic.get(topicArn) ?? [], input);
    return { Subscriptions: page.map(({ definition }) => shown(definition, ports)), ...next };
  },
};

export const getSubscriptionAttributes: SnsOperation = {
  name: 'GetSubscriptionAttributes',
  handle(input, ports) {
    const one = subscriptionOf(needText(input, 'SubscriptionArn'), ports);
    const { accountId } = ports.account;
    const told = {
      SubscriptionArn: one.name,
      TopicArn: one.topicArn,
      Protocol: one.protocol,
      Endpoint: one.endpoint,
      Owner: accountId,
      PendingConfirmation: String(one.pendingToken !== undefined),
      ConfirmationWasAuthenticated: String(one.pendingToken === undefined),
      RawMessageDelivery: 'false',
      SubscriptionPrincipal: `arn:aws:iam::${accountId}:root`,
      ...(one.attributes['FilterPolicy'] !== undefined && { FilterPolicyScope: 'MessageAttributes' }),
      ...one.attributes,
    };
    return { Attributes: new Map(Object.entries(told)) };
  },
};

export const setSubscriptionAttributes: SnsOperation = {
  name: 'SetSubscriptionAttributes',
  async handle(input, ports) {
    const one = subscriptionOf(needText(input, 'SubscriptionArn'), ports);
    const name = needText(input, 'AttributeName');
    const value = readText(input, 'AttributeValue') ?? '';
    const { [name]: _, ...others } = one.attributes;
    const changed = { ...one, attributes: value === '' ? others : { ...others, [name]: value } };
    if (value === '') compileSubscription({ ...changed, attributes: { ...others, [name]: value } });
    compileSubscription(changed);
    if (name === 'RedrivePolicy' && value !== '') {
      const { deadLetterQueue } = compileSubscription(changed);
      if (deadLetterQueue !== undefined && !ports.queues.find(deadLetterQueue)) {
        throw notFound('Dead-letter queue does not exist');
      }
    }
    await ports.control.apply({ kind: 'subscriptions', put: changed });
    return {};
  },
};
