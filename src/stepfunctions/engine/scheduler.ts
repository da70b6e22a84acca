// Carries out what the machine asks for: writes its events, sets its timers, has its calls made, and feeds back what comes of
// them. A transition is one commit; calls are made when it is on disk. What is not in the history did not happen: a failed
// commit throws the state in memory away and reads it back. Express executions are express.ts's.
// docs/decisions/0008-workflow-engine.md
import type { Account } from '../../aws/arn.js';
import type { LogSink } from '../../backends/logs-port.js';
import type { Clock } from '../../lib/clock.js';
import { invariant, messageOf } from '../../lib/errors.js';
import type { Log } from '../../lib/log.js';
import type { Random } from '../../lib/random.js';
import type { Database } from '../../lib/sqlite.js';
import type { Failure } from '../asl/faults.js';
import type { Jsonata } from '../asl/jsonata.js';
import type { TaskPorts } from '../integrations/target.js';
import type { Call } from '../states/state.js';
import type { Activities } from '../store/activities.js';
import type { ExecutionRecord, Executions } from '../store/executions.js';
import type { History, HistoryEvent, Turn } from '../store/history.js';
import type { MapRuns } from '../store/map-runs.js';
import type { Timers } from '../store/timers.js';
import { createActivityBroker } from './activity-broker.js';
import { createAlarm } from './alarm.js';
import { type Caller, createCalls } from './calls.js';
import { createChance } from './chance.js';
import { childRequest, replyOf } from './children.js';
import { createRun } from './create-run.js';
import { createExecutionLogs, type Logging } from './execution-logs.js';
import { createExpressRuns } from './express.js';
import { writeCause } from './journal.js';
import { transition } from './machine.js';
import { findOrphans } from './orphans.js';
import { retrace } from './recovery.js';
import type { Redrive, Scheduler, StartRequest } from './requests.js';
import { type MachineEvent, type Run, type Transition, wants } from './run.js';
import { createStoredPrograms, factsOf } from './stored-programs.js';
import { executionOfToken } from './tokens.js';
import { runTrial } from './trial.js';
import { createTurns } from './turns.js';

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
  /** Where execution logs go. */
  readonly logs: LogSink;
  /** Told of events that are written, logged or not. */
  readonly observe?: ((events: readonly HistoryEvent[]) => void) | undefined;
  logging(machineArn: string): Logging | undefined;
}

/** An execution in memory. */
interface Live {
  readonly id: number;
  readonly seed: string;
  readonly run: Run;
  readonly caller: Caller;
  turn: number;
  /** Transitions that are not on disk yet. Until they are, and followed, nobody else may stand for the execution. */
  unwritten: number;
}

/** An execution that only waits, for at least so long, is read back when its time comes and not kept in memory. */
const SLEEP_MS = 60_000;
/** ... unless reading it back would take long. */
const MOST_TURNS_ASLEEP = 200;
const RETRY_AFTER_FAILURE_MS = 1000;
const NOT_RESUMABLE = 'The execution was begun by another version of offsync and can not be resumed.';
/** Calls made at once; the others take turns with everybody, so that a wide Map keeps nobody waiting. */
const CALLS_AT_ONCE = 50;

export function createScheduler(ports: EnginePorts): Scheduler {
  const { database, clock, executions, history, timers, activities, mapRuns, log } = ports;
  const waiting = new Map<number, (() => void)[]>();
  const lives = new Map<number, Live>();
  const programs = createStoredPrograms(ports);
  const broker = createActivityBroker(clock);
  const calls = createCalls({ tasks: ports.tasks, broker, log });
  const logs = createExecutionLogs(ports);
  const activityExists = (arn: string): boolean => activities.get(arn) !== undefined;
  const turns = createTurns(clock);
  const express = createExpressRuns({ ...ports, logs, calls, turns, activityExists });
  let closed = false;

  const reportLoss = (error: unknown): void => {
    if (!closed) log.write('error', `Workflow data could not be written: ${messageOf(error)}`);
  };

  const alarm = createAlarm({ clock, timers, turns }, ({ due, execution, timer }) => {
    const live = wake(execution);
    if (live?.run.timers.has(timer)) apply(live, { kind: 'timer', timer }).catch(() => {});
    else database.commit(() => timers.clear(due, execution, timer)).catch(reportLoss);
  });

  /** Moves an execution by one event. Resolves when that is durable. */
  const apply = (live: Live, event: MachineEvent, also?: () => void): Promise<void> => {
    const now = clock.now();
    let made: Transition;
    try {
      made = transition(live.run, event, now, { chance: createChance(live.seed, live.turn), activityExists });
    } catch (error) {
      return crash(live, error);
    }
    const { turn } = live;
    live.turn += 1;
    live.unwritten += 1;
    const written = database.commit(() => {
      also?.();
      write(live, turn, now, event, made);
    });
    for (const timer of made.timersSet) alarm.arm(timer.due);
    return written.then(
      () => follow(live, made),
      (error: unknown) => lose(live, error),
    );
  };

  const write = (live: Live, turn: number, at: number, event: MachineEvent, made: Transition): void => {
    const busy = made.more || hasOpenCalls(live.run);
    history.append(live.id, { turn, at, cause: writeCause(event), events: made.events, busy });
    for (const timer of made.timersSet) timers.set(timer.due, live.id, timer.id);
    for (const timer of made.timersCleared) timers.clear(timer.due, live.id, timer.id);
    if (made.ending) executions.end(live.id, at, made.ending);
    for (const report of made.mapRuns) {
      const stoppedAt = report.status === 'RUNNING' ? undefined : at;
      mapRuns.put({ arn: report.arn, executionArn: live.run.facts.arn, startedAt: at, stoppedAt, report });
    }
    logs.append(live.run, made.events);
  };

  /** For events nobody waits for: a loss is reported and mended where it happens. */
  const push = (id: number, event: MachineEvent): Promise<void> =>
    turns
      .run(async () => {
        if (closed) return;
        const live = wake(id);
        if (live && wants(live.run, event)) await apply(live, event);
      })
      .catch(() => {});

  const hasOpenCalls = (run: Run): boolean => {
    for (const task of run.tasks.values()) if (!task.accepted) return true;
    return false;
  };

  /** What happens once a transition is durable. */
  const follow = (live: Live, made: Transition): void => {
    live.unwritten -= 1;
    ports.observe?.(made.events);
    if (closed || lives.get(live.id) !== live) return;
    if (made.more) void push(live.id, { kind: 'go' });
    void performAll(live, made.calls);
    for (const call of made.dropped) calls.cancel(live.caller, call);
    for (const { arn, status } of made.mapRuns) if (status === 'FAILED' || status === 'ABORTED') stopChildren(arn);
    if (made.ending) announce(live.id);
    if (live.unwritten === 0 && (live.run.over || isAsleep(live))) lives.delete(live.id);
  };

  const performAll = async (live: Live, all: readonly Call[]): Promise<void> => {
    const perform = async (from: number): Promise<void> => {
      for (const call of all.slice(from, from + CALLS_AT_ONCE)) {
        // A transition that shared the commit may have given it up already.
        if (live.caller.open(call.task)) calls.perform(live.caller, call);
      }
    };
    await perform(0);
    for (let next = CALLS_AT_ONCE; next < all.length; next += CALLS_AT_ONCE) await turns.run(() => perform(next));
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

  const abort = (execution: ExecutionRecord): void =>
    void stop(execution, { error: undefined, cause: undefined }).catch(reportLoss);

  const stopChildren = (mapRun: string): void => {
    for (const child of executions.children(mapRun)) abort(child);
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

  /** A fault of ours: the execution ends here, rather than being tried for ever. */
  const crash = (live: Live, error: unknown): Promise<void> => {
    const stack = error instanceof Error ? error.stack : undefined;
    log.write('error', `The workflow engine broke in ${live.run.facts.arn}: ${messageOf(error)}`, { stack });
    lives.delete(live.id);
    // What is over stays as it ended: a redrive that breaks is the caller's to hear of.
    if (executions.byId(live.id)?.status !== 'RUNNING') return Promise.reject(error);
    return failStored(live.id, live.turn, live.run.lastEvent, 'An internal error occurred.');
  };

  /** Ends an execution under way in its history, whether it could be read back or not. */
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
      .then(() => {
        ports.observe?.([event]);
        announce(id);
      });
  };

  const createLive = (id: number, seed: string, run: Run, turn: number): Live => {
    const caller: Caller = {
      arn: run.facts.arn,
      open: (task) => (closed ? undefined : wake(id)?.run.tasks.get(task)),
      send: (event) => push(id, event),
    };
    return { id, seed, run, caller, turn, unwritten: 0 };
  };

  /** The execution in memory, read back when it isn't; undefined when it is over. */
  const wake = (id: number): Live | undefined => {
    const known = lives.get(id);
    if (known) return known;
    const record = executions.byId(id);
    if (record?.status !== 'RUNNING') return undefined;
    const written = history.read(id);
    const live = readBack(record, written);
    if (live) {
      lives.set(id, live);
      return live;
    }
    const lastEvent = written.reduce((last, turn) => turn.events.at(-1)?.id ?? last, 0);
    failStored(id, written.length, lastEvent, NOT_RESUMABLE).catch(reportLoss);
    return undefined;
  };

  /** The execution as its history tells it; undefined when this version of offsync can't go on with it. */
  const readBack = (record: ExecutionRecord, written: readonly Turn[]): Live | undefined => {
    try {
      const { run, turn, strayed } = retrace(programs.of(record), factsOf(record), record.seed, written);
      if (!strayed) return createLive(record.id, record.seed, run, turn);
      log.write('error', `${record.arn} can't be resumed: this version of offsync runs it differently.`);
    } catch (error) {
      // A definition that an older version took and this one refuses must cost its own execution and no other.
      log.write('error', `${record.arn} can't be resumed: ${messageOf(error)}`);
    }
    return undefined;
  };

  /** Wakes an execution and has it go on where it stood. */
  const resume = (id: number): void => {
    if (closed) return;
    const live = wake(id);
    if (!live) return;
    const open = [...live.run.tasks.values()].filter((task) => !task.accepted);
    void performAll(
      live,
      open.map((task) => task.call),
    );
    if (live.run.ready.length > 0) void push(id, { kind: 'go' });
  };

  const start = async (request: StartRequest, replaced: number | undefined): Promise<ExecutionRecord> => {
    const id = executions.nextId();
    const startedAt = clock.now();
    const seed = Buffer.from(ports.random.bytes(12)).toString('base64url');
    const live = createLive(id, seed, createRun(request.program, { ...request, startedAt, redriveCount: 0 }), 0);
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

  const redrive = async (record: ExecutionRecord): Promise<Redrive> => {
    // Asked for twice at once: the first one has it.
    if (lives.has(record.id)) return { refused: 'Execution is RUNNING and cannot be redriven' };
    const live = readBack(record, history.read(record.id));
    if (!live) return { refused: NOT_RESUMABLE };
    const now = clock.now();
    lives.set(live.id, live);
    await apply(live, { kind: 'redrive' }, () => executions.redrive(live.id, now));
    return { at: now };
  };

  return {
    broker,
    inTurn: turns.run,
    start,
    startExpress: express.begin,
    stop,
    ended,
    redrive,

    async tune(executionArn, tuning) {
      const record = executions.byArn(executionArn);
      const live = record && wake(record.id);
      if (live) await apply(live, { kind: 'tuned', ...tuning });
    },

    async runChild(child) {
      const request = childRequest(child, programs);
      if (child.express) return replyOf(await express.begin(request).done);
      const begun = await turns.run(async () => executions.byArn(child.arn) ?? start(request, undefined));
      let record = await ended(begun);
      // Redriven with its Map Run, and only once: it may be asked for again after a restart.
      while (record.redrives < child.redrives && record.status !== 'SUCCEEDED') {
        if ('refused' in (await redrive(record))) break;
        record = await ended(record);
      }
      return replyOf(record);
    },

    async stopNested(key) {
      for (const nested of executions.startedBy(key)) {
        await stop(nested, { error: undefined, cause: undefined });
      }
    },

    test: (request) => runTrial(request, { clock, tasks: ports.tasks, activityExists }),

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
      const running = executions.running();
      for (const { id } of running) if (history.busy(id)) resume(id);
      const waitsFor = (parent: number, task: number): boolean => wake(parent)?.run.tasks.has(task) === true;
      for (const orphan of findOrphans(running, ports, waitsFor)) abort(orphan);
      alarm.arm(timers.first());
    },

    close() {
      closed = true;
      alarm.close();
      express.close();
      broker.close();
    },
  };
}
