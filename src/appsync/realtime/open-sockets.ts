// The sockets of one API that are open now, so that they can be closed when it goes. Stands between the wing's face and the
// protocols' doors; reads no message.
import type { Socket, SocketDoor } from '../../lib/door.js';

export interface OpenSockets {
  readonly door: SocketDoor;
  /** How many there are. */
  readonly open: number;
  /** Closes all of them, and whatever is opened later at once. */
  closeAll(reason: string): void;
}

/** "Going away": clients connect again. */
const CLOSE_GOING_AWAY = 1001;

export function trackSockets(door: SocketDoor): OpenSockets {
  const open = new Set<Socket>();
  let gone: string | undefined;
  return {
    door: {
      protocol: (offered, request) => door.protocol(offered, request),
      open(socket, request, protocol) {
        if (gone !== undefined) {
          socket.close(CLOSE_GOING_AWAY, gone);
          return { message: () => {}, closed: () => {} };
        }
        open.add(socket);
        const events = door.open(socket, request, protocol);
        return {
          message: (data) => events.message(data),
          closed: (code) => {
            open.delete(socket);
            events.closed(code);
          },
        };
      },
    },
    get open() {
      return open.size;
    },
    closeAll(reason) {
      gone = reason;
      for (const socket of open) socket.close(CLOSE_GOING_AWAY, reason);
    },
  };
}
