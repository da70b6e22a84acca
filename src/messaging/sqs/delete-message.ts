// DeleteMessage and DeleteMessageBatch. An old handle of a standard queue is answered as if it had worked.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
import { eachEntry, needText, queueOf, readEntries } from './input.js';
import type { SqsOperation } from './operation.js';

export const deleteMessage: SqsOperation = {
  name: 'DeleteMessage',
  handle: (input, ports) => ports.queues.delete(queueOf(input, ports), needText(input, 'ReceiptHandle')),
};

export const deleteMessageBatch: SqsOperation = {
  name: 'DeleteMessageBatch',
  async handle(input, ports) {
    const queue = queueOf(input, ports);
    const entries = readEntries(input, 'DeleteMessageBatchRequestEntry');
    return eachEntry(entries, async (entry) => ports.queues.delete(queue, needText(entry, 'ReceiptHandle')));
  },
};
