// CreateQueue: asked for again with the same attributes it answers with the queue that is there.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
import { ServiceError } from '../../aws/errors.js';
import { invalidValue } from '../queues/faults.js';
import { attributeOf, checkAttributes, isFifo } from '../queues/settings.js';
import { needText, readMap } from './input.js';
import { queueUrl, type SqsOperation } from './operation.js';

/** Policies are compared as AWS keeps them: as text. */
export const createQueue: SqsOperation = {
  name: 'CreateQueue',
  async handle(input, ports, request) {
    const name = needText(input, 'QueueName');
    const attributes = readMap(input, 'Attributes');
    const tags = readMap(input, 'tags' in input ? 'tags' : 'Tags');
    const plain = name.replace(/\.fifo$/, '');
    if (name.length > 80 || !/^[A-Za-z0-9_-]+$/.test(plain) || (isFifo(name) && attributes['FifoQueue'] !== 'true')) {
      throw invalidValue('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
    }
    const exists = (other: string): boolean => ports.queues.find(other) !== undefined;
    checkAttributes(name, attributes, { made: false, exists });
    const known = ports.definition(name);
    if (known) {
      const other = Object.keys(attributes).find(
        (attribute) => attributeOf(known.attributes, attribute) !== attributeOf(attributes, attribute),
      );
      if (other !== undefined) {
        throw new ServiceError(
          'QueueAlreadyExists',
          `A queue already exists with the same name and a different value for attribute ${other}`,
        );
      }
    } else {
      await ports.control.apply({ kind: 'queues', put: { name, attributes, tags, place: {} } });
    }
    return { QueueUrl: queueUrl(name, ports, request) };
  },
};
