// ReceiveMessage, with long polling.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
import { handedOut } from './handed-out.js';
import { queueOf, readText, readTexts, readWithin } from './input.js';
import type { SqsOperation } from './operation.js';

export const receiveMessage: SqsOperation = {
  name: 'ReceiveMessage',
  async handle(input, ports) {
    const queue = queueOf(input, ports);
    const max = readWithin(input, 'MaxNumberOfMessages', 1, 10, 'Must be between 1 and 10, if provided.') ?? 1;
    const wait = readWithin(input, 'WaitTimeSeconds', 0, 20, 'Must be >= 0 and <= 20, if provided.');
    const visibility = readWithin(input, 'VisibilityTimeout', 0, 43_200, 'Must be >= 0 and <= 43200, if provided.');
    const system = [...readTexts(input, 'AttributeNames'), ...readTexts(input, 'MessageSystemAttributeNames')];
    const names = readTexts(input, 'MessageAttributeNames');
    const { fifo } = queue.settings;
    const messages = await ports.queues.receive(queue, {
      max,
      visibilityMs: visibility === undefined ? undefined : visibility * 1000,
      waitMs: wait === undefined ? queue.settings.waitMs : wait * 1000,
      attemptId: fifo ? readText(input, 'ReceiveRequestAttemptId') : undefined,
    });
    if (messages.length === 0) return {};
    return { Messages: messages.map((message) => handedOut(message, { fifo, system, names })) };
  },
};
