// Starts the built program as a user does and waits for its ready file. Every test here talks to what this starts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
/** Another build can be put to the test. */
export const PROGRAM = process.env.OFFSYNC_PROGRAM ?? join(REPOSITORY, 'dist/cli/main.js');
const LONGEST_START_MS = 15_000;

/** A new folder that goes with `remove`. */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'offsync-clients-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs the program to its end: `{ code, stdout, stderr }`. */
export async function runToEnd(args, options = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

/** Starts an app (the sample, unless told otherwise) on a free port and resolves when it serves. */
export async function startProgram({ app = REPOSITORY, args = [], keep = ['--ephemeral'] } = {}) {
  const folder = temporaryFolder();
  const readyFile = join(folder.path, 'ready.json');
  const rates = await freePort();
  const child = spawn(
    process.execPath,
    [PROGRAM, 'start', app, '--port', '0', '--ready-file', readyFile, '--env', `RATES_PORT=${rates}`, ...keep, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const ended = once(child, 'exit').then(([code, signal]) => {
    folder.remove();
    return { code, signal };
  });
  for (const began = Date.now(); !existsSync(readyFile); await sleep(20)) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The program ended with ${child.exitCode ?? child.signalCode}:\n${output}`);
    if (Date.now() - began > LONGEST_START_MS) throw new Error(`The program did not get ready:\n${output}`);
  }
  const ready = JSON.parse(readFileSync(readyFile, 'utf8'));
  return {
    ready,
    url: ready.url,
    graphqlUrl: ready.apis[0].graphqlUrl,
    apiKey: ready.apis[0].apiKeys[0].id,
    pid: child.pid,
    output: () => output,
    ended,
    /** Resolves with `{ code, signal }`. */
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

/** Asks again until `good` holds of the answer; the last answer is in the error. */
export async function eventually(ask, good, withinMs = 10_000) {
  let last;
  for (const began = Date.now(); Date.now() - began < withinMs; await sleep(50)) {
    last = await ask();
    if (good(last)) return last;
  }
  throw new Error(`Not so within ${withinMs} ms: ${JSON.stringify(last)}`);
}
