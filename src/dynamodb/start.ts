// The wing's start: opens the storage, joins it with a program, and gives the engine out in process and on the wire.
import type { Account } from '../aws/arn.js';
import { createJsonDoor } from '../aws/wire.js';
import type { DynamoDbBackend, RemoteTables } from '../backends/dynamodb-port.js';
import type { LambdaBackend } from '../backends/lambda-port.js';
import type { Clock } from '../lib/clock.js';
import type { Diagnostic } from '../lib/diagnostics.js';
import type { Door } from '../lib/door.js';
import { invariant } from '../lib/errors.js';
import type { Log } from '../lib/log.js';
import type { Random } from '../lib/random.js';
import type { Database } from '../lib/sqlite.js';
import type { Control, Engine } from './engine/engine.js';
import { createExpiry } from './engine/expiry.js';
import { createExpressionCache } from './expressions/compile.js';
import { OPERATIONS } from './operations/index.js';
import { NOT_EMULATED } from './operations/not-emulated.js';
import type { DynamoOperation } from './operations/operation.js';
import type { Program } from './program.js';
import { createCatalog } from './storage/catalog.js';
import { STREAM_OPERATIONS } from './streams/index.js';
import { createTriggers } from './streams/triggers.js';

export interface DynamoDbPorts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly account: Account;
  readonly control: Control;
  /** Who carries out the functions of event source mappings; without it none is called. */
  readonly lambda?: LambdaBackend;
  /** Tables that live elsewhere: what the doors are asked about them is asked there. */
  readonly remote?: RemoteTables;
}

export interface DynamoDb {
  /** In process: reads answer at once, writes after they are durable. */
  readonly backend: DynamoDbBackend;
  /** `POST /` with `X-Amz-Target: DynamoDB_20120810.<Operation>`, and `DynamoDBStreams_20120810.<Operation>`. */
  readonly doors: { readonly json: Door; readonly streams: Door };
  /** What was wrong with the program against the stored tables. */
  readonly diagnostics: readonly Diagnostic[];
  /** Makes and drops tables and indexes until they are those of `program`; resolves when that is on disk. */
  swap(program: Program): Promise<readonly Diagnostic[]>;
  close(): void;
}

/** Resolves when the tables and their seeds are on disk. */
export async function start(program: Program, ports: DynamoDbPorts): Promise<DynamoDb> {
  const { database, clock, random, log, account, control } = ports;
  const catalog = createCatalog(database, clock, random, log);
  const diagnostics = await catalog.swap(program);
  const triggers = createTriggers(() => engine, ports.lambda);
  const engine: Engine = {
    database,
    catalog,
    expressions: createExpressionCache(),
    clock,
    random,
    log,
    account,
    control,
    expiry: createExpiry({ database, catalog, clock, log, changed: triggers.changed }),
    triggers,
    creating: new Set(),
  };
  triggers.swap(program.triggers);
  const atTheDoor = (all: readonly DynamoOperation[]): readonly DynamoOperation[] =>
    all.map(({ name, handle }) => ({
      name,
      handle: (input, port) => ports.remote?.ask(name, input) ?? handle(input, port),
    }));
  const operations = new Map(OPERATIONS.map((operation) => [operation.name, operation]));
  const context = { log, requestId: () => random.uuid() };
  return {
    backend: {
      call(name, input) {
        const operation = operations.get(name);
        invariant(operation, `the engine has no operation ${name}`);
        return operation.handle(input, engine);
      },
    },
    doors: {
      json: createJsonDoor(
        {
          targetPrefix: 'DynamoDB_20120810',
          version: '1.0',
          operations: atTheDoor([...OPERATIONS, ...NOT_EMULATED]),
          errorNamespace: 'com.amazonaws.dynamodb.v20120810#',
        },
        engine,
        context,
      ),
      streams: createJsonDoor(
        {
          targetPrefix: 'DynamoDBStreams_20120810',
          version: '1.0',
          operations: atTheDoor(STREAM_OPERATIONS),
          errorNamespace: 'com.amazonaws.dynamodb.v20120810#',
        },
        engine,
        context,
      ),
    },
    diagnostics,
    async swap(next) {
      const wrong = await catalog.swap(next);
      engine.expiry.refresh();
      triggers.swap(next.triggers);
      return wrong;
    },
    close() {
      engine.expiry.close();
      triggers.close();
    },
  };
}
