// Starts the wing for a test: a database (in memory unless a file is named), a manual clock, a registry behind it, and,
// when asked, a loopback server with AWS's own client.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { RemoteTables } from '../../src/backends/dynamodb-port.js';
import type { LambdaBackend } from '../../src/backends/lambda-port.js';
import {
  EMPTY_DEFINITION,
  type EventSourceMappingDefinition,
  type TableDefinition,
} from '../../src/definition/model.js';
import { createRegistry, type Registry } from '../../src/definition/registry.js';
import { compile, type DynamoDb, start } from '../../src/dynamodb/index.js';
import { createManualClock, type ManualClock } from '../../src/lib/clock.js';
import type { Diagnostic } from '../../src/lib/diagnostics.js';
import { silentLog } from '../../src/lib/log.js';
import { createSeededRandom } from '../../src/lib/random.js';
import { openDatabase } from '../../src/lib/sqlite.js';

export interface UnderTest {
  readonly db: DynamoDb;
  readonly clock: ManualClock;
  readonly registry: Registry;
  /** Everything that compile and swap found. */
  readonly diagnostics: Diagnostic[];
  call(operation: Parameters<DynamoDb['backend']['call']>[0], input: Record<string, unknown>): Promise<Answer>;
  close(): void;
}

/** An answer as tests look into it. */
export type Answer = Record<string, unknown> & {
  readonly Item?: unknown;
  readonly Items?: readonly Record<string, Record<string, unknown>>[];
  readonly LastEvaluatedKey?: Record<string, unknown>;
};

/** A table `things` with the keys `pk` and `sk`, both strings, unless `more` says otherwise. */
export function table(more: Partial<TableDefinition> = {}): TableDefinition {
  return {
    name: 'things',
    hash: { name: 'pk', type: 'S' },
    range: { name: 'sk', type: 'S' },
    indexes: [],
    billingMode: 'PAY_PER_REQUEST',
    tags: {},
    place: {},
    ...more,
  };
}

/** Functions for streams to call. */
export interface Triggered {
  readonly lambda: LambdaBackend;
  readonly eventSourceMappings: readonly EventSourceMappingDefinition[];
}

export async function startUnderTest(
  tables: readonly TableDefinition[],
  file?: string,
  triggered?: Triggered,
  maxPages?: number,
  remote?: RemoteTables,
): Promise<UnderTest> {
  const database = openDatabase({ file, durability: 'process', ...(maxPages !== undefined && { maxPages }) });
  const clock = createManualClock();
  const eventSourceMappings = triggered?.eventSourceMappings ?? [];
  const registry = createRegistry(
    { ...EMPTY_DEFINITION, tables, eventSourceMappings },
    { load: () => [], append: async () => {}, forget: async () => {} },
  );
  const compiled = compile(registry.current.definition);
  const diagnostics: Diagnostic[] = [...compiled.diagnostics];
  let { program } = compiled;
  const db = await start(program, {
    database,
    clock,
    random: createSeededRandom(),
    log: silentLog,
    account: { accountId: '000000000000', region: 'us-east-1' },
    control: registry,
    ...(triggered ? { lambda: triggered.lambda } : {}),
    ...(remote ? { remote } : {}),
  });
  diagnostics.push(...db.diagnostics);
  registry.listen(async ({ definition }) => {
    const next = compile(definition, program);
    program = next.program;
    diagnostics.push(...next.diagnostics, ...(await db.swap(program)));
  });
  return {
    db,
    clock,
    registry,
    diagnostics,
    call: async (operation, input) => (await db.backend.call(operation, input)) as Answer,
    close() {
      db.close();
      database.close();
    },
  };
}

/** AWS's client against the door of `db`, over a loopback server. */
export async function connect(
  db: DynamoDb,
): Promise<{ client: DynamoDBClient; streams: DynamoDBStreamsClient; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', async () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const streamed = headers['x-amz-target']?.startsWith('DynamoDBStreams_');
      const answer = await db.doors[streamed ? 'streams' : 'json']({
        method: request.method ?? 'POST',
        url: request.url ?? '/',
        headers,
        body: Buffer.concat(parts),
        remoteAddress: '127.0.0.1',
        secure: false,
      });
      response.writeHead(answer.status, answer.headers).end(answer.body as string);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const settings = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  const client = new DynamoDBClient(settings);
  const streams = new DynamoDBStreamsClient(settings);
  return {
    client,
    streams,
    async close() {
      client.destroy();
      streams.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** The message an expected error carries. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}
