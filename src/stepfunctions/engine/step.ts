// A turn of the machine as a state sees it: its events, timers, calls and branches, and the scope its expressions read.
// Made by machine.ts for each step; holds nothing of its own.
import type { Chance, Inspect, Scope, Surroundings } from '../asl/scope.js';
import { type Callable, type EventBody, present } from '../integrations/target.js';
import type { Block, Call, MapItem, MapRunReport, Step, Thread, Variables } from '../states/state.js';
import type { Run, TimerEntry, Transition, World } from './run.js';
import { writeToken } from './tokens.js';

/** What a step needs of the turn it belongs to. */
export interface TurnView {
  readonly run: Run;
  readonly now: number;
  readonly world: World;
  readonly result: Transition;
  write(body: EventBody, previousEventId: number): number;
  setTimer(purpose: string, due: number, thread: Thread): number;
  clearTimer(timer: TimerEntry): void;
  spawn(
    block: Block,
    parent: Thread,
    index: number,
    input: unknown,
    inputText: string,
    last: number,
    item: MapItem | undefined,
  ): Thread;
  abort(thread: Thread): void;
  dropTasks(thread: Thread): void;
}

/** What a state sees of a turn. */
export class ThreadStep implements Step {
  private readonly turn: TurnView;
  readonly thread: Thread;

  constructor(turn: TurnView, thread: Thread) {
    this.turn = turn;
    this.thread = thread;
  }

  get now(): number {
    return this.turn.now;
  }

  get chance(): Chance {
    return this.turn.world.chance;
  }

  scope(input: unknown, more: { readonly item?: MapItem; readonly token?: string } = {}): Scope {
    const { thread, turn } = this;
    const around = new StateSurroundings(turn.now, turn.world, thread.variables, () => {
      const { state } = thread;
      const { trial } = turn.world;
      if (trial?.context !== undefined) return trial.context;
      const item = more.item ?? thread.item;
      return {
        ...turn.run.context,
        State: present({
          Name: state.name,
          EnteredTime: new Date(thread.enteredAt).toISOString(),
          RetryCount: state.type === 'Task' || trial ? thread.retryCount : undefined,
        }),
        ...(more.token === undefined ? {} : { Task: { Token: more.token } }),
        ...(item ? { Map: { Item: { Index: item.index, Value: item.value } } } : {}),
      };
    });
    return { input, around };
  }

  emit(body: EventBody): number {
    this.thread.last = this.turn.write(body, this.thread.last);
    return this.thread.last;
  }

  note(body: EventBody): number {
    return this.turn.write(body, this.thread.last);
  }

  timer(purpose: string, due: number): number {
    return this.turn.setTimer(purpose, due, this.thread);
  }

  cancel(id: number): void {
    const timer = this.turn.run.timers.get(id);
    if (timer) this.turn.clearTimer(timer);
  }

  call(call: Call): void {
    this.turn.run.tasks.set(call.task, { thread: this.thread, call, accepted: false, submitted: false });
    this.turn.result.calls.push(call);
  }

  child(target: Callable): number {
    this.turn.run.lastChild += 1;
    const task = -this.turn.run.lastChild;
    this.call({ task, target, input: '', token: undefined });
    return task;
  }

  drop(): void {
    this.turn.dropTasks(this.thread);
  }

  mapRun(report: MapRunReport): void {
    this.turn.result.mapRuns.push(report);
  }

  get machine() {
    const { machineName: name, machineArn: arn, roleArn } = this.turn.run.facts;
    return { name, arn, roleArn };
  }

  fork(block: Block, index: number, input: unknown, last: number, item?: MapItem): void {
    this.turn.spawn(block, this.thread, index, input, this.text(input), last, item);
  }

  abort(): void {
    this.turn.abort(this.thread);
  }

  token(): string {
    return writeToken(this.turn.run.facts.arn, this.turn.world.chance.uuid());
  }

  activityExists(arn: string): boolean {
    return this.turn.world.activityExists(arn);
  }

  text(value: unknown): string {
    return value === this.thread.input ? this.thread.inputText : JSON.stringify(value);
  }
}

class StateSurroundings implements Surroundings {
  readonly now: number;
  readonly chance: Chance;
  readonly inspect: Inspect | undefined;
  private readonly layers: Variables;
  private readonly build: () => unknown;
  private built: unknown;

  constructor(now: number, world: World, layers: Variables, build: () => unknown) {
    this.now = now;
    this.chance = world.chance;
    this.inspect = world.trial?.inspect;
    this.layers = layers;
    this.build = build;
  }

  /** Built when it is first asked for: most states never do. */
  context(): unknown {
    this.built ??= this.build();
    return this.built;
  }

  variable(name: string): unknown {
    for (let layer: Variables | undefined = this.layers; layer; layer = layer.outer) {
      if (layer.values.has(name)) return layer.values.get(name);
    }
    return undefined;
  }

  variables(): Record<string, unknown> {
    const all: Record<string, unknown> = {};
    for (let layer: Variables | undefined = this.layers; layer; layer = layer.outer) {
      for (const [name, value] of layer.values) if (!(name in all)) all[name] = value;
    }
    return all;
  }
}
