// The Lambda backend: finds the function, keeps a pool of running copies for each, and answers as the Invoke API does.
// Behind AppSync's Lambda sources and authorizers, workflow tasks and the wing lambda/. User code never runs in here.
import { type Account, formatArn, parseArn } from '../../aws/arn.js';
import { ServiceError } from '../../aws/errors.js';
import type { Clock } from '../../lib/clock.js';
import { jsonEquals } from '../../lib/json.js';
import type { Log } from '../../lib/log.js';
import type { Random } from '../../lib/random.js';
import type { InvokeRequest, InvokeResponse, LambdaBackend } from '../lambda-port.js';
import type { LogLine, LogSink } from '../logs-port.js';
import { environmentOf, LOG_STREAM } from './environment.js';
import { DEFAULT_LIMITS, errorDocument, type FunctionSpec, type Outcome, type RunnerLimits } from './function.js';
import { type FunctionsFolder, functionsFromFolder } from './functions-folder.js';
import { createPool, type Pool, type Run } from './pool.js';
import { runtimeOf } from './runtimes.js';

export interface LambdaRunnerPorts {
  readonly functions: readonly FunctionSpec[];
  /** `--functions DIR`. */
  readonly functionsDir?: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Where `/aws/lambda/<name>` is kept. */
  readonly logs?: LogSink;
  readonly account: Account;
  /** Where the emulator is served: AWS_ENDPOINT_URL of handlers. Asked at every cold start. */
  readonly endpointUrl: () => string;
  readonly limits?: Partial<RunnerLimits>;
}

export interface LambdaRunner extends LambdaBackend {
  /** Takes over a new list; functions that did not change keep their warm copies. */
  swap(functions: readonly FunctionSpec[]): void;
  /** The next event of this function starts a new copy. */
  refresh(functionName: string): void;
  find(functionName: string): FunctionSpec | undefined;
  list(): readonly FunctionSpec[];
  close(): void;
}

const TAIL_BYTES = 4096;

export function createLambdaRunner(ports: LambdaRunnerPorts): LambdaRunner {
  const { account, clock, log, random } = ports;
  const limits: RunnerLimits = { ...DEFAULT_LIMITS, ...ports.limits };
  const folder: FunctionsFolder | undefined =
    ports.functionsDir === undefined ? undefined : functionsFromFolder(ports.functionsDir, account);
  const pools = new Map<string, Pool>();
  /** Of code that was replaced, with an event still under way. */
  const retiring = new Set<Pool>();
  let functions = byName(ports.functions);
  let closed = false;

  const find = (functionName: string): FunctionSpec | undefined => {
    const name = nameOf(functionName);
    return functions.get(name) ?? folder?.find(name);
  };

  const retire = (name: string): void => {
    const pool = pools.get(name);
    if (!pool) return;
    pools.delete(name);
    pool.retire();
    for (const old of retiring) if (!old.busy) retiring.delete(old);
    if (pool.busy) retiring.add(pool);
  };

  const poolOf = (spec: FunctionSpec): Pool => {
    const known = pools.get(spec.name);
    if (known) {
      const same = known.launch.spec === spec || jsonEquals(known.launch.spec, spec);
      if (same && !known.changed()) return known;
      retire(spec.name);
    }
    const runtime = runtimeOf(spec.runtime);
    if (!runtime) {
      throw new ServiceError(
        'InvalidRuntimeException',
        `offsync does not run functions of runtime ${spec.runtime} (${spec.name}); it runs nodejs and python.`,
        502,
      );
    }
    const launch = { spec, environment: environmentOf(spec, account, ports.endpointUrl()) };
    const pool = createPool(launch, runtime.start, {
      clock,
      concurrency: limits.concurrency,
      idleMs: limits.idleMs,
    });
    pools.set(spec.name, pool);
    return pool;
  };

  const run = async (spec: FunctionSpec, request: InvokeRequest, requestId: string): Promise<InvokeResponse> => {
    const lines: LogLine[] = [];
    const write = (message: string): void => void lines.push({ timestamp: clock.now(), message });
    write(`START RequestId: ${requestId} Version: $LATEST`);
    const pool = poolOf(spec);
    const event = {
      requestId,
      payload: request.payload === '' ? '{}' : request.payload,
      clientContext: decodeClientContext(request.clientContext),
    };
    const { outcome, ...took } = await pool.run(event, (level, line) => {
      write(line);
      log.write(level, line, { function: spec.name, requestId });
    });
    const settled = sizeChecked(outcome, limits.payloadBytes);
    write(`END RequestId: ${requestId}`);
    write(reportLine(requestId, spec, took));
    ports.logs?.write(`/aws/lambda/${spec.name}`, LOG_STREAM, lines);
    if (settled.kind === 'error') {
      log.write('warn', `${spec.name} failed: ${settled.payload}`, { function: spec.name, requestId });
    } else if (log.enabled('debug')) {
      log.write('debug', lines.at(-1)!.message, { function: spec.name });
    }
    return {
      statusCode: 200,
      payload: settled.payload,
      ...(settled.kind === 'error' ? { functionError: 'Unhandled' as const } : {}),
      logTail: tailOf(lines.map(({ message }) => message)),
      requestId,
    };
  };

  /** Runs an accepted event in the background; a failed one is tried again, as AWS does. */
  const runLater = (spec: FunctionSpec, request: InvokeRequest, requestId: string, attempt: number): void => {
    const again = (): void => {
      const delay = limits.retryDelaysMs[attempt];
      if (delay === undefined || closed) return;
      clock.after(delay, () => {
        const now = find(spec.name);
        if (now && !closed) runLater(now, request, requestId, attempt + 1);
      });
    };
    run(spec, request, requestId).then(
      (response) => response.functionError && again(),
      (error: unknown) => log.write('error', `${spec.name} could not be started: ${String(error)}`, { requestId }),
    );
  };

  return {
    has: (functionName) => find(functionName) !== undefined,
    find,
    list() {
      const found = new Map(functions);
      for (const name of folder?.names() ?? []) if (!found.has(name)) found.set(name, folder!.find(name)!);
      return [...found.values()];
    },
    async invoke(request) {
      const spec = find(request.functionName);
      if (!spec) {
        const arn = formatArn(account, 'lambda', `function:${nameOf(request.functionName)}`);
        throw new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
      }
      const { invocationType } = request;
      const most = invocationType === 'Event' ? limits.eventBytes : limits.payloadBytes;
      const size = Buffer.byteLength(request.payload);
      if (size > most) {
        throw new ServiceError(
          'RequestEntityTooLargeException',
          `${size} byte payload is too large for the ${invocationType} invocation type (limit ${most} bytes)`,
          413,
        );
      }
      if (invocationType === 'DryRun') return { statusCode: 204, payload: '', logTail: '' };
      const requestId = random.uuid();
      if (invocationType === 'RequestResponse') return run(spec, request, requestId);
      runLater(spec, request, requestId, 0);
      return { statusCode: 202, payload: '', logTail: '', requestId };
    },
    swap(next) {
      functions = byName(next);
      for (const [name, pool] of [...pools]) {
        const now = find(name);
        if (!now || !jsonEquals(now, pool.launch.spec)) retire(name);
      }
    },
    refresh: (functionName) => retire(nameOf(functionName)),
    close() {
      closed = true;
      for (const pool of [...pools.values(), ...retiring]) pool.close();
      pools.clear();
      retiring.clear();
    },
  };
}

function byName(functions: readonly FunctionSpec[]): ReadonlyMap<string, FunctionSpec> {
  return new Map(functions.map((spec) => [spec.name, spec]));
}

/** The name in `name`, `name:qualifier`, `account:function:name` or an ARN: there is one version of each. */
function nameOf(functionName: string): string {
  const resource = parseArn(functionName)?.resource ?? functionName.replace(/^\d{12}:/, '');
  return resource.replace(/^function:/, '').split(':')[0]!;
}

function decodeClientContext(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('utf8');
}

function sizeChecked(outcome: Outcome, most: number): Outcome {
  const size = Buffer.byteLength(outcome.payload);
  if (size <= most) return outcome;
  const message = `Response payload size (${size} bytes) exceeded maximum allowed payload size (${most} bytes).`;
  return { ...outcome, kind: 'error', payload: errorDocument('Function.ResponseSizeTooLarge', message) };
}

function reportLine(requestId: string, spec: FunctionSpec, { durationMs, initMs }: Omit<Run, 'outcome'>): string {
  const init = initMs === undefined ? '' : `\tInit Duration: ${initMs.toFixed(2)} ms`;
  return `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\tMemory Size: ${spec.memoryMb} MB${init}`;
}

/** The last 4 KB. */
function tailOf(lines: readonly string[]): string {
  const text = `${lines.join('\n')}\n`;
  return text.length <= TAIL_BYTES / 4 ? text : Buffer.from(text).subarray(-TAIL_BYTES).toString('utf8');
}
