// Starts what is measured, each in a process of its own, and reads what a process has used (Linux: /proc).
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
/** Another build can be measured. */
export const PROGRAM = process.env.OFFSYNC_PROGRAM ?? here('../dist/cli/main.js');

const launched = new Set();
process.on('exit', () => {
  for (const child of launched) child.kill('SIGKILL');
});

function launch(args, env = {}) {
  const child = spawn(process.execPath, args, {
    cwd: here('.'),
    env: { ...process.env, NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  launched.add(child);
  const ended = new Promise((resolve) => child.once('exit', resolve)).then(() => launched.delete(child));
  return {
    child,
    pid: child.pid,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** A peer prints its port as its first line. */
async function startPeer(file, env) {
  const server = launch([here(file)], env);
  const port = await new Promise((resolve, reject) => {
    server.child.stdout.once('data', (line) => resolve(Number(line)));
    server.child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
  });
  return { ...server, port };
}

export const startYoga = (env) => startPeer('peers/yoga.mjs', env);
export const startDynalite = () => startPeer('peers/dynalite.mjs');
export const startFanOut = () => startPeer('peers/fan-out.mjs');

/** `nodeFlags`: to look inside, e.g. --cpu-prof; `args`: further flags of `start`. */
export async function startOffsync(nodeFlags = [], { app = here('app'), args = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'offsync-bench-'));
  const ready = join(folder, 'ready.json');
  const flags = ['--port', '0', '--ephemeral', '--no-watch', '--ready-file', ready];
  const server = launch([...nodeFlags, PROGRAM, 'start', app, ...flags, ...args]);
  server.child.stdout.resume();
  while (!existsSync(ready)) {
    if (server.child.exitCode !== null) throw new Error(`offsync ended with ${server.child.exitCode}`);
    await sleep(5);
  }
  const { url } = JSON.parse(readFileSync(ready, 'utf8'));
  rmSync(folder, { recursive: true });
  return { ...server, port: Number(new URL(url).port) };
}

/** Milliseconds of CPU a process has used; undefined where that can't be read. */
export function cpuMs(pid) {
  if (process.platform !== 'linux') return undefined;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** MiB of memory a process holds. */
export function rssMiB(pid) {
  if (process.platform !== 'linux') return undefined;
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}
