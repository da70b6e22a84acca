// One timer of the clock for all the rows of store/timers.ts: it goes off when the first of them is due. Used by
// scheduler.ts; holds no times of its own.
import type { Clock, Timer } from '../../lib/clock.js';
import type { DueTimer, Timers } from '../store/timers.js';
import type { Turns } from './turns.js';

/** Timers taken at once; the next ones when others had their turn. */
const BATCH = 20;

export interface Alarm {
  /** Something is due then. Nothing changes when the alarm goes off earlier anyway. */
  arm(due: number | undefined): void;
  close(): void;
}

export function createAlarm(
  { clock, timers, turns }: { readonly clock: Clock; readonly timers: Timers; readonly turns: Turns },
  ring: (timer: DueTimer) => void,
): Alarm {
  let armed: { due: number; timer: Timer } | undefined;
  let closed = false;
  const arm = (due: number | undefined): void => {
    if (due === undefined || closed || (armed && armed.due <= due)) return;
    armed?.timer.cancel();
    armed = { due, timer: clock.after(due - clock.now(), fire) };
  };
  const fire = (): void => {
    armed = undefined;
    void turns.run(async () => {
      if (closed) return;
      for (const timer of timers.due(clock.now(), BATCH)) ring(timer);
      arm(timers.first());
    });
  };
  return {
    arm,
    close() {
      closed = true;
      armed?.timer.cancel();
    },
  };
}
