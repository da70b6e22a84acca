// StopExecution. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { findExecution } from './executions.js';
import { optionalText, requiredText, seconds } from './input.js';

export const stopExecution: Operation<ApiPorts> = {
  name: 'StopExecution',
  async handle(input, ports) {
    const record = findExecution(requiredText(input, 'executionArn'), ports);
    const failure = { error: optionalText(input, 'error'), cause: optionalText(input, 'cause') };
    if (record.status === 'RUNNING') await ports.scheduler.stop(record, failure);
    const { stoppedAt } = ports.stores.executions.byId(record.id) ?? record;
    return { stopDate: seconds(stoppedAt ?? ports.clock.now()) };
  },
};
