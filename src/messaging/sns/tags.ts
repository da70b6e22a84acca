// TagResource, UntagResource and ListTagsForResource, of topics.
// https://docs.aws.amazon.com/sns/latest/api/API_TagResource.html
import { ServiceError } from '../../aws/errors.js';
import type { TopicDefinition } from '../../definition/model.js';
import { type Input, needText, readList, readTags, type SnsOperation, type SnsPorts } from './operation.js';

function taggedTopic(input: Input, { program }: SnsPorts): TopicDefinition {
  const topic = program().topics.get(needText(input, 'ResourceArn').split(':')[5] ?? '');
  if (!topic) throw new ServiceError('ResourceNotFound', 'Resource does not exist', 404);
  return topic;
}

export const tagResource: SnsOperation = {
  name: 'TagResource',
  async handle(input, ports) {
    const topic = taggedTopic(input, ports);
    await ports.control.apply({ kind: 'topics', put: { ...topic, tags: { ...topic.tags, ...readTags(input) } } });
    return {};
  },
};

export const untagResource: SnsOperation = {
  name: 'UntagResource',
  async handle(input, ports) {
    const topic = taggedTopic(input, ports);
    const keys = readList(input, 'TagKeys').map(String);
    const tags = Object.fromEntries(Object.entries(topic.tags).filter(([key]) => !keys.includes(key)));
    await ports.control.apply({ kind: 'topics', put: { ...topic, tags } });
    return {};
  },
};

export const listTagsForResource: SnsOperation = {
  name: 'ListTagsForResource',
  handle(input, ports) {
    return { Tags: Object.entries(taggedTopic(input, ports).tags).map(([Key, Value]) => ({ Key, Value })) };
  },
};
