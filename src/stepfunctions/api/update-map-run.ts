// UpdateMapRun: other limits for a run under way.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateMapRun.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { type Input, requiredText, validation } from './input.js';
import { findMapRun } from './map-runs.js';

function limit(input: Input, member: string, most = Infinity): number | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && value >= 0 && value <= most) return value;
  throw validation(
    `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: Member must have value ${
      Number(value) < 0 ? 'greater than or equal to 0' : `less than or equal to ${most}`
    }`,
  );
}

export const updateMapRun: Operation<ApiPorts> = {
  name: 'UpdateMapRun',
  async handle(input, ports) {
    const run = findMapRun(requiredText(input, 'mapRunArn'), ports);
    await ports.scheduler.tune(run.executionArn, {
      mapRun: run.arn,
      maxConcurrency: limit(input, 'maxConcurrency'),
      toleratedFailureCount: limit(input, 'toleratedFailureCount'),
      toleratedFailurePercentage: limit(input, 'toleratedFailurePercentage', 100),
    });
    return {};
  },
};
