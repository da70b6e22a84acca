// The one port: plain HTTP, TLS and WebSockets behind one TCP listener. The emulator starts it and hands it a Door; it knows
// neither routes nor services. Everything it reads is bounded, and closing it takes a bounded time.
import { createServer, type IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../lib/clock.js';
import type { Door, DoorRequest, DoorResponse, Socket, SocketDoor, SocketEvents } from '../lib/door.js';
import { messageOf } from '../lib/errors.js';
import type { Log } from '../lib/log.js';
import { plainError } from './dispatch.js';
import { createHostCheck, refusedHost } from './hosts.js';
import { readBody, readRest, requestOf, writeResponse } from './http.js';
import { portError } from './port-error.js';
import { sniffTls, type TlsFiles } from './sniff.js';

export interface ListenerOptions {
  readonly port: number;
  readonly host: string;
  readonly door: Door;
  /** The conversation behind an upgrade; undefined refuses it. */
  readonly socketDoor: (request: DoorRequest) => SocketDoor | undefined;
  /** Without a certificate a TLS client is turned away. */
  readonly tls?: TlsFiles;
  /** Names answered to besides loopback and the bound address: `api.example.com`, `*.example.com`. */
  readonly domains?: readonly string[];
  /** Proxies in front whose X-Forwarded-For, -Proto and -Host are believed; 0, the default: nobody's are. */
  readonly trustProxy?: number;
  /** Longest request body in bytes (413 above). */
  readonly maxBody?: number;
  /** The same for requests that may be longer; undefined for others. Asked before the body is read. */
  readonly maxBodyOf?: (incoming: Pick<IncomingMessage, 'url' | 'headers'>) => number | undefined;
  /** Longest WebSocket message in bytes (1009 above). */
  readonly maxMessage?: number;
  /** How long `close` waits for requests under way. */
  readonly drainMs?: number;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Listener {
  readonly port: number;
  /** `http://localhost:4566` when bound to loopback, else with the bound address. */
  readonly url: string;
  /** WebSockets open now. */
  readonly sockets: number;
  /** Answers to these names from now on, with this certificate; connections that stand go on with theirs. */
  serve(names: { readonly domains: readonly string[]; readonly tls: TlsFiles }): void;
  /** Stops accepting, says 1001 to sockets, lets requests under way end. Resolves when the port is free. */
  close(): Promise<void>;
}

const MEBIBYTE = 1024 * 1024;

/** Opens the port. Rejects with PORT_IN_USE, PORT_NOT_ALLOWED or ADDRESS_NOT_AVAILABLE. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const { door, log, clock, trustProxy = 0 } = options;
  const maxBody = options.maxBody ?? 16 * MEBIBYTE;
  const limitOf = (incoming: IncomingMessage): number => options.maxBodyOf?.(incoming) ?? maxBody;
  let answersTo = createHostCheck(options.host, options.domains ?? []);
  const sockets = new Set<WebSocket>();
  /** Answers without an end in sight. */
  const streaming = new Set<ServerResponse>();
  let closing = false;

  const fail = (outgoing: ServerResponse, request: DoorRequest, error: unknown): void => {
    log.write('error', `${request.method} ${request.url} failed: ${messageOf(error)}`, {
      stack: error instanceof Error ? error.stack : undefined,
    });
    if (outgoing.headersSent) outgoing.destroy();
    else writeResponse(outgoing, plainError(500, 'An internal error occurred; the log has the details.'), true);
  };

  const answer = (incoming: IncomingMessage, outgoing: ServerResponse, body: Uint8Array | undefined): void => {
    const request = requestOf(incoming, incoming.socket instanceof TLSSocket, trustProxy, body);
    if (!answersTo(request.headers['host'] ?? 'localhost')) {
      writeResponse(outgoing, plainError(403, refusedHost(request.headers['host'] ?? '')), true);
      return;
    }
    if (body === undefined) {
      writeResponse(outgoing, plainError(413, `The request body is longer than ${limitOf(incoming)} bytes.`), true);
      return;
    }
    const write = (response: DoorResponse): void => {
      if (response.body instanceof ReadableStream) {
        streaming.add(outgoing);
        outgoing.once('close', () => streaming.delete(outgoing));
      }
      writeResponse(outgoing, response, closing);
    };
    try {
      const response = door(request);
      if (response instanceof Promise) response.then(write).catch((error: unknown) => fail(outgoing, request, error));
      else write(response);
    } catch (error) {
      fail(outgoing, request, error);
    }
  };

  // Tokens with many claims travel in headers, twice encoded in a handshake: node's 16 KB are too few.
  const settings = { noDelay: true, keepAliveTimeout: 65_000, maxHeaderSize: 64 * 1024 };
  const server = createServer(settings, (incoming, outgoing) => {
    readBody(incoming, limitOf(incoming), (body) => answer(incoming, outgoing, body));
  });

  const upgrades = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
    maxPayload: options.maxMessage ?? MEBIBYTE,
    handleProtocols: (offered, incoming) => {
      const { socketDoor, request } = upgrading.get(incoming)!;
      return socketDoor.protocol([...offered], request) ?? false;
    },
  });
  const upgrading = new WeakMap<IncomingMessage, { socketDoor: SocketDoor; request: DoorRequest }>();

  server.on('upgrade', (incoming: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    if (incoming.headers.upgrade?.toLowerCase() !== 'websocket') {
      // Java's HttpClient offers HTTP/2 (h2c) with its first request; a server that does not know it just answers.
      const outgoing = new ServerResponse(incoming);
      outgoing.shouldKeepAlive = false;
      outgoing.assignSocket(stream as TcpSocket);
      outgoing.once('finish', () => stream.end());
      readRest(incoming, stream, head, limitOf(incoming), (body) => answer(incoming, outgoing, body));
      return;
    }
    const request = requestOf(incoming, incoming.socket instanceof TLSSocket, trustProxy);
    if (!answersTo(request.headers['host'] ?? 'localhost')) {
      refuseUpgrade(stream, 403, 'Forbidden', refusedHost(request.headers['host'] ?? ''));
      return;
    }
    const socketDoor = closing ? undefined : options.socketDoor(request);
    if (socketDoor === undefined) {
      refuseUpgrade(stream, 404, 'Not Found', `No WebSocket is served at ${request.url.split('?', 1)[0]}.`);
      return;
    }
    upgrading.set(incoming, { socketDoor, request });
    upgrades.handleUpgrade(incoming, stream, head, (opened) => {
      sockets.add(opened);
      opened.once('close', () => sockets.delete(opened));
      converse(opened, socketDoor, request, log);
    });
  });

  const connections = sniffTls(server, options.tls, log);
  server.on('clientError', (error: NodeJS.ErrnoException, stream: Duplex) => {
    if (stream.writable && error.code !== 'ECONNRESET') {
      const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
      stream.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    } else stream.destroy();
  });

  const address = await new Promise<AddressInfo>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portError(error, options)));
    server.listen(options.port, options.host, () => resolve(server.address() as AddressInfo));
  });
  server.on('error', (error) => log.write('error', `The listener failed: ${messageOf(error)}`));

  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    closing = true;
    const free = new Promise<void>((resolve) => server.close(() => resolve()));
    connections.hangUpOnSilent();
    for (const outgoing of streaming) outgoing.destroy();
    for (const socket of sockets) socket.close(1001, 'The server is shutting down');
    const deadline = clock.after(options.drainMs ?? 5_000, () => connections.destroy());
    await free;
    await connections.gone();
    deadline.cancel();
  };
  return {
    port: address.port,
    url: `http://${shownHost(options.host)}:${address.port}`,
    get sockets() {
      return sockets.size;
    },
    serve({ domains, tls }) {
      answersTo = createHostCheck(options.host, domains);
      connections.certify(tls);
    },
    close: () => (closed ??= close()),
  };
}

/** Runs one WebSocket: `ws` on one side, a protocol on the other. */
function converse(opened: WebSocket, door: SocketDoor, request: DoorRequest, log: Log): void {
  const socket: Socket = {
    send: (data) => {
      if (opened.readyState === opened.OPEN) opened.send(data);
    },
    close: (code, reason) => opened.close(code, reason),
    get buffered() {
      return opened.bufferedAmount;
    },
  };
  const guarded = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      log.write('error', `A WebSocket at ${request.url.split('?', 1)[0]} failed: ${messageOf(error)}`, {
        stack: error instanceof Error ? error.stack : undefined,
      });
      opened.close(1011, 'Internal error');
    }
  };
  let events: SocketEvents = { message: () => {}, closed: () => {} };
  guarded(() => {
    events = door.open(socket, request, opened.protocol === '' ? undefined : opened.protocol);
  });
  opened.on('message', (data: Buffer, binary) => guarded(() => events.message(binary ? data : data.toString('utf8'))));
  opened.on('close', (code) => events.closed(code));
  // A broken frame or a message too long: `ws` closes with the right code by itself.
  opened.on('error', (error) => log.write('debug', `A WebSocket failed: ${messageOf(error)}`));
}

function refuseUpgrade(stream: Duplex, status: number, reason: string, message: string): void {
  const body = JSON.stringify({ message });
  stream.end(
    `HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function shownHost(host: string): string {
  if (host === '127.0.0.1' || host === '::1' || host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
