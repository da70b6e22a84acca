// DescribeMapRun. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { requiredText, seconds } from './input.js';
import { countsOf, findMapRun } from './map-runs.js';

export const describeMapRun: Operation<ApiPorts> = {
  name: 'DescribeMapRun',
  handle(input, ports) {
    const run = findMapRun(requiredText(input, 'mapRunArn'), ports);
    const { report } = run;
    return {
      mapRunArn: run.arn,
      executionArn: run.executionArn,
      status: report.status,
      startDate: seconds(run.startedAt),
      ...(run.stoppedAt === undefined ? {} : { stopDate: seconds(run.stoppedAt) }),
      maxConcurrency: report.maxConcurrency,
      toleratedFailureCount: report.toleratedFailureCount,
      toleratedFailurePercentage: report.toleratedFailurePercentage,
      itemCounts: countsOf(report.items, report),
      executionCounts: countsOf(report.executions, report),
      redriveCount: report.redrives ?? 0,
      ...(report.redrivenAt === undefined ? {} : { redriveDate: seconds(report.redrivenAt) }),
    };
  },
};
