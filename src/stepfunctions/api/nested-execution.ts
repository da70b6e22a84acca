// StartExecution as a workflow's task asks for it. Called through the engine's ports; a task that is asked for again after a
// restart finds the execution it had started.
import { createHash } from 'node:crypto';
import { ServiceError } from '../../aws/errors.js';
import type { NestedExecution } from '../integrations/target.js';
import type { ApiPorts } from '../ports.js';
import { describeRecord } from './describe-execution.js';
import { startRequest } from './executions.js';
import { type Input, requiredText } from './input.js';
import { type QualifiedMachine, resolveMachine } from './machines.js';

export function startNested(input: Input, key: string, ports: ApiPorts): Promise<NestedExecution> {
  return ports.scheduler.inTurn(() => begin(input, key, ports));
}

async function begin(input: Input, key: string, ports: ApiPorts): Promise<NestedExecution> {
  const machine = resolveMachine(requiredText(input, 'stateMachineArn'), ports);
  const name = input['name'] ?? nameOf(key, machine, ports);
  const request = { ...startRequest({ ...input, name }, machine, ports), starter: key };
  if (machine.definition.type === 'EXPRESS') {
    const { startedAt } = ports.scheduler.startExpress(request, false);
    const refused = new ServiceError('StateMachineTypeNotSupported', 'Express executions can not be waited for');
    return { arn: request.arn, startedAt, ended: () => Promise.reject(refused) };
  }
  const existing = ports.stores.executions.byArn(request.arn);
  const mine = existing?.starter === key;
  if (existing && !mine && (existing.incarnation === request.incarnation || existing.status === 'RUNNING')) {
    const twin = existing.status === 'RUNNING' && existing.input === request.input;
    if (!twin) throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${request.arn}'`);
  }
  const joined = existing && (mine || existing.incarnation === request.incarnation) ? existing : undefined;
  const record = joined ?? (await ports.scheduler.start(request, existing?.id));
  return {
    arn: record.arn,
    startedAt: record.startedAt,
    ended: async () => describeRecord(await ports.scheduler.ended(record)),
  };
}

/** A UUID's five groups, the same for the key each time. What an older offsync began had four, and is found by those. */
function nameOf(key: string, { definition }: QualifiedMachine, { stores }: ApiPorts): string {
  const hash = createHash('sha256').update(key).digest('hex');
  const groups = (...ends: readonly number[]): string =>
    ends.map((end, index) => hash.slice(ends[index - 1] ?? 0, end)).join('-');
  const older = groups(8, 12, 16, 28);
  const begun = stores.executions.byArn(`${definition.arn.replace(':stateMachine:', ':execution:')}:${older}`);
  return begun?.starter === key ? older : groups(8, 12, 16, 20, 32);
}
