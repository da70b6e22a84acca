// The running copies of one function at one state of its code. A copy takes one event at a time; a free copy that is
// warm is taken before a new one is started; further events wait when `concurrency` copies are busy.
import type { Clock, Timer } from '../../lib/clock.js';
import {
  type Event,
  errorDocument,
  type Instance,
  type Launch,
  type Outcome,
  type Print,
  type StartFailure,
} from './function.js';
import { stampOf } from './stamp.js';

/** AWS gives a start 10 seconds before the function's own time begins. */
const INIT_MS = 10_000;

export interface Run {
  readonly outcome: Outcome;
  /** Milliseconds of the event alone. */
  readonly durationMs: number;
  /** Milliseconds of the cold start, when there was one. */
  readonly initMs: number | undefined;
}

export interface Pool {
  readonly launch: Launch;
  run(event: Event, print: Print): Promise<Run>;
  /** True when a file that the copies were made from is no longer what it was. */
  changed(): boolean;
  /** An event is under way or waits. */
  readonly busy: boolean;
  /** Ends free copies now and busy ones after their event. */
  retire(): void;
  /** Ends everything at once. */
  close(): void;
}

interface Idle {
  readonly instance: Instance;
  readonly since: number;
}

export function createPool(
  launch: Launch,
  start: (launch: Launch, print: Print) => Promise<Instance | StartFailure>,
  options: { readonly clock: Clock; readonly concurrency: number; readonly idleMs: number },
): Pool {
  const { clock } = options;
  const { timeoutSeconds } = launch.spec;
  const timeoutMs = timeoutSeconds * 1000;
  /** Newest last: the copy used last is used next, so that the others can grow old. */
  const idle: Idle[] = [];
  const busy = new Set<Instance>();
  const waiting: (() => void)[] = [];
  let taken = 0;
  let retired = false;
  let sweeper: Timer | undefined;
  let files: readonly string[] = [];
  let stamp = '';
  const madeFrom = (list: readonly string[]): void => {
    files = list;
    stamp = stampOf(list);
  };

  const sweep = (): void => {
    sweeper = undefined;
    const oldest = clock.monotonic() - options.idleMs;
    while (idle[0] && idle[0].since <= oldest) idle.shift()!.instance.close();
    planSweep();
  };
  const planSweep = (): void => {
    const first = idle[0];
    if (first && !sweeper) sweeper = clock.after(first.since + options.idleMs - clock.monotonic(), sweep);
  };
  const release = (instance: Instance, usable: boolean): void => {
    busy.delete(instance);
    if (usable && !retired) {
      idle.push({ instance, since: clock.monotonic() });
      planSweep();
    } else {
      instance.close();
    }
  };

  /** The error document, or undefined when `work` was in time. */
  const withTimeout = async <T>(work: Promise<T>, ms: number): Promise<T | undefined> => {
    let timer: Timer | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = clock.after(ms, () => resolve(undefined));
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      timer?.cancel();
    }
  };
  const timedOut = (event: Event): Outcome => ({
    kind: 'error',
    payload: errorDocument(
      'Sandbox.Timedout',
      `RequestId: ${event.requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
    ),
    fatal: true,
  });

  const runOn = async (instance: Instance, event: Event, print: Print, initMs: number | undefined): Promise<Run> => {
    busy.add(instance);
    const began = clock.monotonic();
    const outcome = (await withTimeout(instance.invoke(event, print), timeoutMs)) ?? timedOut(event);
    release(instance, !outcome.fatal);
    return { outcome, durationMs: clock.monotonic() - began, initMs };
  };

  const startAndRun = async (event: Event, print: Print): Promise<Run> => {
    const began = clock.monotonic();
    const starting = start(launch, print);
    const started = await withTimeout(starting, INIT_MS + timeoutMs);
    const initMs = clock.monotonic() - began;
    if (started === undefined) {
      void starting.then((late) => 'failure' in late || late.close());
      return { outcome: timedOut(event), durationMs: 0, initMs };
    }
    madeFrom(started.files);
    if ('failure' in started) {
      return { outcome: { kind: 'error', payload: started.failure, fatal: true }, durationMs: 0, initMs };
    }
    return runOn(started, event, print, initMs);
  };

  return {
    launch,
    get busy() {
      return taken > 0;
    },
    changed: () => stamp !== stampOf(files),
    async run(event, print) {
      if (taken >= options.concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
      else taken += 1;
      try {
        const warm = idle.pop();
        return await (warm ? runOn(warm.instance, event, print, undefined) : startAndRun(event, print));
      } finally {
        // The place goes straight to whoever waits longest.
        const next = waiting.shift();
        if (next) next();
        else taken -= 1;
      }
    },
    retire() {
      retired = true;
      sweeper?.cancel();
      for (const { instance } of idle.splice(0)) instance.close();
    },
    close() {
      this.retire();
      for (const instance of busy) instance.close();
    },
  };
}
