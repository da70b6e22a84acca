// `npm run soak`: what takes too long for every day. Kills the built program under 32 writers, 50 times in a row, and looks
// for what was lost; then compares reads of a table with a million items with reads of a small one.
//   node scripts/soak.mjs [--quick] [--kills N] [--items N] [--seed N]      --quick: 3 kills, no million; part of the gate
import { parseArgs } from 'node:util';
import { compareGets } from './soak/gets.mjs';
import { killUnderLoad } from './soak/kills.mjs';
import { refuseBrokenFiles } from './soak/refusals.mjs';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    kills: { type: 'string' },
    items: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const kills = Number(values.kills ?? (values.quick ? 3 : 50));

const faults = [
  ...(await killUnderLoad({ kills, writers: 32, seed: Number(values.seed) })),
  ...(await refuseBrokenFiles()),
];
if (!values.quick) faults.push(...(await compareGets({ few: 1000, many: Number(values.items) })));
for (const fault of faults) console.error(`FAULT: ${fault}`);
console.log(faults.length === 0 ? 'soak: passed' : `soak: ${faults.length} faults (seed ${values.seed})`);
process.exitCode = faults.length === 0 ? 0 : 1;
