// Workflows under kill -9, part of `npm run soak`: machines made by chance, first in this process (abandoned after random
// commits), then the built program with executions in all kinds of states. All must end as undisturbed.
//   node scripts/soak-workflows.mjs [--machines N] [--kills N] [--executions N] [--seed N]
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareRandomMachines } from './soak/random-machines.mjs';
import { killWorkflows } from './soak/workflow-kills.mjs';

export async function soakWorkflows({ machines = 2000, kills = 20, executions = 200, seed }) {
  return [...(await compareRandomMachines({ machines, seed })), ...(await killWorkflows({ kills, executions, seed }))];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const number = { type: 'string' };
  const { values } = parseArgs({ options: { machines: number, kills: number, executions: number, seed: number } });
  const given = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, Number(text)]));
  const seed = given.seed ?? Date.now() % 1_000_000;
  const faults = await soakWorkflows({ ...given, seed });
  for (const fault of faults) console.error(`FAULT: ${fault}`);
  console.log(
    faults.length === 0 ? 'soak of workflows: passed' : `soak of workflows: ${faults.length} faults (seed ${seed})`,
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
}
