// The real-time endpoint: one SocketDoor in front of the protocols, chosen by the subprotocols a client offers. Made by the
// wing's face; speaks no protocol itself.
import type { SocketDoor } from '../../../lib/door.js';

/**
 * Opens a conversation in the first protocol (in the order given) that takes one of the offered subprotocols. When none
 * does, the first protocol says so in its own words.
 */
export function createRealtimeDoor(protocols: readonly [SocketDoor, ...SocketDoor[]]): SocketDoor {
  const choose = (offered: readonly string[], request: Parameters<SocketDoor['protocol']>[1]) =>
    protocols.find((door) => door.protocol(offered, request) !== undefined) ?? protocols[0];
  return {
    protocol: (offered, request) => choose(offered, request).protocol(offered, request),
    open: (socket, request, protocol) =>
      choose(protocol === undefined ? [] : [protocol], request).open(socket, request, protocol),
  };
}
