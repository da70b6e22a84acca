// How a request reaches a wing: plain values, no sockets. doors/ adapts node:http, WebSockets and fetch() to these.

/** One HTTP request, its body read whole. Header names are lower case; repeated headers are joined with ', '. */
export interface DoorRequest {
  readonly method: string;
  /** Path and query as sent: `/graphql?x=1`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly remoteAddress: string;
  readonly secure: boolean;
  /** Only where a trusted proxy told of them: the addresses the client came by, `remoteAddress` last. */
  readonly addresses?: readonly string[];
}

export interface DoorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A stream only for answers that have no end in sight (server-sent events). */
  readonly body: string | Uint8Array | ReadableStream<Uint8Array>;
}

/** Answers a request. Must not throw for anything a client can send. */
export type Door = (request: DoorRequest) => DoorResponse | Promise<DoorResponse>;

/** A message socket as a protocol sees it; the transport (ws, a test's pair of arrays) stands behind it. */
export interface Socket {
  /** Sends one text (or binary) frame. */
  send(data: string | Uint8Array): void;
  /** Closes with a WebSocket close code and reason. */
  close(code: number, reason: string): void;
  /** Bytes accepted by `send` and not yet handed to the network. */
  readonly buffered: number;
}

/** What the transport tells a protocol. */
export interface SocketEvents {
  message(data: string | Uint8Array): void;
  closed(code: number): void;
}

/** Opens a WebSocket: `protocol` picks the answered subprotocol, `open` starts the conversation. */
export interface SocketDoor {
  /** The subprotocol to answer with out of those offered; undefined answers with none. */
  protocol(offered: readonly string[], request: DoorRequest): string | undefined;
  open(socket: Socket, request: DoorRequest, protocol: string | undefined): SocketEvents;
}

/** `path` and `query`, the text behind the first `?`. Percent-encoding in both is left as sent. */
export function splitUrl(url: string): { path: string; query: string } {
  const at = url.indexOf('?');
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) };
}
