// What the APPSYNC_JS runtime costs, as ratios within one run: a request and response pair against the same functions
// called bare in the host, and how long five hundred resolvers take to load. `node bench/runtime.mjs [--quick] [--check]`;
// prints a table and names the goals that are missed, which `--check` makes a failure (docs/decisions/0005-resolver-realm.md
// has the figures and what they mean). A part of `npm run bench`.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { realmPlugin } from '../scripts/realm-plugin.mjs';

const { values: flags } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, check: { type: 'boolean', default: false } },
});
const ROUNDS = flags.quick ? 12 : 45;
const ROUND_MS = flags.quick ? 6 : 12;
const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules/.cache');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'bench-runtime-'));

const entry = `
  export { bundleSources, createJsRuntime } from './src/appsync/runtime/js/index.js';
  export { createUtil } from './src/appsync/runtime/util/index.js';
  export { createHostCall } from './src/appsync/runtime/host/host-call.js';
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
const ports = { clock: offsync.systemClock, random: offsync.systemRandom };

// ---------------------------------------------------------------------------------------------------------- pairs

const IMPORTS = `import { util } from '@aws-appsync/utils';\nimport * as ddb from '@aws-appsync/utils/dynamodb';\n`;
const PASS_ON = 'export function response(ctx) { return ctx.result; }';
const CHECK =
  'export function response(ctx) { const { error, result } = ctx; if (error) { return util.appendError(error.message, error.type, result); } return result; }';

const HANDLERS = {
  'put: ...ctx.args, result passed on': `${IMPORTS}
    export function request(ctx) { return { operation: 'PutItem', key: util.dynamodb.toMapValues({ id: ctx.args.id }), attributeValues: util.dynamodb.toMapValues({ ...ctx.args }) }; }
    ${PASS_ON}`,
  'copy: ...ctx.args, response checks ctx.error': `${IMPORTS}
    export function request(ctx) { return { operation: 'Invoke', payload: { ...ctx.args, kind: 'x' } }; }
    ${CHECK}`,
  'copy: response rebuilds the result': `${IMPORTS}
    export function request(ctx) { return { operation: 'Invoke', payload: { ...ctx.args } }; }
    export function response(ctx) { return { ...ctx.result, seen: true }; }`,
  'get: toMapValues({ id }), result checked': `${IMPORTS}
    export function request(ctx) { return { operation: 'GetItem', key: util.dynamodb.toMapValues({ id: ctx.args.id }) }; }
    ${CHECK}`,
  'get: ddb.get, result checked': `${IMPORTS}
    export function request(ctx) { return ddb.get({ key: { id: ctx.args.id } }); }
    ${CHECK}`,
  'get: reads a few fields of both': `${IMPORTS}
    export function request(ctx) { const { id, kind, owner } = ctx.args; return { operation: 'GetItem', key: util.dynamodb.toMapValues({ pk: kind + '#' + id, sk: owner }) }; }
    export function response(ctx) { if (!ctx.result) { return null; } return { id: ctx.result.id, title: ctx.result.title, kind: ctx.result.kind }; }`,
  'query: ddb.query, items returned': `${IMPORTS}
    export function request(ctx) { const { id, limit = 20, nextToken } = ctx.args; return ddb.query({ query: { id: { eq: id } }, limit, nextToken }); }
    export function response(ctx) { return ctx.result.items; }`,
  'points: bare literal of one argument': `
    export function request(ctx) { return { operation: 'GetItem', key: { id: { S: ctx.args.id } } }; }
    ${PASS_ON}`,
  'points: args, identity and info': `
    export function request(ctx) { return { operation: 'Invoke', payload: { args: ctx.args, user: ctx.identity, field: ctx.info.fieldName } }; }
    ${PASS_ON}`,
};

const record = (bytes) => {
  const made = { id: 'a1b2c3', kind: 'post', owner: 'ann', title: 'On cups', count: 7, open: true, tags: ['a', 'b'] };
  for (let at = 0; JSON.stringify(made).length < bytes; at += 1) {
    made[`field${at}`] =
      at % 3 === 0 ? at * 17 : at % 3 === 1 ? `text of field number ${at}` : { at, list: [at, at + 1] };
  }
  return made;
};

/** The pair's functions as the host's own: same text, same library, nothing in between. */
async function bareOf(code, name) {
  const { util, modules } = offsync.createUtil(offsync.createHostCall(ports), {
    appendError() {},
    effect() {},
    log() {},
    authType: () => 'API Key Authorization',
  });
  const text = code.replace(/^import .*$/gm, '').replaceAll('export function', 'function');
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, `export default (util, ddb) => { ${text}\nreturn { request, response }; };`);
  const { default: make } = await import(pathToFileURL(file).href);
  return make(util, modules.dynamodb);
}

const info = {
  fieldName: 'post',
  parentTypeName: 'Query',
  variables: { id: '1' },
  selectionSetList: ['id', 'title', 'owner'],
  selectionSetGraphQL: '{ id title owner }',
};

/** Microseconds a turn: the best of many short rounds, the sides taking turns. */
function measure(sides) {
  const turns = sides.map((side) => {
    for (let at = 0; at < 20_000; at += 1) side();
    const began = performance.now();
    for (let at = 0; at < 20_000; at += 1) side();
    return Math.ceil((20_000 * ROUND_MS) / (performance.now() - began));
  });
  const best = sides.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round += 1) {
    sides.forEach((side, at) => {
      const began = performance.now();
      for (let turn = 0; turn < turns[at]; turn += 1) side();
      best[at] = Math.min(best[at], ((performance.now() - began) * 1000) / turns[at]);
    });
  }
  return best;
}

let sink;
const missed = [];
const runtime = offsync.createJsRuntime(ports);
console.log('APPSYNC_JS, one request and response, microseconds (goals: 5 times bare at 200 B, 15 times at 2 KB)\n');
console.log(
  `${'handlers'.padEnd(46)} ${'size'.padStart(6)} ${'bare'.padStart(7)} ${'JSON'.padStart(7)} ${'ours'.padStart(7)} ${'ratio'.padStart(6)}`,
);
for (const [index, [name, code]] of Object.entries(HANDLERS).entries()) {
  const bare = await bareOf(code, `bare${index}`);
  const { unit, diagnostics } = runtime.compile({ text: code, place: {} });
  if (!unit) throw new Error(`${name}: ${diagnostics[0]?.message}`);
  for (const [size, bytes, goal] of [
    ['200 B', 200, 5],
    ['2 KB', 2048, 15],
  ]) {
    const args = record(bytes);
    const result = name.startsWith('query') ? { items: [record(bytes)], nextToken: null } : record(bytes);
    const identity = { sub: 'u1', username: 'ann', groups: ['a'], claims: { iss: 'x', sub: 'u1' } };
    const operation = {
      identity,
      request: { headers: { host: 'localhost' }, domainName: null },
      env: {},
      authType: 'x',
      trace: undefined,
      log: offsync.silentLog,
    };
    const scope = { operation, arguments: args, source: null, info: () => info, stash: {}, errors: [], effects: [] };
    const context = (value) => ({
      arguments: args,
      args,
      source: null,
      identity,
      request: operation.request,
      info,
      stash: {},
      prev: null,
      error: null,
      env: {},
      result: value,
    });
    const [bareTime, jsonTime, ours] = measure([
      () => {
        sink = [bare.request(context(null)), bare.response(context(result))];
      },
      () => {
        const given = JSON.parse(JSON.stringify(context(null)));
        sink = JSON.parse(JSON.stringify(bare.request(given)));
        sink = JSON.parse(JSON.stringify(bare.response(JSON.parse(JSON.stringify(context(result))))));
      },
      () => {
        sink = [unit.request(scope, {}), unit.response(scope, { result })];
      },
    ]);
    const ratio = ours / bareTime;
    if (ratio > goal) missed.push(`${name}, ${size}: ${ratio.toFixed(1)} times bare`);
    console.log(
      `${name.padEnd(46)} ${size.padStart(6)} ${bareTime.toFixed(2).padStart(7)} ${jsonTime.toFixed(1).padStart(7)} ${ours.toFixed(2).padStart(7)} ${ratio.toFixed(1).padStart(6)}`,
    );
  }
}

// ----------------------------------------------------------------------------------------------------------- load

const resolverOf = (at, typed) => `${IMPORTS}
const TABLE_${at} = 'table-${at}';
${typed ? `interface Args { id: string; limit?: number; filter?: Record<string, unknown> }\n` : ''}
function keyOf(id${typed ? ': string' : ''}) {
  return { pk: \`item#\${id}\`, sk: 'v${at}' };
}
export function request(ctx${typed ? ': { args: Args; identity: any; stash: any }' : ''}) {
  const { id, limit = 20, filter } = ctx.args;
  if (!id || id.length > 36) {
    util.error('bad id', 'BadRequest');
  }
  const condition = {};
  for (const [name, value] of Object.entries(filter ?? {})) {
    condition[name] = { eq: value };
  }
  const names = ['a', 'b', 'c'].map((name, index) => \`\${name}-\${index}-${at}\`).filter((name) => name !== 'b-1-0');
  ctx.stash.names = names;
  ctx.stash.table = TABLE_${at};
  if (limit > 1) {
    return ddb.query({ query: { pk: { eq: keyOf(id).pk } }, limit });
  }
  return { operation: 'GetItem', key: util.dynamodb.toMapValues(keyOf(id)), consistentRead: true };
}
export function response(ctx${typed ? ': any' : ''}) {
  const { error, result } = ctx;
  if (error) {
    return util.appendError(error.message, error.type, result);
  }
  const items = (result.items ?? [result]).map((item${typed ? ': any' : ''}) => ({ ...item, version: ${at}, at: util.time.nowISO8601() }));
  return { items, nextToken: result.nextToken, count: items.length };
}
`;

const COUNT = 500;
console.log(`\nLoading ${COUNT} resolvers of 35 lines, milliseconds (goals: 1,000 and 2,000)\n`);
for (const [name, extension, goal] of [
  ['JavaScript', 'js', 1000],
  ['TypeScript', 'ts', 2000],
]) {
  const sources = Array.from({ length: COUNT }, (_, at) => {
    const file = join(folder, `resolver${at}.${extension}`);
    const text = resolverOf(at, extension === 'ts');
    writeFileSync(file, text);
    return { text, place: { file } };
  });
  const began = performance.now();
  const bundles = await offsync.bundleSources(sources);
  const fresh = offsync.createJsRuntime({ ...ports, bundles });
  const prepared = performance.now();
  for (const source of sources) {
    const { unit, diagnostics } = fresh.compile(source);
    if (!unit) throw new Error(diagnostics[0]?.message);
  }
  const took = performance.now() - began;
  if (took > goal) missed.push(`${name}: ${took.toFixed(0)} ms`);
  console.log(
    `${name.padEnd(12)} ${took.toFixed(0).padStart(6)}  (bundling ${(prepared - began).toFixed(0)}), ${(took / goal).toFixed(2)} of the goal`,
  );
}

rmSync(folder, { recursive: true });
if (missed.length > 0) console.log(`\nMissed:\n${missed.map((line) => `  ${line}`).join('\n')}`);
if (sink === undefined || (flags.check && missed.length > 0)) process.exitCode = 1;
