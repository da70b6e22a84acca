// Workflows under kill -9, part of `npm run soak`: machines made by chance, first in this process (abandoned after random
// commits), then the built program with 200 executions under way. All must end as undisturbed.
//   node scripts/soak-workflows.mjs [--machines N] [--kills N] [--executions N] [--seed N]
import { parseArgs } from 'node:util';
import { compareRandomMachines } from './soak/random-machines.mjs';
import { killWorkflows } from './soak/workflow-kills.mjs';

const { values } = parseArgs({
  options: {
    machines: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '20' },
    executions: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const seed = Number(values.seed);
const faults = [
  ...(await compareRandomMachines({ machines: Number(values.machines), seed })),
  ...(await killWorkflows({ kills: Number(values.kills), executions: Number(values.executions), seed })),
];
for (const fault of faults) console.error(`FAULT: ${fault}`);
console.log(
  faults.length === 0 ? 'soak of workflows: passed' : `soak of workflows: ${faults.length} faults (seed ${seed})`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
