// TagResource. https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html
import { ServiceError } from '../../aws/errors.js';
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { requiredText } from './input.js';
import { tagsOf } from './machines.js';
import { findTagged } from './tags.js';

const MOST_TAGS = 50;

export const tagResource: Operation<ApiPorts> = {
  name: 'TagResource',
  async handle(input, ports) {
    const arn = requiredText(input, 'resourceArn');
    const tagged = findTagged(arn, ports);
    const tags = { ...tagged.tags, ...tagsOf(input) };
    if (Object.keys(tags).length > MOST_TAGS) {
      throw new ServiceError('TooManyTags', `Too many tags: '${arn}'`);
    }
    await tagged.write(tags);
    return {};
  },
};
