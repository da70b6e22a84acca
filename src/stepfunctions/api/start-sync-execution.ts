// StartSyncExecution: an Express execution, answered when it is over. SDKs send it to `sync-<host>`.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
import { ServiceError } from '../../aws/errors.js';
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { startRequest } from './executions.js';
import { requiredText, seconds } from './input.js';
import { resolveMachine } from './machines.js';

export const startSyncExecution: Operation<ApiPorts> = {
  name: 'StartSyncExecution',
  async handle(input, ports) {
    const machine = resolveMachine(requiredText(input, 'stateMachineArn'), ports);
    if (machine.definition.type !== 'EXPRESS') throw typeNotSupported();
    const request = startRequest(input, machine, ports);
    const { startedAt, done } = ports.scheduler.startExpress(request, true);
    const { status, output, error, cause, stoppedAt } = await done;
    // AWS bills Express executions by 100 ms and 64 MB.
    const billed = Math.max(100, Math.ceil((stoppedAt - startedAt) / 100) * 100);
    return {
      executionArn: request.arn,
      stateMachineArn: request.machineArn,
      name: request.name,
      startDate: seconds(startedAt),
      stopDate: seconds(stoppedAt),
      status,
      input: request.input,
      inputDetails: { included: true },
      outputDetails: { included: true },
      ...(output === undefined ? {} : { output }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
      ...(request.traceHeader === undefined ? {} : { traceHeader: request.traceHeader }),
      billingDetails: { billedDurationInMilliseconds: billed, billedMemoryUsedInMB: 64 },
    };
  },
};

export function typeNotSupported(): ServiceError {
  return new ServiceError(
    'StateMachineTypeNotSupported',
    'This operation is not supported by this type of state machine',
  );
}
