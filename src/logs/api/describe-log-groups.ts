// DescribeLogGroups. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { groupArn, invalid, limitOf, optionalText, pageByName } from './input.js';

export const describeLogGroups: Operation<ApiPorts> = {
  name: 'DescribeLogGroups',
  handle(input, { groups, account }) {
    const prefix = optionalText(input, 'logGroupNamePrefix');
    const pattern = optionalText(input, 'logGroupNamePattern')?.toLowerCase();
    if (prefix !== undefined && pattern !== undefined) {
      throw invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
    }
    const all = groups.list(prefix ?? '').filter(({ name }) => name.toLowerCase().includes(pattern ?? ''));
    const { items, nextToken } = pageByName(all, optionalText(input, 'nextToken'), limitOf(input, 50, 50));
    return {
      logGroups: items.map(({ name, createdAt, retentionDays }) => ({
        logGroupName: name,
        creationTime: createdAt,
        ...(retentionDays === undefined ? {} : { retentionInDays: retentionDays }),
        metricFilterCount: 0,
        arn: `${groupArn(account, name)}:*`,
        storedBytes: 0,
        logGroupClass: 'STANDARD',
        logGroupArn: groupArn(account, name),
      })),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },
};
