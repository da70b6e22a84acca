// PutRetentionPolicy: lines older than that go.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { constraint, findGroup, optionalNumber } from './input.js';

const DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

export const putRetentionPolicy: Operation<ApiPorts> = {
  name: 'PutRetentionPolicy',
  async handle(input, ports) {
    const group = findGroup(input, ports);
    const days = optionalNumber(input, 'retentionInDays');
    if (days === undefined || !DAYS.includes(days)) {
      throw constraint(days, 'retentionInDays', `satisfy enum value set: [${DAYS.join(', ')}]`);
    }
    await ports.database.commit(() => {
      ports.groups.retain(group.id, days);
      ports.events.trim(group.id, days, ports.clock.now());
    });
  },
};
