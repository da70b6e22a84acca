// One message of SendMessage or an entry of SendMessageBatch -> a draft for the queue, and the answer about it.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
import { isObject } from '../../lib/json.js';
import { invalidParameter, invalidValue, malformed, missing } from '../queues/faults.js';
import { checkBody, checkToken, md5, md5OfAttributes, readAttributes, sizeOf } from '../queues/message.js';
import type { Draft, LiveQueue, Sent } from '../queues/queues.js';
import { readText, readWithin } from './input.js';
import type { Input } from './operation.js';

const NOT_FOR_THIS_TYPE = 'The request include parameter that is not valid for this queue type.';

/** AWSTraceHeader is the one system attribute that a sender may give. */
function readTraceHeader(given: unknown): string | undefined {
  if (given === undefined || given === null) return undefined;
  if (!isObject(given)) throw malformed('MessageSystemAttributes', 'a map');
  for (const [name, value] of Object.entries(given)) {
    if (name !== 'AWSTraceHeader') {
      throw invalidValue(`Message system attribute name '${name}' is not supported. Only AWSTraceHeader is.`);
    }
    if (!isObject(value) || value['DataType'] !== 'String' || typeof value['StringValue'] !== 'string') {
      throw invalidValue(`The message system attribute '${name}' must have the type String and a StringValue.`);
    }
    return value['StringValue'];
  }
  return undefined;
}

export function readDraft(input: Input, queue: LiveQueue, sender: string): { draft: Draft; size: number } {
  const { settings } = queue;
  const body = readText(input, 'MessageBody');
  if (body === undefined || body === '') throw missing('MessageBody');
  checkBody(body);
  const attributes = readAttributes(input['MessageAttributes']);
  const size = sizeOf(body, attributes);
  if (size > settings.largestMessage) {
    throw invalidValue(
      `One or more parameters are invalid. Reason: Message must be shorter than ${settings.largestMessage} bytes.`,
    );
  }
  const delay = readWithin(input, 'DelaySeconds', 0, 900, 'DelaySeconds must be >= 0 and <= 900.');
  const group = readText(input, 'MessageGroupId');
  const deduplicationId = readText(input, 'MessageDeduplicationId');
  if (group !== undefined) checkToken('MessageGroupId', group);
  if (deduplicationId !== undefined) checkToken('MessageDeduplicationId', deduplicationId);
  if (settings.fifo) {
    if (group === undefined) throw missing('MessageGroupId');
    if (deduplicationId === undefined && !settings.contentDeduplication) {
      throw invalidValue(
        'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
      );
    }
    // A queue's own delay is what counts there.
    if (delay !== undefined && delay !== 0) throw invalidParameter(String(delay), 'DelaySeconds', NOT_FOR_THIS_TYPE);
  } else if (deduplicationId !== undefined) {
    throw invalidParameter(deduplicationId, 'MessageDeduplicationId', NOT_FOR_THIS_TYPE);
  }
  const traceHeader = readTraceHeader(input['MessageSystemAttributes']);
  return {
    size,
    draft: {
      body,
      attributes,
      traceHeader,
      sender,
      group,
      deduplicationId,
      ...(delay !== undefined && !settings.fifo && { delayMs: delay * 1000 }),
    },
  };
}

/** What SendMessage answers. */
export function sentAnswer({ body, attributes, traceHeader }: Draft, { uuid, sequence }: Sent) {
  return {
    MessageId: uuid,
    MD5OfMessageBody: md5(body),
    ...(attributes && { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
    ...(traceHeader !== undefined && {
      MD5OfMessageSystemAttributes: md5OfAttributes({
        AWSTraceHeader: { DataType: 'String', StringValue: traceHeader },
      }),
    }),
    ...(sequence !== undefined && { SequenceNumber: sequence }),
  };
}
