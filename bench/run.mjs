// `npm run bench [-- --quick]`: offsync against bare graphql-yoga (and bare ws) in one run on one machine, interleaved, each
// server in a process of its own; then the resolver languages alone (runtime.mjs, templates.mjs) and what each authorization
// mode costs (auth.mjs). Prints ratios, which travel between machines; absolute numbers don't.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { cpuMs, rssMiB, startDynalite, startFanOut, startOffsync, startYoga } from './servers.mjs';
import { API_KEY, bodyOf, WORKLOADS } from './workloads.mjs';

const { values: flags } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const ROUNDS = flags.quick ? 2 : 5;
const ROUND_MS = flags.quick ? 1000 : 3000;
const WARM_UP_MS = flags.quick ? 700 : 2000;
const CONNECTIONS = 50;
const SOCKETS = 1000;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

if (!existsSync(here('node_modules'))) {
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--loglevel=error'], {
    cwd: here('.'),
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

const run = promisify(execFile);
const child = async (file, options) =>
  JSON.parse((await run(process.execPath, [here(file), JSON.stringify(options)], { cwd: here('.') })).stdout);

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const ratio = (number) => (number === undefined || Number.isNaN(number) ? '-' : number.toFixed(2));

/** One round: requests per second and CPU per request. */
async function measure({ port, pid }, workload, prefix, ms) {
  const before = cpuMs(pid);
  const headers = prefix === 'p' ? '' : `x-api-key: ${API_KEY}\r\n`;
  const body = bodyOf(workload, prefix);
  const result = await child('load.mjs', { port, body, good: workload.good, ms, connections: CONNECTIONS, headers });
  if (result.bad > 0) throw new Error(`${workload.name} (${prefix}): ${result.bad} bad answers: ${result.sample}`);
  const cpu = before === undefined ? undefined : (cpuMs(pid) - before) / result.answers;
  return { rate: (result.answers * 1000) / result.ms, cpu };
}

async function compare(workload, servers) {
  const results = { p: [], v: [], j: [] };
  for (const prefix of ['p', 'v', 'j']) await measure(servers[prefix], workload, prefix, WARM_UP_MS);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const prefix of ['p', 'v', 'j'])
      results[prefix].push(await measure(servers[prefix], workload, prefix, ROUND_MS));
  const of = (prefix, what) => median(results[prefix].map((one) => one[what]));
  const cell = (prefix) =>
    `${ratio(of(prefix, 'rate') / of('p', 'rate'))} (${ratio(of(prefix, 'cpu') / of('p', 'cpu'))})`;
  return [workload.name, Math.round(of('p', 'rate')), cell('v'), workload.target, cell('j'), workload.jsTarget ?? ''];
}

function print(head, rows) {
  const table = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table) console.log(row.map((cell, column) => cell.padEnd(widths[column])).join('  '));
  console.log('');
}

/** From spawn to the first good answer, and what the process then holds. */
async function startUp(start, prefix) {
  const times = [];
  const sizes = [];
  for (let round = 0; round < (flags.quick ? 3 : 7); round += 1) {
    const began = performance.now();
    const server = await start();
    const headers = { 'content-type': 'application/json', ...(prefix === 'p' ? {} : { 'x-api-key': API_KEY }) };
    const body = bodyOf(WORKLOADS[0], prefix);
    await (await fetch(`http://localhost:${server.port}/graphql`, { method: 'POST', headers, body })).text();
    times.push(performance.now() - began);
    await sleep(500);
    sizes.push(rssMiB(server.pid));
    await server.stop();
  }
  return { ms: median(times), mib: median(sizes) };
}

async function fanOut(start, kind) {
  const server = await start();
  const options = { kind, port: server.port, sockets: SOCKETS, ms: ROUND_MS * 2, apiKey: API_KEY };
  const { deliveries, ms } = await child('fan-out.mjs', options);
  await server.stop();
  return (deliveries * 1000) / ms;
}

const dynalite = await startDynalite();
const yoga = await startYoga({ DYNAMODB_URL: `http://127.0.0.1:${dynalite.port}` });
const offsync = await startOffsync();
const rows = [];
for (const workload of WORKLOADS) rows.push(await compare(workload, { p: yoga, v: offsync, j: offsync }));
await Promise.all([dynalite.stop(), yoga.stop(), offsync.stop()]);
console.log(
  `Requests/s at ${CONNECTIONS} connections as a ratio to graphql-yoga (CPU per request as a ratio in brackets)\n`,
);
print(['workload', 'yoga/s', 'VTL', 'target', 'APPSYNC_JS', 'target'], rows);

const [peer, ours] = [await startUp(startYoga, 'p'), await startUp(startOffsync, 'v')];
const megabytes = (size) => (size === undefined ? '-' : `${size.toFixed(0)} MiB`);
print(
  ['', 'yoga', 'offsync', 'target'],
  [
    ['start to first answer', `${peer.ms.toFixed(0)} ms`, `${ours.ms.toFixed(0)} ms`, 'no slower'],
    ['idle memory', megabytes(peer.mib), megabytes(ours.mib), 'at most 40 MiB above'],
  ],
);

const deliveries = { ws: [], offsync: [] };
for (let round = 0; round < (flags.quick ? 1 : 3); round += 1) {
  deliveries.ws.push(await fanOut(startFanOut, 'ws'));
  deliveries.offsync.push(await fanOut(startOffsync, 'offsync'));
}
const [bare, own] = [median(deliveries.ws), median(deliveries.offsync)];
console.log(
  `fan-out to ${SOCKETS} sockets: ${ratio(own / bare)} of the deliveries/s of bare ws (${Math.round(bare)}/s)`,
);

// In processes of their own, so that what V8 learns of one does not touch the other.
for (const file of ['runtime.mjs', 'templates.mjs', 'auth.mjs']) {
  console.log('');
  const { status } = spawnSync(process.execPath, [here(file), ...(flags.quick ? ['--quick'] : [])], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
