// TLS and plain HTTP on one port, told apart by the first byte of a connection. Used by the listener; it keeps the list of
// connections, since a server that closes has to know them all. Reads that one byte and nothing more.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Log } from '../lib/log.js';

/** PEM texts. */
export interface TlsFiles {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

export interface Connections {
  /** New TLS connections get this certificate; without one at the start there is no TLS. */
  certify(tls: TlsFiles): void;
  /** Ends those that have not said a byte: browsers open some in advance. */
  hangUpOnSilent(): void;
  /** Ends all. */
  destroy(): void;
  /** Resolves when none is left. */
  gone(): Promise<void>;
}

/** The first byte of a TLS handshake record; no HTTP method begins with it. */
const TLS_HANDSHAKE = 0x16;
/** How long a connection may take to its first byte, and to the end of its TLS handshake. */
const SILENCE_MS = 60_000;

/**
 * Puts the look at the first byte before an HTTP server's own handling of connections. The HTTP server still owns the port:
 * it keeps its own books (idle connections, header timeouts) of every connection it is handed.
 */
export function sniffTls(server: Server, tls: TlsFiles | undefined, log: Log): Connections {
  const all = new Set<Socket>();
  const silent = new Set<Socket>();
  const [listener] = server.listeners('connection');
  const serveHttp = (socket: Socket): void => void listener!.call(server, socket);
  const tlsServer =
    tls && createTlsServer({ ...tls, ALPNProtocols: ['http/1.1'], handshakeTimeout: SILENCE_MS }, serveHttp);
  tlsServer?.on('tlsClientError', (_error, socket) => socket.destroy());

  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    all.add(socket);
    silent.add(socket);
    const destroy = (): void => void socket.destroy();
    socket.once('close', () => {
      all.delete(socket);
      silent.delete(socket);
    });
    socket.on('error', destroy);
    socket.setTimeout(SILENCE_MS, destroy);
    socket.once('data', (bytes: Buffer) => {
      silent.delete(socket);
      socket.pause();
      socket.setTimeout(0, destroy);
      socket.off('timeout', destroy);
      socket.unshift(bytes);
      if (bytes[0] !== TLS_HANDSHAKE) {
        socket.off('error', destroy);
        serveHttp(socket);
        socket.resume();
      } else if (tlsServer !== undefined) tlsServer.emit('connection', socket);
      else {
        log.write('warn', 'A client asked for TLS (https://, wss://) and no certificate is configured.');
        socket.destroy();
      }
    });
  });
  return {
    certify: (next) => tlsServer?.setSecureContext(next),
    hangUpOnSilent: () => {
      for (const socket of silent) socket.destroy();
    },
    destroy: () => {
      for (const socket of all) socket.destroy();
    },
    gone: async () => {
      await Promise.all([...all].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    },
  };
}
