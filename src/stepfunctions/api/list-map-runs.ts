// ListMapRuns. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListMapRuns.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { findExecution } from './executions.js';
import { page, requiredText, seconds } from './input.js';

export const listMapRuns: Operation<ApiPorts> = {
  name: 'ListMapRuns',
  handle(input, ports) {
    const execution = findExecution(requiredText(input, 'executionArn'), ports);
    const { items, next } = page(ports.stores.mapRuns.ofExecution(execution.arn), input);
    const mapRuns = items.map(({ arn, startedAt, stoppedAt }) => ({
      executionArn: execution.arn,
      mapRunArn: arn,
      stateMachineArn: execution.machineArn,
      startDate: seconds(startedAt),
      ...(stoppedAt === undefined ? {} : { stopDate: seconds(stoppedAt) }),
    }));
    return { mapRuns, ...next };
  },
};
