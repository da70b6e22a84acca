// SendMessageBatch: each entry succeeds or fails for itself.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
import { ServiceError } from '../../aws/errors.js';
import type { Draft } from '../queues/queues.js';
import { LARGEST_MESSAGE } from '../queues/settings.js';
import { readDraft, sentAnswer } from './draft.js';
import { batchAnswer, failedEntry, queueOf, readEntries } from './input.js';
import { type SqsOperation, senderOf } from './operation.js';

export const sendMessageBatch: SqsOperation = {
  name: 'SendMessageBatch',
  async handle(input, ports) {
    const queue = queueOf(input, ports);
    const sender = senderOf(ports);
    const drafts: { id: string; draft: Draft }[] = [];
    const failed: unknown[] = [];
    let total = 0;
    for (const entry of readEntries(input, 'SendMessageBatchRequestEntry')) {
      try {
        const { draft, size } = readDraft(entry.input, queue, sender);
        drafts.push({ id: entry.id, draft });
        total += size;
      } catch (error) {
        failed.push(failedEntry(entry.id, error));
      }
    }
    if (total > LARGEST_MESSAGE) {
      throw new ServiceError(
        'AWS.SimpleQueueService.BatchRequestTooLong',
        `Batch requests cannot be longer than ${LARGEST_MESSAGE} bytes. You have sent ${total} bytes.`,
      );
    }
    const sent = await ports.queues.send(
      queue,
      drafts.map(({ draft }) => draft),
    );
    return batchAnswer(
      drafts.map(({ id, draft }, index) => ({ Id: id, ...sentAnswer(draft, sent[index]!) })),
      failed,
    );
  },
};
