// A subscription: which protocols there are, what their endpoints look like, which attributes it may have.
// https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
import { parseArn } from '../../aws/arn.js';
import { notEmulated } from '../../aws/errors.js';
import type { SubscriptionDefinition } from '../../definition/model.js';
import { isObject, tryParse } from '../../lib/json.js';
import type { Subscription } from '../model.js';
import { compileFilterPolicy, type FilterPolicy } from './filter-policy.js';
import { invalid, isFifo, topicNameOf } from './settings.js';

interface Protocol {
  readonly fits: (endpoint: string) => boolean;
  /** What AWS says of an endpoint that does not fit. */
  readonly fault: string;
  /** Somebody at the other end has to confirm. */
  readonly confirmed?: true;
  readonly raw?: true;
}

const ofService = (service: string) => (endpoint: string) => parseArn(endpoint)?.service === service;

/** Every protocol that is served. */
export const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  sqs: { fits: ofService('sqs'), fault: 'SQS endpoint ARN', raw: true },
  lambda: { fits: ofService('lambda'), fault: 'Lambda endpoint ARN' },
  http: {
    fits: (endpoint) => endpoint.startsWith('http://') && URL.canParse(endpoint),
    fault: 'Endpoint must match the specified protocol',
    confirmed: true,
    raw: true,
  },
  https: {
    fits: (endpoint) => endpoint.startsWith('https://') && URL.canParse(endpoint),
    fault: 'Endpoint must match the specified protocol',
    confirmed: true,
    raw: true,
  },
  email: { fits: (endpoint) => endpoint.includes('@'), fault: 'Email address' },
  'email-json': { fits: (endpoint) => endpoint.includes('@'), fault: 'Email address' },
  sms: { fits: (endpoint) => /^\+?[\d\s()-]{5,20}$/.test(endpoint), fault: 'SMS endpoint' },
};
const NOT_EMULATED = ['application', 'firehose'];

const ATTRIBUTES: Readonly<Record<string, (value: string) => boolean>> = {
  FilterPolicy: (value) => value === '' || isObject(tryParse(value)),
  FilterPolicyScope: (value) => value === 'MessageAttributes' || value === 'MessageBody',
  RawMessageDelivery: (value) => value === 'true' || value === 'false',
  RedrivePolicy: (value) => value === '' || isObject(tryParse(value)),
  DeliveryPolicy: (value) => value === '' || isObject(tryParse(value)),
  SubscriptionRoleArn: () => true,
  ReplayPolicy: () => true,
};

function deadLetterQueueOf(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const policy = tryParse(text);
  const arn = parseArn(String(isObject(policy) ? policy['deadLetterTargetArn'] : ''));
  if (arn?.service !== 'sqs') throw invalid('RedrivePolicy: deadLetterTargetArn is invalid');
  return arn.resource;
}

function filterOf(attributes: Readonly<Record<string, string>>): FilterPolicy | undefined {
  const { FilterPolicy: text = '', FilterPolicyScope: scope } = attributes;
  if (text === '') return undefined;
  const filter = compileFilterPolicy(text, scope);
  if (filter.faults.length > 0) throw invalid(`FilterPolicy: ${filter.faults[0]}`);
  return filter;
}

/** Throws what Subscribe or SetSubscriptionAttributes would answer. */
export function compileSubscription(definition: SubscriptionDefinition): Subscription {
  const { protocol, endpoint, attributes, topicArn } = definition;
  if (NOT_EMULATED.includes(protocol)) throw notEmulated(`The SNS protocol ${protocol}`);
  const row = Object.hasOwn(PROTOCOLS, protocol) ? PROTOCOLS[protocol]! : undefined;
  if (!row) throw invalid(`Amazon SNS does not support this protocol string: ${protocol}`);
  if (!row.fits(endpoint)) throw invalid(row.fault);
  if (isFifo(topicNameOf(topicArn)) && protocol !== 'sqs') {
    throw invalid(`Invalid protocol type: ${protocol}`);
  }
  if (protocol === 'sqs' && isFifo(endpoint) && !isFifo(topicNameOf(topicArn))) {
    throw invalid('Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics');
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (!Object.hasOwn(ATTRIBUTES, name)) throw invalid('AttributeName');
    if (!ATTRIBUTES[name]!(value)) {
      throw invalid(
        name.startsWith('FilterPolicy') && name !== 'FilterPolicyScope'
          ? 'FilterPolicy: failed to parse JSON.'
          : `Attributes Reason: ${name}: Invalid value [${value}].`,
      );
    }
    if (name === 'ReplayPolicy' && value !== '') throw notEmulated('ReplayPolicy of SNS subscriptions');
  }
  const raw = attributes['RawMessageDelivery'] === 'true';
  if (raw && !row.raw) {
    throw invalid(
      `Attributes Reason: RawMessageDelivery: Invalid value [true]. Raw message delivery is not supported for ${protocol}.`,
    );
  }
  return {
    definition,
    filter: filterOf(attributes),
    raw,
    deadLetterQueue: deadLetterQueueOf(attributes['RedrivePolicy']),
  };
}
