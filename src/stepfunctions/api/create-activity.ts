// CreateActivity. https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateActivity.html
import { formatArn } from '../../aws/arn.js';
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { checkName, requiredText, seconds } from './input.js';
import { tagsOf } from './machines.js';

export const createActivity: Operation<ApiPorts> = {
  name: 'CreateActivity',
  async handle(input, ports) {
    const name = checkName(requiredText(input, 'name'));
    const arn = formatArn(ports.account, 'states', `activity:${name}`);
    const { activities } = ports.stores;
    const existing = activities.get(arn);
    if (existing) return { activityArn: arn, creationDate: seconds(existing.createdAt) };
    const createdAt = ports.clock.now();
    await ports.database.commit(() => activities.put({ arn, name, createdAt, tags: tagsOf(input) }));
    return { activityArn: arn, creationDate: seconds(createdAt) };
  },
};
