// Shares the event loop between workflows and everybody else: so much work in one turn of the loop, the rest in the next
// ones, in the order it came. A thousand executions under way must not keep a query waiting. Used by the scheduler.
import type { Clock } from '../../lib/clock.js';
import { soon } from '../../lib/soon.js';

export interface Turns {
  /** At once when there is time left in this turn and nobody waits; later otherwise. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Milliseconds of a turn that workflows may take: less would make many small commits of a few larger ones. */
const BUDGET_MS = 3;

export function createTurns(clock: Clock): Turns {
  let waiting: (() => void)[] = [];
  /** When the first work of this turn began; undefined: there was none yet. */
  let began: number | undefined;

  const open = (): boolean => {
    if (began === undefined) {
      began = clock.monotonic();
      soon(next);
      return true;
    }
    return clock.monotonic() - began < BUDGET_MS;
  };
  const next = (): void => {
    began = undefined;
    if (waiting.length === 0) return;
    let done = 0;
    while (done < waiting.length && open()) {
      const work = waiting[done]!;
      done += 1;
      work();
    }
    waiting = done === waiting.length ? [] : waiting.slice(done);
  };

  return {
    run(work) {
      if (waiting.length === 0 && open()) return work();
      return new Promise((resolve, reject) => {
        waiting.push(() => void work().then(resolve, reject));
      });
    },
  };
}
