// GetQueueAttributes and SetQueueAttributes.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
import { ServiceError } from '../../aws/errors.js';
import { missing } from '../queues/faults.js';
import { ATTRIBUTES, attributeOf, checkAttributes } from '../queues/settings.js';
import { queueOf, readMap, readTexts } from './input.js';
import type { SqsOperation } from './operation.js';

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
];
const TOLD = ['QueueArn', ...COUNTS, 'CreatedTimestamp', 'LastModifiedTimestamp'];

export const getQueueAttributes: SqsOperation = {
  name: 'GetQueueAttributes',
  handle(input, ports) {
    const queue = queueOf(input, ports);
    const asked = readTexts(input, 'AttributeNames');
    const unknown = asked.find((name) => name !== 'All' && !TOLD.includes(name) && !Object.hasOwn(ATTRIBUTES, name));
    if (unknown !== undefined) throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
    const wanted = (name: string): boolean => asked.includes('All') || asked.includes(name);
    const { visible, inFlight, delayed } = COUNTS.some(wanted)
      ? ports.queues.counts(queue)
      : { visible: 0, inFlight: 0, delayed: 0 };
    const attributes = ports.definition(queue.name)?.attributes ?? {};
    const all: Readonly<Record<string, string | undefined>> = {
      QueueArn: queue.arn,
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(delayed),
      CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
      LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
      ...Object.fromEntries(
        Object.entries(ATTRIBUTES)
          .filter(([, row]) => !row.fifo || queue.settings.fifo)
          .map(([name]) => [name, attributeOf(attributes, name)]),
      ),
    };
    const told = Object.entries(all).filter(([name, value]) => value !== undefined && wanted(name));
    return told.length === 0 ? {} : { Attributes: Object.fromEntries(told) };
  },
};

export const setQueueAttributes: SqsOperation = {
  name: 'SetQueueAttributes',
  async handle(input, ports) {
    const queue = queueOf(input, ports);
    const attributes = readMap(input, 'Attributes');
    if (Object.keys(attributes).length === 0) throw missing('Attribute.Name');
    const exists = (other: string): boolean => ports.queues.find(other) !== undefined;
    checkAttributes(queue.name, attributes, { made: true, exists });
    const definition = ports.definition(queue.name)!;
    const merged = Object.entries({ ...definition.attributes, ...attributes }).filter(([, value]) => value !== '');
    await ports.control.apply({
      kind: 'queues',
      put: { ...definition, attributes: Object.fromEntries(merged) },
    });
  },
};
