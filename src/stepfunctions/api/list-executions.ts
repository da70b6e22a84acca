// ListExecutions. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { summary } from './executions.js';
import { oneOf, optionalText, pageSize, readToken, requiredText, validation, writePageToken } from './input.js';
import { incarnationOf, machineDoesNotExist, resolveMachine } from './machines.js';
import { findMapRun } from './map-runs.js';
import { typeNotSupported } from './start-sync-execution.js';

/** In AWS's order (recorded). */
const STATUSES = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'] as const;

export const listExecutions: Operation<ApiPorts> = {
  name: 'ListExecutions',
  handle(input, ports) {
    const mapRun = optionalText(input, 'mapRunArn');
    const given = optionalText(input, 'stateMachineArn');
    if (mapRun !== undefined && given !== undefined) {
      throw validation('Must specify one and only one of stateMachineArn or mapRunArn');
    }
    const status = oneOf(input, 'statusFilter', STATUSES);
    const { of, qualifier } =
      mapRun === undefined
        ? ofMachine(requiredText(input, 'stateMachineArn'), ports)
        : { of: { mapRun: findMapRun(mapRun, ports).arn }, qualifier: undefined };
    const limit = pageSize(input, 100);
    const position = readToken(input)?.split('.').map(Number) as [number, number] | undefined;
    const found = ports.stores.executions.list({
      of,
      qualifier,
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

function ofMachine(arn: string, ports: ApiPorts) {
  const { definition, qualifier } = resolveMachine(arn, ports);
  if (definition.type === 'EXPRESS') throw typeNotSupported();
  const now = ports.program().machines.get(definition.arn)?.definition;
  if (!now) throw machineDoesNotExist(arn);
  return { of: { machineArn: now.arn, incarnation: incarnationOf(now) }, qualifier };
}
