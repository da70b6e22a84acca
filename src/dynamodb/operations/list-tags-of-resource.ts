// ListTagsOfResource: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html
import { findTagged } from '../engine/tags.js';
import { text } from '../input/shape.js';
import { defineOperation } from './operation.js';

export const listTagsOfResource = defineOperation<{ readonly ResourceArn: string }>({
  name: 'ListTagsOfResource',
  shape: { ResourceArn: text({ required: true, min: 1, max: 1283 }), NextToken: text() },
  run({ ResourceArn: arn }, engine) {
    const { tags } = findTagged(engine, arn, 'ListTagsOfResource').program.definition;
    // 50 tags at most: always one page.
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  },
});
