// DeleteActivity. Deleting what isn't there is no error. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteActivity.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { activityArn } from './arns.js';
import { requiredText } from './input.js';

export const deleteActivity: Operation<ApiPorts> = {
  name: 'DeleteActivity',
  async handle(input, ports) {
    const arn = activityArn(requiredText(input, 'activityArn'));
    await ports.database.commit(() => ports.stores.activities.remove(arn));
    return {};
  },
};
