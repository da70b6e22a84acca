// The interpreter: (program, run, event) -> transition. It does no I/O and reads no clock; the same events at the same times
// give the same transitions, which is how an execution is recovered. It owns its Run and changes it in place: copying every
// frame for each transition would cost more than the transition. Called by scheduler.ts and recovery.ts.
import { dataLimitFailure, EvaluationFault, exceedsDataLimit, type Failure } from '../asl/faults.js';
import { type EventBody, NOT_TRUNCATED, present } from '../integrations/target.js';
import { errorOutput, retryDelay, takes } from '../states/retries.js';
import type { Block, MapItem, Outcome, Signal, Step, Thread } from '../states/state.js';
import type { Ending } from '../store/executions.js';
import type { HistoryEvent } from '../store/history.js';
import type { MachineEvent, Run, TaskEntry, TimerEntry, Transition, World } from './run.js';
import { ThreadStep, type TurnView } from './step.js';

/** After so many events a transition ends, and the next one goes on: one execution must not keep the others waiting. */
const SLICE = 100;
/** AWS ends an execution that reaches this. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST_EVENTS = 25_000;
/** States that AWS reports as aborted when their branch is given up. */
const ABORTABLE = new Set(['Task', 'Wait', 'Parallel', 'Map']);
const RETRY = 'retry';

/** Moves `run` by one event. An event for something that is over (a late result) changes nothing and writes nothing. */
export function transition(run: Run, event: MachineEvent, now: number, world: World): Transition {
  const turn = new Turn(run, now, world);
  if (!run.over || event.kind === 'redrive') turn.take(event);
  return turn.result;
}

class Turn implements TurnView {
  readonly result: Transition = {
    events: [],
    timersSet: [],
    timersCleared: [],
    calls: [],
    mapRuns: [],
    dropped: [],
    ending: undefined,
    more: false,
  };
  readonly run: Run;
  readonly now: number;
  readonly world: World;

  constructor(run: Run, now: number, world: World) {
    this.run = run;
    this.now = now;
    this.world = world;
  }

  take(event: MachineEvent): void {
    const { run } = this;
    switch (event.kind) {
      case 'start':
        this.begin();
        break;
      case 'go':
        break;
      case 'stop':
        this.finish(['ExecutionAborted', 'executionAbortedEventDetails', present({ ...event.failure })], 0, {
          status: 'ABORTED',
          ...event.failure,
        });
        return;
      case 'timer':
        this.wake(event.timer);
        break;
      case 'redrive':
        this.redrive();
        break;
      case 'tuned': {
        const mapping = [...run.tasks.values()].filter(({ call }) => call.target.child).map(({ thread }) => thread);
        for (const thread of new Set(mapping)) this.resume(thread, event);
        break;
      }
      default: {
        const task = run.tasks.get(event.task);
        if (!task) return;
        if (event.kind === 'taskSucceeded' || event.kind === 'taskFailed' || event.kind === 'childEnded') {
          run.tasks.delete(event.task);
        } else {
          // What was submitted and is waited for here is looked up again after a restart.
          const { callback, activityArn } = task.call.target;
          task.accepted = callback || activityArn !== undefined;
          if (event.kind === 'taskSubmitted') task.submitted = true;
        }
        this.resume(task.thread, event);
      }
    }
    this.drive();
  }

  private begin(): void {
    const { facts, program } = this.run;
    const details = { input: facts.input, inputDetails: NOT_TRUNCATED, roleArn: facts.roleArn };
    this.write(['ExecutionStarted', 'executionStartedEventDetails', details], 0);
    if (program.timeoutSeconds !== undefined) {
      this.setTimer('execution', this.now + program.timeoutSeconds * 1000, undefined);
    }
    const input = (this.run.context['Execution'] as { Input: unknown }).Input;
    // The first state follows no event: its previousEventId is 0 (recorded).
    this.run.root = this.spawn(program.block, undefined, 0, input, facts.input, 0, undefined);
  }

  /** Takes up again what had not succeeded. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
  private redrive(): void {
    const { run } = this;
    run.over = false;
    run.redrives += 1;
    const execution = run.context['Execution'] as Record<string, unknown>;
    execution['RedriveCount'] = run.redrives;
    execution['RedriveTime'] = new Date(this.now).toISOString();
    this.write(['ExecutionRedriven', 'executionRedrivenEventDetails', { redriveCount: run.redrives }], run.lastEvent);
    const { timeoutSeconds } = run.program;
    if (timeoutSeconds !== undefined) this.setTimer('execution', this.now + timeoutSeconds * 1000, undefined);
    this.revive(run.root!);
  }

  private revive(thread: Thread): void {
    const below = [...thread.children, ...thread.given];
    thread.over = false;
    thread.given = [];
    for (const child of below) {
      thread.children.add(child);
      this.revive(child);
    }
    if (below.length > 0) return;
    if (!thread.entered) this.run.ready.push(thread);
    else {
      thread.attempts = thread.state.retriers.map(() => 0);
      const { redrive } = thread.state;
      if (redrive && thread.memory !== undefined) this.attempt(thread, (step) => redrive(step));
      else this.enterState(thread);
    }
  }

  private wake(id: number): void {
    const timer = this.run.timers.get(id);
    if (!timer) return;
    this.clearTimer(timer);
    if (!timer.thread) {
      this.finish(['ExecutionTimedOut', 'executionTimedOutEventDetails', {}], 0, { status: 'TIMED_OUT' });
    } else if (timer.purpose === RETRY) this.enterState(timer.thread);
    else {
      if (timer.purpose === 'timeout' || timer.purpose === 'heartbeat') this.dropTasks(timer.thread);
      this.resume(timer.thread, { kind: 'timer', purpose: timer.purpose });
    }
  }

  private drive(): void {
    const { run, result } = this;
    let next = 0;
    while (next < run.ready.length && !run.over) {
      if (result.events.length >= SLICE) {
        result.more = true;
        break;
      }
      const thread = run.ready[next]!;
      next += 1;
      if (!thread.over) this.enter(thread);
    }
    run.ready = run.over ? [] : run.ready.slice(next);
  }

  spawn(
    block: Block,
    parent: Thread | undefined,
    index: number,
    input: unknown,
    inputText: string,
    last: number,
    item: MapItem | undefined,
  ): Thread {
    this.run.lastThread += 1;
    const thread: Thread = {
      id: this.run.lastThread,
      block,
      parent,
      index,
      item: item ?? parent?.item,
      variables: { outer: parent?.variables, values: parent ? new Map() : new Map(this.run.variables) },
      children: new Set(),
      given: [],
      last,
      state: block.states.get(block.start)!,
      entered: false,
      over: false,
      input,
      inputText,
      enteredAt: 0,
      enteredId: 0,
      before: 0,
      attempts: [],
      retryCount: 0,
      memory: undefined,
      timers: new Set(),
    };
    parent?.children.add(thread);
    this.run.ready.push(thread);
    return thread;
  }

  /** Writes the Entered event and begins the state. */
  private enter(thread: Thread): void {
    const { state } = thread;
    thread.before = thread.last;
    thread.entered = true;
    thread.enteredAt = this.now;
    thread.attempts = state.retriers.map(() => this.world.trial?.attempts ?? 0);
    thread.retryCount = 0;
    thread.last = thread.enteredId = this.write(
      [
        `${state.type}StateEntered`,
        'stateEnteredEventDetails',
        { name: state.name, input: thread.inputText, inputDetails: NOT_TRUNCATED },
      ],
      thread.last,
    );
    if (this.run.lastEvent >= MOST_EVENTS && !this.run.program.express) {
      const failure = {
        error: 'States.Runtime',
        cause: `The execution reached the maximum number of history events (${MOST_EVENTS}).`,
      };
      this.finish(['ExecutionFailed', 'executionFailedEventDetails', failure], thread.last, {
        status: 'FAILED',
        ...failure,
      });
      return;
    }
    this.enterState(thread);
  }

  private enterState(thread: Thread): void {
    thread.given = [];
    const { state } = thread;
    const mock = this.world.trial?.mock;
    this.attempt(thread, (step) => (mock && state.mocked ? state.mocked(step, mock) : state.enter(step)));
  }

  private resume(thread: Thread, signal: Signal): void {
    this.attempt(thread, (step) => thread.state.resume?.(step, signal));
  }

  private attempt(thread: Thread, work: (step: Step) => Outcome): void {
    let outcome: Outcome;
    try {
      outcome = work(new ThreadStep(this, thread));
    } catch (error) {
      if (!(error instanceof EvaluationFault)) throw error;
      outcome = { kind: 'failed', failure: this.evaluationFailure(thread, error) };
    }
    if (outcome?.kind === 'exit') this.leave(thread, outcome);
    else if (outcome) this.failed(thread, outcome.failure);
  }

  private evaluationFailure(thread: Thread, fault: EvaluationFault): Failure {
    const { state } = thread;
    // A tested state is named nowhere (recorded).
    const cause = this.world.trial
      ? fault.message
      : `An error occurred while executing the state '${state.name}' (entered at the event id #${thread.enteredId}). ${fault.message}`;
    const failure = { error: fault.code, cause };
    if (fault.code === 'States.QueryEvaluationError') {
      const details = present({ ...failure, location: fault.location, state: state.name });
      // An expression that fails when the state begins hangs on what came before the state (recorded).
      const early = thread.last === thread.enteredId && !fault.late;
      const previous = early ? thread.before : thread.last;
      thread.last = this.write(['EvaluationFailed', 'evaluationFailedEventDetails', details], previous);
    }
    return failure;
  }

  private leave(thread: Thread, exit: Extract<Outcome, { kind: 'exit' }>): void {
    const { state } = thread;
    const text = exit.output === thread.input ? thread.inputText : JSON.stringify(exit.output);
    if (exceedsDataLimit(text)) {
      this.failed(thread, dataLimitFailure(state.name));
      return;
    }
    const assigned = exit.assigned && Object.keys(exit.assigned).length > 0 ? exit.assigned : undefined;
    const details: Record<string, unknown> = { name: state.name, output: text, outputDetails: NOT_TRUNCATED };
    if (assigned) {
      const texts = Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]);
      details['assignedVariables'] = Object.fromEntries(texts);
      details['assignedVariablesDetails'] = NOT_TRUNCATED;
      for (const [name, value] of Object.entries(assigned)) thread.variables.values.set(name, value);
    }
    this.world.trial?.inspect('variables', assigned && Object.fromEntries(thread.variables.values));
    thread.last = this.write([`${state.type}StateExited`, 'stateExitedEventDetails', details], thread.last);
    thread.entered = false;
    thread.memory = undefined;
    if (exit.next === undefined || this.world.trial) {
      this.world.trial?.inspect('next', exit.next);
      this.end(thread, exit.output, text);
    } else {
      thread.state = thread.block.states.get(exit.next)!;
      thread.input = exit.output;
      thread.inputText = text;
      this.run.ready.push(thread);
    }
  }

  private end(thread: Thread, output: unknown, text: string): void {
    thread.over = true;
    const { parent } = thread;
    if (parent) {
      parent.children.delete(thread);
      this.attempt(parent, (step) => parent.state.childEnded!(step, thread, output));
      return;
    }
    const details = { output: text, outputDetails: NOT_TRUNCATED };
    this.finish(['ExecutionSucceeded', 'executionSucceededEventDetails', details], thread.last, {
      status: 'SUCCEEDED',
      output: text,
    });
  }

  /** Retry, then Catch, then the state around this one, then the execution. */
  private failed(thread: Thread, failure: Failure): void {
    this.world.trial?.inspect('failure', failure);
    if (this.retry(thread, failure)) return;
    // What no Catch can take ends the execution without the state's own word (recorded).
    if (failure.error !== 'States.Runtime') thread.state.giveUp?.(new ThreadStep(this, thread));
    const index = thread.state.catchers.findIndex((one) => takes(one.errors, failure));
    const catcher = thread.state.catchers[index];
    if (catcher) {
      this.world.trial?.inspect('errorDetails', { catchIndex: index });
      this.attempt(thread, (step) => {
        const scope = step.scope(thread.input);
        return catcher.flow.exit(scope, errorOutput(failure), catcher.next);
      });
      return;
    }
    const { parent } = thread;
    if (!parent) {
      this.finish(['ExecutionFailed', 'executionFailedEventDetails', present({ ...failure })], thread.last, {
        status: 'FAILED',
        ...failure,
      });
      return;
    }
    thread.over = true;
    if (thread.state.type === 'Task') this.write(['TaskStateAborted'], thread.last);
    this.attempt(parent, (step) => parent.state.childFailed!(step, thread, failure));
  }

  private retry(thread: Thread, failure: Failure): boolean {
    const { retriers } = thread.state;
    const index = retriers.findIndex((one) => takes(one.errors, failure));
    if (index < 0) return false;
    const used = thread.attempts[index]!;
    if (used >= retriers[index]!.maxAttempts) return false;
    thread.attempts[index] = used + 1;
    thread.retryCount += 1;
    const delay = retryDelay(retriers[index]!, used, this.world.chance);
    this.world.trial?.inspect('errorDetails', { retryIndex: index, retryBackoffIntervalSeconds: delay / 1000 });
    this.setTimer(RETRY, this.now + delay, thread);
    return true;
  }

  /** Ends everything below `thread`, and says so for the states that were under way. */
  abort(thread: Thread): void {
    thread.given = [...thread.children];
    for (const child of thread.children) {
      // The one whose failure ends the others has had its word.
      if (child.over) continue;
      child.over = true;
      if (child.children.size > 0) this.abort(child);
      child.state.abandon?.(new ThreadStep(this, child));
      if (child.entered && ABORTABLE.has(child.state.type)) {
        this.write([`${child.state.type}StateAborted`], child.last);
      }
      for (const id of child.timers) {
        const timer = this.run.timers.get(id);
        if (timer) this.clearTimer(timer);
      }
      this.dropTasks(child);
    }
    thread.children.clear();
  }

  dropTasks(thread: Thread): void {
    for (const [id, task] of this.run.tasks) {
      if (task.thread !== thread) continue;
      this.run.tasks.delete(id);
      this.drop(task);
    }
  }

  private drop({ call }: TaskEntry): void {
    if (call.target.cancel) this.result.dropped.push(call);
  }

  private finish(body: EventBody, previous: number, ending: Ending): void {
    const { run, result } = this;
    // Map Runs under way end with their execution.
    if (ending.status !== 'SUCCEEDED') {
      const mapping = new Set<Thread>();
      for (const { call, thread } of run.tasks.values()) if (call.target.child) mapping.add(thread);
      for (const thread of mapping) thread.state.abandon?.(new ThreadStep(this, thread));
    }
    this.write(body, previous);
    for (const timer of run.timers.values()) this.clearTimer(timer);
    for (const task of run.tasks.values()) this.drop(task);
    run.tasks.clear();
    run.over = true;
    result.ending = ending;
    result.calls.length = 0;
  }

  write([type, member, details]: EventBody, previousEventId: number): number {
    const { run } = this;
    run.lastEvent += 1;
    const event: HistoryEvent = { timestamp: this.now / 1000, type, id: run.lastEvent, previousEventId };
    this.result.events.push(member === undefined ? event : { ...event, [member]: details });
    return run.lastEvent;
  }

  setTimer(purpose: string, due: number, thread: Thread | undefined): number {
    this.run.lastTimer += 1;
    const timer = { id: this.run.lastTimer, due, purpose, thread };
    this.run.timers.set(timer.id, timer);
    thread?.timers.add(timer.id);
    this.result.timersSet.push(timer);
    return timer.id;
  }

  clearTimer(timer: TimerEntry): void {
    this.run.timers.delete(timer.id);
    timer.thread?.timers.delete(timer.id);
    const fresh = this.result.timersSet.indexOf(timer);
    if (fresh >= 0) this.result.timersSet.splice(fresh, 1);
    else this.result.timersCleared.push(timer);
  }
}
