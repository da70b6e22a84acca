// DeleteQueue, with all its messages. Unlike AWS a queue of the same name can be made again at once
// (docs/decisions/0014-messaging.md).
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html
import { queueOf } from './input.js';
import type { SqsOperation } from './operation.js';

export const deleteQueue: SqsOperation = {
  name: 'DeleteQueue',
  async handle(input, ports) {
    await ports.control.apply({ kind: 'queues', remove: queueOf(input, ports).name });
  },
};
