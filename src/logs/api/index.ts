// The operations of CloudWatch Logs that are answered, one line each.
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { createLogGroup } from './create-log-group.js';
import { createLogStream } from './create-log-stream.js';
import { deleteLogGroup } from './delete-log-group.js';
import { deleteLogStream } from './delete-log-stream.js';
import { deleteRetentionPolicy } from './delete-retention-policy.js';
import { describeLogGroups } from './describe-log-groups.js';
import { describeLogStreams } from './describe-log-streams.js';
import { filterLogEvents } from './filter-log-events.js';
import { getLogEvents } from './get-log-events.js';
import { putLogEvents } from './put-log-events.js';
import { putRetentionPolicy } from './put-retention-policy.js';

export const OPERATIONS: readonly Operation<ApiPorts>[] = [
  createLogGroup,
  createLogStream,
  deleteLogGroup,
  deleteLogStream,
  deleteRetentionPolicy,
  describeLogGroups,
  describeLogStreams,
  filterLogEvents,
  getLogEvents,
  putLogEvents,
  putRetentionPolicy,
];
