// ListExecutions. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
import { notEmulated } from '../../aws/errors.js';
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { summary } from './executions.js';
import { oneOf, pageSize, readToken, requiredText, writePageToken } from './input.js';
import { incarnationOf, machineDoesNotExist, resolveMachine } from './machines.js';
import { typeNotSupported } from './start-sync-execution.js';

/** In AWS's order (recorded). */
const STATUSES = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'] as const;

export const listExecutions: Operation<ApiPorts> = {
  name: 'ListExecutions',
  handle(input, ports) {
    if (input['mapRunArn'] !== undefined) throw notEmulated('ListExecutions of a Map Run');
    const arn = requiredText(input, 'stateMachineArn');
    const status = oneOf(input, 'statusFilter', STATUSES);
    const machine = resolveMachine(arn, ports);
    if (machine.definition.type === 'EXPRESS') throw typeNotSupported();
    const now = ports.program().machines.get(machine.definition.arn)?.definition;
    if (!now) throw machineDoesNotExist(arn);
    const limit = pageSize(input, 100);
    const position = readToken(input)?.split('.').map(Number) as [number, number] | undefined;
    const found = ports.stores.executions.list({
      machineArn: now.arn,
      incarnation: incarnationOf(now),
      qualifier: machine.qualifier,
      status,
      limit: limit + 1,
      before: position,
    });
    const last = found.length > limit ? found[limit - 1] : undefined;
    return {
      executions: found.slice(0, limit).map(summary),
      ...(last ? { nextToken: writePageToken(`${last.startedAt}.${last.id}`) } : {}),
    };
  },
};
