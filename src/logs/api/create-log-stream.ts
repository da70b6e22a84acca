// CreateLogStream. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html
import { ServiceError } from '../../aws/errors.js';
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { findGroup, streamName } from './input.js';

export const createLogStream: Operation<ApiPorts> = {
  name: 'CreateLogStream',
  async handle(input, ports) {
    const group = findGroup(input, ports);
    const name = streamName(input);
    if (ports.groups.stream(group.id, name)) {
      throw new ServiceError('ResourceAlreadyExistsException', 'The specified log stream already exists');
    }
    await ports.database.commit(() => ports.groups.createStream(group.id, name, ports.clock.now()));
  },
};
