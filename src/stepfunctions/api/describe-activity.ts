// DescribeActivity. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeActivity.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { describeActivity as describe, findActivity } from './activities.js';
import { requiredText } from './input.js';

export const describeActivity: Operation<ApiPorts> = {
  name: 'DescribeActivity',
  handle(input, ports) {
    const activity = findActivity(requiredText(input, 'activityArn'), ports);
    return { ...describe(activity), encryptionConfiguration: { type: 'AWS_OWNED_KEY' } };
  },
};
