// `queues:` and `topics:` of offsync.yaml -> queues, topics, subscriptions and the functions that are called with messages.
// Called by load.ts; what attributes may be is checked where queues are compiled.
import { formatArn } from '../../aws/arn.js';
import type {
  Definition,
  QueueDefinition,
  QueueMappingDefinition,
  SubscriptionDefinition,
} from '../../definition/model.js';
import type { Place } from '../../lib/diagnostics.js';
import type { LoadOptions } from '../options.js';
import { stableId, stableUuid } from '../stable-id.js';
import type { Config, QueueConfig, TopicConfig } from './config.js';

interface Context {
  readonly options: LoadOptions;
  readonly placeAt: (...path: string[]) => Place;
}

/** After so many receipts a message is a dead letter, when nobody says. */
const RECEIPTS = 3;

function createQueue(name: string, config: QueueConfig, { options, placeAt }: Context): QueueDefinition {
  const { deadLetters } = config;
  const redrive = deadLetters && {
    deadLetterTargetArn: formatArn(options.account, 'sqs', deadLetters.queue),
    maxReceiveCount: deadLetters.after ?? RECEIPTS,
  };
  return {
    name,
    attributes: {
      ...(name.endsWith('.fifo') && { FifoQueue: 'true' }),
      ...(redrive && { RedrivePolicy: JSON.stringify(redrive) }),
      ...config.attributes,
    },
    tags: config.tags ?? {},
    place: placeAt('queues', name),
  };
}

function createMappings(name: string, config: QueueConfig, { placeAt }: Context): readonly QueueMappingDefinition[] {
  return (config.triggers ?? []).map((trigger) => ({
    id: stableId(`trigger:${name}:${trigger.function}`),
    functionName: trigger.function,
    queueName: name,
    enabled: trigger.enabled ?? true,
    batchSize: trigger.batchSize ?? 10,
    batchingWindowSeconds: trigger.batchingWindow ?? 0,
    reportBatchItemFailures: trigger.reportBatchItemFailures ?? false,
    ...(trigger.filters && { filters: trigger.filters }),
    ...(trigger.maximumConcurrency && { maximumConcurrency: trigger.maximumConcurrency }),
    place: placeAt('queues', name, 'triggers'),
  }));
}

function createSubscriptions(
  topic: string,
  config: TopicConfig,
  { options, placeAt }: Context,
): readonly SubscriptionDefinition[] {
  const topicArn = formatArn(options.account, 'sns', topic);
  return (config.subscriptions ?? []).map((one, index) => {
    const [protocol, endpoint] =
      'queue' in one
        ? ['sqs', formatArn(options.account, 'sqs', one.queue)]
        : 'function' in one
          ? ['lambda', formatArn(options.account, 'lambda', `function:${one.function}`)]
          : [one.protocol, one.endpoint];
    const id = stableUuid(`subscription:${topic}:${protocol}:${endpoint}`);
    return {
      name: `${topicArn}:${id}`,
      topicArn,
      protocol,
      endpoint,
      attributes: one.attributes ?? {},
      ...(/^https?$/.test(protocol) && { pendingToken: stableId(`token:${id}`, 48) }),
      place: placeAt('topics', topic, 'subscriptions', String(index)),
    };
  });
}

export function createMessaging(
  config: Config,
  context: Context,
): Pick<Definition, 'queues' | 'queueMappings' | 'topics' | 'subscriptions'> {
  const queues = Object.entries(config.queues ?? {});
  const topics = Object.entries(config.topics ?? {});
  return {
    queues: queues.map(([name, queue]) => createQueue(name, queue, context)),
    queueMappings: queues.flatMap(([name, queue]) => createMappings(name, queue, context)),
    topics: topics.map(([name, topic]) => ({
      name,
      attributes: { ...(name.endsWith('.fifo') && { FifoTopic: 'true' }), ...topic.attributes },
      tags: topic.tags ?? {},
      place: context.placeAt('topics', name),
    })),
    subscriptions: topics.flatMap(([name, topic]) => createSubscriptions(name, topic, context)),
  };
}
