// SendMessage. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
import { readDraft, sentAnswer } from './draft.js';
import { queueOf } from './input.js';
import { type SqsOperation, senderOf } from './operation.js';

export const sendMessage: SqsOperation = {
  name: 'SendMessage',
  async handle(input, ports) {
    const queue = queueOf(input, ports);
    const { draft } = readDraft(input, queue, senderOf(ports));
    const [sent] = await ports.queues.send(queue, [draft]);
    return sentAnswer(draft, sent!);
  },
};
