// An emulator with one API for each set of modes, and the doors where credentials are shown: an HTTP request, the opening of a
// WebSocket, and a `start` on one that is open. For tests of who gets in.
import WebSocket from 'ws';
import { type AwsCredentials, sign } from '../../../src/aws/sigv4.js';
import {
  type ApiDefinition,
  type AuthProvider,
  type Definition,
  EMPTY_DEFINITION,
} from '../../../src/definition/model.js';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../../src/emulator.js';
import { createManualClock, type ManualClock } from '../../../src/lib/clock.js';
import { apiOf, KEY } from '../../support/api.js';

export { KEY };

const ALL = '@aws_api_key @aws_iam @aws_oidc @aws_cognito_user_pools @aws_lambda';

const SCHEMA = `
  type Query ${ALL} { hello: String who: AWSJSON auth: String }
  type Mutation ${ALL} { say(text: String): String }
  type Subscription ${ALL} { onSay: String @aws_subscribe(mutations: ["say"]) }
`;

const VALUE = (value: string): string =>
  `import { util } from '@aws-appsync/utils';
   export const request = () => ({}); export const response = (ctx) => ${value};`;

/** The modes of one API: the first is its default. */
export function apiWith(id: string, modes: readonly AuthProvider[], more: Partial<ApiDefinition> = {}): ApiDefinition {
  const resolvers = {
    'Query.who': VALUE('ctx.identity'),
    'Query.auth': VALUE('util.authType()'),
    'Mutation.say': VALUE('ctx.args.text'),
  };
  return {
    ...apiOf({ schema: SCHEMA, resolvers }),
    id,
    name: id,
    auth: modes[0]!,
    additionalAuth: modes.slice(1),
    ...more,
  };
}

/** How a door was passed: let in, or refused as its caller is told. */
export type Outcome = 'in' | { readonly status: number; readonly errorType: string | null; readonly message: string };

/** What is about to be signed or sent. */
export interface Request {
  readonly method: string;
  readonly url: string;
  readonly host: string;
  readonly body: string;
}

export type Headers = Record<string, string>;
/** Headers for a request: most credentials don't look at it, signatures do. */
export type Credential = (request: Request, now: number) => Headers;

export interface Door {
  readonly name: string;
  open(stand: Stand, api: string, credential: Credential): Promise<Outcome>;
}

export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly errorType: string; readonly message: string }[];
}

export interface Stand {
  readonly emulator: Emulator;
  readonly clock: ManualClock;
  readonly host: string;
  readonly logged: { message: string; fields: Record<string, unknown> }[];
  ask(api: string, headers: Headers | Credential, body?: object): Promise<{ response: Response; body: Answer }>;
  close(): Promise<void>;
}

export async function stand(
  definition: Partial<Definition>,
  options: Partial<EmulatorOptions> = {},
  clock = createManualClock(Date.UTC(2026, 0, 1)),
): Promise<Stand> {
  const logged: Stand['logged'] = [];
  const emulator = await createEmulator({
    definition: { ...EMPTY_DEFINITION, ...definition },
    clock,
    port: 0,
    log: {
      enabled: (level) => level !== 'debug',
      write: (_level, message, fields = {}) => void logged.push({ message, fields }),
    },
    ...options,
  });
  const { host } = new URL(emulator.url);
  return {
    emulator,
    clock,
    host,
    logged,
    async ask(api, credential, body = { query: '{ hello }' }) {
      const request = { method: 'POST', url: `/graphql/${api}`, host, body: JSON.stringify(body) };
      const headers = typeof credential === 'function' ? credential(request, clock.now()) : credential;
      const response = await fetch(`${emulator.url}${request.url}`, { method: 'POST', headers, body: request.body });
      return { response, body: (await response.json()) as Answer };
    },
    close: () => emulator.close(),
  };
}

const http: Door = {
  name: 'HTTP',
  async open(at, api, credential) {
    const { response, body } = await at.ask(api, credential);
    if (response.status === 200 && body.data?.hello === null && !body.errors) return 'in';
    return {
      status: response.status,
      errorType: response.headers.get('x-amzn-errortype'),
      message: body.errors?.[0]?.message ?? '',
    };
  },
};

export interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly payload?: {
    readonly data?: unknown;
    readonly errors?: readonly { readonly errorType: string; readonly message: string; readonly errorCode: number }[];
  };
}

/** One conversation in AppSync's protocol. `heard` gives the next frame that is no `ka`. */
export class Conversation {
  readonly #socket: WebSocket;
  readonly #frames: Frame[] = [];
  #wake: () => void = () => {};

  constructor(at: Stand, api: string, headers: Headers, protocols = ['graphql-ws']) {
    const header = Buffer.from(JSON.stringify({ host: at.host, ...headers })).toString('base64url');
    this.#socket = new WebSocket(`ws://${at.host}/graphql/${api}/realtime`, [...protocols, `header-${header}`]);
    this.#socket.on('open', () => this.send({ type: 'connection_init' }));
    this.#socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as Frame;
      if (frame.type === 'ka') return;
      this.#frames.push(frame);
      this.#wake();
    });
  }

  send(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }

  start(id: string, authorization: Headers, data: string): void {
    this.send({ id, type: 'start', payload: { data, extensions: { authorization } } });
  }

  async heard(): Promise<Frame> {
    while (this.#frames.length === 0)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    return this.#frames.shift()!;
  }

  leave(): void {
    this.#socket.terminate();
  }
}

const connectRequest = (at: Stand, api: string): Request => ({
  method: 'POST',
  url: `/graphql/${api}/connect`,
  host: at.host,
  body: '{}',
});
const START_DATA = JSON.stringify({ query: 'subscription { onSay }', variables: {} });
const startRequest = (at: Stand, api: string): Request => ({
  method: 'POST',
  url: `/graphql/${api}`,
  host: at.host,
  body: START_DATA,
});

export const connectHeaders = (at: Stand, api: string, credential: Credential): Headers =>
  credential(connectRequest(at, api), at.clock.now());
export const startHeaders = (at: Stand, api: string, credential: Credential): Headers => ({
  host: at.host,
  ...credential(startRequest(at, api), at.clock.now()),
});
export { START_DATA };

const connect: Door = {
  name: 'WebSocket',
  async open(at, api, credential) {
    const conversation = new Conversation(at, api, connectHeaders(at, api, credential));
    const frame = await conversation.heard();
    conversation.leave();
    if (frame.type === 'connection_ack') return 'in';
    const { errorType, message, errorCode } = frame.payload!.errors![0]!;
    return { status: errorCode, errorType, message };
  },
};

/** Opened by `opener`, whoever they are; then the credential is shown. A `start` has no status: the HTTP one is taken. */
export const startOn = (opener: Credential): Door => ({
  name: 'start',
  async open(at, api, credential) {
    const conversation = new Conversation(at, api, connectHeaders(at, api, opener));
    const ack = await conversation.heard();
    if (ack.type !== 'connection_ack') throw new Error(JSON.stringify(ack));
    conversation.start('one', startHeaders(at, api, credential), START_DATA);
    const frame = await conversation.heard();
    conversation.leave();
    if (frame.type === 'start_ack') return 'in';
    const { errorType, message } = frame.payload!.errors![0]!;
    return { status: errorType === 'UnauthorizedException' ? 401 : 403, errorType, message };
  },
});

export const DOORS: readonly Door[] = [http, connect];

/** Headers of a signed request; `change` is made before signing, `spoil` afterwards. */
export function signedBy(
  credentials: AwsCredentials,
  options: {
    readonly service?: string;
    readonly region?: string;
    readonly now?: (now: number) => number;
    readonly change?: (request: Request) => Partial<Request>;
    readonly spoil?: (headers: Headers) => Headers;
  } = {},
): Credential {
  return (request, now) => {
    const { method, url, host, body } = { ...request, ...options.change?.(request) };
    const headers = { host, 'content-type': 'application/json' };
    const signed = sign({ method, url, headers, body }, credentials, {
      service: options.service ?? 'appsync',
      region: options.region ?? 'us-east-1',
      now: options.now?.(now) ?? now,
    });
    const { host: _host, ...all } = { ...headers, ...signed };
    return options.spoil?.(all) ?? all;
  };
}
