// RedriveExecution: an execution that did not succeed goes on where it stood; its history goes on, too.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
import { ServiceError } from '../../aws/errors.js';
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { findExecution } from './executions.js';
import { requiredText, seconds } from './input.js';

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
const REDRIVABLE_MS = 14 * 24 * 3600 * 1000;

export const redriveExecution: Operation<ApiPorts> = {
  name: 'RedriveExecution',
  async handle(input, ports) {
    const record = findExecution(requiredText(input, 'executionArn'), ports);
    const refuse = (why: string): ServiceError =>
      new ServiceError('ExecutionNotRedrivable', `Execution is not redrivable: '${why}'`);
    const { status, mapRun, stoppedAt = 0 } = record;
    if (status === 'RUNNING' || status === 'SUCCEEDED') {
      throw refuse(`Execution is ${status} and cannot be redriven`);
    }
    if (mapRun !== undefined) throw refuse('A child execution is redriven with its Map Run');
    if (ports.clock.now() - stoppedAt > REDRIVABLE_MS) {
      throw refuse('Execution was completed more than 14 days ago and cannot be redriven');
    }
    const redriven = await ports.scheduler.redrive(record);
    if ('refused' in redriven) throw refuse(redriven.refused);
    return { redriveDate: seconds(redriven.at) };
  },
};
