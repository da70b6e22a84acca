// A received message as an event record of Lambda (Lambda developer guide, with-sqs.md), and as filters see it.

import { isObject, tryParse } from '../../lib/json.js';
import { md5 } from '../queues/message.js';
import { digestOf, type LiveQueue, type Received } from '../queues/queues.js';
import { messageAttributes, systemAttributes } from '../queues/received.js';

export function recordOf(queue: LiveQueue, message: Received, region: string): Record<string, unknown> {
  const attributes = messageAttributes(message);
  const digest = digestOf(attributes);
  return {
    messageId: message.uuid,
    receiptHandle: message.handle,
    body: message.body,
    attributes: systemAttributes(message, queue.settings.fifo),
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          ...(StringValue !== undefined && { stringValue: StringValue }),
          ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
          stringListValues: [],
          binaryListValues: [],
          dataType: DataType,
        },
      ]),
    ),
    ...(digest !== undefined && { md5OfMessageAttributes: digest }),
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  };
}

/** A body of JSON is matched as JSON (Lambda developer guide, with-sqs-filtering.md). */
export function filterView(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const parsed = tryParse(String(record['body']));
  return isObject(parsed) ? { ...record, body: parsed } : { ...record };
}
