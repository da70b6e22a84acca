// DeleteRetentionPolicy: lines stay, as many as a group may hold.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteRetentionPolicy.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { findGroup } from './input.js';

export const deleteRetentionPolicy: Operation<ApiPorts> = {
  name: 'DeleteRetentionPolicy',
  async handle(input, ports) {
    const { id } = findGroup(input, ports);
    await ports.database.commit(() => ports.groups.retain(id, undefined));
  },
};
