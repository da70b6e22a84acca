// DeleteLogGroup: with its streams and lines.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { findGroup } from './input.js';

export const deleteLogGroup: Operation<ApiPorts> = {
  name: 'DeleteLogGroup',
  async handle(input, ports) {
    const { id } = findGroup(input, ports);
    await ports.database.commit(() => ports.groups.remove(id));
  },
};
