import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpBackend, type HttpBackendPorts, HttpFailure } from '../../../src/backends/http/index.js';
import { createManualClock } from '../../../src/lib/clock.js';
import type { DoorRequest } from '../../../src/lib/door.js';
import { silentLog } from '../../../src/lib/log.js';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function backend(over: Partial<HttpBackendPorts> = {}) {
  const made = createHttpBackend({
    internal: () => undefined,
    overrides: {},
    allowAws: false,
    clock: createManualClock(),
    log: silentLog,
    ...over,
  });
  open.push(() => made.close());
  return made;
}

const limits = { timeoutMs: 1000, maxBytes: 1000 };
const get = (url: string) => ({ method: 'GET', url, headers: {}, body: undefined });

describe('the HTTP backend', () => {
  it('sends method, headers and body and gives the answer back as text', async () => {
    const url = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        response.writeHead(201, { 'X-Seen': String(request.headers['x-mine']), 'Set-Cookie': ['a=1', 'b=2'] });
        response.end(`${request.method} ${request.url} ${request.headers['content-length']} ${body}`);
      });
    });
    const answer = await backend().send(
      { method: 'PUT', url: `${url}/a%20b?x=1`, headers: { 'X-Mine': 'yes' }, body: 'grün' },
      limits,
    );
    expect(answer).toMatchObject({ status: 201, body: 'PUT /a%20b?x=1 5 grün' });
    expect(answer.headers).toMatchObject({ 'x-seen': 'yes', 'set-cookie': 'a=1,b=2' });
    expect(answer.headersAsSent).toMatchObject({ 'X-Seen': 'yes', 'Set-Cookie': 'a=1,b=2' });
  });

  it('decompresses and reads the charset', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/gzip') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('packed'));
      else response.writeHead(200, { 'content-type': 'text/plain; charset=iso-8859-1' }).end(Buffer.from([0xfc]));
    });
    expect((await backend().send(get(`${url}/gzip`), limits)).body).toBe('packed');
    expect((await backend().send(get(`${url}/latin`), limits)).body).toBe('ü');
  });

  it('does not follow redirects', async () => {
    const url = await serve((_request, response) => response.writeHead(302, { location: '/elsewhere' }).end());
    expect(await backend().send(get(url), limits)).toMatchObject({ status: 302, headers: { location: '/elsewhere' } });
  });

  it('fails by name when nothing comes', async () => {
    const clock = createManualClock();
    const url = await serve(() => clock.advance(1000));
    await expect(backend({ clock }).send(get(url), limits)).rejects.toMatchObject({ code: 'HTTP_TIMEOUT' });
    await expect(backend().send(get('http://127.0.0.1:1/'), limits)).rejects.toMatchObject({
      code: 'HTTP_UNREACHABLE',
    });
    await expect(backend().send(get('ftp://x/'), limits)).rejects.toMatchObject({ code: 'HTTP_BAD_URL' });
    const cut = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('a');
      request.socket.destroy();
    });
    await expect(backend().send(get(cut), limits)).rejects.toBeInstanceOf(HttpFailure);
  });

  it('stops reading an answer that is too large, packed or not', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/bomb') {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(100_000)));
      } else response.end('x'.repeat(1001));
    });
    await expect(backend().send(get(url), limits)).rejects.toMatchObject({ code: 'HTTP_TOO_LARGE' });
    await expect(backend().send(get(`${url}/bomb`), limits)).rejects.toMatchObject({ code: 'HTTP_TOO_LARGE' });
  });

  it('answers hosts the emulator serves without the network', async () => {
    const seen: DoorRequest[] = [];
    const made = backend({
      internal: (url) =>
        url.hostname === 'states.eu-west-1.amazonaws.com'
          ? (request) => {
              seen.push(request);
              return { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{}' };
            }
          : undefined,
    });
    const answer = await made.send(
      {
        method: 'POST',
        url: 'https://states.eu-west-1.amazonaws.com/?a=1',
        headers: { 'X-Amz-Target': 'T' },
        body: 'b',
      },
      limits,
    );
    expect(answer).toMatchObject({ status: 200, body: '{}', headers: { 'content-type': 'application/json' } });
    expect(seen[0]).toMatchObject({
      url: '/?a=1',
      headers: { host: 'states.eu-west-1.amazonaws.com', 'x-amz-target': 'T' },
      secure: true,
    });
  });

  it('refuses other hosts of AWS and names the setting', async () => {
    await expect(backend().send(get('https://kms.us-east-1.amazonaws.com/'), limits)).rejects.toMatchObject({
      code: 'HTTP_AWS_REFUSED',
      message: expect.stringContaining('--allow-aws'),
    });
  });

  it('sends to the override of a host', async () => {
    const url = await serve((request, response) => response.end(request.url));
    const made = backend({ overrides: { 'https://api.example.com': url } });
    expect((await made.send(get('https://api.example.com/v1?x=1'), limits)).body).toBe('/v1?x=1');
  });
});
