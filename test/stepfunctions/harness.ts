// A Step Functions wing for tests: manual clock, seeded chance, functions as plain callbacks, and the AWS SDK on the wing's
// own door, without a socket.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { SFNClient } from '@aws-sdk/client-sfn';
import { ServiceError } from '../../src/aws/errors.js';
import type { DynamoDbBackend } from '../../src/backends/dynamodb-port.js';
import type { InvokeRequest, InvokeResponse, LambdaBackend } from '../../src/backends/lambda-port.js';
import { type LogSink, silentLogs } from '../../src/backends/logs-port.js';
import { EMPTY_DEFINITION } from '../../src/definition/model.js';
import { createRegistry, type Registry } from '../../src/definition/registry.js';
import { createManualClock, type ManualClock } from '../../src/lib/clock.js';
import type { Door } from '../../src/lib/door.js';
import { silentLog } from '../../src/lib/log.js';
import { createSeededRandom, type Random } from '../../src/lib/random.js';
import { type Database, openDatabase } from '../../src/lib/sqlite.js';
import type { Surroundings } from '../../src/stepfunctions/asl/scope.js';
import { createChance } from '../../src/stepfunctions/engine/chance.js';
import { compile, type StepFunctionsPorts, type StepFunctionsWing, start } from '../../src/stepfunctions/index.js';

export const ACCOUNT = { accountId: '000000000000', region: 'us-east-1' };
export const ROLE = 'arn:aws:iam::000000000000:role/workflows';

export function fixture(name: string): string {
  return readFileSync(join(import.meta.dirname, `../fixtures/state-machines/${name}.asl.json`), 'utf8');
}

/** Surroundings of a scope for tests of asl/. */
export function surroundings(context: unknown = {}, variables: Readonly<Record<string, unknown>> = {}): Surroundings {
  return {
    context: () => context,
    variable: (name) => variables[name],
    variables: () => ({ ...variables }),
    now: Date.UTC(2026, 0, 1),
    chance: createChance('seed', 1),
  };
}

export type Handler = (event: unknown) => unknown;

/** Functions as callbacks; one that throws fails as Lambda reports it. */
export function fakeLambda(handlers: Readonly<Record<string, Handler>>): LambdaBackend & { calls: InvokeRequest[] } {
  const calls: InvokeRequest[] = [];
  const nameOf = (name: string): string => /:function:([^:]+)/.exec(name)?.[1] ?? name;
  return {
    calls,
    has: (name) => nameOf(name) in handlers,
    async invoke(request): Promise<InvokeResponse> {
      calls.push(request);
      const handler = handlers[nameOf(request.functionName)];
      if (!handler) throw new ServiceError('ResourceNotFoundException', 'Function not found', 404);
      try {
        const payload = JSON.stringify((await handler(JSON.parse(request.payload))) ?? null);
        return { statusCode: 200, payload, logTail: '' };
      } catch (error) {
        const { name, message } = error as Error;
        const payload = JSON.stringify({ errorType: name, errorMessage: message, trace: [] });
        return { statusCode: 200, payload, functionError: 'Unhandled', logTail: '' };
      }
    },
  };
}

export function failure(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** Lets everything that is ready happen: commits are flushed by setImmediate. */
export async function idle(turns = 40): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function createClient(door: Door): SFNClient {
  return new SFNClient({
    region: ACCOUNT.region,
    endpoint: 'http://states.test',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    disableHostPrefix: true,
    requestHandler: {
      async handle(request: { method: string; path: string; headers: Record<string, string>; body: string }) {
        const headers = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
        const {
          status,
          headers: answered,
          body,
        } = await door({
          method: request.method,
          url: request.path,
          headers: Object.fromEntries(headers),
          body: Buffer.from(request.body),
          remoteAddress: '127.0.0.1',
          secure: false,
        });
        return {
          response: { statusCode: status, headers: answered, body: Readable.from([Buffer.from(String(body))]) },
        };
      },
    } as never,
  });
}

export interface Harness {
  readonly client: SFNClient;
  readonly clock: ManualClock;
  readonly registry: Registry;
  readonly wing: StepFunctionsWing;
  /** Advances the clock, then lets what fell due happen. */
  advance(ms: number): Promise<void>;
  close(): void;
}

export interface HarnessOptions {
  readonly lambda?: LambdaBackend;
  readonly dynamodb?: DynamoDbBackend;
  readonly logs?: LogSink;
  readonly observe?: StepFunctionsPorts['observe'];
  readonly clock?: ManualClock;
  readonly random?: Random;
  readonly registry?: Registry;
  readonly database?: Database;
}

export function createHarness(options: HarnessOptions = {}): Harness {
  const {
    lambda = fakeLambda({}),
    dynamodb = { call: () => Promise.reject(new Error('No table is expected.')) },
    logs = silentLogs,
    clock = createManualClock(),
    registry = createRegistry(EMPTY_DEFINITION, { load: () => [], append: async () => {}, forget: async () => {} }),
    random = createSeededRandom(clock.now() % 1000),
    database = openDatabase({ file: undefined, durability: 'process' }),
  } = options;
  let compiled = compile(registry.current.definition).program;
  const wing = start(compiled, {
    database,
    clock,
    random,
    log: silentLog,
    account: ACCOUNT,
    lambda,
    dynamodb,
    logs,
    observe: options.observe,
    control: registry,
  });
  const stopListening = registry.listen(({ definition }) => {
    compiled = compile(definition, compiled).program;
    wing.swap(compiled);
  });
  return {
    client: createClient(wing.doors.json),
    clock,
    registry,
    wing,
    async advance(ms) {
      clock.advance(ms);
      await idle();
    },
    close() {
      stopListening();
      wing.close();
      database.close();
    },
  };
}
