// The port to queues and topics for who calls them in process: operations in AWS's own JSON shapes. Implemented by the wing
// messaging/; Step Functions tasks go through it.
import { notEmulated } from '../aws/errors.js';

export interface MessagingBackend {
  /**
   * `sqs('SendMessage', {QueueUrl, MessageBody})` gives what SQS answers, once it is durable. Rejects with a ServiceError
   * whose code is that of the Query protocol: `AWS.SimpleQueueService.NonExistentQueue`, `MissingParameter`.
   */
  sqs(operation: string, input: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** The same of SNS; maps and lists are JSON's. */
  sns(operation: string, input: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/** For an engine that runs without queues and topics. */
export const noMessaging: MessagingBackend = {
  sqs: (operation) => Promise.reject(notEmulated(`SQS ${operation} without the messaging engine`)),
  sns: (operation) => Promise.reject(notEmulated(`SNS ${operation} without the messaging engine`)),
};
