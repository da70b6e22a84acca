// TagQueue, UntagQueue and ListQueueTags.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html
import { missing } from '../queues/faults.js';
import { queueOf, readMap, readTexts } from './input.js';
import type { Input, SqsOperation, SqsPorts } from './operation.js';

async function retag(
  input: Input,
  ports: SqsPorts,
  change: (tags: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
): Promise<void> {
  const definition = ports.definition(queueOf(input, ports).name)!;
  await ports.control.apply({ kind: 'queues', put: { ...definition, tags: change(definition.tags) } });
}

export const tagQueue: SqsOperation = {
  name: 'TagQueue',
  async handle(input, ports) {
    const added = readMap(input, 'Tags');
    if (Object.keys(added).length === 0) throw missing('Tags');
    await retag(input, ports, (tags) => ({ ...tags, ...added }));
  },
};

export const untagQueue: SqsOperation = {
  name: 'UntagQueue',
  async handle(input, ports) {
    const keys = readTexts(input, 'TagKeys');
    if (keys.length === 0) throw missing('TagKeys');
    await retag(input, ports, (tags) =>
      Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key))),
    );
  },
};

export const listQueueTags: SqsOperation = {
  name: 'ListQueueTags',
  handle(input, ports) {
    const tags = ports.definition(queueOf(input, ports).name)?.tags ?? {};
    return Object.keys(tags).length === 0 ? {} : { Tags: tags };
  },
};
