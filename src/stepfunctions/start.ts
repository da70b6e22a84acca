// Starts the wing: tables, scheduler, doors; then brings back what was running.
import type { Account } from '../aws/arn.js';
import { createJsonDoor } from '../aws/wire.js';
import type { DynamoDbBackend } from '../backends/dynamodb-port.js';
import type { LambdaBackend } from '../backends/lambda-port.js';
import type { LogSink } from '../backends/logs-port.js';
import { type MessagingBackend, noMessaging } from '../backends/messaging-port.js';
import { noObjects, type ObjectsBackend } from '../backends/objects-port.js';
import type { Change } from '../definition/registry.js';
import type { Clock } from '../lib/clock.js';
import type { Door } from '../lib/door.js';
import type { Log } from '../lib/log.js';
import type { Random } from '../lib/random.js';
import type { Database } from '../lib/sqlite.js';
import { OPERATIONS } from './api/index.js';
import { startNested } from './api/nested-execution.js';
import { createScheduler } from './engine/scheduler.js';
import type { TaskPorts } from './integrations/target.js';
import type { StepFunctionsProgram } from './model.js';
import type { ApiPorts } from './ports.js';
import { createActivities } from './store/activities.js';
import { createExecutions } from './store/executions.js';
import { createHistory, type HistoryEvent } from './store/history.js';
import { createMapRuns } from './store/map-runs.js';
import { prepareTables } from './store/schema.js';
import { createTimers } from './store/timers.js';
import { createVersions } from './store/versions.js';

export interface StepFunctionsPorts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly account: Account;
  readonly lambda: LambdaBackend;
  readonly dynamodb: DynamoDbBackend;
  /** Queues and topics; without it tasks that ask for them fail. */
  readonly messaging?: MessagingBackend;
  /** Buckets; without it what asks for them fails. */
  readonly objects?: ObjectsBackend;
  /** Where execution logs go. */
  readonly logs: LogSink;
  /** Told of each transition's events, Standard and Express alike: whoever counts them. */
  readonly observe?: ((events: readonly HistoryEvent[]) => void) | undefined;
  readonly control: { apply(change: Change): Promise<unknown> };
}

export interface StepFunctionsWing {
  readonly doors: { readonly json: Door };
  /** Serves another program; executions under way keep the definition they began with. */
  swap(program: StepFunctionsProgram): void;
  /** Stops. Executions that are running go on at the next start. Does not close the database. */
  close(): void;
}

/**
 * `const wing = start(compile(definition).program, ports)`; `wing.doors.json` then answers the Step Functions API.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html
 */
export function start(initial: StepFunctionsProgram, ports: StepFunctionsPorts): StepFunctionsWing {
  const {
    database,
    clock,
    random,
    log,
    account,
    lambda,
    dynamodb,
    messaging = noMessaging,
    objects = noObjects,
    logs,
    control,
    observe,
  } = ports;
  let program = initial;
  prepareTables(database);
  const stores = {
    executions: createExecutions(database),
    history: createHistory(database),
    timers: createTimers(database),
    activities: createActivities(database),
    mapRuns: createMapRuns(database),
    versions: createVersions(database),
  };
  const tasks: TaskPorts = {
    lambda,
    dynamodb,
    messaging,
    objects,
    account,
    requestId: () => random.uuid(),
    executions: {
      runChild: (child) => scheduler.runChild(child),
      start: (input, key) => startNested(input, key, api),
      stop: (key) => scheduler.stopNested(key),
    },
  };
  const scheduler = createScheduler({
    ...stores,
    database,
    clock,
    random,
    log,
    account,
    jsonata: initial.jsonata,
    tasks,
    logs,
    observe,
    // A child of a Distributed Map logs with its machine.
    logging: (arn) => (program.machines.get(arn) ?? program.machines.get(arn.slice(0, arn.indexOf('/'))))?.logging,
  });
  const api: ApiPorts = {
    program: () => program,
    scheduler,
    stores,
    database,
    clock,
    random,
    account,
    control,
    startedAt: clock.now(),
  };
  const service = { targetPrefix: 'AWSStepFunctions', version: '1.0', operations: OPERATIONS } as const;
  const json = createJsonDoor(service, api, { log, requestId: () => random.uuid() });
  scheduler.recover();
  return {
    doors: { json },
    swap(next) {
      program = next;
    },
    close: () => scheduler.close(),
  };
}
