// CreateLogGroup. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
import { ServiceError } from '../../aws/errors.js';
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { groupName } from './input.js';

export const createLogGroup: Operation<ApiPorts> = {
  name: 'CreateLogGroup',
  async handle(input, { groups, database, clock }) {
    const name = groupName(input);
    if (groups.get(name)) {
      throw new ServiceError('ResourceAlreadyExistsException', 'The specified log group already exists');
    }
    await database.commit(() => groups.create(name, clock.now()));
  },
};
