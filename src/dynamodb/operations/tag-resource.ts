// TagResource: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html
import { findTagged } from '../engine/tags.js';
import { validationFault } from '../faults.js';
import { text } from '../input/shape.js';
import { tagsField } from '../input/table.js';
import { defineOperation } from './operation.js';

interface TagResourceInput {
  readonly ResourceArn: string;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** A resource has at most 50 tags. */
const MOST_TAGS = 50;

export const tagResource = defineOperation<TagResourceInput>({
  name: 'TagResource',
  shape: {
    ResourceArn: text({ required: true, min: 1, max: 1283 }),
    Tags: { ...tagsField, required: true },
  },
  async run({ ResourceArn: arn, Tags: added }, engine) {
    const { definition } = findTagged(engine, arn, 'TagResource').program;
    if (added.length === 0) throw validationFault('Atleast one Tag needs to be provided as Input.');
    const tags = { ...definition.tags, ...Object.fromEntries(added.map((tag) => [tag.Key, tag.Value])) };
    if (Object.keys(tags).length > MOST_TAGS) {
      throw validationFault(
        `One or more parameter values were invalid: Too many tags: at most ${MOST_TAGS} on a resource`,
      );
    }
    await engine.control.apply({ kind: 'tables', put: { ...definition, tags } });
    return {};
  },
});
