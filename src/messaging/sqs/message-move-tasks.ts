// StartMessageMoveTask, CancelMessageMoveTask and ListMessageMoveTasks.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
import { parseArn } from '../../aws/arn.js';
import { ServiceError } from '../../aws/errors.js';
import { invalidParameter } from '../queues/faults.js';
import type { LiveQueue } from '../queues/queues.js';
import { needText, readText, readWithin } from './input.js';
import type { SqsOperation, SqsPorts } from './operation.js';

const notFound = (message: string): ServiceError => new ServiceError('ResourceNotFoundException', message, 404);

function queueOfArn(arn: string, name: string, { queues }: SqsPorts): LiveQueue {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'sqs') throw invalidParameter(arn, name, 'You must use this format to specify the ARN.');
  const queue = queues.find(parsed.resource);
  if (!queue) throw notFound("The resource that you specified for the SourceArn parameter doesn't exist.");
  return queue;
}

const isDeadLetterQueue = (queue: LiveQueue, { queues }: SqsPorts): boolean =>
  queues.names().some((name) => queues.find(name)?.settings.redrive?.queueName === queue.name);

export const startMessageMoveTask: SqsOperation = {
  name: 'StartMessageMoveTask',
  async handle(input, ports) {
    const { queues, moves, random, clock } = ports;
    const sourceArn = needText(input, 'SourceArn');
    const destinationArn = readText(input, 'DestinationArn');
    const rate = readWithin(input, 'MaxNumberOfMessagesPerSecond', 1, 500, 'Must be between 1 and 500, if provided.');
    const source = queueOfArn(sourceArn, 'SourceArn', ports);
    if (!isDeadLetterQueue(source, ports)) {
      throw invalidParameter(sourceArn, 'SourceArn', 'Source queue must be configured as a Dead Letter Queue.');
    }
    const destination = destinationArn === undefined ? undefined : queueOfArn(destinationArn, 'DestinationArn', ports);
    if (destination && destination.settings.fifo !== source.settings.fifo) {
      throw invalidParameter(destinationArn, 'DestinationArn', 'Source and destination must be of the same type.');
    }
    if (moves.list(source.name).some(({ status }) => status === 'RUNNING')) {
      throw new ServiceError(
        'AWS.SimpleQueueService.UnsupportedOperation',
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    }
    const task = { taskId: random.uuid(), sourceArn };
    const handle = Buffer.from(JSON.stringify(task)).toString('base64');
    await moves.start({
      handle,
      source: source.name,
      destination: destination?.name,
      rate,
      total: queues.store.resting(source.id, clock.now(), Number.MAX_SAFE_INTEGER).length,
    });
    return { TaskHandle: handle };
  },
};

export const cancelMessageMoveTask: SqsOperation = {
  name: 'CancelMessageMoveTask',
  async handle(input, ports) {
    const handle = needText(input, 'TaskHandle');
    const task = ports.moves.get(handle);
    if (!task) throw notFound('Task does not exist.');
    if (task.status !== 'RUNNING') {
      throw new ServiceError('AWS.SimpleQueueService.UnsupportedOperation', 'Only active tasks can be cancelled.');
    }
    await ports.moves.cancel(handle);
    return { ApproximateNumberOfMessagesMoved: ports.moves.get(handle)?.moved ?? 0 };
  },
};

export const listMessageMoveTasks: SqsOperation = {
  name: 'ListMessageMoveTasks',
  handle(input, ports) {
    const sourceArn = needText(input, 'SourceArn');
    const max = readWithin(input, 'MaxResults', 1, 10, 'Must be between 1 and 10, if provided.') ?? 1;
    const source = queueOfArn(sourceArn, 'SourceArn', ports);
    const arnOf = (name: string): string => ports.queues.find(name)?.arn ?? name;
    return {
      Results: ports.moves
        .list(source.name)
        .slice(0, max)
        .map((task) => ({
          // Only a task that can still be cancelled shows its handle.
          ...(task.status === 'RUNNING' && { TaskHandle: task.handle }),
          Status: task.status,
          SourceArn: sourceArn,
          ...(task.destination !== undefined && { DestinationArn: arnOf(task.destination) }),
          ...(task.rate !== undefined && { MaxNumberOfMessagesPerSecond: task.rate }),
          ApproximateNumberOfMessagesMoved: task.moved,
          ApproximateNumberOfMessagesToMove: task.total,
          ...(task.failure !== undefined && { FailureReason: task.failure }),
          StartedTimestamp: task.startedAt,
        })),
    };
  },
};
