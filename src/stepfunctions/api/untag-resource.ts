// UntagResource. https://docs.aws.amazon.com/step-functions/latest/apireference/API_UntagResource.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { requiredText } from './input.js';
import { findTagged } from './tags.js';

export const untagResource: Operation<ApiPorts> = {
  name: 'UntagResource',
  async handle(input, ports) {
    const tagged = findTagged(requiredText(input, 'resourceArn'), ports);
    const keys = new Set(Array.isArray(input['tagKeys']) ? input['tagKeys'] : []);
    await tagged.write(Object.fromEntries(Object.entries(tagged.tags).filter(([key]) => !keys.has(key))));
    return {};
  },
};
