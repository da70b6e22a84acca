// Joins the routing table to the doors that stand behind it. The emulator builds one; the listener and fetch() use it.
// It answers only what no door answers: unknown paths, and rows whose door is not there.
import type { Door, DoorRequest, DoorResponse, SocketDoor } from '../lib/door.js';
import { splitUrl } from '../lib/door.js';
import { createRouter, type Match, type Route } from './routing.js';

/** A Door that wants what the route found: `{apiId}`, `rest`. A plain Door is one too. */
export type RoutedDoor = (
  request: DoorRequest,
  params: Match['params'],
  /** Undefined: it is none of its own, and nobody answers. */
) => DoorResponse | Promise<DoorResponse> | undefined;

/** Picks the SocketDoor for a request; undefined refuses the upgrade with 404. */
export type RoutedSocketDoor = (request: DoorRequest, params: Match['params']) => SocketDoor | undefined;

export interface Dispatcher {
  readonly door: Door;
  readonly socketDoor: (request: DoorRequest) => SocketDoor | undefined;
}

/** A JSON answer that says what is wrong in one clear sentence. */
export function plainError(status: number, message: string): DoorResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}

export function createDispatcher(options: {
  readonly routes: readonly Route[];
  readonly doors: Readonly<Record<string, RoutedDoor>>;
  readonly socketDoors: Readonly<Record<string, RoutedSocketDoor>>;
}): Dispatcher {
  const { doors, socketDoors } = options;
  const route = createRouter(options.routes);
  const notFound = (request: DoorRequest): DoorResponse => {
    if (route(request, true) !== undefined)
      return plainError(426, `${splitUrl(request.url).path} is a WebSocket endpoint: open it with wss:// or ws://.`);
    return plainError(
      404,
      `Nothing is served at ${request.method} ${splitUrl(request.url).path}. docs/routing.md lists every path.`,
    );
  };
  return {
    door: (request) => {
      const match = route(request, false);
      if (match === undefined) return notFound(request);
      const door = Object.hasOwn(doors, match.row.to) ? doors[match.row.to] : undefined;
      if (door === undefined) return plainError(404, `${match.row.note} It is not served by this process.`);
      return door(request, match.params) ?? notFound(request);
    },
    socketDoor: (request) => {
      const match = route(request, true);
      if (match === undefined || !Object.hasOwn(socketDoors, match.row.to)) return undefined;
      return socketDoors[match.row.to]!(request, match.params);
    },
  };
}
