// The only room that knows every wing: compiles a definition, starts the wings over one database and joins them by ports.
// emulator.ts puts one port in front of them. A new revision is compiled and swapped in; nothing that runs is ever patched.
import * as appsync from './appsync/index.js';
import type { Account } from './aws/arn.js';
import { countDynamoDb, countDynamoDbDoor, countLambda, createDynamoDbCounts } from './backends/counted.js';
import { createDynamoDbRouter, createRemoteTables } from './backends/dynamodb-endpoint.js';
import { awsHostOf, createHttpBackend } from './backends/http/index.js';
import { createIssuerKeys } from './backends/issuer-keys.js';
import { createLambdaRunner } from './backends/lambda/index.js';
import { createProcesses } from './backends/processes.js';
import { createChangeStore } from './definition/change-store.js';
import type { ApiDefinition, Definition } from './definition/model.js';
import { type Change, createRegistry, type Registry, type Revision } from './definition/registry.js';
import { signingCertificate } from './doors/certificate.js';
import { createDispatcher, type Dispatcher } from './doors/dispatch.js';
import { createFrontPage } from './doors/front-page.js';
import {
  createMetricsDoor,
  createResetDoor,
  createRestoreDoor,
  createSnapshotDoor,
  type DataDoors,
  healthDoor,
} from './doors/own-doors.js';
import { ROUTES } from './doors/routing.js';
import { requireSignature } from './doors/signed.js';
import * as dynamodb from './dynamodb/index.js';
import * as iam from './iam/index.js';
import * as lambda from './lambda/index.js';
import type { Clock } from './lib/clock.js';
import { type Diagnostic, hasErrors } from './lib/diagnostics.js';
import type { Door } from './lib/door.js';
import type { Log } from './lib/log.js';
import type { Metrics } from './lib/metrics.js';
import type { SpanSink } from './lib/otlp.js';
import type { Random } from './lib/random.js';
import { storedSecret } from './lib/secret.js';
import type { Database, Durability } from './lib/sqlite.js';
import * as logs from './logs/index.js';
import * as messaging from './messaging/index.js';
import * as s3 from './s3/index.js';
import * as stepfunctions from './stepfunctions/index.js';

/** Where offsync pretends to be. */
export const DEFAULT_ACCOUNT: Account = { accountId: '000000000000', region: 'us-east-1' };

/** Outlives a reset: numbers go on. */
export interface Observed {
  readonly metrics: Metrics;
  readonly spans: SpanSink | undefined;
}

interface Compiled {
  readonly appsync: appsync.AppSyncProgram;
  readonly dynamodb: dynamodb.DynamoDbProgram;
  readonly iam: iam.IamProgram;
  readonly messaging: messaging.MessagingProgram;
  readonly s3: s3.S3Program;
  readonly stepfunctions: stepfunctions.StepFunctionsProgram;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Wings {
  readonly registry: Registry;
  readonly dispatcher: Dispatcher;
  readonly appsync: appsync.AppSyncWing;
  /** Of the revision served now, and of the data file it was laid over. */
  readonly diagnostics: () => readonly Diagnostic[];
  /** Compiles first: with errors nothing changes. */
  replace(base: Definition): Promise<readonly Diagnostic[]>;
  close(): Promise<void>;
}

/** How the wings run: an emulator's options with every default filled in. */
export interface Settings {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly env: Readonly<Record<string, string>>;
  readonly requestTimeoutMs: number;
  readonly responseBytes: number;
  readonly allowAws: boolean;
  readonly httpOverrides: Readonly<Record<string, string>>;
  readonly issuerKeys: Readonly<Record<string, string | readonly Readonly<Record<string, unknown>>[]>>;
  readonly dataDir?: string;
  readonly durability?: Durability;
  readonly functionsDir?: string;
  readonly strictCredentials?: boolean;
  readonly sandbox?: 'vm' | 'quickjs';
}

function compileAll(
  definition: Definition,
  runtimesOf: (api: ApiDefinition) => appsync.Runtimes,
  previous?: Compiled,
): Compiled {
  const graphql = appsync.compile(definition, runtimesOf, previous?.appsync);
  const tables = dynamodb.compile(definition, previous?.dynamodb);
  const identities = iam.compile(definition, previous?.iam);
  const workflows = stepfunctions.compile(definition, previous?.stepfunctions);
  const queues = messaging.compile(definition, previous?.messaging);
  const buckets = s3.compile(definition, previous?.s3);
  return {
    appsync: graphql.program,
    dynamodb: tables.program,
    iam: identities.program,
    stepfunctions: workflows.program,
    messaging: queues.program,
    s3: buckets.program,
    diagnostics: [graphql, tables, workflows, identities, queues, buckets].flatMap(({ diagnostics }) => diagnostics),
  };
}

/** Starts every wing over one database. `endpointUrl` is where the port answers, once it is known. */
export async function startWings(
  base: Definition,
  database: Database,
  settings: Settings,
  endpointUrl: () => string,
  data: DataDoors,
  observed: Observed,
): Promise<Wings> {
  const { clock, random, log } = settings;
  const { metrics } = observed;
  const common = { clock, random, log, account: DEFAULT_ACCOUNT };
  const registry = createRegistry(base, createChangeStore(database));
  const control = { apply: (change: Change): Promise<Revision> => registry.apply(change) };
  // Each API has runtimes of its own: a realm is not shared.
  let prepared: appsync.Prepared | undefined;
  const runtimesOf = ({ sandbox = settings.sandbox }: ApiDefinition): appsync.Runtimes => ({
    js: appsync.createJsRuntime({
      ...common,
      ...(prepared && { bundles: prepared.bundles }),
      ...(sandbox === 'quickjs' && prepared?.quickjs && { sandbox: prepared.quickjs }),
    }),
    vtl: appsync.createVtlRuntime(common),
  });
  const compileNext = async (definition: Definition, previous?: Compiled): Promise<Compiled> => {
    prepared = await appsync.prepare(definition, {
      compiled: previous?.appsync.compiled,
      previous: prepared,
      sandbox: settings.sandbox,
    });
    return compileAll(definition, runtimesOf, previous);
  };
  let compiled = await compileNext(registry.current.definition);

  const started: (() => void | Promise<void>)[] = [];
  /** The last to start is the first to stop: streams before the functions they call. */
  const stop = async (): Promise<void> => {
    for (const close of started.splice(0).reverse()) await close();
  };
  try {
    const logging = logs.start({ ...common, database });
    started.push(() => logging.close());
    const runner = createLambdaRunner({
      ...common,
      logs: logging.sink,
      functions: registry.current.definition.functions,
      endpointUrl,
      ...(settings.functionsDir === undefined ? {} : { functionsDir: settings.functionsDir }),
    });
    started.push(() => runner.close());
    const counted = countLambda(runner, metrics);
    const processes = createProcesses({ clock, log, inherited: settings.env });
    started.push(() => processes.close());
    processes.swap(registry.current.definition.processes);
    const remote = createRemoteTables(
      (name) => registry.current.definition.tables.find((table) => table.name === name)?.endpoint,
    );
    started.push(() => remote.close());
    const tables = await dynamodb.start(compiled.dynamodb, { ...common, database, control, lambda: counted, remote });
    started.push(() => tables.close());
    let stored: readonly Diagnostic[] = tables.diagnostics;
    const counts = createDynamoDbCounts(metrics);
    const tableDoor = countDynamoDbDoor(tables.doors.json, counts);
    const router = countDynamoDb(createDynamoDbRouter(tables.backend, remote), counts);
    const messages = await messaging.start(compiled.messaging, {
      ...common,
      database,
      control,
      lambda: counted,
      endpointUrl,
      http: () => http,
      certify: (key) => signingCertificate(key, { name: 'sns.amazonaws.com', now: clock.now(), random }),
    });
    started.push(() => messages.close());
    const objects = await s3.start(compiled.s3, {
      ...common,
      database,
      folder: settings.dataDir === undefined ? undefined : s3.createObjectFiles(settings.dataDir).folder,
      sync: settings.durability !== 'process',
    });
    const workflows = await stepfunctions.start(compiled.stepfunctions, {
      ...common,
      database,
      control,
      lambda: counted,
      dynamodb: router,
      messaging: messages.backend,
      objects: objects.backend,
      logs: logging.sink,
      observe: stepfunctions.createExecutionCounts(metrics),
    });
    started.push(() => workflows.close());
    const functions = lambda.start(
      { functions: registry.current.definition.functions },
      { ...common, lambda: counted },
    );

    // The host table: what an AWS host means inside this process.
    const inside: Readonly<Record<string, Door>> = {
      states: workflows.doors.json,
      dynamodb: tableDoor,
      lambda: functions.doors.rest,
      logs: logging.doors.json,
      s3: objects.doors.rest,
      sns: messages.doors.sns,
      sqs: messages.doors.sqs,
      sts: (request) => identities.doors.sts(request),
    };
    const http = createHttpBackend({
      internal: (url) => {
        const host = awsHostOf(url.hostname);
        if (host?.service === 'appsync') {
          return (request) => graphql.doors.graphql(request, host.prefix === '' ? {} : { apiId: host.prefix });
        }
        return host && inside[host.service];
      },
      overrides: settings.httpOverrides,
      allowAws: settings.allowAws,
      clock,
      log,
    });
    started.push(() => http.close());
    const keys = createIssuerKeys({ ...common, http, overrides: settings.issuerKeys });
    const { strictCredentials = false } = settings;
    const verifyToken = appsync.createTokenVerifier(keys);
    const identities = iam.start(compiled.iam, { ...common, database, strictCredentials, verifyToken });
    started.push(() => identities.close());
    const graphql = appsync.start(compiled.appsync, {
      ...common,
      control,
      dynamodb: router,
      lambda: counted,
      http,
      iam: identities.port,
      keys,
      tokenKey: storedSecret(database, 'tokens', random),
      requestTimeoutMs: settings.requestTimeoutMs,
      responseBytes: settings.responseBytes,
      metrics,
      logs: logging.sink,
      spans: observed.spans,
      sandbox: settings.sandbox,
    });

    started.push(() => graphql.close());

    /** What `replace` has compiled already, for the swap that follows. */
    let trial: Compiled | undefined;
    registry.listen(async ({ definition }, previous) => {
      const next = await compileNext(definition, trial ?? compiled);
      identities.swap(next.iam);
      if (definition.functions !== previous.definition.functions) {
        runner.swap(definition.functions);
        functions.swap({ functions: definition.functions });
      }
      processes.swap(definition.processes);
      if (
        definition.tables !== previous.definition.tables ||
        definition.eventSourceMappings !== previous.definition.eventSourceMappings
      ) {
        stored = await tables.swap(next.dynamodb);
      }
      if (
        definition.queues !== previous.definition.queues ||
        definition.queueMappings !== previous.definition.queueMappings ||
        definition.topics !== previous.definition.topics ||
        definition.subscriptions !== previous.definition.subscriptions
      ) {
        await messages.swap(next.messaging);
      }
      if (definition.buckets !== previous.definition.buckets) await objects.swap(next.s3);
      if (definition.stateMachines !== previous.definition.stateMachines) await workflows.swap(next.stepfunctions);
      if (definition.apis !== previous.definition.apis || definition.apiCaches !== previous.definition.apiCaches)
        graphql.swap(next.appsync);
      else if (definition.iam !== previous.definition.iam) graphql.endRevoked();
      compiled = next;
    });

    /** REST services refuse with 403, JSON 1.x services with 400. Tools sign for any region, so only strict doors ask for ours. */
    const signed = (door: Door, service: string, status: 400 | 403 = 400): Door =>
      requireSignature(door, {
        ...common,
        admit: identities.admit,
        service,
        status,
        ...(strictCredentials && { region: DEFAULT_ACCOUNT.region }),
      });
    const openObjects = requireSignature(objects.doors.rest, {
      ...common,
      admit: identities.admit,
      service: 's3',
      status: 403,
      refusal: s3.s3Refusal,
      ...(strictCredentials && { region: DEFAULT_ACCOUNT.region }),
    });
    return {
      registry,
      appsync: graphql,
      diagnostics: () => [...compiled.diagnostics, ...stored],
      async replace(next) {
        trial = await compileNext(registry.preview(next), compiled);
        const faults = trial.diagnostics;
        try {
          if (!hasErrors(faults)) await registry.replace(next);
        } finally {
          trial = undefined;
        }
        return hasErrors(faults) ? faults : [...compiled.diagnostics, ...stored];
      },
      dispatcher: createDispatcher({
        routes: ROUTES,
        doors: {
          'appsync-graphql': graphql.doors.graphql,
          'appsync-api': signed(graphql.doors.api, 'appsync', 403),
          stepfunctions: signed(workflows.doors.json, 'states'),
          dynamodb: signed(tableDoor, 'dynamodb'),
          'dynamodb-streams': signed(tables.doors.streams, 'dynamodb'),
          logs: signed(logging.doors.json, 'logs'),
          sqs: signed(messages.doors.sqs, 'sqs'),
          sns: requireSignature(messages.doors.sns, {
            ...common,
            admit: identities.admit,
            service: 'sns',
            status: 403,
            refusal: messaging.snsRefusal,
            ...(strictCredentials && { region: DEFAULT_ACCOUNT.region }),
          }),
          'sns-link': messages.doors.sns,
          'sns-certificate': messages.doors.certificate,
          messages: messages.doors.messages,
          sts: identities.doors.sts,
          iam: identities.doors.iam,
          s3: openObjects,
          's3-known': (request, { bucket = '' }) => (objects.has(bucket) ? openObjects(request) : undefined),
          lambda: signed(functions.doors.rest, 'lambda', 403),
          'front-page': createFrontPage({
            url: endpointUrl,
            apis: () => graphql.apis,
            tables: () => registry.current.definition.tables.map(({ name }) => name),
            functions: () => registry.current.definition.functions.map(({ name }) => name),
            workflows: () => registry.current.definition.stateMachines.map(({ name }) => name),
          }),
          health: healthDoor,
          metrics: createMetricsDoor(metrics),
          reset: createResetDoor(data),
          snapshot: createSnapshotDoor(data),
          restore: createRestoreDoor(data),
        },
        socketDoors: { 'appsync-realtime': graphql.realtime },
      }),
      close: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
