// What the real-time tests stand on: a socket made of arrays, and an API whose answers a test decides.
import type { AuthDecision, Caller, Credentials } from '../../../src/appsync/auth/identity.js';
import type { RealtimeApi } from '../../../src/appsync/realtime/api.js';
import type { Registration, SubscribeRequest } from '../../../src/appsync/realtime/registration.js';
import type { DoorRequest, Socket, SocketDoor } from '../../../src/lib/door.js';

/** A Registration whose projection is the event itself under the field's name. */
export function registration(given: Partial<Registration> = {}): Registration {
  const fieldName = given.fieldName ?? 'onPost';
  return {
    apiId: 'api',
    fieldName,
    arguments: {},
    filter: undefined,
    invalidation: undefined,
    projectionKey: 'same',
    project: (event) => JSON.stringify({ data: { [fieldName]: event } }),
    ...given,
  };
}

export const CALLER: Caller = {
  type: 'API_KEY',
  label: 'API Key Authorization',
  rank: 'default' as const,
  key: 'API_KEY',
  identity: null as never,
};

export interface FakeApi extends RealtimeApi {
  /** What was authenticated, in order. */
  readonly seen: Credentials[];
  readonly subscribed: SubscribeRequest[];
  decide: (credentials: Credentials) => AuthDecision | Promise<AuthDecision>;
  registers: RealtimeApi['register'];
}

/** Lets in whoever shows the key `good`; every query subscribes to `onPost` with its variables as arguments. */
export function fakeApi(): FakeApi {
  const api: FakeApi = {
    apiId: 'api',
    seen: [],
    subscribed: [],
    decide: ({ headers }) =>
      headers['x-api-key'] === 'good'
        ? { caller: CALLER }
        : {
            refusal: {
              status: 401,
              errorType: 'UnauthorizedException',
              message: 'You are not authorized to make this call.',
            },
          },
    registers: async ({ variables }) => ({ registration: registration({ arguments: variables }) }),
    authenticate: (credentials) => {
      api.seen.push(credentials);
      return api.decide(credentials);
    },
    register: (request) => {
      api.subscribed.push(request);
      return api.registers(request);
    },
  };
  return api;
}

export interface Client {
  readonly frames: Record<string, unknown>[];
  readonly closed: { code: number; reason: string } | undefined;
  buffered: number;
  /** Is shown each frame as it was sent. */
  raw?: (frame: string) => void;
  send(message: unknown): void;
  /** The client goes away. */
  leave(): void;
}

export function request(url: string, headers: Record<string, string> = {}): DoorRequest {
  return {
    method: 'GET',
    url,
    headers: { host: 'localhost:4566', ...headers },
    body: new Uint8Array(0),
    remoteAddress: '127.0.0.1',
    secure: false,
  };
}

/** Opens a conversation through a SocketDoor; `frames` are what the server sent, parsed. */
export function connect(door: SocketDoor, asked: DoorRequest): Client {
  const frames: Record<string, unknown>[] = [];
  let closed: Client['closed'];
  const offered = (asked.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const client: Client = {
    frames,
    buffered: 0,
    get closed() {
      return closed;
    },
    send: (message) => events.message(typeof message === 'string' ? message : JSON.stringify(message)),
    leave: () => events.closed(1000),
  };
  const socket: Socket = {
    send: (data) => {
      if (closed !== undefined) return;
      client.raw?.(String(data));
      frames.push(JSON.parse(String(data)));
    },
    close: (code, reason) => {
      closed ??= { code, reason };
    },
    get buffered() {
      return client.buffered;
    },
  };
  const events = door.open(socket, asked, door.protocol(offered, asked));
  return client;
}

export function base64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}

export function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Lets promises that are ready go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}
