// The registry of SQS operations, and the door they answer at. One line for each.
import type { ServiceError } from '../../aws/errors.js';
import type { JsonService } from '../../aws/wire.js';
import { changeMessageVisibility, changeMessageVisibilityBatch } from './change-message-visibility.js';
import { createQueue } from './create-queue.js';
import { deleteMessage, deleteMessageBatch } from './delete-message.js';
import { deleteQueue } from './delete-queue.js';
import { getQueueUrl } from './get-queue-url.js';
import { listDeadLetterSourceQueues, listQueues } from './list-queues.js';
import { cancelMessageMoveTask, listMessageMoveTasks, startMessageMoveTask } from './message-move-tasks.js';
import { NOT_EMULATED } from './not-emulated.js';
import type { SqsOperation, SqsPorts } from './operation.js';
import { purgeQueue } from './purge-queue.js';
import { getQueueAttributes, setQueueAttributes } from './queue-attributes.js';
import { receiveMessage } from './receive-message.js';
import { sendMessage } from './send-message.js';
import { sendMessageBatch } from './send-message-batch.js';
import { listQueueTags, tagQueue, untagQueue } from './tags.js';

export const SQS_OPERATIONS: readonly SqsOperation[] = [
  cancelMessageMoveTask,
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  createQueue,
  deleteMessage,
  deleteMessageBatch,
  deleteQueue,
  getQueueAttributes,
  getQueueUrl,
  listDeadLetterSourceQueues,
  listMessageMoveTasks,
  listQueues,
  listQueueTags,
  purgeQueue,
  receiveMessage,
  sendMessage,
  sendMessageBatch,
  setQueueAttributes,
  startMessageMoveTask,
  tagQueue,
  untagQueue,
];

/** Errors of the model whose name is not their old code without its prefix. */
const MODEL_NAMES: Readonly<Record<string, string>> = {
  'AWS.SimpleQueueService.NonExistentQueue': 'QueueDoesNotExist',
  QueueAlreadyExists: 'QueueNameExists',
};
const MODELLED = new Set([
  'InvalidAddress',
  'InvalidAttributeName',
  'InvalidAttributeValue',
  'InvalidMessageContents',
  'ReceiptHandleIsInvalid',
  'ResourceNotFoundException',
]);
/** What the framework below SQS names otherwise. */
const CORAL_NAMES: Readonly<Record<string, string>> = { MissingParameter: 'MissingRequiredParameterException' };

function typeOf(code: string): string {
  if (Object.hasOwn(MODEL_NAMES, code)) return `com.amazonaws.sqs#${MODEL_NAMES[code]}`;
  if (code.startsWith('AWS.SimpleQueueService.')) return `com.amazonaws.sqs#${code.slice(23)}`;
  if (MODELLED.has(code)) return `com.amazonaws.sqs#${code}`;
  return `com.amazon.coral.service#${CORAL_NAMES[code] ?? (/Exception$/.test(code) ? code : `${code}Exception`)}`;
}

/**
 * Errors carry their Query code in a header, from which SDKs take it
 * (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait).
 */
export const SQS_SERVICE: JsonService<SqsPorts> = {
  targetPrefix: 'AmazonSQS',
  version: '1.0',
  operations: [...SQS_OPERATIONS, ...NOT_EMULATED],
  describe: (error: ServiceError) => {
    const type = typeOf(error.code);
    return {
      type,
      headers: {
        'x-amzn-errortype': type.slice(type.indexOf('#') + 1),
        'x-amzn-query-error': `${error.code};${error.status < 500 ? 'Sender' : 'Receiver'}`,
      },
    };
  },
};
