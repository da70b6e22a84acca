// One copy of a Node function: a worker thread that runs node-host.ts. A handler that crashes, exits or eats its memory
// takes the worker with it and nothing else.
import { Worker } from 'node:worker_threads';
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
import { findNodeCode } from './node-code.js';
import { NODE_HOST } from './node-host.js';

type Message =
  | readonly ['ready', readonly string[]]
  | readonly ['log', 'debug' | 'info' | 'warn' | 'error', string]
  | readonly ['ok' | 'error', string, boolean];

/** `print` receives what the handler's module prints while it is loaded. */
export async function startNodeInstance({ spec, environment }: Launch, print: Print): Promise<Instance | StartFailure> {
  const code = await findNodeCode(spec);
  if ('failure' in code) return code;
  const worker = new Worker(NODE_HOST, {
    eval: true,
    // Taken from the emulator's own and read by nobody: the host sends what is printed as messages, and a reader would
    // keep the process alive.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: spec.memoryMb },
    workerData: {
      ...code,
      environment,
      inherited: INHERITED,
      functionName: spec.name,
      functionArn: spec.arn,
      memoryLimitInMB: String(spec.memoryMb),
      timeoutMs: spec.timeoutSeconds * 1000,
    },
  });

  let files: readonly string[] = code.files;
  let ended: Outcome | undefined;
  let current: { requestId: string; print: Print; settle: (outcome: Outcome) => void } | undefined;
  let started: ((failure: StartFailure | undefined) => void) | undefined;
  const ready = new Promise<StartFailure | undefined>((resolve) => {
    started = resolve;
  });

  const settle = (outcome: Outcome): void => {
    if (started) {
      started({ failure: outcome.payload, files });
      started = undefined;
    }
    const waiting = current;
    current = undefined;
    waiting?.settle(outcome);
  };
  /** The thread is gone: whoever waits is told, and so is everybody after. */
  const end = (errorType: string, reason: string): void => {
    if (ended) return;
    const id = current ? `RequestId: ${current.requestId} ` : '';
    ended = { kind: 'error', payload: errorDocument(errorType, `${id}Error: ${reason}`), fatal: true };
    settle(ended);
  };

  worker.on('message', (message: Message) => {
    if (message[0] === 'log') {
      (current?.print ?? print)(message[1], message[2]);
    } else if (message[0] === 'ready') {
      files = [...new Set([...files, ...message[1]])];
      started?.(undefined);
      started = undefined;
    } else {
      const [kind, payload, fatal] = message;
      settle({ kind, payload, fatal });
    }
  });
  worker.on('error', (error: Error & { code?: string }) => {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
      end('Runtime.OutOfMemory', 'Runtime exited with error: signal: killed');
    else end('Runtime.ExitError', `Runtime exited with error: ${error.message}`);
  });
  worker.on('exit', (status) => {
    end(
      'Runtime.ExitError',
      status === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${status}`,
    );
  });

  const failure = await ready;
  if (failure) {
    void worker.terminate();
    return failure;
  }
  worker.unref();
  return {
    get files() {
      return files;
    },
    invoke: (event: Event, printLine: Print) =>
      new Promise<Outcome>((resolve) => {
        if (ended) return resolve(ended);
        // An event under way keeps the process alive; a waiting worker does not.
        worker.ref();
        current = {
          requestId: event.requestId,
          print: printLine,
          settle: (outcome) => {
            worker.unref();
            resolve(outcome);
          },
        };
        worker.postMessage([event.requestId, event.payload, event.clientContext]);
      }),
    close: () => void worker.terminate(),
  };
}
