// Between node:http and a Door: reads a request whole, writes an answer in one go. Used by the listener for every request,
// so it allocates little: one headers object, no streams, no second copy of the body. It never decides what is answered.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { DoorRequest, DoorResponse } from '../lib/door.js';
import { plainAddress, readForwarded } from './forwarded.js';

const NO_BODY = new Uint8Array(0);

/** Lower-case names; repeated headers are joined with ', '. No prototype, so that no name of a client's meets one of ours. */
export function headersOf(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index]!.toLowerCase();
    const before = headers[name];
    headers[name] = before === undefined ? raw[index + 1]! : `${before}, ${raw[index + 1]!}`;
  }
  return headers;
}

const ABSOLUTE = /^(?:https?|wss?):\/\/([^/?#]+)(.*)$/i;

/** The request without its body. `trustProxy` proxies in front are believed about the client's address, host and scheme. */
export function requestOf(
  incoming: IncomingMessage,
  secure: boolean,
  trustProxy: number,
  body: Uint8Array = NO_BODY,
): DoorRequest {
  const headers = headersOf(incoming.rawHeaders);
  const remoteAddress = plainAddress(incoming.socket.remoteAddress ?? '');
  let url = incoming.url ?? '/';
  if (!url.startsWith('/') && url !== '*') {
    // The absolute form, as clients send it to proxies: its host stands in for the header (RFC 9112, 3.2.2).
    const target = ABSOLUTE.exec(url);
    if (target) {
      headers['host'] = target[1]!;
      url = target[2]!.startsWith('/') ? target[2]! : `/${target[2]!}`;
    }
  }
  const request = { method: incoming.method ?? 'GET', url, headers, body, remoteAddress, secure };
  if (trustProxy === 0) return request;
  const forwarded = readForwarded(headers, remoteAddress, trustProxy);
  if (forwarded.host !== undefined) headers['host'] = forwarded.host;
  return {
    ...request,
    remoteAddress: forwarded.remoteAddress,
    ...(headers['x-forwarded-for'] !== undefined && { addresses: forwarded.addresses }),
    secure: forwarded.secure ?? secure,
  };
}

/** Calls `done` with the whole body, or with undefined as soon as it is longer than `limit`. Not at all when it breaks off. */
export function readBody(incoming: IncomingMessage, limit: number, done: (body: Uint8Array | undefined) => void): void {
  const declared = incoming.headers['content-length'];
  if (declared === undefined && incoming.headers['transfer-encoding'] === undefined) {
    done(NO_BODY);
    return;
  }
  if (declared !== undefined && Number(declared) > limit) {
    done(undefined);
    return;
  }
  let chunks: Buffer[] | undefined;
  let only: Buffer | undefined;
  let length = 0;
  incoming.on('data', (chunk: Buffer) => {
    if (length > limit) return;
    length += chunk.length;
    if (length > limit) {
      only = undefined;
      chunks = undefined;
      done(undefined);
    } else if (only === undefined) only = chunk;
    else if (chunks === undefined) chunks = [only, chunk];
    else chunks.push(chunk);
  });
  incoming.on('end', () => {
    if (length <= limit) done(chunks === undefined ? (only ?? NO_BODY) : Buffer.concat(chunks, length));
  });
}

/**
 * The body of a request that node:http took for an upgrade and stopped parsing: `head` is what it had read ahead, the rest
 * comes from the connection.
 */
export function readRest(
  incoming: IncomingMessage,
  stream: Duplex,
  head: Buffer,
  limit: number,
  done: (body: Uint8Array | undefined) => void,
): void {
  if (incoming.headers['transfer-encoding'] !== undefined) {
    readChunked(stream, head, limit, done);
    return;
  }
  const length = Number(incoming.headers['content-length'] ?? 0);
  if (length > limit) {
    done(undefined);
    return;
  }
  const chunks = [head];
  let missing = length - head.length;
  const take = (chunk: Buffer): void => {
    chunks.push(chunk);
    missing -= chunk.length;
    if (missing <= 0) finish();
  };
  const finish = (): void => {
    stream.off('data', take);
    done(Buffer.concat(chunks).subarray(0, length));
  };
  if (missing <= 0) finish();
  else stream.on('data', take);
}

/** `1a;extension\r\n`, in bytes; more than this is no size of ours. */
const LONGEST_SIZE_LINE = 256;

/** The same for a body of which only each chunk's length is declared (RFC 9112, 7.1). Trailers are not read. */
function readChunked(stream: Duplex, head: Buffer, limit: number, done: (body: Uint8Array | undefined) => void): void {
  const parts: Buffer[] = [];
  let length = 0;
  let rest: Buffer = head;
  /** What is missing of the chunk, its line end included; 0 between chunks. */
  let missing = 0;
  const finish = (body: Uint8Array | undefined): true => {
    stream.off('data', take);
    done(body);
    return true;
  };
  /** Reads what is there; true when it has told `done`. */
  const read = (): boolean => {
    for (;;) {
      if (missing > 0) {
        const piece = rest.subarray(0, missing);
        // The two bytes at the end of a chunk are its line end.
        const content = piece.subarray(0, Math.max(0, missing - 2));
        parts.push(content);
        length += content.length;
        missing -= piece.length;
        rest = rest.subarray(piece.length);
        if (missing > 0) return false;
      }
      const end = rest.indexOf('\r\n');
      if (end < 0) return rest.length > LONGEST_SIZE_LINE && finish(undefined);
      const size = Number.parseInt(rest.toString('latin1', 0, end), 16);
      if (!(size >= 0) || length + size > limit) return finish(undefined);
      if (size === 0) return finish(Buffer.concat(parts, length));
      rest = rest.subarray(end + 2);
      missing = size + 2;
    }
  };
  const take = (chunk: Buffer): void => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    read();
  };
  if (!read()) stream.on('data', take);
}

/** Writes an answer. `last` asks the client to give up the connection afterwards. */
export function writeResponse(outgoing: ServerResponse, response: DoorResponse, last: boolean): void {
  const { status, body } = response;
  // A flat list of names and values is what node:http wants in the end.
  const headers: string[] = [];
  for (const name in response.headers) headers.push(name, response.headers[name]!);
  if (last) headers.push('connection', 'close');
  if (body instanceof ReadableStream) {
    outgoing.writeHead(status, headers);
    outgoing.flushHeaders();
    void pump(body, outgoing);
    return;
  }
  if (status !== 204 && status !== 304 && response.headers['content-length'] === undefined) {
    headers.push('content-length', String(typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength));
  }
  outgoing.writeHead(status, headers);
  outgoing.end(body);
}

/** Copies a stream to the client at the client's pace; cancels it when the client leaves. */
async function pump(stream: ReadableStream<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  const reader = stream.getReader();
  const left = new Promise<void>((resolve) => outgoing.once('close', resolve));
  void left.then(() => reader.cancel().catch(() => {}));
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || outgoing.destroyed) break;
      if (!outgoing.write(value)) {
        await Promise.race([left, new Promise<void>((resolve) => outgoing.once('drain', resolve))]);
      }
    }
    outgoing.end();
  } catch {
    // The status line is out: the only way left to say "broken" is to break the connection.
    outgoing.destroy();
  }
}
