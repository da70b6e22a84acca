// SQS as a Task: `sqs:sendMessage`, optimized, and the operations of the SDK, through the port to queues.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html
import { messagingSdk, optimizedMessaging } from './messaging.js';
import type { Integration } from './service.js';
import type { Reply, TaskPorts } from './target.js';

const NAMES = { prefix: 'SQS', service: 'AmazonSQS', general: 'AmazonSQSException' };

/** A URL of no queue is looked up as a host, which is not there (recorded). */
function unreachable(url: unknown): Reply | undefined {
  if (typeof url !== 'string' || !URL.canParse(url) || new URL(url).pathname.length > 1) return undefined;
  const cause = `Unable to execute HTTP request: ${new URL(url).hostname}: Name or service not known`;
  return { failure: { error: 'SQS.SdkClientException', cause } };
}

const sendMessage = optimizedMessaging(NAMES, (parameters, ports: TaskPorts) => {
  const { MessageBody: body } = parameters;
  // Any JSON may be given as the body.
  const text = body === null || body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  return ports.messaging.sqs('SendMessage', { ...parameters, MessageBody: text });
});

/** `arn:aws:states:::sqs:sendMessage`. */
export const sqs: Integration = {
  service: 'sqs',
  actions: {
    sendMessage: {
      ...sendMessage,
      run: async (parameters, ports, task) =>
        unreachable(parameters['QueueUrl']) ?? sendMessage.run(parameters, ports, task),
    },
  },
};

/** `arn:aws:states:::aws-sdk:sqs:sendMessage`. */
export const sqsSdk: Integration = messagingSdk('sqs', { client: 'Sqs', general: 'SqsException' }, [
  'cancelMessageMoveTask',
  'changeMessageVisibility',
  'changeMessageVisibilityBatch',
  'createQueue',
  'deleteMessage',
  'deleteMessageBatch',
  'deleteQueue',
  'getQueueAttributes',
  'getQueueUrl',
  'listDeadLetterSourceQueues',
  'listMessageMoveTasks',
  'listQueues',
  'listQueueTags',
  'purgeQueue',
  'receiveMessage',
  'sendMessage',
  'sendMessageBatch',
  'setQueueAttributes',
  'startMessageMoveTask',
  'tagQueue',
  'untagQueue',
]);
