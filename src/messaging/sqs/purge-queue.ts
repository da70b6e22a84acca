// PurgeQueue. AWS allows one a minute; tests purge before each of them, so that here every one counts
// (docs/decisions/0014-messaging.md). https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
import { queueOf } from './input.js';
import type { SqsOperation } from './operation.js';

export const purgeQueue: SqsOperation = {
  name: 'PurgeQueue',
  handle: (input, ports) => ports.queues.purge(queueOf(input, ports)),
};
