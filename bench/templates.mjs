// Mapping templates of the VTL runtime: a 60-line template against velocityjs, and what a rendering costs where requests
// are made of values. `node bench/templates.mjs`; fails with `--check` when the goal of 20 times velocityjs is missed.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { Compile, parse } from 'velocityjs';
import { realmPlugin } from '../scripts/realm-plugin.mjs';

const GOAL = 20;
const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules/.cache');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'bench-templates-'));

const entry = `
  export { createVtlRuntime } from './src/appsync/runtime/vtl/index.js';
  export { systemClock } from './src/lib/clock.js';
  export { systemRandom } from './src/lib/random.js';
  export { silentLog } from './src/lib/log.js';`;
await build({
  stdin: { contents: entry, resolveDir: root, loader: 'ts' },
  outfile: join(folder, 'offsync.mjs'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  plugins: [realmPlugin()],
  logLevel: 'warning',
});
const offsync = await import(pathToFileURL(join(folder, 'offsync.mjs')).href);
rmSync(folder, { recursive: true });
const runtime = offsync.createVtlRuntime({ clock: offsync.systemClock, random: offsync.systemRandom });

const operation = {
  identity: null,
  request: { headers: {}, domainName: null },
  env: {},
  authType: 'API Key Authorization',
  trace: undefined,
  log: offsync.silentLog,
};

/** A function that renders the request template once, for one field. */
function renderer(text, args, source = null) {
  const { unit, diagnostics } = runtime.compile({ text, place: {} }, undefined);
  if (!unit) throw new Error(diagnostics[0]?.message);
  return () => {
    const scope = { operation, arguments: args, source, info: () => ({}), stash: {}, errors: [], effects: [] };
    const outcome = unit.request(scope, {});
    if (outcome.kind === 'error') throw new Error(outcome.fault.message);
    return outcome.value;
  };
}

/** How often a call fits into about 50 ms. */
function turnsOf(call) {
  let turns = 1;
  for (let took = 0; took < 50; ) {
    turns *= 2;
    const began = performance.now();
    for (let turn = 0; turn < turns; turn += 1) call();
    took = performance.now() - began;
  }
  return turns;
}

/** Microseconds a call, of each: the best of their rounds, which they take in turn so that one machine's noise is both's. */
function measure(calls, rounds = 7) {
  const turns = calls.map(turnsOf);
  const best = calls.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, call] of calls.entries()) {
      const began = performance.now();
      for (let turn = 0; turn < turns[at]; turn += 1) call();
      best[at] = Math.min(best[at], ((performance.now() - began) * 1000) / turns[at]);
    }
  }
  return best;
}

const file = (path) => readFileSync(join(root, 'bench', path), 'utf8');
const args = {
  limit: 20,
  owner: 'ann',
  input: { id: 'p1', title: 'On cups', kind: 'post', count: 7, open: true, note: 'One of many' },
  tags: ['red', 'green', 'blue', 'large', 'small'],
};

const sixty = file('templates/sixty-lines.vtl');
const ours = renderer(sixty, args);
const tree = parse(sixty);
const util = { toJson: (value) => JSON.stringify(value), isNullOrEmpty: (text) => !text, qr: () => '' };
const peer = () =>
  JSON.parse(
    new Compile(tree, { escape: false }).render({
      util,
      ctx: { args: structuredClone(args), stash: {}, source: null },
    }),
  );
const [mine, theirs] = [ours(), peer()].map((value) => JSON.stringify(value));
if (mine !== theirs) throw new Error(`the two disagree:\n${mine}\n${theirs}`);
const [own, other] = measure([ours, peer], 20);
console.log('60 lines, microseconds a rendering\n');
console.log(
  `velocityjs ${other.toFixed(1)}, ours ${own.toFixed(1)}: ${(other / own).toFixed(1)} times (goal ${GOAL})\n`,
);

console.log('request templates of the servers compared, microseconds a rendering\n');
const item = { id: 'c7' };
for (const name of ['Query.vList', 'Query.vParent', 'Child.vName', 'Query.vGet', 'Mutation.vPut', 'functions/vFirst']) {
  const [took] = measure([renderer(file(`app/resolvers/${name}.request.vtl`), { id: 'i42', ...args }, item)]);
  console.log(`${name.padEnd(20)} ${took.toFixed(2).padStart(8)}`);
}
if (process.argv.includes('--check') && other / own < GOAL) process.exitCode = 1;
