// Machines made by chance, the engine killed at random commits: everything must end as it does undisturbed. The long form is
// scripts/soak-workflows.mjs.
import { describe, expect, it } from 'vitest';
import { compareRuns, runRandomMachine } from '../random-runs.js';

describe('random machines', () => {
  it('end as they would have, wherever the engine is killed', async () => {
    const faults: string[] = [];
    for (let seed = 1; seed <= 25; seed += 1) {
      const fault = await compareRuns(seed, 1 + (seed % 3));
      if (fault !== undefined) faults.push(fault);
    }
    expect(faults).toEqual([]);
  }, 60_000);

  it('are compared without the times of nested executions, however deep they stand', async () => {
    expect(await compareRuns(884_484, 2)).toBeUndefined();
  }, 60_000);

  it('are of every state type', async () => {
    const types = new Set<string>();
    for (let seed = 1; seed <= 20; seed += 1) {
      const { executions } = await runRandomMachine(seed, []);
      for (const [, type] of executions.join().matchAll(/"type":"(\w+)StateEntered"/g)) types.add(type!);
    }
    expect([...types].sort()).toEqual(['Choice', 'Fail', 'Map', 'Parallel', 'Pass', 'Succeed', 'Task', 'Wait']);
  }, 60_000);
});
