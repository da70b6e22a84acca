// An app, served: one port in front of the wings, one data file below them. Resets, snapshots, hot reload and the end of it all
// come one after the other, in the order they were asked for. What the wings are and how they are joined is in wings.ts.
import { join } from 'node:path';
import type * as appsync from './appsync/index.js';
import type { Definition } from './definition/model.js';
import { createFetch } from './doors/fetch.js';
import { type Listener, listen } from './doors/listener.js';
import { certificateNames, localCertificate } from './doors/local-authority.js';
import type { DataDoors } from './doors/own-doors.js';
import { type Clock, systemClock } from './lib/clock.js';
import { type Diagnostic, hasErrors } from './lib/diagnostics.js';
import type { Door } from './lib/door.js';
import { OffsyncError } from './lib/errors.js';
import { type Log, silentLog } from './lib/log.js';
import { createMetrics, observeProcess } from './lib/metrics.js';
import { createOtlpExporter, type OtlpSettings } from './lib/otlp.js';
import { type Random, systemRandom } from './lib/random.js';
import { createSnapshots, wipe } from './lib/snapshots.js';
import { type Database, type Durability, openDatabase } from './lib/sqlite.js';
import * as s3 from './s3/index.js';
import { DEFAULT_ACCOUNT, type Observed, type Settings, startWings, type Wings } from './wings.js';

export { renderedFault } from './appsync/index.js';
export { choosePort } from './doors/free-port.js';
export { authorityFile, localAuthority } from './doors/local-authority.js';
export { DEFAULT_ACCOUNT } from './wings.js';

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
  /** Bytes a GraphQL answer may have (AWS: 5 MB); 0: no limit. */
  readonly responseBytes?: number;
  /** A collector of OpenTelemetry that gets spans of every GraphQL request. */
  readonly traces?: OtlpSettings;
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
    responseBytes: 5 * 1024 * 1024,
    env: {},
    allowAws: false,
    httpOverrides: {},
    issuerKeys: {},
    ...options,
  };
  let base = options.definition;
  const database = open(options);
  const { clock, log } = settings;
  const exporter = options.traces && createOtlpExporter(options.traces, { clock, log });
  const observed: Observed = { metrics: createMetrics(), spans: exporter };
  observeProcess(observed.metrics);
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
      wings = await startWings(base, database, settings, url, data, observed);
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
  const files = options.dataDir === undefined ? undefined : s3.createObjectFiles(options.dataDir);
  const data: DataDoors = {
    reset: () => renewInTurn(() => wipe(database)),
    snapshot: (name) =>
      inTurn(async () => {
        snapshots.checkName(name);
        files?.keep(name);
        snapshots.take(database, name);
        files?.settle(name);
      }),
    restore: (name) =>
      inTurn(async () => snapshots.check(name)).then(() =>
        renewInTurn(() => {
          files?.bring(name);
          snapshots.restore(database, name);
        }),
      ),
  };
  try {
    wings = await startWings(base, database, settings, url, data, observed);
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
        maxBodyOf: (incoming) => (s3.signedForS3(incoming) ? s3.MOST_BODY_BYTES : undefined),
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
        await exporter?.close();
        database.close();
        snapshots.close();
      })();
      return closed;
    },
  };
}

/** What compiling finds wrong with a definition that is not to be served: no port, no data, none of the app's processes. */
export async function diagnose(definition: Definition): Promise<readonly Diagnostic[]> {
  const emulator = await createEmulator({ definition: { ...definition, processes: [] } });
  const { diagnostics } = emulator;
  await emulator.close();
  return diagnostics;
}
