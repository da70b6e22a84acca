// DeleteLogStream: with its lines.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogStream.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { findGroup, findStream, streamName } from './input.js';

export const deleteLogStream: Operation<ApiPorts> = {
  name: 'DeleteLogStream',
  async handle(input, ports) {
    const { id } = findStream(findGroup(input, ports), streamName(input), ports);
    await ports.database.commit(() => ports.groups.removeStream(id));
  },
};
