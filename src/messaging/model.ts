// What the wing serves: made by compile(), never changed.
import type {
  QueueDefinition,
  QueueMappingDefinition,
  SubscriptionDefinition,
  TopicDefinition,
} from '../definition/model.js';
import type { FilterPolicy } from './topics/filter-policy.js';

export interface QueueTrigger {
  readonly rules: QueueMappingDefinition;
  readonly accepts: (event: unknown) => boolean;
}

export interface Subscription {
  readonly definition: SubscriptionDefinition;
  readonly filter: FilterPolicy | undefined;
  readonly raw: boolean;
  /** The queue that takes what can't be delivered. */
  readonly deadLetterQueue: string | undefined;
}

export interface MessagingProgram {
  readonly queues: ReadonlyMap<string, QueueDefinition>;
  readonly triggers: readonly QueueTrigger[];
  readonly topics: ReadonlyMap<string, TopicDefinition>;
  /** By ARN. */
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  /** By the ARN of their topic. */
  readonly byTopic: ReadonlyMap<string, readonly Subscription[]>;
}
