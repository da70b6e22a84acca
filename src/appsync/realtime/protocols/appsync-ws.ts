// AppSync's own WebSocket protocol, subprotocol `graphql-ws` (not today's protocol of that name): what Amplify, the AppSync
// links and the native SDKs speak. One SocketDoor for all connections; each keeps its subscriptions and asks the hub.
// real-time-websocket-client.md; recorded behaviour is marked where it is imitated. It parses no GraphQL.
import type { Clock, Timer } from '../../../lib/clock.js';
import type { DoorRequest, Socket, SocketDoor, SocketEvents } from '../../../lib/door.js';
import { messageOf } from '../../../lib/errors.js';
import { isObject } from '../../../lib/json.js';
import type { Log } from '../../../lib/log.js';
import type { AuthDecision } from '../../auth/identity.js';
import type { RealtimeApi } from '../api.js';
import type { Hub } from '../hub.js';
import type { SubscribeError } from '../registration.js';
import {
  complete,
  connectionAck,
  connectionError,
  credentialsEnded,
  dataPrefix,
  duplicated,
  errorFrame,
  KEEP_ALIVE,
  RATE_EXCEEDED,
  startAck,
  tooManySubscriptions,
  UNSUPPORTED,
  unknownOperation,
} from './frames.js';
import { type ConnectionError, connectionCredentials, startCredentials } from './handshake.js';

export interface ConnectionLimits {
  readonly subscriptions: number;
  /** How many `start` messages a connection may send in a second; 0: any number. */
  readonly startsPerSecond: number;
  /** Longest message of a client, in bytes. */
  readonly messageBytes: number;
  /** What may wait for a client that reads slowly before it is dropped, in bytes. */
  readonly bufferedBytes: number;
  /** "until it shuts down the connection automatically (after 24 hours)". */
  readonly lifetimeMs: number;
  /** Messages that may come before the connection is authenticated. */
  readonly backlog: number;
}

export interface AppSyncWsOptions extends RealtimeApi {
  readonly hub: Hub;
  readonly clock: Clock;
  readonly log: Log;
  /** Told to clients in `connection_ack`. */
  readonly connectionTimeoutMs?: number;
  readonly keepAliveMs?: number;
  readonly limits?: Partial<ConnectionLimits>;
}

export interface ConnectionCounters {
  readonly connections: number;
  readonly refused: number;
  /** Closed because they read too slowly. */
  readonly slow: number;
}

export interface AppSyncWsDoor extends SocketDoor {
  readonly counters: ConnectionCounters;
}

export const APPSYNC_WS_PROTOCOL = 'graphql-ws';

const DEFAULT_LIMITS: ConnectionLimits = {
  subscriptions: 100,
  // The guide names the error and no figure: as many as a connection may hold, so that no client that opens all it may at
  // once is refused.
  startsPerSecond: 100,
  messageBytes: 240 * 1024,
  bufferedBytes: 8 * 1024 * 1024,
  lifetimeMs: 24 * 3_600_000,
  backlog: 200,
};

/** Recorded (aws-appsync-community#195): a client that does not offer `graphql-ws`. */
const NO_PROTOCOL: ConnectionError = { message: 'NoProtocolError', errorCode: 400 };

const CLOSE_GOING_AWAY = 1001;
const CLOSE_POLICY = 1008;
const CLOSE_TOO_BIG = 1009;
const CLOSE_TRY_AGAIN = 1013;

/** One `start`: `unsubscribe` is there once it was accepted. */
interface Subscription {
  unsubscribe?: () => void;
}

export function createAppSyncWsDoor(options: AppSyncWsOptions): AppSyncWsDoor {
  const counters = { connections: 0, refused: 0, slow: 0 };
  const settings: Settings = {
    ...options,
    connectionTimeoutMs: options.connectionTimeoutMs ?? 300_000,
    keepAliveMs: options.keepAliveMs ?? 60_000,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    counters,
  };
  return {
    protocol: (offered) => (offered.includes(APPSYNC_WS_PROTOCOL) ? APPSYNC_WS_PROTOCOL : undefined),
    open: (socket, request, protocol) => openConnection(settings, socket, request, protocol),
    get counters() {
      return { ...counters };
    },
  };
}

interface Settings extends AppSyncWsOptions {
  readonly connectionTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly limits: ConnectionLimits;
  readonly counters: { connections: number; refused: number; slow: number };
}

function openConnection(
  settings: Settings,
  socket: Socket,
  request: DoorRequest,
  protocol: string | undefined,
): SocketEvents {
  const { hub, clock, log, limits, counters } = settings;
  const subscriptions = new Map<string, Subscription>();
  /** Messages that came before the connection was authenticated; undefined once it is. */
  let backlog: string[] | undefined = [];
  let open = true;
  let keepAlive: Timer | undefined;
  let lifetime: Timer | undefined;
  /** The second that is counted, and the starts in it. */
  let second = -1;
  let starts = 0;
  counters.connections++;

  const finish = (): void => {
    if (!open) return;
    open = false;
    counters.connections--;
    keepAlive?.cancel();
    lifetime?.cancel();
    backlog = undefined;
    for (const { unsubscribe } of subscriptions.values()) unsubscribe?.();
    subscriptions.clear();
  };
  const close = (code: number, reason: string): void => {
    finish();
    socket.close(code, reason);
  };
  const refuse = (error: ConnectionError): void => {
    counters.refused++;
    log.write('info', `A real-time connection was refused: ${error.message}`);
    socket.send(connectionError(error));
    close(CLOSE_POLICY, '');
  };

  const beat = (): void => {
    keepAlive = clock.after(settings.keepAliveMs, () => {
      socket.send(KEEP_ALIVE);
      beat();
    });
  };
  const accepted = (): void => {
    // "connection_init" is optional: the heart beats from here on.
    beat();
    lifetime = clock.after(limits.lifetimeMs, () =>
      close(CLOSE_GOING_AWAY, 'The connection has reached its age limit'),
    );
    const waited = backlog ?? [];
    backlog = undefined;
    for (const text of waited) if (open) handle(text);
  };
  const decided = (decision: AuthDecision): void => {
    if (!open) return;
    if ('caller' in decision) accepted();
    else {
      const { errorType, message, status } = decision.refusal;
      refuse({ errorType, message, errorCode: status });
    }
  };
  const broken = (error: unknown): void => {
    log.write('error', `A real-time connection failed: ${messageOf(error)}`, {
      stack: error instanceof Error ? error.stack : undefined,
    });
    if (open) refuse({ errorType: 'InternalFailure', message: 'An internal error occurred.', errorCode: 500 });
  };

  const authenticate = (): void => {
    const credentials = protocol === undefined ? NO_PROTOCOL : connectionCredentials(request, settings.answersTo);
    if ('errorCode' in credentials) {
      refuse(credentials);
      return;
    }
    const decision = settings.authenticate(credentials);
    if (decision instanceof Promise) decision.then(decided).catch(broken);
    else decided(decision);
  };

  /** Gives up a start that was not accepted. A stop in between has taken it away already. */
  const fail = (id: string, subscription: Subscription, ...errors: readonly SubscribeError[]): void => {
    if (subscriptions.get(id) !== subscription) return;
    subscriptions.delete(id);
    socket.send(errorFrame(id, ...errors));
  };

  const subscribe = async (start: Start, subscription: Subscription): Promise<void> => {
    const { id, query, operationName, variables } = start;
    const credentials = startCredentials(request, start.authorization, start.data, settings.answersTo);
    if ('errorCode' in credentials)
      return fail(id, subscription, { errorType: credentials.errorType ?? null, message: credentials.message });
    const decision = await settings.authenticate(credentials);
    if ('refusal' in decision) {
      const { errorType, message } = decision.refusal;
      return fail(id, subscription, { errorType, message });
    }
    const result = await settings.register({
      apiId: settings.apiId,
      query,
      operationName,
      variables,
      headers: { ...request.headers, ...credentials.headers },
      caller: decision.caller,
    });
    if ('errors' in result) return fail(id, subscription, ...result.errors);
    if (subscriptions.get(id) !== subscription) return;
    const prefix = dataPrefix(id);
    subscription.unsubscribe = hub.subscribe(
      result.registration,
      (payload) => {
        socket.send(`${prefix}${payload}}`);
        if (socket.buffered > limits.bufferedBytes) drop();
      },
      (reason) => {
        subscriptions.delete(id);
        // What AWS sends when a subscription is invalidated is not recorded (aws-appsync-real-time-invalidation.md).
        socket.send(reason === 'expired' ? errorFrame(id, credentialsEnded(decision.caller.type)) : complete(id));
      },
    );
    socket.send(startAck(id));
  };
  const drop = (): void => {
    counters.slow++;
    log.write('warn', `A real-time client reads too slowly and was dropped (${socket.buffered} bytes waited).`);
    close(CLOSE_TRY_AGAIN, 'The client reads too slowly');
  };

  const tooFast = (): boolean => {
    const now = Math.floor(clock.now() / 1000);
    if (now !== second) [second, starts] = [now, 0];
    starts++;
    return limits.startsPerSecond > 0 && starts > limits.startsPerSecond;
  };

  const start = (message: Readonly<Record<string, unknown>>): void => {
    const asked = readStart(message);
    // Recorded (gql): the id is empty when the start cannot be read.
    if (asked === undefined) socket.send(errorFrame('', UNSUPPORTED));
    else if (subscriptions.has(asked.id)) socket.send(errorFrame(asked.id, duplicated(asked.id)));
    else if (subscriptions.size >= limits.subscriptions)
      socket.send(errorFrame(asked.id, tooManySubscriptions(limits.subscriptions)));
    else if (tooFast()) socket.send(errorFrame(undefined, RATE_EXCEEDED));
    else {
      const subscription: Subscription = {};
      subscriptions.set(asked.id, subscription);
      subscribe(asked, subscription).catch((error: unknown) => {
        log.write('error', `A subscription could not be started: ${messageOf(error)}`, {
          stack: error instanceof Error ? error.stack : undefined,
        });
        fail(asked.id, subscription, { errorType: 'InternalFailure', message: 'An internal error occurred.' });
      });
    }
  };
  const stop = (id: unknown): void => {
    const name = typeof id === 'string' ? id : '';
    const subscription = subscriptions.get(name);
    if (subscription === undefined) socket.send(errorFrame(name, unknownOperation(name)));
    else {
      subscriptions.delete(name);
      subscription.unsubscribe?.();
      socket.send(complete(name));
    }
  };

  const handle = (text: string): void => {
    const message = parseMessage(text);
    switch (message?.['type']) {
      case 'connection_init':
        socket.send(connectionAck(settings.connectionTimeoutMs));
        socket.send(KEEP_ALIVE);
        break;
      case 'start':
        start(message);
        break;
      case 'stop':
        stop(message['id']);
        break;
      default:
        // Recorded (graphql-ws#602): an unknown type is answered without its id.
        socket.send(errorFrame(undefined, UNSUPPORTED));
    }
  };

  try {
    authenticate();
  } catch (error) {
    broken(error);
  }
  return {
    message(data) {
      if (!open) return;
      const text = typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
      if (Buffer.byteLength(text) > limits.messageBytes)
        return close(CLOSE_TOO_BIG, `A message may have ${limits.messageBytes} bytes`);
      if (backlog === undefined) return handle(text);
      if (backlog.length >= limits.backlog)
        return close(CLOSE_POLICY, 'Too many messages before the connection stands');
      backlog.push(text);
    },
    closed: finish,
  };
}

function parseMessage(text: string): Record<string, unknown> | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return isObject(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

/** A `start` message: `data` is JSON text, and IAM signatures cover it to the letter. */
interface Start {
  readonly id: string;
  readonly data: string;
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly authorization: Readonly<Record<string, unknown>>;
}

function readStart({ id, payload }: Readonly<Record<string, unknown>>): Start | undefined {
  if (typeof id !== 'string' || id === '') return undefined;
  if (!isObject(payload) || typeof payload['data'] !== 'string') return undefined;
  const data = parseMessage(payload['data']);
  if (data === undefined || typeof data['query'] !== 'string') return undefined;
  const { operationName, variables } = data;
  const extensions = payload['extensions'];
  const authorization = isObject(extensions) ? extensions['authorization'] : undefined;
  return {
    id,
    data: payload['data'],
    query: data['query'],
    operationName: typeof operationName === 'string' ? operationName : undefined,
    variables: isObject(variables) ? variables : {},
    authorization: isObject(authorization) ? authorization : {},
  };
}
