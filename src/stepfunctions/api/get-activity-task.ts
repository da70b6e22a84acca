// GetActivityTask: waits up to a minute for work. https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { findActivity } from './activities.js';
import { optionalText, requiredText } from './input.js';

export const getActivityTask: Operation<ApiPorts> = {
  name: 'GetActivityTask',
  async handle(input, ports) {
    const activity = findActivity(requiredText(input, 'activityArn'), ports);
    const task = await ports.scheduler.broker.poll(activity.arn, optionalText(input, 'workerName'));
    return task ? { taskToken: task.token, input: task.input } : {};
  },
};
