// The only room that knows every wing: compiles a definition, starts the wings, joins them by ports, and puts one port in
// front of them. A new revision is compiled and swapped in; nothing that runs is ever patched.
import { join } from 'node:path';
import * as appsync from './appsync/index.js';
import type { Account } from './aws/arn.js';
import { createDynamoDbRouter, createRemoteTables } from './backends/dynamodb-endpoint.js';
import { awsHostOf, createHttpBackend } from './backends/http/index.js';
import { createIssuerKeys } from './backends/issuer-keys.js';
import { createLambdaRunner } from './backends/lambda/index.js';
import { createProcesses } from './backends/processes.js';
import { createChangeStore } from './definition/change-store.js';
import type { ApiDefinition, Definition } from './definition/model.js';
import { type Change, createRegistry, type Registry, type Revision } from './definition/registry.js';
import { createDispatcher, type Dispatcher } from './doors/dispatch.js';
import { createFetch } from './doors/fetch.js';
import { type Listener, listen } from './doors/listener.js';
import { certificateNames, localCertificate } from './doors/local-authority.js';
import {
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
import { type Clock, systemClock } from './lib/clock.js';
import { type Diagnostic, hasErrors } from './lib/diagnostics.js';
import type { Door } from './lib/door.js';
import { OffsyncError } from './lib/errors.js';
import { type Log, silentLog } from './lib/log.js';
import { type Random, systemRandom } from './lib/random.js';
import { storedSecret } from './lib/secret.js';
import { createSnapshots, wipe } from './lib/snapshots.js';
import { type Database, type Durability, openDatabase } from './lib/sqlite.js';
import * as logs from './logs/index.js';
import * as stepfunctions from './stepfunctions/index.js';

export { renderedFault } from './appsync/index.js';
export { choosePort } from './doors/free-port.js';
export { authorityFile, localAuthority } from './doors/local-authority.js';

/** Where offsync pretends to be. */
export const DEFAULT_ACCOUNT: Account = { accountId: '000000000000', region: 'us-east-1' };

export interface EmulatorOptions {
  readonly definition: Definition;
  /** 0 takes any free one; undefined opens no port at all: `fetch` is then the only door. */
  readonly port?: number;
  readonly host?: string;
  /** Where data is kept between runs; undefined keeps it in memory. */
  readonly dataDir?: string;
  readonly durability?: Durability;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Log;
  /** More functions: `<name>/index.js`. A folder that appears or goes is picked up at once. */
  readonly functionsDir?: string;
  /** PEM texts for TLS on the same port; without them a certificate of a local authority serves. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly allowAws?: boolean;
  /** Deployed hosts answered by local ones: `{ 'https://api.example.com': 'http://localhost:3000' }`. */
  readonly httpOverrides?: Readonly<Record<string, string>>;
  /** The keys of token issuers, by `iss`: JSON Web Keys, or an URL or a file of a set of them, asked instead of the issuer. */
  readonly issuerKeys?: Readonly<Record<string, string | readonly Readonly<Record<string, unknown>>[]>>;
  /** Refuse access keys that nobody has, and requests without a signature; else they count as the administrator's here. */
  readonly strictCredentials?: boolean;
  /** The environment that the app's processes inherit. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where APPSYNC_JS code of APIs that don't say runs: `vm` (the default), or `quickjs` for code one does not trust. */
  readonly sandbox?: 'vm' | 'quickjs';
  /** Proxies in front of the port: what they say of a client (X-Forwarded-For, -Proto, -Host) is believed. None unless told. */
  readonly trustProxy?: number;
  /** Milliseconds a GraphQL request may take (AWS: 30,000); 0: no limit. */
  readonly requestTimeoutMs?: number;
}

/** An API with the addresses it answers at. */
export interface EmulatedApi extends appsync.ServedApi {
  readonly graphqlUrl: string;
  readonly realtimeUrl: string;
}

export interface Emulator {
  /** `http://localhost:4566`; without a port, the address that `fetch` takes relative URLs to be of. */
  readonly url: string;
  readonly apis: readonly EmulatedApi[];
  /** What is served now. */
  readonly definition: Definition;
  readonly diagnostics: readonly Diagnostic[];
  /** Any request, without a socket: `fetch('/graphql', { method: 'POST', ... })`. */
  fetch(request: Request | string, init?: RequestInit): Promise<Response>;
  /** Serves another definition (hot reload). With errors in it nothing changes; the diagnostics say why. */
  replace(definition: Definition): Promise<readonly Diagnostic[]>;
  /** Data back to the seeds; what calls created is gone. */
  reset(): Promise<void>;
  /** Keeps all the data under a name: lower-case letters, digits, - and _. Kept in memory when the data is. */
  snapshot(name?: string): Promise<void>;
  /** Puts back what was kept under a name. What can't be restored changes nothing. */
  restore(name?: string): Promise<void>;
  /** Lets requests under way end, closes sockets, writes what is open. */
  close(): Promise<void>;
}

interface Compiled {
  readonly appsync: appsync.AppSyncProgram;
  readonly dynamodb: dynamodb.DynamoDbProgram;
  readonly iam: iam.IamProgram;
  readonly stepfunctions: stepfunctions.StepFunctionsProgram;
  readonly diagnostics: readonly Diagnostic[];
}

interface Wings {
  readonly registry: Registry;
  readonly dispatcher: Dispatcher;
  readonly appsync: appsync.AppSyncWing;
  /** Of the revision served now, and of the data file it was laid over. */
  readonly diagnostics: () => readonly Diagnostic[];
  /** Compiles first: with errors nothing changes. */
  replace(base: Definition): Promise<readonly Diagnostic[]>;
  close(): Promise<void>;
}

/** Settings with every default filled in. */
type Settings = Required<
  Pick<
    EmulatorOptions,
    'clock' | 'random' | 'log' | 'env' | 'requestTimeoutMs' | 'allowAws' | 'httpOverrides' | 'issuerKeys'
  >
> &
  EmulatorOptions;

function compileAll(
  definition: Definition,
  runtimesOf: (api: ApiDefinition) => appsync.Runtimes,
  previous?: Compiled,
): Compiled {
  const graphql = appsync.compile(definition, runtimesOf, previous?.appsync);
  const tables = dynamodb.compile(definition, previous?.dynamodb);
  const identities = iam.compile(definition, previous?.iam);
  const workflows = stepfunctions.compile(definition, previous?.stepfunctions);
  return {
    appsync: graphql.program,
    dynamodb: tables.program,
    iam: identities.program,
    stepfunctions: workflows.program,
    diagnostics: [...graphql.diagnostics, ...tables.diagnostics, ...workflows.diagnostics, ...identities.diagnostics],
  };
}

/** Starts every wing over one database. `endpointUrl` is where the port answers, once it is known. */
async function startWings(
  base: Definition,
  database: Database,
  settings: Settings,
  endpointUrl: () => string,
  data: DataDoors,
): Promise<Wings> {
  const { clock, random, log } = settings;
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
    const processes = createProcesses({ clock, log, inherited: settings.env });
    started.push(() => processes.close());
    processes.swap(registry.current.definition.processes);
    const remote = createRemoteTables(
      (name) => registry.current.definition.tables.find((table) => table.name === name)?.endpoint,
    );
    started.push(() => remote.close());
    const tables = await dynamodb.start(compiled.dynamodb, { ...common, database, control, lambda: runner, remote });
    started.push(() => tables.close());
    let stored: readonly Diagnostic[] = tables.diagnostics;
    const router = createDynamoDbRouter(tables.backend, remote);
    const workflows = await stepfunctions.start(compiled.stepfunctions, {
      ...common,
      database,
      control,
      lambda: runner,
      dynamodb: router,
      logs: logging.sink,
    });
    started.push(() => workflows.close());
    const functions = lambda.start({ functions: registry.current.definition.functions }, { ...common, lambda: runner });

    // The host table: what an AWS host means inside this process.
    const inside: Readonly<Record<string, Door>> = {
      states: workflows.doors.json,
      dynamodb: tables.doors.json,
      lambda: functions.doors.rest,
      logs: logging.doors.json,
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
      lambda: runner,
      http,
      iam: identities.port,
      keys,
      tokenKey: storedSecret(database, 'tokens', random),
      requestTimeoutMs: settings.requestTimeoutMs,
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
      if (definition.stateMachines !== previous.definition.stateMachines) await workflows.swap(next.stepfunctions);
      if (definition.apis !== previous.definition.apis || definition.apiCaches !== previous.definition.apiCaches)
        graphql.swap(next.appsync);
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
          dynamodb: signed(tables.doors.json, 'dynamodb'),
          'dynamodb-streams': signed(tables.doors.streams, 'dynamodb'),
          logs: signed(logging.doors.json, 'logs'),
          sts: identities.doors.sts,
          iam: identities.doors.iam,
          lambda: signed(functions.doors.rest, 'lambda', 403),
          health: healthDoor,
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

function open(options: EmulatorOptions): Database {
  return openDatabase({
    file: options.dataDir === undefined ? undefined : join(options.dataDir, 'offsync.db'),
    durability: options.durability ?? 'power',
  });
}

/**
 * Serves a definition. Errors in it are returned in `diagnostics` and what can be served is served; rejects only when the
 * port or the data folder can't be used.
 */
export async function createEmulator(options: EmulatorOptions): Promise<Emulator> {
  const settings: Settings = {
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    requestTimeoutMs: 30_000,
    env: {},
    allowAws: false,
    httpOverrides: {},
    issuerKeys: {},
    ...options,
  };
  let base = options.definition;
  const database = open(options);
  let listener: Listener | undefined;
  let closed: Promise<void> | undefined;
  const url = (): string => listener?.url ?? `http://localhost:${options.port ?? 4566}`;
  let wings: Wings;
  // Reset, replace and close come one after the other, in the order they were asked for.
  let tail: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) return Promise.reject(new OffsyncError('EMULATOR_CLOSED', 'The emulator is closed.'));
    const next = tail.then(work);
    tail = next.catch(() => {});
    return next;
  };
  /** While a reset goes on: requests wait for it. */
  let resetting: Promise<void> | undefined;
  /** Changes the data as a whole, or not at all when `change` throws, between a stop and a start of the wings. */
  const renew = async (change: () => void): Promise<void> => {
    await wings.close();
    try {
      change();
    } finally {
      wings = await startWings(base, database, settings, url, data);
    }
  };
  const renewInTurn = (change: () => void): Promise<void> =>
    inTurn(async () => {
      const ended = renew(change);
      resetting = ended.catch(() => {});
      await ended.finally(() => {
        resetting = undefined;
      });
    });
  const snapshots = createSnapshots(options.dataDir === undefined ? undefined : join(options.dataDir, 'snapshots'));
  const data: DataDoors = {
    reset: () => renewInTurn(() => wipe(database)),
    snapshot: (name) => inTurn(async () => snapshots.take(database, name)),
    restore: (name) =>
      inTurn(async () => snapshots.check(name)).then(() => renewInTurn(() => snapshots.restore(database, name))),
  };
  try {
    wings = await startWings(base, database, settings, url, data);
  } catch (error) {
    database.close();
    throw error;
  }
  const door: Door = (request) =>
    resetting ? resetting.then(() => wings.dispatcher.door(request)) : wings.dispatcher.door(request);
  const domains = (): string[] => base.apis.flatMap((api) => api.domainNames);
  const tls = () =>
    options.tls ??
    localCertificate(options.dataDir, certificateNames(DEFAULT_ACCOUNT.region, domains()), {
      now: settings.clock.now(),
      random: settings.random,
    });
  if (options.port !== undefined) {
    try {
      listener = await listen({
        port: options.port,
        host: options.host ?? '127.0.0.1',
        door,
        socketDoor: (request) => wings.dispatcher.socketDoor(request),
        domains: domains(),
        tls: tls(),
        ...(options.trustProxy === undefined ? {} : { trustProxy: options.trustProxy }),
        clock: settings.clock,
        log: settings.log,
      });
    } catch (error) {
      await wings.close();
      database.close();
      throw error;
    }
  }
  const ask = createFetch(door);

  return {
    get url() {
      return url();
    },
    get apis() {
      return wings.appsync.apis.map((api, index) => {
        const graphqlUrl = index === 0 ? `${url()}/graphql` : `${url()}/graphql/${api.id}`;
        return { ...api, graphqlUrl, realtimeUrl: `${graphqlUrl.replace(/^http/, 'ws')}/realtime` };
      });
    },
    get definition() {
      return wings.registry.current.definition;
    },
    get diagnostics() {
      return wings.diagnostics();
    },
    fetch: (request, init) => ask(typeof request === 'string' ? new Request(new URL(request, url()), init) : request),
    replace: (definition) =>
      inTurn(async () => {
        const diagnostics = await wings.replace(definition);
        if (hasErrors(diagnostics)) return diagnostics;
        const before = domains().join();
        base = definition;
        if (domains().join() !== before) listener?.serve({ domains: domains(), tls: tls() });
        return diagnostics;
      }),
    reset: data.reset,
    snapshot: (name = 'default') => data.snapshot(name),
    restore: (name = 'default') => data.restore(name),
    close() {
      closed ??= (async () => {
        // First: a request under way may be a reset, and the listener lets it end.
        await listener?.close();
        await tail;
        await wings.close();
        database.close();
        snapshots.close();
      })();
      return closed;
    },
  };
}
