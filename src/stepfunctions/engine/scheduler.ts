// Carries out what the machine asks for: writes its events, sets its timers, makes its calls, and feeds back what comes of
// them. A transition is one commit; calls are made when it is on disk. What is not in the history did not happen: a failed
// commit throws the state in memory away and reads it back.
// docs/decisions/0008-workflow-engine.md
import type { Account } from '../../aws/arn.js';
import type { Clock, Timer } from '../../lib/clock.js';
import { invariant, messageOf } from '../../lib/errors.js';
import type { Log } from '../../lib/log.js';
import type { Random } from '../../lib/random.js';
import type { Database } from '../../lib/sqlite.js';
import { dataLimitFailure, exceedsDataLimit, type Failure } from '../asl/faults.js';
import type { Jsonata } from '../asl/jsonata.js';
import type { Reply, TaskPorts } from '../integrations/target.js';
import type { Call } from '../states/state.js';
import type { Activities } from '../store/activities.js';
import type { Ending, ExecutionRecord, Executions } from '../store/executions.js';
import type { History } from '../store/history.js';
import type { MapRuns } from '../store/map-runs.js';
import type { Timers } from '../store/timers.js';
import { createActivityBroker } from './activity-broker.js';
import { createChance } from './chance.js';
import { createRun } from './create-run.js';
import { writeCause } from './journal.js';
import { transition } from './machine.js';
import { retrace } from './recovery.js';
import type { ExpressExecution, Scheduler, StartRequest } from './requests.js';
import type { MachineEvent, Run, Transition } from './run.js';
import { createStoredPrograms, factsOf } from './stored-programs.js';
import { executionOfToken } from './tokens.js';
import { runTrial } from './trial.js';

export interface EngineStores {
  readonly executions: Executions;
  readonly history: History;
  readonly timers: Timers;
  readonly activities: Activities;
  readonly mapRuns: MapRuns;
}

export interface EnginePorts extends EngineStores {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly account: Account;
  readonly jsonata: Jsonata;
  /** What tasks call. */
  readonly tasks: TaskPorts;
}

/** An execution in memory. */
interface Live {
  readonly id: number;
  readonly seed: string;
  readonly run: Run;
  turn: number;
  /** Set for an Express execution: its timers, and who waits for its end. */
  readonly express: { readonly timers: Map<number, Timer>; end(ending: Ending): void } | undefined;
}

/** Timers taken at once; the next ones in the next turn of the loop. */
const TIMER_BATCH = 500;
/** An execution that only waits, for at least so long, is read back when its time comes and not kept in memory. */
const SLEEP_MS = 60_000;
/** ... unless reading it back would take long. */
const MOST_TURNS_ASLEEP = 200;
const RETRY_AFTER_FAILURE_MS = 1000;

export function createScheduler(ports: EnginePorts): Scheduler {
  const { database, clock, executions, history, timers, activities, mapRuns, log } = ports;
  const waiting = new Map<number, (() => void)[]>();
  const lives = new Map<number, Live>();
  const programs = createStoredPrograms(ports);
  const broker = createActivityBroker(clock);
  let armed: { due: number; timer: Timer } | undefined;
  let closed = false;

  const arm = (due: number | undefined): void => {
    if (due === undefined || closed || (armed && armed.due <= due)) return;
    armed?.timer.cancel();
    armed = { due, timer: clock.after(due - clock.now(), fire) };
  };

  const fire = (): void => {
    armed = undefined;
    if (closed) return;
    for (const { execution, timer, due } of timers.due(clock.now(), TIMER_BATCH)) {
      const live = wake(execution);
      if (live?.run.timers.has(timer)) push(live, { kind: 'timer', timer });
      else database.commit(() => timers.clear(due, execution, timer)).catch(reportLoss);
    }
    arm(timers.first());
  };

  const reportLoss = (error: unknown): void => {
    if (!closed) log.write('error', `Workflow data could not be written: ${messageOf(error)}`);
  };

  const worldOf = (live: Live) => ({
    chance: createChance(live.seed, live.turn),
    activityExists: (arn: string): boolean => activities.get(arn) !== undefined,
  });

  /** Moves an execution by one event. Resolves when that is durable. */
  const apply = (live: Live, event: MachineEvent, also?: () => void): Promise<void> => {
    const now = clock.now();
    let made: Transition;
    try {
      made = transition(live.run, event, now, worldOf(live));
    } catch (error) {
      return crash(live, error);
    }
    if (live.express) return applyExpress(live, made);
    const { turn } = live;
    live.turn += 1;
    const written = database.commit(() => {
      also?.();
      history.append(live.id, {
        turn,
        at: now,
        cause: writeCause(event),
        events: made.events,
        busy: made.more || hasOpenCalls(live.run),
      });
      for (const timer of made.timersSet) timers.set(timer.due, live.id, timer.id);
      for (const timer of made.timersCleared) timers.clear(timer.due, live.id, timer.id);
      if (made.ending) executions.end(live.id, now, made.ending);
      for (const report of made.mapRuns) {
        const stoppedAt = report.status === 'RUNNING' ? undefined : now;
        mapRuns.put({ arn: report.arn, executionArn: live.run.facts.arn, startedAt: now, stoppedAt, report });
      }
    });
    for (const timer of made.timersSet) arm(timer.due);
    return written.then(
      () => follow(live, made),
      (error: unknown) => lose(live, error),
    );
  };

  /** For events nobody waits for: a loss is reported and mended where it happens. */
  const push = (live: Live, event: MachineEvent): void => void apply(live, event).catch(() => {});

  const hasOpenCalls = (run: Run): boolean => {
    for (const task of run.tasks.values()) if (!task.accepted) return true;
    return false;
  };

  /** What happens once a transition is durable. */
  const follow = (live: Live, made: Transition): void => {
    if (closed || lives.get(live.id) !== live) return;
    if (made.more) push(live, { kind: 'go' });
    for (const call of made.calls) perform(live, call);
    for (const { arn, status } of made.mapRuns) if (status === 'FAILED' || status === 'ABORTED') stopChildren(arn);
    if (made.ending) announce(live.id);
    if (live.run.over || isAsleep(live)) lives.delete(live.id);
  };

  const announce = (id: number): void => {
    const heard = waiting.get(id);
    waiting.delete(id);
    for (const hear of heard ?? []) hear();
  };

  const stop = async (execution: ExecutionRecord, failure: Failure): Promise<void> => {
    const live = wake(execution.id);
    if (live) await apply(live, { kind: 'stop', failure });
  };

  const stopChildren = (mapRun: string): void => {
    for (const child of executions.children(mapRun)) {
      stop(child, { error: undefined, cause: undefined }).catch(reportLoss);
    }
  };

  const ended = async (execution: ExecutionRecord): Promise<ExecutionRecord> => {
    const now = executions.byId(execution.id) ?? execution;
    if (now.status !== 'RUNNING') return now;
    await new Promise<void>((resolve) => waiting.set(now.id, [...(waiting.get(now.id) ?? []), resolve]));
    return ended(now);
  };

  const isAsleep = (live: Live): boolean => {
    const { run } = live;
    if (run.ready.length > 0 || live.turn > MOST_TURNS_ASLEEP || hasOpenCalls(run)) return false;
    for (const timer of run.timers.values()) if (timer.due < clock.now() + SLEEP_MS) return false;
    return true;
  };

  const lose = (live: Live, error: unknown): never => {
    lives.delete(live.id);
    reportLoss(error);
    if (!closed) clock.after(RETRY_AFTER_FAILURE_MS, () => void resume(live.id));
    throw error;
  };

  const applyExpress = (live: Live, made: Transition): Promise<void> => {
    const express = live.express!;
    live.turn += 1;
    for (const timer of made.timersCleared) {
      express.timers.get(timer.id)?.cancel();
      express.timers.delete(timer.id);
    }
    for (const { id, due } of made.timersSet) {
      const fired = (): void => {
        express.timers.delete(id);
        void apply(live, { kind: 'timer', timer: id });
      };
      express.timers.set(id, clock.after(due - clock.now(), fired));
    }
    if (made.ending) {
      lives.delete(live.id);
      express.end(made.ending);
    }
    for (const call of made.calls) perform(live, call);
    // Other work gets its turn between the slices of a long run.
    if (made.more) clock.after(0, () => void apply(live, { kind: 'go' }));
    return Promise.resolve();
  };

  const perform = (live: Live, call: Call): void => {
    const { target, task, input } = call;
    const send = (event: MachineEvent): Promise<void> => {
      const now = live.express ? live : wake(live.id);
      return closed || !now?.run.tasks.has(task) ? Promise.resolve() : apply(now, event).catch(() => {});
    };
    if (target.activityArn !== undefined) {
      broker.offer(target.activityArn, {
        token: call.token!,
        input,
        async take(workerName) {
          const now = wake(live.id);
          if (!now?.run.tasks.has(task)) return false;
          await apply(now, { kind: 'taskStarted', task, workerName });
          return true;
        },
      });
      return;
    }
    const finish = (reply: Reply): Promise<void> => {
      if (target.child) return send({ kind: 'childEnded', task, reply });
      if ('failure' in reply) return send({ kind: 'taskFailed', task, failure: reply.failure });
      const { output } = reply;
      if (exceedsDataLimit(output)) return send({ kind: 'taskFailed', task, failure: dataLimitFailure(target.label) });
      return send({ kind: target.callback ? 'taskSubmitted' : 'taskSucceeded', task, output });
    };
    target.call(input, ports.tasks, `${live.run.facts.arn}:${task}`).then(
      async (reply) => {
        if ('failure' in reply || !reply.later) return finish(reply);
        const now = live.express ? live : wake(live.id);
        if (!now?.run.tasks.get(task)?.submitted) {
          await send({ kind: 'taskSubmitted', task, output: reply.output });
        }
        return finish(await reply.later);
      },
      (error: unknown) => {
        log.write('error', `A task of ${live.run.facts.arn} broke: ${messageOf(error)}`);
        return send({ kind: 'taskFailed', task, failure: { error: 'States.TaskFailed', cause: messageOf(error) } });
      },
    );
  };

  /** A fault of ours: the execution ends here, rather than being tried for ever. */
  const crash = (live: Live, error: unknown): Promise<void> => {
    const stack = error instanceof Error ? error.stack : undefined;
    log.write('error', `The workflow engine broke in ${live.run.facts.arn}: ${messageOf(error)}`, { stack });
    return failWhole(live, 'An internal error occurred.');
  };

  const failWhole = (live: Live, cause: string): Promise<void> => {
    const ending: Ending = { status: 'FAILED', error: 'States.Runtime', cause };
    lives.delete(live.id);
    if (live.express) {
      for (const timer of live.express.timers.values()) timer.cancel();
      live.express.end(ending);
      return Promise.resolve();
    }
    return failStored(live.id, live.turn, live.run.lastEvent, cause);
  };

  /** Ends an execution in its history, whether it could be read back or not. */
  const failStored = (id: number, turn: number, lastEvent: number, cause: string): Promise<void> => {
    const now = clock.now();
    const event = {
      timestamp: now / 1000,
      type: 'ExecutionFailed',
      id: lastEvent + 1,
      previousEventId: 0,
      executionFailedEventDetails: { error: 'States.Runtime', cause },
    };
    return database
      .commit(() => {
        history.append(id, { turn, at: now, cause: 'broken', events: [event], busy: false });
        executions.end(id, now, { status: 'FAILED', error: 'States.Runtime', cause });
      })
      .then(() => announce(id));
  };

  /** The execution in memory, read back when it isn't; undefined when it is over. */
  const wake = (id: number): Live | undefined => {
    const known = lives.get(id);
    if (known) return known;
    const record = executions.byId(id);
    if (record?.status !== 'RUNNING') return undefined;
    const live = readBack(record);
    if (live) lives.set(id, live);
    return live;
  };

  const readBack = (record: ExecutionRecord): Live | undefined => {
    const { id } = record;
    const turns = history.read(id);
    try {
      const { run, turn, strayed } = retrace(programs.of(record), factsOf(record), record.seed, turns);
      if (!strayed) return { id, seed: record.seed, run, turn, express: undefined };
      log.write('error', `${record.arn} can't be resumed: this version of offsync runs it differently.`);
    } catch (error) {
      // A definition that an older version took and this one refuses must cost its own execution and no other.
      log.write('error', `${record.arn} can't be resumed: ${messageOf(error)}`);
    }
    const lastEvent = turns.reduce((last, turn) => turn.events.at(-1)?.id ?? last, 0);
    const cause = 'The execution was begun by another version of offsync and can not be resumed.';
    failStored(id, turns.length, lastEvent, cause).catch(reportLoss);
    return undefined;
  };

  /** Wakes an execution and has it go on where it stood. */
  const resume = (id: number): void => {
    if (closed) return;
    const live = wake(id);
    if (!live) return;
    for (const task of live.run.tasks.values()) if (!task.accepted) perform(live, task.call);
    if (live.run.ready.length > 0) push(live, { kind: 'go' });
  };

  const start = async (request: StartRequest, replaced: number | undefined): Promise<ExecutionRecord> => {
    const id = executions.nextId();
    const startedAt = clock.now();
    const seed = Buffer.from(ports.random.bytes(12)).toString('base64url');
    const facts = { ...request, startedAt, redriveCount: 0 };
    const live: Live = { id, seed, run: createRun(request.program, facts), turn: 0, express: undefined };
    lives.set(id, live);
    let record: ExecutionRecord | undefined;
    await apply(live, { kind: 'start' }, () => {
      if (replaced !== undefined) executions.remove(replaced);
      record = {
        ...request,
        id,
        seed,
        startedAt,
        status: 'RUNNING',
        definition: executions.keepDefinition(request.definition),
        stoppedAt: undefined,
        output: undefined,
        error: undefined,
        cause: undefined,
        redrives: 0,
        redrivenAt: undefined,
        mapRun: request.mapRun,
        starter: request.starter,
      };
      executions.insert(record);
    });
    invariant(record, 'The first transition of an execution wrote no row.');
    return record;
  };

  const begin = (request: StartRequest, synchronous = false): ExpressExecution => {
    const startedAt = clock.now();
    const seed = Buffer.from(ports.random.bytes(12)).toString('base64url');
    let finished!: (ending: Ending & { stoppedAt: number }) => void;
    const done = new Promise<Ending & { stoppedAt: number }>((resolve) => {
      finished = resolve;
    });
    const run = createRun(request.program, {
      ...request,
      startedAt,
      redriveCount: synchronous ? undefined : 0,
    });
    const end = (ending: Ending): void => finished({ ...ending, stoppedAt: clock.now() });
    const live: Live = { id: 0, seed, run, turn: 0, express: { timers: new Map(), end } };
    void apply(live, { kind: 'start' });
    return { startedAt, done };
  };

  return {
    broker,
    start,
    startExpress: begin,
    stop,
    ended,

    async redrive(record) {
      const live = readBack(record);
      invariant(live, `${record.arn} can't be read back.`);
      const now = clock.now();
      lives.set(live.id, live);
      await apply(live, { kind: 'redrive' }, () => executions.redrive(live.id, now));
      return now;
    },

    async tune(executionArn, tuning) {
      const record = executions.byArn(executionArn);
      const live = record && wake(record.id);
      if (live) await apply(live, { kind: 'tuned', ...tuning });
    },

    async runChild(child) {
      const { machineArn, definition } = child;
      const request = {
        ...child,
        incarnation: 0,
        revisionId: undefined,
        qualifier: undefined,
        traceHeader: undefined,
        program: programs.compiled(definition, machineArn, () => definition),
      };
      if (child.express) return replyOf(await begin(request).done);
      return replyOf(await ended(executions.byArn(child.arn) ?? (await start(request, undefined))));
    },

    test: (request) =>
      runTrial(request, { clock, tasks: ports.tasks, activityExists: (arn) => activities.get(arn) !== undefined }),

    async answer(token, outcome) {
      const arn = executionOfToken(token);
      if (arn === undefined) return 'invalid';
      const record = executions.byArn(arn);
      if (!record) return 'missing';
      const live = wake(record.id);
      const task = live && [...live.run.tasks].find(([, entry]) => entry.call.token === token)?.[0];
      if (!live || task === undefined) return 'over';
      await apply(live, { ...outcome, task });
      return 'accepted';
    },

    recover() {
      for (const record of executions.running()) if (history.busy(record.id)) resume(record.id);
      arm(timers.first());
    },

    close() {
      closed = true;
      armed?.timer.cancel();
      for (const live of lives.values()) for (const timer of live.express?.timers.values() ?? []) timer.cancel();
      broker.close();
    },
  };
}

function replyOf({ status, output, error, cause }: Ending | ExecutionRecord): Reply {
  if (status === 'SUCCEEDED') return { output: output ?? 'null' };
  return { failure: { error: error ?? (status === 'TIMED_OUT' ? 'States.Timeout' : undefined), cause } };
}
