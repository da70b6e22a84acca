import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../src/lib/clock.js';
import { createTurns } from '../../../src/stepfunctions/engine/turns.js';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('run work at once while there is time, and the rest in later turns, in order', async () => {
    const clock = createManualClock();
    const turns = createTurns(clock);
    const done: number[] = [];
    const work = (index: number) => async (): Promise<number> => {
      done.push(index);
      clock.advance(1.5);
      return index;
    };
    const all = Promise.all([0, 1, 2, 3, 4].map((index) => turns.run(work(index))));
    expect(done).toEqual([0, 1]);
    await nextTurn();
    expect(done).toEqual([0, 1, 2, 3]);
    // Others had a turn in between: nobody overtakes the one that waits.
    const late = turns.run(work(5));
    await nextTurn();
    expect(done).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await all).toEqual([0, 1, 2, 3, 4]);
    expect(await late).toBe(5);
  });

  it('hand on what work throws', async () => {
    const turns = createTurns(createManualClock());
    await expect(turns.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
