// Runs the recorded cases beside the repository (../shared/conformance) against the built program, prints the runners' own
// closing lines, and fails when a figure falls below test/conformance-floor.json. Does nothing where that folder is not.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const corpus = resolve(process.env.CONFORMANCE ?? '../shared/conformance');
if (!existsSync(corpus)) {
  console.log('no conformance corpus here');
  process.exit(0);
}
const only = process.argv.slice(2);
const floor = JSON.parse(readFileSync('test/conformance-floor.json', 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'offsync-conformance-'));
const functions = join(folder, 'functions');
mkdirSync(functions);
mkdirSync(join(folder, 'app'));
writeFileSync(join(folder, 'app/offsync.yaml'), 'api: { name: conformance }\n');
mkdirSync(join(folder, 'app/schema'));
writeFileSync(join(folder, 'app/schema/schema.graphql'), 'type Query { ping: String }\n');
const ready = join(folder, 'ready.json');

/** The runners find their packages from a folder of their own; where they are not installed, npm brings them. */
function runnerFolder(name, packages) {
  const at = join(folder, name);
  cpSync(join(corpus, name), at, { recursive: true, filter: (path) => !path.endsWith('node_modules') });
  if (!existsSync(join(at, 'package.json')))
    writeFileSync(join(at, 'package.json'), '{"private":true,"type":"module"}');
  execFileSync(
    'npm',
    ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--silent', ...packages],
    { cwd: at, stdio: 'inherit' },
  );
  return at;
}

const RUNNERS = {
  'appsync-runtime': (url) => ['run.mjs', '--endpoint', url, '--cases', 'cases', '--quiet'],
  stepfunctions: (url) => [
    'sfn-conformance.mjs',
    '--endpoint',
    url,
    '--cases',
    '.',
    '--lambda-dir',
    functions,
    '--concurrency',
    '8',
    '--timeout',
    '60',
    '--with',
    'lambda,sqs,sns,dynamodb,logs',
  ],
};
const PACKAGES = {
  'appsync-runtime': ['@aws-sdk/client-appsync'],
  stepfunctions: [
    '@aws-sdk/client-sfn',
    '@aws-sdk/client-sqs',
    '@aws-sdk/client-sns',
    '@aws-sdk/client-dynamodb',
    '@aws-sdk/client-cloudwatch-logs',
  ],
};

let failed = false;
const server = spawn(
  process.execPath,
  [
    'dist/cli/main.js',
    'start',
    join(folder, 'app'),
    '--port',
    '0',
    '--ephemeral',
    '--functions',
    functions,
    '--ready-file',
    ready,
    '--no-watch',
    '--log-level',
    'error',
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
try {
  for (let tries = 0; !existsSync(ready); tries += 1) {
    if (tries > 300 || server.exitCode !== null) throw new Error('the program did not get ready');
    await sleep(100);
  }
  const { url } = JSON.parse(readFileSync(ready, 'utf8'));
  for (const [name, args] of Object.entries(RUNNERS)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const cwd = runnerFolder(name, PACKAGES[name]);
    const began = Date.now();
    const output = await new Promise((done) => {
      let text = '';
      const runner = spawn(process.execPath, args(url), { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
      runner.stdout.on('data', (chunk) => {
        text += chunk;
      });
      runner.once('exit', () => done(text));
    });
    console.log(`\n-- ${name}\n${output.trim()}`);
    const passed = Number(/^(\d+) passed, \d+ failed(, \d+ skipped)?$/m.exec(output)?.[1] ?? -1);
    const least = floor[name]?.passed ?? 0;
    console.log(`${name}: ${passed} passed in ${((Date.now() - began) / 1000).toFixed(0)} s, the floor is ${least}`);
    if (passed < least) failed = true;
  }
} finally {
  server.kill('SIGTERM');
  await new Promise((done) => (server.exitCode !== null ? done() : server.once('exit', done)));
  rmSync(folder, { recursive: true, force: true });
}
if (failed) {
  console.error('A figure fell below its floor (test/conformance-floor.json).');
  process.exit(1);
}
