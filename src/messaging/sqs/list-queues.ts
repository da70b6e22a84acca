// ListQueues, and ListDeadLetterSourceQueues, which lists those that give their dead letters to one.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html
import type { DoorRequest } from '../../lib/door.js';
import { invalidParameter } from '../queues/faults.js';
import { queueOf, readText, readWithin } from './input.js';
import { type Input, queueUrl, type SqsOperation, type SqsPorts } from './operation.js';

const MOST = 1000;

/** A page of URLs in the order of names; a token is the last name of the page before. */
function pageOf(names: readonly string[], input: Input, ports: SqsPorts, request: DoorRequest | undefined) {
  const max = readWithin(input, 'MaxResults', 1, MOST, `Must be between 1 and ${MOST}, if provided.`);
  const token = readText(input, 'NextToken');
  const after = token === undefined ? '' : Buffer.from(token, 'base64').toString('utf8');
  if (token !== undefined && !names.includes(after)) {
    throw invalidParameter(token, 'NextToken', 'The token is not valid.');
  }
  const rest = [...names].sort().filter((name) => name > after);
  const page = rest.slice(0, max ?? MOST);
  const more = max !== undefined && rest.length > page.length;
  return {
    urls: page.map((name) => queueUrl(name, ports, request)),
    next: more ? { NextToken: Buffer.from(page.at(-1)!).toString('base64') } : {},
  };
}

export const listQueues: SqsOperation = {
  name: 'ListQueues',
  handle(input, ports, request) {
    const prefix = readText(input, 'QueueNamePrefix') ?? '';
    const names = ports.queues.names().filter((name) => name.startsWith(prefix));
    const { urls, next } = pageOf(names, input, ports, request);
    return { ...(urls.length > 0 && { QueueUrls: urls }), ...next };
  },
};

export const listDeadLetterSourceQueues: SqsOperation = {
  name: 'ListDeadLetterSourceQueues',
  handle(input, ports, request) {
    const target = queueOf(input, ports);
    const { queues } = ports;
    const names = queues.names().filter((name) => queues.find(name)?.settings.redrive?.queueName === target.name);
    const { urls, next } = pageOf(names, input, ports, request);
    // The one member of SQS that begins with a small letter.
    return { queueUrls: urls, ...next };
  },
};
