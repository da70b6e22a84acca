// `npm run soak`: what takes too long for every day. Kills the built program under 32 writers, 50 times in a row, and looks
// for what was lost; sends 100,000 random bodies and frames; fills disks; then compares reads of a table with a million items with reads of a small one.
//   node scripts/soak.mjs [--quick] [--kills N] [--frames N] [--items N] [--seed N]      --quick: 3 kills, no full disk, no million; part of the gate
import { parseArgs } from 'node:util';
import { sendNoise } from './soak/frames.mjs';
import { fillDisks } from './soak/full-disk.mjs';
import { compareGets } from './soak/gets.mjs';
import { killUnderLoad } from './soak/kills.mjs';
import { killQueues } from './soak/queues.mjs';
import { refuseBrokenFiles } from './soak/refusals.mjs';
import { soakWorkflows } from './soak-workflows.mjs';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    kills: { type: 'string' },
    frames: { type: 'string' },
    items: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const kills = Number(values.kills ?? (values.quick ? 3 : 50));

const faults = [
  ...(await killUnderLoad({ kills, writers: 32, seed: Number(values.seed) })),
  ...(await killQueues({ kills: Math.min(kills, 20) })),
  ...(await refuseBrokenFiles()),
  ...(await sendNoise({ count: Number(values.frames ?? (values.quick ? 2_000 : 100_000)), seed: Number(values.seed) })),
];
if (!values.quick) {
  faults.push(...(await soakWorkflows({ seed: Number(values.seed) })));
  faults.push(...(await fillDisks()));
  faults.push(...(await compareGets({ few: 1000, many: Number(values.items) })));
}
for (const fault of faults) console.error(`FAULT: ${fault}`);
console.log(faults.length === 0 ? 'soak: passed' : `soak: ${faults.length} faults (seed ${values.seed})`);
process.exitCode = faults.length === 0 ? 0 : 1;
