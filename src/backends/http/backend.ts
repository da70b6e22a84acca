// The HTTP backend: every request that user code or a definition sends out passes here. Hosts the emulator serves itself
// are answered inside, other AWS hosts are refused unless allowed, the rest goes over the network.
import type { Clock } from '../../lib/clock.js';
import type { Door, DoorResponse } from '../../lib/door.js';
import type { Log } from '../../lib/log.js';
import type { HttpBackend, HttpRequest, HttpResponse } from '../http-port.js';
import { HttpFailure } from './failure.js';
import { awsHostOf } from './host-table.js';
import { createNetwork, decodeText } from './network.js';

export interface HttpBackendPorts {
  /** The door that answers this URL inside the process, if one does. Asked for every request. */
  readonly internal: (url: URL) => Door | undefined;
  /** Origin or host -> base URL to send to instead: `{ 'https://api.example.com': 'http://localhost:3000' }`. */
  readonly overrides: Readonly<Record<string, string>>;
  /** `--allow-aws`: let requests to AWS itself out. */
  readonly allowAws: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

export function createHttpBackend(ports: HttpBackendPorts): HttpBackend & { close(): void } {
  const network = createNetwork(ports.clock);
  return {
    async send(request, options) {
      const url = redirected(parseUrl(request.url), ports.overrides);
      const door = ports.internal(url);
      if (door) return askInside(door, url, request, options.maxBytes);
      if (!ports.allowAws && awsHostOf(url.hostname)) {
        throw new HttpFailure(
          'HTTP_AWS_REFUSED',
          `${url.hostname} is a host of AWS that offsync does not serve; start with --allow-aws to let requests to AWS out.`,
        );
      }
      const started = ports.clock.monotonic();
      const response = await network.send(url, request, options);
      if (ports.log.enabled('debug')) {
        const ms = Math.round(ports.clock.monotonic() - started);
        ports.log.write('debug', `${request.method} ${url.href} answered ${response.status}`, { ms });
      }
      return response;
    },
    close: () => network.close(),
  };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new HttpFailure('HTTP_BAD_URL', `'${text}' is not an HTTP URL`);
  }
  return url;
}

function redirected(url: URL, overrides: HttpBackendPorts['overrides']): URL {
  const base = overrides[url.origin] ?? overrides[url.host] ?? overrides[url.hostname];
  if (base === undefined) return url;
  return parseUrl(`${base.replace(/\/$/, '')}${url.pathname}${url.search}`);
}

async function askInside(door: Door, url: URL, request: HttpRequest, maxBytes: number): Promise<HttpResponse> {
  const headers: Record<string, string> = { host: url.host };
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value;
  const response = await door({
    method: request.method,
    url: `${url.pathname}${url.search}`,
    headers,
    body: Buffer.from(request.body ?? ''),
    remoteAddress: '127.0.0.1',
    secure: url.protocol === 'https:',
  });
  const bytes = await readBody(response.body, maxBytes, url);
  const answered = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    status: response.status,
    headers: answered,
    headersAsSent: response.headers,
    body: decodeText(bytes, answered['content-type']),
  };
}

async function readBody(body: DoorResponse['body'], maxBytes: number, url: URL): Promise<Uint8Array> {
  const tooLarge = (): HttpFailure =>
    new HttpFailure('HTTP_TOO_LARGE', `The answer of ${url.host} exceeds ${maxBytes} bytes`);
  if (!(body instanceof ReadableStream)) {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    if (bytes.byteLength > maxBytes) throw tooLarge();
    return bytes;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
