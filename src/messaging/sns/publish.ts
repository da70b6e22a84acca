// Publish and PublishBatch. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
import { ServiceError } from '../../aws/errors.js';
import type { TopicDefinition } from '../../definition/model.js';
import { isObject, tryParse } from '../../lib/json.js';
import { readAttributes, sizeOf } from '../queues/message.js';
import type { Publication } from '../topics/publish.js';
import { invalid, isFifo } from '../topics/settings.js';
import { type Input, needText, readList, readText, type SnsOperation, topicOf } from './operation.js';

const LONGEST = 262_144;

/** `String.Array` holds JSON; the other types are those of SQS, whose checks serve under SNS's code. */
function attributesOf(given: unknown) {
  if (given === '') return undefined;
  try {
    return readAttributes(given);
  } catch (error) {
    if (error instanceof ServiceError) throw new ServiceError('ParameterValueInvalid', error.message);
    throw error;
  }
}

function perProtocolOf(input: Input, message: string): Readonly<Record<string, string>> | undefined {
  const structure = readText(input, 'MessageStructure');
  if (structure === undefined || structure === '') return undefined;
  if (structure !== 'json') throw invalid('MessageStructure');
  const texts = tryParse(message);
  if (!isObject(texts)) throw invalid('Message Structure - JSON message body failed to parse');
  if (typeof texts['default'] !== 'string') throw invalid('Message Structure - No default entry in JSON message body');
  return Object.fromEntries(
    Object.entries(texts).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function readPublication(input: Input, topic: TopicDefinition | undefined): { one: Publication; size: number } {
  const message = needText(input, 'Message');
  if (message === '') throw invalid('Empty message');
  const subject = readText(input, 'Subject');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones meant
  if (subject !== undefined && (subject === '' || subject.length > 100 || /[\u0000-\u001f\u007f]/.test(subject))) {
    throw invalid('Subject');
  }
  const attributes = attributesOf(input['MessageAttributes']);
  const size = sizeOf(message, attributes);
  if (size > LONGEST) throw invalid('Message too long');
  const group = readText(input, 'MessageGroupId');
  const deduplicationId = readText(input, 'MessageDeduplicationId');
  if (topic && isFifo(topic.name)) {
    if (group === undefined) throw invalid('The MessageGroupId parameter is required for FIFO topics');
    if (deduplicationId === undefined && topic.attributes['ContentBasedDeduplication'] !== 'true') {
      throw invalid(
        'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
      );
    }
  } else if (deduplicationId !== undefined) {
    throw invalid(
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    );
  }
  const perProtocol = perProtocolOf(input, message);
  const text = perProtocol ? perProtocol['default']! : message;
  return { one: { message: text, perProtocol, subject, attributes, group, deduplicationId }, size };
}

export const publish: SnsOperation = {
  name: 'Publish',
  async handle(input, ports) {
    const target = readText(input, 'TopicArn') ?? readText(input, 'TargetArn');
    const phone = readText(input, 'PhoneNumber');
    if (target === undefined && phone === undefined) {
      throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
    }
    if (target === undefined) {
      const { one } = readPublication(input, undefined);
      if (!/^\+?[1-9]\d{4,14}$/.test(phone!)) {
        throw invalid(`PhoneNumber Reason: ${phone} is not valid to publish to`);
      }
      const message = one.perProtocol?.['sms'] ?? one.message;
      await ports.mail({ topicArn: undefined, protocol: 'sms', endpoint: phone!, subject: one.subject, message });
      return { MessageId: ports.random.uuid() };
    }
    if (target.includes(':endpoint/')) {
      throw new ServiceError('EndpointDisabled', 'Endpoint is disabled: mobile push is not emulated by offsync.');
    }
    const topic = topicOf(target, ports);
    const { one } = readPublication(input, topic);
    const [published] = await ports.publisher.publish(topic, target, [one]);
    return { MessageId: published!.messageId, SequenceNumber: published!.sequence };
  },
};

const batchFault = (code: string, message: string): ServiceError => new ServiceError(code, message);

export const publishBatch: SnsOperation = {
  name: 'PublishBatch',
  async handle(input, ports) {
    const topicArn = needText(input, 'TopicArn');
    const topic = topicOf(topicArn, ports);
    const entries = readList(input, 'PublishBatchRequestEntries').filter(isObject);
    if (entries.length === 0) {
      throw batchFault('EmptyBatchRequest', "The batch request doesn't contain any entries.");
    }
    if (entries.length > 10) {
      throw batchFault('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.');
    }
    const ids = entries.map((entry) => needText(entry, 'Id'));
    if (ids.some((id) => !/^[A-Za-z0-9_-]{1,80}$/.test(id))) {
      throw batchFault(
        'InvalidBatchEntryId',
        "The Id of a batch entry in a batch request doesn't abide by the specification.",
      );
    }
    if (new Set(ids).size < ids.length) {
      throw batchFault('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
    }
    const wanted: { id: string; one: Publication }[] = [];
    const failed: { Id: string; Code: string; Message: string; SenderFault: boolean }[] = [];
    let total = 0;
    for (const [index, entry] of entries.entries()) {
      try {
        const { one, size } = readPublication(entry, topic);
        total += size;
        wanted.push({ id: ids[index]!, one });
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        failed.push({ Id: ids[index]!, Code: error.code, Message: error.message, SenderFault: true });
      }
    }
    if (total > LONGEST) {
      throw batchFault(
        'BatchRequestTooLong',
        'The length of all the batch messages put together is more than the limit.',
      );
    }
    const published = await ports.publisher.publish(
      topic,
      topicArn,
      wanted.map(({ one }) => one),
    );
    return {
      Successful: wanted.map(({ id }, index) => ({
        Id: id,
        MessageId: published[index]!.messageId,
        SequenceNumber: published[index]!.sequence,
      })),
      Failed: failed,
    };
  },
};
