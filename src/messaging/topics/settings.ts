// The attributes of topics, and what each may be. https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
import { ServiceError } from '../../aws/errors.js';
import { isObject, tryParse } from '../../lib/json.js';

export const invalid = (message: string): ServiceError =>
  new ServiceError('InvalidParameter', `Invalid parameter: ${message}`);

const json = (value: string): boolean => isObject(tryParse(value));
const flag = (value: string): boolean => value === 'true' || value === 'false';
const sampleRate = (value: string): boolean => /^\d{1,3}$/.test(value) && Number(value) <= 100;

/** Delivery status logging is accepted and written nowhere: there are no such logs here (docs/decisions/0014-messaging.md). */
const FEEDBACK = ['HTTP', 'Firehose', 'Lambda', 'Application', 'SQS'].flatMap((name) => [
  [`${name}SuccessFeedbackRoleArn`, () => true],
  [`${name}SuccessFeedbackSampleRate`, sampleRate],
  [`${name}FailureFeedbackRoleArn`, () => true],
]) as [string, (value: string) => boolean][];

const ATTRIBUTES: Readonly<Record<string, (value: string) => boolean>> = {
  DisplayName: (value) => value.length <= 100,
  Policy: json,
  DeliveryPolicy: (value) => value === '' || json(value),
  KmsMasterKeyId: () => true,
  SignatureVersion: (value) => value === '1' || value === '2',
  TracingConfig: (value) => value === 'PassThrough' || value === 'Active',
  FifoTopic: flag,
  ContentBasedDeduplication: flag,
  FifoThroughputScope: (value) => value === 'Topic' || value === 'MessageGroup',
  ...Object.fromEntries(FEEDBACK),
};

const FIFO_ONLY = new Set(['ContentBasedDeduplication', 'FifoThroughputScope']);

export const isFifo = (name: string): boolean => name.endsWith('.fifo');

/** `orders` of `arn:aws:sns:us-east-1:000000000000:orders`. */
export const topicNameOf = (arn: string): string => arn.split(':')[5] ?? '';

export function checkTopicAttribute(topic: string, name: string, value: string): void {
  const row = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined;
  if (!row || (FIFO_ONLY.has(name) && !isFifo(topic))) {
    throw invalid(FIFO_ONLY.has(name) ? `${name} can only be set on FIFO topics` : 'AttributeName');
  }
  if (!row(value)) throw invalid(`Attributes Reason: ${name} value is invalid`);
}

export function checkTopic(name: string, attributes: Readonly<Record<string, string>>): void {
  if (isFifo(name) !== (attributes['FifoTopic'] === 'true')) {
    throw invalid(
      isFifo(name)
        ? 'Topic Name'
        : 'Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.',
    );
  }
  if (name.length > 256 || !/^[A-Za-z0-9_-]+$/.test(name.replace(/\.fifo$/, ''))) throw invalid('Topic Name');
  for (const [attribute, value] of Object.entries(attributes)) checkTopicAttribute(name, attribute, value);
}
