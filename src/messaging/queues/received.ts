// What comes with a message that was received. Called by ReceiveMessage and by the readers for functions.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
import type { MessageAttributes } from './message.js';
import { type Received, sequenceText } from './queues.js';

/** What SQS knows of a message, by AWS's names. */
export function systemAttributes(message: Received, fifo: boolean): Readonly<Record<string, string>> {
  return {
    SenderId: message.sender,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ApproximateReceiveCount: String(message.received),
    SentTimestamp: String(message.sentAt),
    ...(fifo && { SequenceNumber: sequenceText(message.id) }),
    ...(message.deduplicationId !== null && { MessageDeduplicationId: message.deduplicationId }),
    ...(message.group !== null && { MessageGroupId: message.group }),
    ...(message.trace !== null && { AWSTraceHeader: message.trace }),
    ...(message.source !== null && { DeadLetterQueueSourceArn: message.source }),
  };
}

export function messageAttributes(message: Received): MessageAttributes {
  return message.attributes === null ? {} : (JSON.parse(message.attributes) as MessageAttributes);
}
