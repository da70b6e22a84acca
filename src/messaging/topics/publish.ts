// Publishing: a message goes to every subscription whose filter takes it, in one commit: into queues at once, to functions and
// HTTP endpoints as deliveries, and what would be mailed or texted into the outbox. Called by the SNS API; input has been checked.
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
import { createHash } from 'node:crypto';
import type { TopicDefinition } from '../../definition/model.js';
import type { Clock } from '../../lib/clock.js';
import type { Random } from '../../lib/random.js';
import type { Database } from '../../lib/sqlite.js';
import type { Subscription } from '../model.js';
import type { MessageAttributes } from '../queues/message.js';
import { DEDUPLICATION_MS, type Queues, sequenceText } from '../queues/queues.js';
import type { Deliveries } from './deliveries.js';
import type { Envelopes, Notification } from './envelope.js';
import type { Outbox } from './outbox.js';
import { isFifo } from './settings.js';

/** SNS is who sends to a queue, under an id of its own. */
const SENDER = 'AIDAIT2UOQQY3AUEKVGXU';

export interface Publication {
  readonly message: string;
  /** Of MessageStructure `json`: a text for each protocol, and `default`. */
  readonly perProtocol?: Readonly<Record<string, string>> | undefined;
  readonly subject: string | undefined;
  readonly attributes: MessageAttributes | undefined;
  readonly group: string | undefined;
  readonly deduplicationId: string | undefined;
}

export interface Published {
  readonly messageId: string;
  readonly sequence: string | undefined;
}

export interface Publisher {
  /** All of them, durably. */
  publish(
    topic: TopicDefinition,
    topicArn: string,
    publications: readonly Publication[],
  ): Promise<readonly Published[]>;
}

export function createPublisher(ports: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly queues: Queues;
  readonly deliveries: Deliveries;
  readonly envelopes: Envelopes;
  readonly outbox: Outbox;
  readonly subscriptionsOf: (topicArn: string) => readonly Subscription[];
}): Publisher {
  const { database, clock, random, queues, deliveries, envelopes, outbox, subscriptionsOf } = ports;

  const intoQueue = (one: Subscription, note: Notification, publication: Publication): string | undefined => {
    const { endpoint, name: arn } = one.definition;
    const queue = queues.find(endpoint.split(':')[5] ?? '');
    const body = one.raw ? note.message : envelopes.notification(note, arn);
    if (!queue) {
      deliveries.bury(one, body, 'the queue is not there');
      return undefined;
    }
    const { group, deduplicationId } = publication;
    queues.put(queue, {
      body,
      sender: SENDER,
      ...(one.raw && note.attributes && { attributes: note.attributes }),
      ...(group !== undefined && { group }),
      ...(queue.settings.fifo && { deduplicationId: deduplicationId ?? contentId(publication.message) }),
    });
    return queue.name;
  };

  const delivery = (one: Subscription, note: Notification): void => {
    const { protocol, name: arn } = one.definition;
    const letter = one.raw ? note.message : envelopes.notification(note, arn);
    if (protocol === 'lambda') {
      deliveries.put({ subscriptionArn: arn, body: envelopes.event(note, arn), letter });
      return;
    }
    deliveries.put({
      subscriptionArn: arn,
      body: letter,
      letter,
      headers: {
        'x-amz-sns-message-type': 'Notification',
        'x-amz-sns-message-id': note.messageId,
        'x-amz-sns-topic-arn': note.topicArn,
        'x-amz-sns-subscription-arn': arn,
        ...(one.raw && { 'x-amz-sns-rawdelivery': 'true' }),
      },
    });
  };

  /** Inside a commit; the queues to wake are added to `touched`. */
  const publishOne = (
    topic: TopicDefinition,
    topicArn: string,
    publication: Publication,
    touched: Set<string>,
  ): Published => {
    const now = clock.now();
    const fifo = isFifo(topic.name);
    const messageId = random.uuid();
    const deduplicationId = publication.deduplicationId ?? contentId(publication.message);
    const scope = topic.attributes['FifoThroughputScope'] === 'MessageGroup' ? `/${publication.group}` : '';
    let sequence: string | undefined;
    if (fifo) {
      queues.store.forgetSeen(now);
      const before = queues.store.seen(`topic/${topicArn}${scope}`, deduplicationId, now);
      if (before) return { messageId: before.uuid, sequence: before.sequence };
      sequence = sequenceText(outbox.nextNumber());
      queues.store.see(
        `topic/${topicArn}${scope}`,
        deduplicationId,
        { uuid: messageId, sequence },
        now + DEDUPLICATION_MS,
      );
    }
    const base: Notification = {
      messageId,
      topicArn,
      subject: publication.subject,
      message: publication.message,
      timestamp: new Date(now).toISOString(),
      attributes: publication.attributes,
      sequence,
      signatureVersion: topic.attributes['SignatureVersion'] === '2' ? '2' : '1',
    };
    for (const one of subscriptionsOf(topicArn)) {
      const { protocol, endpoint, pendingToken } = one.definition;
      if (pendingToken !== undefined) continue;
      if (one.filter && !one.filter.matches({ body: publication.message, attributes: publication.attributes }))
        continue;
      const own = publication.perProtocol?.[protocol];
      const note = own === undefined ? base : { ...base, message: own };
      if (protocol === 'sqs') {
        const name = intoQueue(one, note, publication);
        if (name !== undefined) touched.add(name);
        else if (one.deadLetterQueue !== undefined) touched.add(one.deadLetterQueue);
      } else if (protocol === 'lambda' || protocol === 'http' || protocol === 'https') {
        delivery(one, note);
      } else {
        outbox.put({ topicArn, protocol, endpoint, subject: note.subject, message: note.message });
      }
    }
    return { messageId, sequence };
  };

  return {
    async publish(topic, topicArn, publications) {
      const touched = new Set<string>();
      const done = database.commit(() => publications.map((one) => publishOne(topic, topicArn, one, touched)));
      for (const name of touched) queues.woken(name);
      const published = await done;
      deliveries.pump();
      return published;
    },
  };
}

function contentId(message: string): string {
  return createHash('sha256').update(message).digest('hex');
}
