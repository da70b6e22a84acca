// ListTagsForResource. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListTagsForResource.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { requiredText } from './input.js';
import { findTagged } from './tags.js';

export const listTagsForResource: Operation<ApiPorts> = {
  name: 'ListTagsForResource',
  handle(input, ports) {
    const { tags } = findTagged(requiredText(input, 'resourceArn'), ports);
    return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
  },
};
