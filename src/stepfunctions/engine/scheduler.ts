// Carries out what the machine asks for: writes its events, sets its timers, makes its calls, and feeds back what comes of
// them. A transition is one commit; calls are made when it is on disk. What is not in the history did not happen: a failed
// commit throws the state in memory away and reads it back.
// docs/decisions/0008-workflow-engine.md
import type { Account } from '../../aws/arn.js';
import { parseArn } from '../../aws/arn.js';
import type { Clock, Timer } from '../../lib/clock.js';
import { invariant, messageOf } from '../../lib/errors.js';
import type { Log } from '../../lib/log.js';
import type { Random } from '../../lib/random.js';
import type { Database } from '../../lib/sqlite.js';
import { dataLimitFailure, exceedsDataLimit, type Failure } from '../asl/faults.js';
import type { Jsonata } from '../asl/jsonata.js';
import type { TaskPorts } from '../integrations/target.js';
import { compileMachine, type MachineProgram } from '../states/machine-program.js';
import type { Call } from '../states/state.js';
import type { Activities } from '../store/activities.js';
import type { Ending, ExecutionRecord, Executions } from '../store/executions.js';
import type { History } from '../store/history.js';
import type { Timers } from '../store/timers.js';
import { type ActivityBroker, createActivityBroker } from './activity-broker.js';
import { createChance } from './chance.js';
import { writeCause } from './journal.js';
import { createRun, transition } from './machine.js';
import { retrace } from './recovery.js';
import type { ExecutionFacts, MachineEvent, Run, Transition } from './run.js';
import { executionOfToken } from './tokens.js';
import { runTrial, type TrialRequest, type TrialResult } from './trial.js';

export interface EngineStores {
  readonly executions: Executions;
  readonly history: History;
  readonly timers: Timers;
  readonly activities: Activities;
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

/** What an execution is started with. */
export interface StartRequest {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly incarnation: number;
  readonly revisionId: string | undefined;
  readonly qualifier: string | undefined;
  readonly definition: string;
  readonly program: MachineProgram;
  readonly roleArn: string;
  readonly input: string;
  readonly traceHeader: string | undefined;
}

export interface ExpressExecution {
  readonly startedAt: number;
  readonly done: Promise<Ending & { readonly stoppedAt: number }>;
}

export type TokenAnswer = 'accepted' | 'invalid' | 'missing' | 'over';

export interface Scheduler {
  readonly broker: ActivityBroker;
  /** Begins a Standard execution; resolves when its first events are durable. `replaced` is an older one of the same name. */
  start(request: StartRequest, replaced: number | undefined): Promise<ExecutionRecord>;
  /** Begins an Express execution, which lives in memory. */
  startExpress(request: StartRequest, synchronous: boolean): ExpressExecution;
  /** Resolves when the execution is over and that is durable. */
  stop(execution: ExecutionRecord, failure: Failure): Promise<void>;
  /** Runs one state on its own. */
  test(request: TrialRequest): Promise<TrialResult>;
  /** Feeds the outcome of a task to whoever gave out its token. */
  answer(token: string, outcome: TaskOutcome): Promise<TokenAnswer>;
  /** Brings back what was running when the process ended. Call once. */
  recover(): void;
  close(): void;
}

export type TaskOutcome =
  | { readonly kind: 'taskSucceeded'; readonly output: string }
  | { readonly kind: 'taskFailed'; readonly failure: Failure }
  | { readonly kind: 'heartbeat' };

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
  const { database, clock, executions, history, timers, activities, log } = ports;
  const lives = new Map<number, Live>();
  const programs = new Map<string, MachineProgram>();
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
    if (live.run.over || isAsleep(live)) lives.delete(live.id);
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
    target.call(input, ports.tasks).then(
      (reply) => {
        if ('failure' in reply) return send({ kind: 'taskFailed', task, failure: reply.failure });
        const { output } = reply;
        if (exceedsDataLimit(output))
          return send({ kind: 'taskFailed', task, failure: dataLimitFailure(target.label) });
        return send({ kind: target.callback ? 'taskSubmitted' : 'taskSucceeded', task, output });
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
    const now = clock.now();
    const ending: Ending = { status: 'FAILED', error: 'States.Runtime', cause };
    lives.delete(live.id);
    if (live.express) {
      for (const timer of live.express.timers.values()) timer.cancel();
      live.express.end(ending);
      return Promise.resolve();
    }
    const event = {
      timestamp: now / 1000,
      type: 'ExecutionFailed',
      id: live.run.lastEvent + 1,
      previousEventId: 0,
      executionFailedEventDetails: { error: 'States.Runtime', cause },
    };
    return database.commit(() => {
      history.append(live.id, { turn: live.turn, at: now, cause: 'broken', events: [event], busy: false });
      executions.end(live.id, now, ending);
    });
  };

  const factsOf = (record: ExecutionRecord): ExecutionFacts => ({
    arn: record.arn,
    name: record.name,
    machineArn: record.machineArn,
    machineName: record.machineArn.slice(record.machineArn.lastIndexOf(':') + 1),
    roleArn: record.roleArn,
    startedAt: record.startedAt,
    input: record.input,
    redriveCount: 0,
  });

  const programOf = (record: ExecutionRecord): MachineProgram => {
    const key = `${record.definition} ${record.machineArn}`;
    let program = programs.get(key);
    if (!program) {
      const arn = parseArn(record.machineArn);
      const account = arn ? { accountId: arn.account, region: arn.region } : ports.account;
      program = compileMachine(executions.definition(record.definition), {
        express: false,
        account,
        jsonata: ports.jsonata,
      }).program;
      invariant(program, `The stored definition of ${record.arn} does not compile.`);
      if (programs.size > 1000) programs.clear();
      programs.set(key, program);
    }
    return program;
  };

  /** The execution in memory, read back when it isn't; undefined when it is over. */
  const wake = (id: number): Live | undefined => {
    const known = lives.get(id);
    if (known) return known;
    const record = executions.byId(id);
    if (record?.status !== 'RUNNING') return undefined;
    const { run, turn, strayed } = retrace(programOf(record), factsOf(record), record.seed, history.read(id));
    const live: Live = { id, seed: record.seed, run, turn, express: undefined };
    if (strayed) {
      log.write('error', `${record.arn} can't be resumed: this version of offsync runs it differently.`);
      failWhole(live, 'The execution was begun by another version of offsync and can not be resumed.').catch(
        reportLoss,
      );
      return undefined;
    }
    lives.set(id, live);
    return live;
  };

  /** Wakes an execution and has it go on where it stood. */
  const resume = (id: number): void => {
    if (closed) return;
    const live = wake(id);
    if (!live) return;
    for (const task of live.run.tasks.values()) if (!task.accepted) perform(live, task.call);
    if (live.run.ready.length > 0) push(live, { kind: 'go' });
  };

  return {
    broker,
    async start(request, replaced) {
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
        };
        executions.insert(record);
      });
      invariant(record, 'The first transition of an execution wrote no row.');
      return record;
    },

    startExpress(request, synchronous) {
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
    },

    async stop(execution, failure) {
      const live = wake(execution.id);
      if (live) await apply(live, { kind: 'stop', failure });
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
