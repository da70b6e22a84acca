// The appsync wing's face: a program served. `swap` puts a new program in place of the old one; requests under way end on
// the program they began with.
import type { Account } from '../aws/arn.js';
import type { DynamoDbBackend } from '../backends/dynamodb-port.js';
import type { HttpBackend } from '../backends/http-port.js';
import type { IamPort } from '../backends/iam-port.js';
import type { KeysPort } from '../backends/keys-port.js';
import type { LambdaBackend } from '../backends/lambda-port.js';
import type { LogSink } from '../backends/logs-port.js';
import type { ApiCacheDefinition } from '../definition/model.js';
import { apiKeyName, type Change } from '../definition/registry.js';
import type { Clock } from '../lib/clock.js';
import type { Door, DoorRequest, DoorResponse, SocketDoor } from '../lib/door.js';
import { hostName } from '../lib/host-name.js';
import type { Log } from '../lib/log.js';
import type { Metrics } from '../lib/metrics.js';
import type { SpanSink } from '../lib/otlp.js';
import type { Random } from '../lib/random.js';
import type { Trace } from '../lib/trace.js';
import type { ApiCaches } from './api/api-cache.js';
import type { ApiKeys } from './api/api-key.js';
import { createApiDoor } from './api/index.js';
import { type ApiKey, effectiveKeys, existingKeys } from './auth/api-key.js';
import { createAuthenticate } from './auth/authenticate.js';
import type { Authenticate, Credentials, Refusal } from './auth/identity.js';
import type { AppSyncProgram } from './compile.js';
import { type ApiCache, createApiCache } from './execution/cache.js';
import type { ApiProgram } from './execution/compile-api.js';
import { createDocuments } from './execution/documents.js';
import type { ExecutionPorts } from './execution/execute.js';
import { registerSubscription } from './execution/subscribe.js';
import { createGraphQLDoor } from './gateway/graphql-door.js';
import { createRequestMeter } from './gateway/meter.js';
import { createReporter, type Reporter } from './gateway/report.js';
import { subscribeOverHttp } from './gateway/subscriptions.js';
import type { Bus } from './realtime/bus.js';
import { createHub } from './realtime/hub.js';
import { observeRealtime } from './realtime/observe.js';
import { type OpenSockets, trackSockets } from './realtime/open-sockets.js';
import { type ConnectionCounters, createAppSyncWsDoor } from './realtime/protocols/appsync-ws.js';
import { createRealtimeDoor } from './realtime/protocols/door.js';
import { createMqttDoor, type MqttDoor } from './realtime/protocols/mqtt.js';
import { createTransportWsDoor } from './realtime/protocols/transport-ws.js';
import type { Register, Registration, SubscribeRequest } from './realtime/registration.js';
import { SOURCES } from './sources/index.js';

export interface AppSyncPorts {
  readonly account: Account;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly dynamodb: DynamoDbBackend;
  readonly lambda: LambdaBackend;
  readonly http: HttpBackend;
  /** Who signed a request, and what policies let them do. */
  readonly iam: IamPort;
  /** Of the issuers that APIs trust. */
  readonly keys: KeysPort;
  /** What the control plane makes becomes a new revision. */
  readonly control: { apply(change: Change): Promise<unknown> };
  /** Seals pagination tokens. */
  readonly tokenKey: Uint8Array;
  /** Milliseconds a request may take; 0: no limit. */
  readonly requestTimeoutMs: number;
  /** Bytes an answer may have (AWS: 5 MB); 0: no limit. */
  readonly responseBytes: number;
  readonly metrics: Metrics;
  /** Where APIs with a logConfig write. */
  readonly logs: LogSink;
  /** Absent: nobody collects spans. */
  readonly spans?: SpanSink | undefined;
  /** Shares events with other nodes; absent: this process is alone. */
  readonly bus?: Bus;
  /** Where EvaluateCode, which belongs to no API, runs code; `vm` when undefined. */
  readonly sandbox: 'vm' | 'quickjs' | undefined;
}

/** What start-up prints and --ready-file tells of an API. */
export interface ServedApi {
  readonly id: string;
  readonly name: string;
  readonly authTypes: readonly string[];
  readonly apiKeys: readonly ApiKey[];
}

export interface AppSyncWing {
  readonly doors: {
    graphql(request: DoorRequest, params: Readonly<Record<string, string>>): DoorResponse | Promise<DoorResponse>;
    readonly api: Door;
  };
  realtime(request: DoorRequest, params: Readonly<Record<string, string>>): SocketDoor | undefined;
  readonly apis: readonly ServedApi[];
  swap(program: AppSyncProgram): void;
  /** Access keys were revoked, or may be: what their owners listen to ends. */
  endRevoked(): void;
  close(): void;
}

/** The real-time endpoint of one API. */
interface Endpoint {
  readonly sockets: OpenSockets;
  readonly protocols: readonly { readonly counters: ConnectionCounters }[];
  readonly mqtt: MqttDoor;
}

interface RunningApi {
  readonly program: ApiProgram;
  readonly execution: ExecutionPorts;
  readonly keys: readonly ApiKey[];
  readonly authenticate: Authenticate;
  readonly reporter: Reporter;
  readonly served: ServedApi;
  readonly door: Door;
}

/** What a socket hears that asks for an API which was deleted, until it is closed. */
const GONE: Refusal = { status: 401, errorType: 'NotFoundException', message: 'GraphQL API not found.' };

const REVOKED = { errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.' };

const notFound = (): DoorResponse => ({
  status: 404,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'NotFoundException' },
  body: JSON.stringify({ errors: [{ errorType: 'NotFoundException', message: 'GraphQL API not found.' }] }),
});

/** The custom domain a request came by, or null: `ctx.request.domainName`. */
function domainOf(api: ApiProgram, headers: Readonly<Record<string, string>>): string | null {
  const { domainNames } = api.definition;
  if (domainNames.length === 0) return null;
  const host = hostName(headers['host'] ?? '');
  return domainNames.includes(host) ? host : null;
}

/** The cache of an API, with what it was made for. */
interface KeptCache {
  readonly cache: ApiCache;
  readonly definition: ApiCacheDefinition;
  readonly program: ApiProgram;
}

/** What was kept of another program's answers, or under other settings, is not given as this one's. */
function nextCaches(
  known: ReadonlyMap<string, KeptCache>,
  { apis, caches }: AppSyncProgram,
  clock: Clock,
): ReadonlyMap<string, KeptCache> {
  const next = new Map<string, KeptCache>();
  for (const definition of caches) {
    const program = apis.find((api) => api.definition.id === definition.name);
    if (!program) continue;
    const before = known.get(definition.name);
    // Another API key is no other answer.
    const same = before?.program.plans === program.plans && before.definition === definition;
    next.set(definition.name, same ? before : { cache: createApiCache(definition, clock), definition, program });
  }
  return next;
}

export function start(program: AppSyncProgram, ports: AppSyncPorts): AppSyncWing {
  const { clock, random, log, metrics } = ports;
  const hub = createHub({ log, clock, ...(ports.bus && { bus: ports.bus }) });
  const endpoints = new Map<string, Endpoint>();
  observeRealtime(metrics, hub, endpoints);
  let running = new Map<string, RunningApi>();
  let caches: ReadonlyMap<string, KeptCache> = new Map();
  let programs = 0;

  /** An API key can be prolonged while somebody listens. */
  const endOfKey = (apiId: string, id: string): number | undefined => {
    const expires = running.get(apiId)?.keys.find((key) => key.id === id)?.expires;
    return expires === undefined ? undefined : expires * 1000;
  };

  const isRevoked = ({ apiId, apiKey, principal }: Registration): boolean =>
    (apiKey !== undefined && endOfKey(apiId, apiKey) === undefined) ||
    (principal !== undefined && !ports.iam.holds(principal));

  const endRevoked = (): void => {
    for (const id of running.keys()) {
      hub.expire(id, isRevoked);
      endpoints.get(id)?.mqtt.expire(isRevoked);
    }
  };

  const subscribe = async (
    api: RunningApi,
    request: SubscribeRequest,
    trace: Trace | undefined,
  ): ReturnType<Register> => {
    const result = await registerSubscription(api.execution, request, domainOf(api.program, request.headers), trace);
    if ('errors' in result) return result;
    const { caller } = request;
    const { id } = api.served;
    const registration: Registration = {
      ...result.registration,
      get expiresAt() {
        return caller.apiKey === undefined ? caller.expiresAt : endOfKey(id, caller.apiKey);
      },
      ...(caller.apiKey !== undefined && { apiKey: caller.apiKey }),
      ...(caller.principal && { principal: caller.principal }),
    };
    // The subscription's own resolver took its time: the credentials may be gone.
    return isRevoked(registration) ? { errors: [REVOKED] } : { registration };
  };

  /** The same for a `start` that came by a socket: a request of its own for those who read along. */
  const startBySocket = async (api: RunningApi, request: SubscribeRequest): ReturnType<Register> => {
    const { query, operationName, variables, headers } = request;
    const trace = api.reporter.begin(random.uuid(), headers);
    const result = await subscribe(api, request, trace);
    const errors = 'errors' in result ? result.errors : undefined;
    if (trace) {
      const asked = { operation: 'subscription', operationName, query, variables, headers } as const;
      api.reporter.end(trace, { ...asked, status: 200, errors });
    }
    return result;
  };

  /** The real-time endpoint of one API. It outlives revisions: whatever it asks, the newest program answers. */
  const openEndpoint = (id: string): Endpoint => {
    const realtime = {
      apiId: id,
      hub,
      clock,
      log,
      authenticate: (credentials: Credentials): ReturnType<Authenticate> =>
        running.get(id)?.authenticate(credentials) ?? { refusal: GONE },
      register: (request: SubscribeRequest): ReturnType<Register> => {
        const current = running.get(id);
        if (current) return startBySocket(current, request);
        return Promise.resolve({ errors: [{ errorType: GONE.errorType, message: GONE.message }] });
      },
      answersTo: (host: string): boolean =>
        running.get(id)?.program.definition.domainNames.includes(hostName(host)) === true,
    };
    const mqtt = createMqttDoor({ ...realtime, random, accountId: ports.account.accountId });
    const own = createAppSyncWsDoor(realtime);
    const transport = createTransportWsDoor(realtime);
    const sockets = trackSockets(createRealtimeDoor([own, transport, mqtt]));
    return { sockets, protocols: [own, transport], mqtt };
  };

  const run = (api: ApiProgram): RunningApi => {
    const { definition } = api;
    const meter = createRequestMeter(metrics, definition);
    const reporter = createReporter(definition, ports);
    const execution: ExecutionPorts = {
      program: api,
      number: ++programs,
      documents: createDocuments(api.schema, api.rules, definition.introspection === 'ENABLED'),
      sources: api.sources.map((source) => SOURCES[source.type].create(source, ports)),
      clock,
      log,
      timeoutMs: ports.requestTimeoutMs,
      failed: meter.resolverFailed,
      publish: (field, event) => hub.publish(definition.id, field, event),
      hasSubscribers: (field) => hub.hasSubscribers(definition.id, field),
      subscribe: (request, caller, trace) =>
        subscribeOverHttp(
          {
            apiId: definition.id,
            hub,
            mqtt: endpoints.get(definition.id)!.mqtt,
            register: (wish) => subscribe(running.get(definition.id)!, wish, trace),
          },
          request,
          caller,
        ),
      get cache() {
        return caches.get(definition.id)?.cache;
      },
      invalidate: (invalidation) => {
        const { subscriptionField, payload } = invalidation as { subscriptionField?: string; payload?: unknown };
        if (subscriptionField !== undefined) hub.invalidate(definition.id, subscriptionField, payload);
      },
    };
    const keys = effectiveKeys(definition.apiKeys, clock.now(), running.get(definition.id)?.keys);
    const authenticate = meter.counted(createAuthenticate(definition, keys, ports));
    return {
      program: api,
      execution,
      keys,
      authenticate,
      reporter,
      served: {
        id: definition.id,
        name: definition.name,
        authTypes: [...new Set([definition.auth.type, ...definition.additionalAuth.map((provider) => provider.type)])],
        get apiKeys() {
          return existingKeys(keys, clock.now());
        },
      },
      door: createGraphQLDoor({
        execution,
        authenticate,
        clock,
        random,
        log,
        reporter,
        meter,
        responseBytes: ports.responseBytes,
        domainName: (headers) => domainOf(api, headers),
      }),
    };
  };

  const swap = (next: AppSyncProgram): void => {
    const served = new Map<string, RunningApi>();
    for (const api of next.apis) {
      const known = running.get(api.definition.id);
      served.set(api.definition.id, known?.program === api ? known : run(api));
    }
    for (const [id, old] of running) {
      const now = served.get(id);
      for (const field of Object.keys(old.program.schema.getSubscriptionType()?.getFields() ?? {})) {
        if (!now?.program.schema.getSubscriptionType()?.getFields()[field]) hub.withdraw(id, field);
      }
    }
    running = served;
    endRevoked();
    caches = nextCaches(caches, next, clock);
    for (const id of served.keys()) if (!endpoints.has(id)) endpoints.set(id, openEndpoint(id));
    for (const [id, endpoint] of endpoints) {
      if (served.has(id)) continue;
      endpoints.delete(id);
      endpoint.sockets.closeAll('The API is gone');
      endpoint.mqtt.close();
    }
  };

  /** By id where the route found one, by custom domain, else the app's first API. */
  const find = (request: DoorRequest, params: Readonly<Record<string, string>>): RunningApi | undefined => {
    const id = params['apiId'];
    if (id !== undefined) return running.get(id);
    if (running.size === 1) return running.values().next().value;
    const host = hostName(request.headers['host'] ?? '');
    for (const api of running.values()) if (api.program.definition.domainNames.includes(host)) return api;
    return running.values().next().value;
  };

  const cacheControl: ApiCaches = {
    hasApi: (apiId) => running.has(apiId),
    get: (apiId) => caches.get(apiId)?.definition,
    put: async (cache) => void (await ports.control.apply({ kind: 'apiCaches', put: cache })),
    remove: async (apiId) => void (await ports.control.apply({ kind: 'apiCaches', remove: apiId })),
    flush: (apiId) => caches.get(apiId)?.cache.flush(),
  };

  const keyControl: ApiKeys = {
    of: (apiId) => running.get(apiId)?.served.apiKeys,
    put: async (apiId, key) =>
      void (await ports.control.apply({ kind: 'apiKeys', put: { name: apiKeyName(apiId, key.id), apiId, key } })),
    remove: async (apiId, id) => void (await ports.control.apply({ kind: 'apiKeys', remove: apiKeyName(apiId, id) })),
  };

  swap(program);
  return {
    doors: {
      graphql: (request, params) => find(request, params)?.door(request) ?? notFound(),
      api: createApiDoor({ clock, random, log, sandbox: ports.sandbox, caches: cacheControl, keys: keyControl }),
    },
    realtime: (request, params) => {
      const api = find(request, params);
      return api && endpoints.get(api.served.id)?.sockets.door;
    },
    get apis() {
      return [...running.values()].map((api) => api.served);
    },
    swap,
    endRevoked,
    close: () => {
      for (const id of running.keys()) hub.withdraw(id);
      hub.close();
      for (const endpoint of endpoints.values()) {
        endpoint.sockets.closeAll('The server is going away');
        endpoint.mqtt.close();
      }
    },
  };
}
