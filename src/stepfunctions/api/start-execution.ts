// StartExecution. The same name with the same input while it runs gives the same execution.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
import { ServiceError } from '../../aws/errors.js';
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { startRequest } from './executions.js';
import { type Input, requiredText, seconds } from './input.js';
import { resolveMachine } from './machines.js';

export const startExecution: Operation<ApiPorts> = {
  name: 'StartExecution',
  handle: (input, ports) => ports.scheduler.inTurn(() => begin(input, ports)),
};

async function begin(input: Input, ports: ApiPorts) {
  const machine = resolveMachine(requiredText(input, 'stateMachineArn'), ports);
  const request = startRequest(input, machine, ports);
  if (machine.definition.type === 'EXPRESS') {
    const { startedAt } = ports.scheduler.startExpress(request, false);
    return { executionArn: request.arn, startDate: seconds(startedAt) };
  }
  const existing = ports.stores.executions.byArn(request.arn);
  const same = existing?.incarnation === request.incarnation;
  if (existing && (same || existing.status === 'RUNNING')) {
    if (same && existing.status === 'RUNNING' && existing.input === request.input) {
      return { executionArn: existing.arn, startDate: seconds(existing.startedAt) };
    }
    throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${request.arn}'`);
  }
  const record = await ports.scheduler.start(request, existing?.id);
  return { executionArn: record.arn, startDate: seconds(record.startedAt) };
}
