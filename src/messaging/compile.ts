// The wing's compile: queues, topics, subscriptions and mappings of a Definition become a Program, and what is wrong with them
// diagnostics. Pure. What has a fault is left out.
import type {
  Definition,
  QueueDefinition,
  QueueMappingDefinition,
  SubscriptionDefinition,
} from '../definition/model.js';
import type { Diagnostic } from '../lib/diagnostics.js';
import { messageOf } from '../lib/errors.js';
import { compileEventPattern } from '../lib/event-pattern.js';
import { found } from './diagnostics.js';
import type { MessagingProgram, QueueTrigger, Subscription } from './model.js';
import { checkAttributes } from './queues/settings.js';
import { checkTopic, topicNameOf } from './topics/settings.js';
import { compileSubscription } from './topics/subscription.js';

type Input = Pick<Definition, 'queues' | 'queueMappings' | 'topics' | 'subscriptions'>;

/** Lambda allows ten when asked (invocation-eventfiltering.md). */
const MOST_FILTERS = 10;

function compileTrigger(rules: QueueMappingDefinition, diagnostics: Diagnostic[]): QueueTrigger[] {
  const filters = (rules.filters ?? []).map(compileEventPattern);
  const faults = filters.flatMap((filter, index) => filter.faults.map((fault) => `filter ${index + 1}: ${fault}`));
  if (filters.length > MOST_FILTERS) faults.push(`there are ${filters.length} filters, and ${MOST_FILTERS} at most`);
  for (const fault of faults) {
    const message = `${rules.functionName}, called with messages of ${rules.queueName}: ${fault}.`;
    diagnostics.push(found.QUEUE_TRIGGER_FILTER(message, rules.place));
  }
  if (faults.length > 0) return [];
  return [{ rules, accepts: (event) => filters.length === 0 || filters.some((filter) => filter.matches(event)) }];
}

/** Throws what is wrong; what was given is used as it is. */
function checked<T>(check: () => T, say: (message: string) => void): T | undefined {
  try {
    return check();
  } catch (error) {
    say(messageOf(error));
    return undefined;
  }
}

export function compile(
  definition: Input,
  previous?: MessagingProgram,
): { readonly program: MessagingProgram; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const names = new Set(definition.queues.map(({ name }) => name));
  const queues = new Map<string, QueueDefinition>();
  for (const queue of definition.queues) {
    const { name, attributes, place } = queue;
    const fine = checked(
      () => {
        checkAttributes(name, attributes, { made: false, exists: (other) => names.has(other) });
        return true;
      },
      (message) => diagnostics.push(found.QUEUE_INVALID(`Queue ${name}: ${message}`, place)),
    );
    if (fine) queues.set(name, queue);
  }
  const triggers = definition.queueMappings.flatMap((mapping) => {
    if (queues.has(mapping.queueName)) return compileTrigger(mapping, diagnostics);
    const message = `${mapping.functionName} is to be called with messages of ${mapping.queueName}, which is no queue of this app.`;
    diagnostics.push(found.QUEUE_TRIGGER(message, mapping.place));
    return [];
  });
  const topics = new Map(
    definition.topics
      .filter((topic) =>
        checked(
          () => {
            checkTopic(topic.name, topic.attributes);
            return true;
          },
          (message) => diagnostics.push(found.TOPIC_INVALID(`Topic ${topic.name}: ${message}`, topic.place)),
        ),
      )
      .map((topic) => [topic.name, topic]),
  );
  const subscriptions = new Map<string, Subscription>();
  const compileOne = (one: SubscriptionDefinition): Subscription | undefined => {
    const before = previous?.subscriptions.get(one.name);
    if (before?.definition === one) return before;
    return checked(
      () => compileSubscription(one),
      (message) =>
        diagnostics.push(found.SUBSCRIPTION_INVALID(`${one.protocol} ${one.endpoint}: ${message}`, one.place)),
    );
  };
  for (const one of definition.subscriptions) {
    if (!topics.has(topicNameOf(one.topicArn))) {
      const message = `${one.protocol} ${one.endpoint}: the topic ${one.topicArn} is not one of this app.`;
      diagnostics.push(found.SUBSCRIPTION_INVALID(message, one.place));
      continue;
    }
    const compiled = compileOne(one);
    if (compiled) subscriptions.set(one.name, compiled);
  }
  const byTopic = new Map<string, Subscription[]>();
  for (const one of subscriptions.values()) {
    const { topicArn } = one.definition;
    byTopic.set(topicArn, [...(byTopic.get(topicArn) ?? []), one]);
  }
  return { program: { queues, triggers, topics, subscriptions, byTopic }, diagnostics };
}
