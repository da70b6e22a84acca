// Express executions: the same machine, in memory only. An answer is all that stays of one, and its log when it has one.
// https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
import type { Clock, Timer } from '../../lib/clock.js';
import { messageOf } from '../../lib/errors.js';
import type { Log } from '../../lib/log.js';
import type { Random } from '../../lib/random.js';
import type { Ending } from '../store/executions.js';
import type { HistoryEvent } from '../store/history.js';
import type { Caller, Calls } from './calls.js';
import { createChance } from './chance.js';
import { createRun } from './create-run.js';
import type { ExecutionLogs } from './execution-logs.js';
import { transition } from './machine.js';
import type { ExpressExecution, StartRequest } from './requests.js';
import type { MachineEvent, Transition } from './run.js';
import { wants } from './run.js';
import type { Turns } from './turns.js';

export interface ExpressRuns {
  begin(request: StartRequest, synchronous?: boolean): ExpressExecution;
  close(): void;
}

export interface ExpressPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly logs: ExecutionLogs;
  readonly calls: Calls;
  readonly turns: Turns;
  /** Told of every event, logged or not. */
  readonly observe?: ((events: readonly HistoryEvent[]) => void) | undefined;
  activityExists(arn: string): boolean;
}

export function createExpressRuns(ports: ExpressPorts): ExpressRuns {
  const { clock, random, log, logs, calls, turns } = ports;
  /** Timers of all that run, to be let go at the end. */
  const pending = new Set<Timer>();
  let closed = false;

  const later = (ms: number, work: () => void): Timer => {
    const timer = clock.after(ms, () => {
      pending.delete(timer);
      if (!closed) work();
    });
    pending.add(timer);
    return timer;
  };
  const cancel = (timer: Timer | undefined): void => {
    if (!timer) return;
    timer.cancel();
    pending.delete(timer);
  };

  return {
    begin(request, synchronous = false) {
      const startedAt = clock.now();
      const seed = Buffer.from(random.bytes(12)).toString('base64url');
      const run = createRun(request.program, { ...request, startedAt, redriveCount: synchronous ? undefined : 0 });
      const timers = new Map<number, Timer>();
      let turn = 0;
      let finished!: ExpressFinish;
      const done: ExpressExecution['done'] = new Promise((resolve) => {
        finished = resolve;
      });
      const end = (ending: Ending): void => {
        for (const timer of timers.values()) cancel(timer);
        timers.clear();
        finished({ ...ending, stoppedAt: clock.now() });
      };

      const apply = (event: MachineEvent): void => {
        const now = clock.now();
        let made: Transition;
        try {
          made = transition(run, event, now, {
            chance: createChance(seed, turn),
            activityExists: ports.activityExists,
          });
        } catch (error) {
          // A fault of ours: the execution ends here, rather than being tried for ever.
          const stack = error instanceof Error ? error.stack : undefined;
          log.write('error', `The workflow engine broke in ${request.arn}: ${messageOf(error)}`, { stack });
          run.over = true;
          end({ status: 'FAILED', error: 'States.Runtime', cause: 'An internal error occurred.' });
          return;
        }
        turn += 1;
        ports.observe?.(made.events);
        logs.write(run, made.events);
        for (const { id } of made.timersCleared) {
          cancel(timers.get(id));
          timers.delete(id);
        }
        for (const { id, due } of made.timersSet) {
          const fire = (): void => {
            timers.delete(id);
            void push({ kind: 'timer', timer: id });
          };
          timers.set(id, later(due - now, fire));
        }
        if (made.ending) end(made.ending);
        for (const call of made.calls) calls.perform(caller, call);
        for (const call of made.dropped) calls.cancel(caller, call);
        // Other work gets its turn between the slices of a long run.
        if (made.more) void push({ kind: 'go' });
      };
      const push = (event: MachineEvent): Promise<void> =>
        turns.run(async () => {
          if (!closed && wants(run, event)) apply(event);
        });
      const caller: Caller = {
        arn: request.arn,
        open: (task) => (closed ? undefined : run.tasks.get(task)),
        send: (event) => push(event),
      };
      void push({ kind: 'start' });
      return { startedAt, done };
    },
    close() {
      closed = true;
      for (const timer of pending) timer.cancel();
      pending.clear();
    },
  };
}

type ExpressFinish = (ending: Ending & { readonly stoppedAt: number }) => void;
