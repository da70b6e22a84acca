// Machines made by chance, the engine abandoned after random commits and brought back: the long form of
// test/stepfunctions/engine/random-machines.test.ts.
import { importBundle } from './bundle.mjs';

export async function compareRandomMachines({ machines, seed }) {
  const { compareRuns } = await importBundle("export { compareRuns } from './test/stepfunctions/random-runs.ts';");
  const faults = [];
  for (let index = 0; index < machines; index += 1) {
    try {
      const fault = await compareRuns(seed + index, 1 + (index % 4));
      if (fault !== undefined) faults.push(fault);
    } catch (error) {
      faults.push(`seed ${seed + index}: ${error.stack}`);
    }
    if ((index + 1) % 200 === 0) console.log(`${index + 1} machines, ${faults.length} faults`);
  }
  return faults;
}
