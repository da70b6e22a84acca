// MQTT over a WebSocket in raw packets, for tests of the doors that speak it.
import { parser as createParser, generate, type Packet } from 'mqtt-packet';
import { WebSocket } from 'ws';

/** A client that speaks MQTT in raw packets; `next` gives those that came, in order. */
export async function connect(url: string, protocol: string) {
  const socket = new WebSocket(url, [protocol]);
  const packets: Packet[] = [];
  let wake = (): void => {};
  const parser = createParser();
  parser.on('packet', (packet: Packet) => {
    packets.push(packet);
    wake();
  });
  let closed = false;
  socket.on('message', (data: Buffer) => parser.parse(data));
  socket.on('close', () => {
    closed = true;
    wake();
  });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  return {
    socket,
    send: (packet: Packet) => socket.send(generate(packet)),
    async next(): Promise<Packet | undefined> {
      while (packets.length === 0 && !closed)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return packets.shift();
    },
  };
}

export const CONNECT_31 = {
  cmd: 'connect',
  protocolId: 'MQIsdp',
  protocolVersion: 3,
  clean: true,
  keepalive: 60,
} as const;
export const CONNECT_311 = {
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clean: true,
  keepalive: 60,
} as const;
