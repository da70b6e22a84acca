// UntagResource: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html
import { findTagged } from '../engine/tags.js';
import { validationFault } from '../faults.js';
import { list, text } from '../input/shape.js';
import { defineOperation } from './operation.js';

interface UntagResourceInput {
  readonly ResourceArn: string;
  readonly TagKeys: readonly string[];
}

export const untagResource = defineOperation<UntagResourceInput>({
  name: 'UntagResource',
  shape: {
    ResourceArn: text({ required: true, min: 1, max: 1283 }),
    TagKeys: list(text({ min: 1, max: 128 }), { required: true }),
  },
  async run({ ResourceArn: arn, TagKeys: keys }, engine) {
    const { definition } = findTagged(engine, arn, 'UntagResource').program;
    if (keys.length === 0) throw validationFault('Atleast one Tag Key needs to be provided as Input.');
    const tags = Object.fromEntries(Object.entries(definition.tags).filter(([key]) => !keys.includes(key)));
    await engine.control.apply({ kind: 'tables', put: { ...definition, tags } });
    return {};
  },
});
