// DescribeExecution. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import type { ExecutionRecord } from '../store/executions.js';
import { findExecution, summary } from './executions.js';
import { requiredText } from './input.js';

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html: what failed may be redriven. */
function redrive({ status, mapRun }: ExecutionRecord): Record<string, string> {
  if (status === 'RUNNING' || status === 'SUCCEEDED') {
    return {
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: `Execution is ${status} and cannot be redriven`,
    };
  }
  // A child goes on with its Map Run, which goes on with the parent.
  return { redriveStatus: mapRun === undefined ? 'REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN' };
}

export const describeExecution: Operation<ApiPorts> = {
  name: 'DescribeExecution',
  handle: (input, ports) => describeRecord(findExecution(requiredText(input, 'executionArn'), ports)),
};

export function describeRecord(record: ExecutionRecord): Record<string, unknown> {
  const { output, error, cause, traceHeader } = record;
  return {
    ...summary(record),
    input: record.input,
    inputDetails: { included: true },
    ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(record.mapRun === undefined ? {} : { mapRunArn: record.mapRun }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
    ...redrive(record),
  };
}
