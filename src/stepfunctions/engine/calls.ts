// Makes the calls that executions ask for, and turns what comes of them into events. Knows executions only as somebody who
// takes events; used for Standard and Express ones alike.
import { messageOf } from '../../lib/errors.js';
import type { Log } from '../../lib/log.js';
import { dataLimitFailure, exceedsDataLimit } from '../asl/faults.js';
import type { Reply, TaskPorts } from '../integrations/target.js';
import type { Call } from '../states/state.js';
import type { ActivityBroker } from './activity-broker.js';
import type { MachineEvent, TaskEntry } from './run.js';

/** Who asked. An execution may be read back between a call and its answer: it is looked up each time. */
export interface Caller {
  readonly arn: string;
  /** The task, as long as it is waited for. */
  open(task: number): TaskEntry | undefined;
  /** Resolves when the event is taken; an event for a task that nobody waits for any more is dropped. */
  send(event: MachineEvent): Promise<void>;
}

export interface Calls {
  perform(caller: Caller, call: Call): void;
  /** Says to the other side that nobody waits any more. As good as can be: AWS does not promise more. */
  cancel(caller: Caller, call: Call): void;
}

export function createCalls(ports: {
  readonly tasks: TaskPorts;
  readonly broker: ActivityBroker;
  readonly log: Log;
}): Calls {
  const { tasks, broker, log } = ports;

  const offer = (caller: Caller, arn: string, { task, token, input }: Call): void =>
    broker.offer(arn, {
      token: token!,
      input,
      async take(workerName) {
        if (!caller.open(task)) return false;
        await caller.send({ kind: 'taskStarted', task, workerName });
        return true;
      },
    });

  const keyOf = (caller: Caller, call: Call): string => `${caller.arn}:${call.task}`;

  return {
    perform(caller, call) {
      const { target, task, input } = call;
      if (target.activityArn !== undefined) {
        offer(caller, target.activityArn, call);
        return;
      }
      const send = async (event: MachineEvent): Promise<void> => {
        if (caller.open(task)) await caller.send(event);
      };
      const finish = (reply: Reply): Promise<void> => {
        if (target.child) return send({ kind: 'childEnded', task, reply });
        if ('failure' in reply) return send({ kind: 'taskFailed', task, failure: reply.failure });
        const { output } = reply;
        if (exceedsDataLimit(output)) {
          return send({ kind: 'taskFailed', task, failure: dataLimitFailure(target.label) });
        }
        return send({ kind: target.callback ? 'taskSubmitted' : 'taskSucceeded', task, output });
      };
      const answered = async (reply: Reply): Promise<void> => {
        if ('failure' in reply || !reply.later) return finish(reply);
        if (!caller.open(task)?.submitted) await send({ kind: 'taskSubmitted', task, output: reply.output });
        return finish(await reply.later);
      };
      target
        .call(input, tasks, keyOf(caller, call))
        .then(answered)
        .catch((error: unknown) => {
          log.write('error', `A task of ${caller.arn} broke: ${messageOf(error)}`);
          return send({ kind: 'taskFailed', task, failure: { error: 'States.TaskFailed', cause: messageOf(error) } });
        });
    },
    cancel(caller, call) {
      call.target.cancel?.(tasks, keyOf(caller, call)).catch((error: unknown) => {
        log.write('warn', `A task of ${caller.arn} could not be stopped: ${messageOf(error)}`);
      });
    },
  };
}
