// One client of each real-time protocol over a real WebSocket, behind one shape, for the suite that all protocols pass.
import WebSocket from 'ws';
import type { Hub } from '../../../../src/appsync/realtime/hub.js';
import { createAppSyncWsDoor } from '../../../../src/appsync/realtime/protocols/appsync-ws.js';
import { createTransportWsDoor } from '../../../../src/appsync/realtime/protocols/transport-ws.js';
import { createManualClock } from '../../../../src/lib/clock.js';
import type { SocketDoor } from '../../../../src/lib/door.js';
import { silentLog } from '../../../../src/lib/log.js';
import { base64url, type FakeApi } from '../fakes.js';

/** What a protocol told its client, in words that all protocols share. */
export type Told =
  | { readonly kind: 'started' | 'completed' | 'failed'; readonly id: string }
  | { readonly kind: 'event'; readonly id: string; readonly payload: unknown };

export interface Session {
  readonly told: Told[];
  subscribe(id: string, variables: object): void;
  unsubscribe(id: string): void;
  /** Resolves when `told` has `count` entries. */
  heard(count: number): Promise<readonly Told[]>;
  leave(): void;
}

export interface Driver {
  readonly name: string;
  /** Whether the server says that a subscription stands, and confirms its end. */
  readonly acknowledges: boolean;
  door(api: FakeApi, hub: Hub): SocketDoor;
  /** Rejects when the connection is refused. */
  connect(port: number, key: string): Promise<Session>;
}

type Frame = { readonly type: string; readonly id?: string; readonly payload?: unknown };

const QUERY = 'subscription S($id: ID) { onPost(id: $id) { id } }';

function converse(
  url: string,
  protocols: string[],
  init: object,
  read: (frame: Frame) => Told | 'ready' | 'refused' | undefined,
  frames: { subscribe(id: string, variables: object): object; unsubscribe(id: string): object },
): Promise<Session> {
  const socket = new WebSocket(url, protocols);
  const told: Told[] = [];
  let notice: () => void = () => {};
  const send = (frame: object): void => socket.send(JSON.stringify(frame));
  const session: Session = {
    told,
    subscribe: (id, variables) => send(frames.subscribe(id, variables)),
    unsubscribe: (id) => send(frames.unsubscribe(id)),
    heard: async (count) => {
      while (told.length < count)
        await new Promise<void>((resolve) => {
          notice = resolve;
        });
      return told;
    },
    leave: () => socket.terminate(),
  };
  return new Promise((resolve, reject) => {
    socket.on('open', () => send(init));
    socket.on('message', (data) => {
      const heard = read(JSON.parse(String(data)) as Frame);
      if (heard === 'ready') resolve(session);
      else if (heard === 'refused') reject(new Error('refused'));
      else if (heard !== undefined) {
        told.push(heard);
        notice();
      }
    });
    socket.on('close', () => reject(new Error('closed')));
  });
}

const appsync: Driver = {
  name: 'AppSync WebSocket',
  acknowledges: true,
  door: (api, hub) => createAppSyncWsDoor({ ...api, hub, clock: createManualClock(), log: silentLog }),
  connect: (port, key) => {
    const authorization = { host: `127.0.0.1:${port}`, 'x-api-key': key };
    return converse(
      `ws://127.0.0.1:${port}/graphql/realtime`,
      ['graphql-ws', `header-${base64url(authorization)}`],
      { type: 'connection_init' },
      ({ type, id = '', payload }) => {
        if (type === 'connection_ack') return 'ready';
        if (type === 'connection_error') return 'refused';
        if (type === 'start_ack') return { kind: 'started', id };
        if (type === 'data') return { kind: 'event', id, payload };
        if (type === 'complete') return { kind: 'completed', id };
        return type === 'error' ? { kind: 'failed', id } : undefined;
      },
      {
        subscribe: (id, variables) => ({
          id,
          type: 'start',
          payload: { data: JSON.stringify({ query: QUERY, variables }), extensions: { authorization } },
        }),
        unsubscribe: (id) => ({ id, type: 'stop' }),
      },
    );
  },
};

const graphqlTransport: Driver = {
  name: 'graphql-transport-ws',
  acknowledges: false,
  door: (api, hub) => createTransportWsDoor({ ...api, hub, log: silentLog }),
  connect: (port, key) =>
    converse(
      `ws://127.0.0.1:${port}/graphql`,
      ['graphql-transport-ws'],
      { type: 'connection_init', payload: { 'X-Api-Key': key } },
      ({ type, id = '', payload }) => {
        if (type === 'connection_ack') return 'ready';
        if (type === 'next') return { kind: 'event', id, payload };
        if (type === 'complete') return { kind: 'completed', id };
        return type === 'error' ? { kind: 'failed', id } : undefined;
      },
      {
        subscribe: (id, variables) => ({ id, type: 'subscribe', payload: { query: QUERY, variables } }),
        unsubscribe: (id) => ({ id, type: 'complete' }),
      },
    ),
};

export const DRIVERS: readonly Driver[] = [appsync, graphqlTransport];
