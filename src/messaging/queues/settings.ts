// The attributes of a queue: what each may be, its default, and what the engine makes of them. One row for each; the API, the
// files' check and GetQueueAttributes read the same table.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
import { parseArn } from '../../aws/arn.js';
import { ServiceError } from '../../aws/errors.js';
import { isObject, tryParse } from '../../lib/json.js';

interface AttributeRow {
  readonly allows: (value: string) => boolean;
  /** What GetQueueAttributes tells when nobody set it; absent: nothing. */
  readonly standard?: string;
  /** Only FIFO queues have it. */
  readonly fifo?: true;
  /** Fixed when the queue is made. */
  readonly fixed?: true;
}

const within = (least: number, most: number) => (value: string) =>
  /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most;
const oneOf =
  (...values: string[]) =>
  (value: string) =>
    values.includes(value);
const json = (value: string) => value === '' || isObject(tryParse(value));

/** Since 2025 a message may have 1 MiB. */
export const LARGEST_MESSAGE = 1_048_576;

export const ATTRIBUTES: Readonly<Record<string, AttributeRow>> = {
  VisibilityTimeout: { allows: within(0, 43_200), standard: '30' },
  MaximumMessageSize: { allows: within(1024, LARGEST_MESSAGE), standard: String(LARGEST_MESSAGE) },
  MessageRetentionPeriod: { allows: within(60, 1_209_600), standard: '345600' },
  DelaySeconds: { allows: within(0, 900), standard: '0' },
  ReceiveMessageWaitTimeSeconds: { allows: within(0, 20), standard: '0' },
  Policy: { allows: json },
  RedrivePolicy: { allows: json },
  RedriveAllowPolicy: { allows: json },
  KmsMasterKeyId: { allows: () => true },
  KmsDataKeyReusePeriodSeconds: { allows: within(60, 86_400) },
  SqsManagedSseEnabled: { allows: oneOf('true', 'false'), standard: 'true' },
  FifoQueue: { allows: oneOf('true'), standard: 'true', fifo: true, fixed: true },
  DeduplicationScope: { allows: oneOf('queue', 'messageGroup'), standard: 'queue', fifo: true },
  FifoThroughputLimit: { allows: oneOf('perQueue', 'perMessageGroupId'), standard: 'perQueue', fifo: true },
  ContentBasedDeduplication: { allows: oneOf('true', 'false'), standard: 'false', fifo: true },
};

export interface QueueSettings {
  readonly fifo: boolean;
  readonly visibilityMs: number;
  readonly delayMs: number;
  readonly retentionMs: number;
  readonly waitMs: number;
  readonly largestMessage: number;
  readonly contentDeduplication: boolean;
  readonly deduplicationScope: string;
  readonly redrive: { readonly queueName: string; readonly maxReceiveCount: number } | undefined;
}

export type Attributes = Readonly<Record<string, string>>;

export const isFifo = (name: string): boolean => name.endsWith('.fifo');

/** The value that counts: the one given, or AWS's default. An empty text takes an attribute away. */
export function attributeOf(attributes: Attributes, name: string): string | undefined {
  const given = attributes[name];
  return given === undefined || given === '' ? ATTRIBUTES[name]?.standard : given;
}

/** `{deadLetterTargetArn, maxReceiveCount}` of a RedrivePolicy, which may give the count as text. */
export function redriveOf(attributes: Attributes): QueueSettings['redrive'] {
  const policy = tryParse(attributes['RedrivePolicy'] ?? '');
  if (!isObject(policy)) return undefined;
  const arn = parseArn(String(policy['deadLetterTargetArn'] ?? ''));
  const maxReceiveCount = Number(policy['maxReceiveCount']);
  return arn?.service === 'sqs' && maxReceiveCount >= 1 ? { queueName: arn.resource, maxReceiveCount } : undefined;
}

export function settingsOf(name: string, attributes: Attributes): QueueSettings {
  const number = (attribute: string): number => Number(attributeOf(attributes, attribute));
  return {
    fifo: isFifo(name),
    visibilityMs: number('VisibilityTimeout') * 1000,
    delayMs: number('DelaySeconds') * 1000,
    retentionMs: number('MessageRetentionPeriod') * 1000,
    waitMs: number('ReceiveMessageWaitTimeSeconds') * 1000,
    largestMessage: number('MaximumMessageSize'),
    contentDeduplication: attributes['ContentBasedDeduplication'] === 'true',
    deduplicationScope: attributeOf(attributes, 'DeduplicationScope')!,
    redrive: redriveOf(attributes),
  };
}

const invalid = (name: string): ServiceError =>
  new ServiceError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);

const badPolicy = (name: string, value: string, reason: string): ServiceError =>
  new ServiceError('InvalidParameterValue', `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);

/** RedrivePolicy against the queues there are. */
function checkRedrive(queueName: string, value: string, exists: (name: string) => boolean): void {
  const policy = tryParse(value) as Record<string, unknown>;
  const say = (reason: string): ServiceError => badPolicy('RedrivePolicy', value, reason);
  const { deadLetterTargetArn, maxReceiveCount } = policy;
  if (deadLetterTargetArn === undefined) {
    throw say('Redrive policy does not contain mandatory attribute: deadLetterTargetArn.');
  }
  if (maxReceiveCount === undefined) {
    throw say('Redrive policy does not contain mandatory attribute: maxReceiveCount.');
  }
  const extra = Object.keys(policy).find((key) => key !== 'deadLetterTargetArn' && key !== 'maxReceiveCount');
  if (extra !== undefined) throw say(`Invalid attribute: ${extra}.`);
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    throw say('Invalid value for maxReceiveCount: it must be an integer between 1 and 1000.');
  }
  const arn = parseArn(String(deadLetterTargetArn));
  if (arn?.service !== 'sqs') throw say('Invalid value for deadLetterTargetArn.');
  if (!exists(arn.resource)) throw say('Dead letter target does not exist.');
  if (isFifo(arn.resource) !== isFifo(queueName)) {
    throw say(
      isFifo(queueName)
        ? 'Dead-letter queue of a FIFO queue must also be a FIFO queue.'
        : 'Dead-letter queue of a standard queue must also be a standard queue.',
    );
  }
}

/**
 * Throws what CreateQueue or SetQueueAttributes would answer. `made` is true when the queue exists, and some of its
 * attributes can't be changed any more.
 */
export function checkAttributes(
  queueName: string,
  attributes: Attributes,
  context: { readonly made: boolean; readonly exists: (name: string) => boolean },
): void {
  for (const [name, value] of Object.entries(attributes)) {
    const row = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name]! : undefined;
    if (!row) throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    if (row.fixed && context.made) {
      if (isFifo(queueName) && value === 'true') continue;
      throw new ServiceError('InvalidAttributeName', `Modifying the attribute ${name} is not supported.`);
    }
    if (row.fifo && !isFifo(queueName)) {
      // A name without the suffix is what AWS sees first.
      if (name === 'FifoQueue' && value === 'true') {
        throw new ServiceError(
          'InvalidParameterValue',
          'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
        );
      }
      throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    }
    if (!row.allows(value)) throw invalid(name);
    if (name === 'RedrivePolicy' && value !== '') checkRedrive(queueName, value, context.exists);
    if (name === 'RedriveAllowPolicy' && value !== '') checkRedriveAllow(value);
  }
}

function checkRedriveAllow(value: string): void {
  const { redrivePermission, sourceQueueArns } = tryParse(value) as Record<string, unknown>;
  const say = (reason: string): ServiceError => badPolicy('RedriveAllowPolicy', value, reason);
  if (!['allowAll', 'denyAll', 'byQueue'].includes(String(redrivePermission))) {
    throw say('Redrive permission must be allowAll, denyAll or byQueue.');
  }
  const listed = Array.isArray(sourceQueueArns) && sourceQueueArns.length > 0;
  if ((redrivePermission === 'byQueue') !== listed) {
    throw say('Source queue ARNs must be given with byQueue, and only with it.');
  }
  if (listed && sourceQueueArns.length > 10) throw say('At most 10 source queue ARNs can be given.');
}
