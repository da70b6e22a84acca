// GetQueueUrl. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html
import { noQueue } from '../queues/faults.js';
import { needText, readText } from './input.js';
import { queueUrl, type SqsOperation } from './operation.js';

export const getQueueUrl: SqsOperation = {
  name: 'GetQueueUrl',
  handle(input, ports, request) {
    const name = needText(input, 'QueueName');
    const owner = readText(input, 'QueueOwnerAWSAccountId') ?? ports.account.accountId;
    if (owner !== ports.account.accountId || !ports.queues.find(name)) throw noQueue();
    return { QueueUrl: queueUrl(name, ports, request) };
  },
};
