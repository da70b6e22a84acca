// ListActivities. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListActivities.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { describeActivity } from './activities.js';
import { pageSize, readToken, writePageToken } from './input.js';

export const listActivities: Operation<ApiPorts> = {
  name: 'ListActivities',
  handle(input, ports) {
    const limit = pageSize(input, 100);
    const found = ports.stores.activities.list(readToken(input) ?? '', limit + 1);
    const shown = found.slice(0, limit);
    return {
      activities: shown.map(describeActivity),
      ...(found.length > limit ? { nextToken: writePageToken(shown.at(-1)!.arn) } : {}),
    };
  },
};
