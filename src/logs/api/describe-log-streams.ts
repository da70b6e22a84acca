// DescribeLogStreams. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { constraint, findGroup, groupArn, invalid, limitOf, optionalText, pageByName } from './input.js';

const ORDERS = ['LogStreamName', 'LastEventTime'];

export const describeLogStreams: Operation<ApiPorts> = {
  name: 'DescribeLogStreams',
  handle(input, ports) {
    const group = findGroup(input, ports);
    const prefix = optionalText(input, 'logStreamNamePrefix');
    const order = optionalText(input, 'orderBy') ?? 'LogStreamName';
    if (!ORDERS.includes(order)) {
      throw constraint(order, 'orderBy', `satisfy enum value set: [${ORDERS.join(', ')}]`);
    }
    if (order === 'LastEventTime' && prefix !== undefined) {
      throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
    }
    const all = [...ports.groups.streams(group.id, prefix ?? '')];
    if (order === 'LastEventTime') all.sort((a, b) => (a.last ?? 0) - (b.last ?? 0));
    if (input['descending'] === true) all.reverse();
    const { items, nextToken } = pageByName(all, optionalText(input, 'nextToken'), limitOf(input, 50, 50));
    return {
      logStreams: items.map(({ name, createdAt, first, last, ingestedAt }) => ({
        logStreamName: name,
        creationTime: createdAt,
        ...(first === undefined ? {} : { firstEventTimestamp: first, lastEventTimestamp: last }),
        ...(ingestedAt === undefined ? {} : { lastIngestionTime: ingestedAt }),
        arn: `${groupArn(ports.account, group.name)}:log-stream:${name}`,
        storedBytes: 0,
      })),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },
};
