// ChangeMessageVisibility and ChangeMessageVisibilityBatch.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
import { missing } from '../queues/faults.js';
import type { LiveQueue } from '../queues/queues.js';
import { eachEntry, needText, queueOf, readEntries, readWithin } from './input.js';
import type { Input, SqsOperation, SqsPorts } from './operation.js';

async function change(queue: LiveQueue, input: Input, ports: SqsPorts): Promise<void> {
  const handle = needText(input, 'ReceiptHandle');
  const seconds = readWithin(input, 'VisibilityTimeout', 0, 43_200, 'Must be between 0 and 43200.');
  if (seconds === undefined) throw missing('VisibilityTimeout');
  await ports.queues.hide(queue, handle, seconds * 1000);
}

export const changeMessageVisibility: SqsOperation = {
  name: 'ChangeMessageVisibility',
  handle: (input, ports) => change(queueOf(input, ports), input, ports),
};

export const changeMessageVisibilityBatch: SqsOperation = {
  name: 'ChangeMessageVisibilityBatch',
  async handle(input, ports) {
    const queue = queueOf(input, ports);
    const entries = readEntries(input, 'ChangeMessageVisibilityBatchRequestEntry');
    return eachEntry(entries, (entry) => change(queue, entry, ports));
  },
};
