// The program as a process: what it says when it can't start, how it stops, what survives a kill, and hot reload.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { eventually, freePort, REPOSITORY, runToEnd, startProgram, temporaryFolder } from './support/program.mjs';
import { ask, placeOrder, statusOf } from './support/shop.mjs';

/** The sample app in a folder of its own. */
function copyApp(folder) {
  for (const part of ['schema', 'resolvers', 'functions', 'workflows', 'services', 'seeds', 'offsync.yaml'])
    cpSync(join(REPOSITORY, part), join(folder, part), { recursive: true });
  return folder;
}

/** Every process of this machine that runs: one that has ended and that nobody asked about (Z) does not. */
async function running() {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,stat=']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return rows.filter(([, , state]) => !state.startsWith('Z')).map(([pid, parent]) => ({ pid: +pid, parent: +parent }));
}

const childrenOf = async (pid) => (await running()).filter(({ parent }) => parent === pid).map((one) => one.pid);

const alive = async (pids) => (await running()).map(({ pid }) => pid).filter((pid) => pids.includes(pid));

describe('one clear line and an exit code', () => {
  const expectOneLine = ({ code, stdout, stderr }, expected, line) => {
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(line);
    expect(stdout).toBe('');
    expect(code).toBe(expected);
  };

  test('the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address();
    try {
      const args = ['start', REPOSITORY, '--ephemeral', '--port', String(port), '--env', 'RATES_PORT=0'];
      expectOneLine(await runToEnd(args), 1, new RegExp(`Port ${port} .* taken .* --port`));
    } finally {
      other.close();
    }
  });

  test.each([
    ['an app that is not there', ['start', '/nowhere/at/all'], 1, /\/nowhere\/at\/all/],
    ['a file that is no app', ['start', join(REPOSITORY, 'LICENSE')], 1, /LICENSE/],
    ['an unknown flag', ['start', '--colour'], 2, /unknown option '--colour'/],
    ['a port that is no number', ['start', '--port', 'http'], 2, /--port takes a number .* 'http'/],
    ['a pair without a value', ['start', '--env', 'NAME'], 2, /--env takes KEY=VALUE, not 'NAME'/],
    ['half of a certificate', ['start', '--tls-cert', 'cert.pem'], 2, /--tls-cert and --tls-key/],
    ['an unknown log level', ['start', '--log-level', 'loud'], 2, /--log-level/],
  ])('%s', async (_, args, code, line) => expectOneLine(await runToEnd(args), code, line));

  test('a data folder that is none', async () => {
    const folder = temporaryFolder();
    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    try {
      const args = ['start', REPOSITORY, '--port', '0', '--env', 'RATES_PORT=0', '--data-dir'];
      expectOneLine(await runToEnd([...args, file]), 1, /file/);
      const damaged = join(folder.path, 'damaged');
      mkdirSync(damaged);
      writeFileSync(join(damaged, 'offsync.db'), 'this is no database'.repeat(1000));
      expectOneLine(await runToEnd([...args, damaged]), 1, /offsync\.db/);
      expect(readFileSync(join(damaged, 'offsync.db'), 'utf8')).toMatch(/^this is no database/);
    } finally {
      folder.remove();
    }
  });
});

test('SIGTERM: the request under way is answered, and no process is left', async () => {
  const app = temporaryFolder();
  copyApp(app.path);
  writeFileSync(
    join(app.path, 'functions/shipping-quote/index.mjs'),
    `export const handler = ({ country }) =>
       new Promise((resolve) => setTimeout(resolve, 700, { country, price: 1, days: 1 }));`,
  );
  const program = await startProgram({ app: app.path });
  try {
    const children = await childrenOf(program.pid);
    expect(children.length).toBeGreaterThan(0);
    const slow = ask(program, '{ product(id: "p1") { shipping(country: "DE") { price } } }');
    await sleep(200);
    const stopped = program.stop();
    expect(await slow).toEqual({ data: { product: { shipping: { price: 1 } } } });
    expect(await stopped).toEqual({ code: 0, signal: null });
    expect(await alive([program.pid, ...children])).toEqual([]);
  } finally {
    await program.stop('SIGKILL');
    app.remove();
  }
});

test('kill -9 while a workflow waits: the next start goes on with it, and what was stored is there', async () => {
  const data = temporaryFolder();
  const keep = ['--data-dir', data.path];
  let program = await startProgram({ keep });
  try {
    const { orderId } = await placeOrder(program, { productId: 'p2' });
    await eventually(
      () => statusOf(program, orderId),
      (status) => status === 'PACKED',
    );
    const children = await childrenOf(program.pid);
    await program.stop('SIGKILL');
    for (const pid of await alive(children)) process.kill(pid, 'SIGKILL');
    program = await startProgram({ keep });
    await eventually(
      () => statusOf(program, orderId),
      (status) => status === 'SHIPPED',
    );
    const { data: answer } = await ask(program, '{ product(id: "p2") { stock } }');
    expect(answer.product.stock).toBe(4);
  } finally {
    await program.stop();
    data.remove();
  }
});

test('hot reload: a resolver, a schema and a handler change without a restart; a broken one changes nothing', async () => {
  const app = temporaryFolder();
  copyApp(app.path);
  const edit = (file, from, to) => {
    const path = join(app.path, file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
  };
  const program = await startProgram({ app: app.path, args: ['--watch'] });
  const answers = (query, good) => eventually(() => ask(program, query), good, 5_000);
  try {
    const { orderId } = await placeOrder(program);

    edit('functions/shipping-quote/index.mjs', 'base: 4.5', 'base: 104.5');
    await answers(
      '{ product(id: "p1") { shipping(country: "DE") { price } } }',
      ({ data }) => data?.product.shipping.price === 104.95,
    );

    edit('schema/shop.graphql', 'type Query {', 'type Query {\n  greeting: String');
    writeFileSync(
      join(app.path, 'resolvers/Query.greeting.js'),
      `export const request = () => ({ payload: 'hello' });
       export const response = (ctx) => ctx.result;`,
    );
    edit('offsync.yaml', 'resolvers:\n', 'resolvers:\n  Query.greeting: Nothing\n');
    edit('offsync.yaml', 'dataSources:\n', 'dataSources:\n  Nothing: { type: NONE }\n');
    await answers('{ greeting }', ({ data }) => data?.greeting === 'hello');

    edit('resolvers/Query.greeting.js', "'hello'", "'good morning'");
    await answers('{ greeting }', ({ data }) => data?.greeting === 'good morning');

    edit('schema/shop.graphql', 'type Query {', 'type Query {{');
    await eventually(program.output, (output) => /goes on as it was/.test(output), 5_000);
    expect(program.output()).toMatch(/shop\.graphql:\d+/);
    expect(await ask(program, '{ greeting }')).toEqual({ data: { greeting: 'good morning' } });
    expect(await statusOf(program, orderId)).toBeTruthy();
  } finally {
    await program.stop();
    app.remove();
  }
});

test('--port 0 with a port in the ready file; the file goes when the program stops', async () => {
  const program = await startProgram();
  expect(program.ready).toMatchObject({ url: expect.stringMatching(/:\d{2,5}$/), pid: program.pid });
  const health = await fetch(`${program.url}/_offsync/health`);
  expect(health.status).toBe(200);
  expect(await program.stop('SIGINT')).toEqual({ code: 0, signal: null });
  expect(await freePort()).toBeGreaterThan(0);
});
