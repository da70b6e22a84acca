// One copy of a Python function: a child process running python-host.ts with the python3 of the machine, whichever
// version the runtime names. Memory is not limited: the interpreter's own needs differ too much between machines.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { tryParse } from '../../lib/json.js';
import {
  type Event,
  errorDocument,
  INHERITED,
  type Instance,
  type Launch,
  type Outcome,
  type Print,
  type StartFailure,
} from './function.js';
import { PYTHON_HOST } from './python-host.js';

type Message =
  | readonly ['ready', readonly string[]]
  | readonly ['log', 'info' | 'error', string]
  | readonly ['ok' | 'error', string, boolean];

export async function startPythonInstance(
  { spec, environment }: Launch,
  print: Print,
): Promise<Instance | StartFailure> {
  // Inline code is index.py, as CloudFormation makes it; Python wants to see a file.
  const made = 'inline' in spec.code ? mkdtempSync(join(tmpdir(), 'offsync-function-')) : undefined;
  if (made !== undefined && 'inline' in spec.code) writeFileSync(join(made, 'index.py'), spec.code.inline);
  const root = made ?? resolve((spec.code as { folder: string }).folder);

  const child: ChildProcess = spawn('python3', ['-c', PYTHON_HOST], { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
  const entry = `${join(root, spec.handler.replace(/\.[^.]*$/, ''))}.py`;
  let files: readonly string[] = made === undefined ? [entry] : [];
  let ended: Outcome | undefined;
  let current: { requestId: string; print: Print; settle: (outcome: Outcome) => void } | undefined;
  let started: ((failure: StartFailure | undefined) => void) | undefined;
  const ready = new Promise<StartFailure | undefined>((done) => {
    started = done;
  });

  const settle = (outcome: Outcome): void => {
    started?.({ failure: outcome.payload, files });
    started = undefined;
    const waiting = current;
    current = undefined;
    waiting?.settle(outcome);
  };
  const end = (errorType: string, message: string): void => {
    if (ended) return;
    ended = { kind: 'error', payload: errorDocument(errorType, message), fatal: true };
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    settle(ended);
  };
  const withId = (text: string): string => (current ? `RequestId: ${current.requestId} ${text}` : text);

  child.on('error', (error: NodeJS.ErrnoException) => {
    const reason =
      error.code === 'ENOENT'
        ? `offsync found no python3 on this machine, which the runtime ${spec.runtime} needs`
        : error.message;
    end('Runtime.InvalidRuntime', withId(`Error: ${reason}`));
  });
  child.on('close', (status, signal) => {
    const how = signal ? `signal: ${signal}` : `exit status ${status}`;
    const reason = status === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: ${how}`;
    end('Runtime.ExitError', withId(`Error: ${reason}`));
  });
  child.stdin?.on('error', () => {
    // The process is gone; 'close' tells.
  });
  const printLine: Print = (level, line) => (current?.print ?? print)(level, line);
  for (const [stream, level] of [
    [child.stdout, 'info'],
    [child.stderr, 'error'],
  ] as const) {
    if (stream) createInterface(stream).on('line', (line) => printLine(level, line));
  }
  createInterface(child.stdio[3] as Readable).on('line', (line) => {
    const message = tryParse(line) as Message | undefined;
    if (message?.[0] === 'log') printLine(message[1], message[2]);
    else if (message?.[0] === 'ready') {
      if (made === undefined) files = [...new Set([entry, ...message[1]])];
      started?.(undefined);
      started = undefined;
    } else if (message) {
      settle({ kind: message[0], payload: message[1], fatal: message[2] });
    }
  });
  const write = (document: unknown): void => void child.stdin?.write(`${JSON.stringify(document)}\n`);
  write({
    root,
    handler: spec.handler,
    environment,
    inherited: INHERITED,
    functionName: spec.name,
    functionArn: spec.arn,
    memoryLimitInMB: String(spec.memoryMb),
    timeoutMs: spec.timeoutSeconds * 1000,
  });

  const failure = await ready;
  if (failure) {
    child.kill('SIGKILL');
    return failure;
  }
  // A waiting copy does not keep the emulator alive, neither by itself nor by its pipes.
  child.unref();
  for (const pipe of child.stdio) (pipe as Socket | null)?.unref();
  return {
    get files() {
      return files;
    },
    invoke: (event: Event, linePrinter: Print) =>
      new Promise<Outcome>((done) => {
        if (ended) return done(ended);
        child.ref();
        current = {
          requestId: event.requestId,
          print: linePrinter,
          settle: (outcome) => {
            child.unref();
            done(outcome);
          },
        };
        write([event.requestId, event.payload, event.clientContext ?? null]);
      }),
    close: () => void child.kill('SIGKILL'),
  };
}
