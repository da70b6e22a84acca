// Programs of the user's that run beside the app (`processes:` in offsync.yaml): started with it, stopped with it. What
// they print goes to the log. One that ends by itself is reported, not restarted.
import { type ChildProcess, spawn } from 'node:child_process';
import { execPath } from 'node:process';
import type { Clock } from '../lib/clock.js';
import { jsonEquals } from '../lib/json.js';
import type { Log } from '../lib/log.js';

/** What to run: a ProcessDefinition without its place. */
export interface ProcessSpec {
  readonly name: string;
  readonly command: readonly string[];
  readonly folder: string;
  /** Added to `inherited`. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface Processes {
  /** Starts what is new or changed, stops what is gone. */
  swap(specs: readonly ProcessSpec[]): void;
  /** Resolves when every one has ended. */
  close(): Promise<void>;
}

/** How long one may take to end before it is killed. */
const GRACE_MS = 2000;

/**
 * Runs the program and ends it when the pipe from here breaks: after kill -9 nothing of ours is left to stop it, and it
 * would keep its port.
 */
export const SUPERVISOR = `
const [program, ...args] = JSON.parse(process.argv[1]);
const child = require('node:child_process').spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
const stop = (signal) => () => child.kill(signal);
child.on('error', (error) => { console.error(error.message); process.exit(127); });
child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
process.stdin.on('end', stop('SIGKILL')).on('error', stop('SIGKILL')).resume();
process.on('SIGTERM', stop('SIGTERM'));
process.on('SIGINT', () => {});
`;

interface Running {
  readonly spec: ProcessSpec;
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  stopping: boolean;
}

export function createProcesses(ports: {
  readonly clock: Clock;
  readonly log: Log;
  readonly inherited: Readonly<Record<string, string>>;
}): Processes {
  const running = new Map<string, Running>();
  const { clock, log } = ports;

  const launch = (spec: ProcessSpec): void => {
    const child = spawn(execPath, ['-e', SUPERVISOR, JSON.stringify(spec.command)], {
      cwd: spec.folder,
      env: { ...ports.inherited, ...spec.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const print = (level: 'info' | 'warn') => (chunk: Buffer) => {
      for (const line of chunk.toString('utf8').trimEnd().split('\n')) log.write(level, `[${spec.name}] ${line}`);
    };
    // A pipe that breaks because the child went first is no news.
    child.stdin?.on('error', () => {});
    child.stdout?.on('data', print('info'));
    child.stderr?.on('data', print('warn'));
    const one: Running = {
      spec,
      child,
      stopping: false,
      ended: new Promise((resolve) => {
        child.once('error', (error) => {
          log.write('error', `The process ${spec.name} could not be started: ${error.message}`);
          resolve();
        });
        child.once('exit', (code, signal) => {
          if (!one.stopping)
            log.write('warn', `The process ${spec.name} ended by itself (${signal ?? `exit code ${code}`}).`);
          resolve();
        });
      }),
    };
    running.set(spec.name, one);
  };

  const stop = (one: Running): Promise<void> => {
    one.stopping = true;
    running.delete(one.spec.name);
    one.child.kill('SIGTERM');
    const timer = clock.after(GRACE_MS, () => one.child.kill('SIGKILL'));
    return one.ended.then(() => timer.cancel());
  };

  return {
    swap(specs) {
      const wanted = new Map(specs.map((spec) => [spec.name, spec]));
      for (const one of [...running.values()]) {
        const spec = wanted.get(one.spec.name);
        if (spec && jsonEquals(plain(spec), plain(one.spec))) wanted.delete(spec.name);
        else void stop(one);
      }
      for (const spec of wanted.values()) launch(spec);
    },
    async close() {
      await Promise.all([...running.values()].map(stop));
    },
  };
}

const plain = ({ name, command, folder, environment }: ProcessSpec) => ({ name, command, folder, environment });
