// One request over the network by node:http(s): size and time limited, decompressed, never redirected (AppSync hands a
// 301 to the response handler as it is). Called by the HTTP backend only.
import { Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Clock } from '../../lib/clock.js';
import { messageOf } from '../../lib/errors.js';
import type { HttpRequest, HttpResponse } from '../http-port.js';
import { HttpFailure } from './failure.js';

export interface Network {
  send(url: URL, request: HttpRequest, limits: { timeoutMs: number; maxBytes: number }): Promise<HttpResponse>;
  /** Ends idle connections. */
  close(): void;
}

const DECODERS: Readonly<Record<string, () => Readable & NodeJS.WritableStream>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

export function createNetwork(clock: Clock): Network {
  const agents = {
    'http:': new PlainAgent({ keepAlive: true }),
    'https:': new TlsAgent({ keepAlive: true }),
  };
  return {
    send: (url, request, limits) =>
      new Promise<HttpResponse>((resolve, reject) => {
        const headers: Record<string, string | number> = { ...request.headers };
        if (request.body !== undefined) headers['content-length'] = Buffer.byteLength(request.body);
        const [open, agent] =
          url.protocol === 'https:'
            ? ([tlsRequest, agents['https:']] as const)
            : ([plainRequest, agents['http:']] as const);
        const outgoing = open(url, { method: request.method, headers, agent });
        const timer = clock.after(limits.timeoutMs, () =>
          fail(new HttpFailure('HTTP_TIMEOUT', `${url.host} did not answer within ${limits.timeoutMs} ms`)),
        );
        const fail = (error: unknown): void => {
          timer.cancel();
          reject(
            error instanceof HttpFailure
              ? error
              : new HttpFailure('HTTP_UNREACHABLE', `${url.host}: ${messageOf(error)}`, { cause: error }),
          );
          outgoing.destroy();
        };
        outgoing.on('error', fail);
        outgoing.on('response', (incoming) => {
          const decoder = DECODERS[(incoming.headers['content-encoding'] ?? '').trim().toLowerCase()]?.();
          const body: Readable = decoder ? incoming.pipe(decoder) : incoming;
          const chunks: Buffer[] = [];
          let size = 0;
          body.on('data', (chunk: Buffer) => {
            size += chunk.length;
            chunks.push(chunk);
            if (size > limits.maxBytes) {
              fail(new HttpFailure('HTTP_TOO_LARGE', `The answer of ${url.host} exceeds ${limits.maxBytes} bytes`));
            }
          });
          incoming.on('error', fail);
          body.on('error', fail);
          body.on('end', () => {
            timer.cancel();
            const { headers, headersAsSent } = readHeaders(incoming.rawHeaders);
            const text = decodeText(Buffer.concat(chunks), headers['content-type']);
            resolve({ status: incoming.statusCode ?? 0, headers, headersAsSent, body: text });
          });
        });
        outgoing.end(request.body);
      }),
    close() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

/** Node gives `[name, value, name, value, ...]`; repeated headers are joined. */
function readHeaders(raw: readonly string[]): Required<Pick<HttpResponse, 'headers' | 'headersAsSent'>> {
  const headers: Record<string, string> = {};
  const headersAsSent: Record<string, string> = {};
  const spelling = new Map<string, string>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at]!.toLowerCase();
    const before = headers[name];
    headers[name] = before === undefined ? raw[at + 1]! : `${before},${raw[at + 1]}`;
    if (!spelling.has(name)) spelling.set(name, raw[at]!);
    headersAsSent[spelling.get(name)!] = headers[name];
  }
  return { headers, headersAsSent };
}

/** UTF-8 unless the content type names another charset (resolver-reference-http-js.md, "body"). */
export function decodeText(bytes: Uint8Array, contentType: string | undefined): string {
  const charset = /charset\s*=\s*"?([^";,\s]+)/i.exec(contentType ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    try {
      return new TextDecoder(charset).decode(bytes);
    } catch {
      // An unknown charset: UTF-8 is the best guess left.
    }
  }
  return Buffer.from(bytes).toString('utf8');
}
