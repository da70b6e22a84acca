// The one port with real sockets: HTTP, TLS told apart by its first byte, WebSockets, bounds, hosts, closing.
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as tcpConnect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { createAuthority, issueCertificate } from '../../src/doors/certificate.js';
import { type Listener, type ListenerOptions, listen } from '../../src/doors/listener.js';
import { systemClock } from '../../src/lib/clock.js';
import type { DoorRequest, SocketDoor } from '../../src/lib/door.js';
import { createLog, silentLog } from '../../src/lib/log.js';
import { createSeededRandom } from '../../src/lib/random.js';

const dated = { now: Date.now(), random: createSeededRandom() };
const open: Listener[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
});

const echoRequest = (request: DoorRequest) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ ...request, body: Buffer.from(request.body).toString() }),
});

async function start(given: Partial<ListenerOptions> = {}): Promise<Listener> {
  const listener = await listen({
    port: 0,
    host: '127.0.0.1',
    door: echoRequest,
    socketDoor: () => undefined,
    clock: systemClock,
    log: silentLog,
    ...given,
  });
  open.push(listener);
  return listener;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

function call(port: number, options: RequestOptions = {}, body?: string, tls = false): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = tls ? httpsRequest : httpRequest;
    const sent = send(
      { host: '127.0.0.1', port, rejectUnauthorized: false, agent: false, ...options } as RequestOptions,
      (incoming) => {
        let text = '';
        incoming.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        incoming.on('end', () => resolve({ status: incoming.statusCode!, headers: incoming.headers, text }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends bytes as they are and collects what comes back until the server closes. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = tcpConnect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('HTTP', () => {
  it('hands over the request and writes the answer with its length', async () => {
    const { port } = await start();
    const answer = await call(
      port,
      { method: 'POST', path: '/graphql?x=1', headers: { 'X-Api-Key': 'k', a: ['1', '2'] } },
      '{"é":1}',
    );
    expect(answer.status).toBe(200);
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.text)));
    expect(JSON.parse(answer.text)).toMatchObject({
      method: 'POST',
      url: '/graphql?x=1',
      headers: { host: `127.0.0.1:${port}`, 'x-api-key': 'k', a: '1, 2' },
      body: '{"é":1}',
      remoteAddress: '127.0.0.1',
      secure: false,
    });
  });

  it('keeps the connection', async () => {
    const { port } = await start();
    const one = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n';
    const last = 'GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n';
    expect((await raw(port, one + one + last)).match(/HTTP\/1\.1 200/g)).toHaveLength(3);
  });

  it('answers 413 as soon as a body is too long, declared or not', async () => {
    const { port } = await start({ maxBody: 10 });
    const headers = { 'content-length': '11' };
    expect((await call(port, { method: 'POST', headers }, 'x'.repeat(11))).status).toBe(413);
    expect(
      (await call(port, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } }, 'x'.repeat(11))).status,
    ).toBe(413);
    expect((await call(port, { method: 'POST' }, 'x'.repeat(10))).status).toBe(200);
  });

  it('writes statuses without a body, HEAD, and streams', async () => {
    const { port } = await start({
      door: ({ url }) =>
        url === '/none'
          ? { status: 204, headers: {}, body: '' }
          : url === '/stream'
            ? {
                status: 200,
                headers: { 'content-type': 'text/event-stream' },
                body: new ReadableStream({
                  start(controller) {
                    controller.enqueue(Buffer.from('one '));
                    controller.enqueue(Buffer.from('two'));
                    controller.close();
                  },
                }),
              }
            : { status: 200, headers: {}, body: Buffer.from('bytes') },
    });
    expect(await call(port, { path: '/none' })).toMatchObject({ status: 204, text: '' });
    expect(await call(port, { path: '/stream' })).toMatchObject({ text: 'one two' });
    const head = await call(port, { path: '/bytes', method: 'HEAD' });
    expect([head.text, head.headers['content-length']]).toEqual(['', '5']);
  });

  it('cancels a stream when the client leaves', async () => {
    let cancelled: () => void = () => {};
    const left = new Promise<void>((resolve) => {
      cancelled = resolve;
    });
    const { port } = await start({
      door: () => ({
        status: 200,
        headers: {},
        body: new ReadableStream({
          pull: (controller) => controller.enqueue(Buffer.from('tick')),
          cancel: () => cancelled(),
        }),
      }),
    });
    const sent = httpRequest({ host: '127.0.0.1', port }, (incoming) => incoming.once('data', () => sent.destroy()));
    sent.on('error', () => {});
    sent.end();
    await left;
  });

  it('a door that fails is answered with 500 and logged, nothing more', async () => {
    const lines: string[] = [];
    const { port } = await start({
      log: createLog('debug', (_level, message) => lines.push(message)),
      door: ({ url }) => {
        if (url === '/throws') throw new Error('secret');
        if (url === '/header') return { status: 200, headers: { secret: 'a\nb' }, body: '' };
        return Promise.reject(new Error('secret'));
      },
    });
    for (const path of ['/throws', '/rejects', '/header']) {
      const answer = await call(port, { path });
      expect(answer.status).toBe(500);
      expect(answer.text).not.toContain('secret');
    }
    expect(lines).toEqual([
      'GET /throws failed: secret',
      'GET /rejects failed: secret',
      'GET /header failed: Invalid character in header content ["secret"]',
    ]);
  });

  it('answers a client that offers HTTP/2 in HTTP/1.1', async () => {
    const { port } = await start();
    const head =
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\n' +
      'http2-settings: AAEAAEAA\r\n';
    const answer = await raw(port, `${head}content-length: 4\r\n\r\nbody`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('"body":"body"');
    const chunked = `${head}transfer-encoding: chunked\r\n\r\n`;
    expect(await raw(port, `${chunked}2\r\nbo\r\n2;x=y\r\ndy\r\n0\r\n\r\n`)).toContain('"body":"body"');
    expect(await raw(port, `${chunked}7fffffff\r\n`)).toMatch(/^HTTP\/1\.1 413 /);
    expect(await raw(port, `${chunked}no size\r\n`)).toMatch(/^HTTP\/1\.1 413 /);
    const dripped = await new Promise<string>((resolve) => {
      const socket = tcpConnect(port, '127.0.0.1', () => {
        socket.write(`${chunked}4\r\nbo`);
        setImmediate(() => {
          socket.write('dy\r');
          setImmediate(() => socket.write('\n0\r\n\r\n'));
        });
      });
      socket.on('data', (chunk) => resolve(chunk.toString()));
    });
    expect(dripped).toContain('"body":"body"');
    const late = await new Promise<string>((resolve) => {
      const socket = tcpConnect(port, '127.0.0.1', () => {
        socket.write(`${head}content-length: 4\r\n\r\nbo`);
        setImmediate(() => socket.write('dy'));
      });
      socket.on('data', (chunk) => resolve(chunk.toString()));
    });
    expect(late).toContain('"body":"body"');
  });

  it('takes long headers', async () => {
    const { port } = await start();
    expect((await call(port, { headers: { authorization: 'x'.repeat(40_000) } })).status).toBe(200);
    expect((await call(port, { headers: { authorization: 'x'.repeat(70_000) } })).status).toBe(431);
  });

  it('answers what is no HTTP with 400', async () => {
    const { port } = await start();
    expect(await raw(port, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('answers HTTP/1.0 without a Host, and ends the connection', async () => {
    const { port } = await start();
    const answer = await raw(port, 'GET /graphql HTTP/1.0\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.[01] 200 /);
    expect(answer).toContain('"url":"/graphql"');
    expect(await raw(port, 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('reads an absolute target, whose host is the one that counts', async () => {
    const { port } = await start();
    const ask = (target: string) => raw(port, `GET ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
    expect(await ask('http://api.localhost:1/graphql?x=1')).toContain(
      '"url":"/graphql?x=1","headers":{"host":"api.localhost:1"',
    );
    expect(await ask('HTTP://localhost')).toContain('"url":"/"');
    expect(await ask('https://localhost?x')).toContain('"url":"/?x"');
    expect(await ask('http://evil.com/graphql')).toMatch(/^HTTP\/1\.1 403 /);
    expect(await ask('http://user@localhost/graphql')).toMatch(/^HTTP\/1\.1 403 /);
    expect(await ask('ftp://localhost/')).toContain('"url":"ftp://localhost/"');
  });

  it.each([
    ['garbage', '\u0001\u0002\u0003\r\n\r\n'],
    ['a line of MQTT', '\u0010\u0012\u0000\u0004MQTT\u0004\r\n\r\n'],
    ['a word', 'hello\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('refuses %s', async (_name, text) => {
    const { port } = await start();
    expect(await raw(port, text)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it.each(['localhost, evil.com', 'evil.com, a.localhost', 'evil.com/.localhost', 'x@a.localhost'])(
    'refuses the host %s',
    async (host) => {
      const { port } = await start({ domains: ['*.example.com'] });
      expect((await call(port, { headers: { host } })).status).toBe(403);
    },
  );

  it('refuses two Host headers', async () => {
    const { port } = await start();
    const text = 'GET / HTTP/1.1\r\nhost: evil.com\r\nhost: a.localhost\r\nconnection: close\r\n\r\n';
    expect(await raw(port, text)).toMatch(/^HTTP\/1\.1 40[03] /);
  });

  it('a header named like a member of every object is a header', async () => {
    const { port } = await start();
    const answer = await raw(port, 'GET / HTTP/1.1\r\nhost: localhost\r\n__proto__: x\r\nconnection: close\r\n\r\n');
    expect(answer).toContain('"__proto__":"x"');
  });
});

describe('hosts', () => {
  it.each([
    ['localhost', 200],
    ['localhost:4566', 200],
    ['LOCALHOST', 200],
    ['abc.appsync-api.us-east-1.localhost:4566', 200],
    ['127.0.0.1', 200],
    ['127.9.9.9:1', 200],
    ['[::1]:4566', 200],
    ['sync-localhost:4566', 200],
    ['api.example.com', 200],
    ['deep.example.org', 200],
    ['example.org', 403],
    ['evil.com', 403],
    ['localhost.evil.com', 403],
    ['127.0.0.1.evil.com', 403],
    ['10.0.0.1', 403],
  ])('%s is answered with %i', async (host, status) => {
    const { port } = await start({ domains: ['API.example.com', '*.example.org'] });
    expect((await call(port, { headers: { host } })).status).toBe(status);
  });

  it('bound to every address, any address in digits is its own', async () => {
    const { port } = await start({ host: '0.0.0.0' });
    expect((await call(port, { headers: { host: '192.168.1.5:4566' } })).status).toBe(200);
    expect((await call(port, { headers: { host: 'evil.com' } })).status).toBe(403);
  });

  it('says why', async () => {
    const { port } = await start();
    expect(JSON.parse((await call(port, { headers: { host: 'evil.com' } })).text).message).toContain('DNS rebinding');
  });

  it("takes a proxy's word only when told to", async () => {
    const headers = {
      'x-forwarded-for': '203.0.113.7, 10.0.0.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'api.example.com',
    };
    const plain = await start();
    expect(JSON.parse((await call(plain.port, { headers })).text)).toMatchObject({
      remoteAddress: '127.0.0.1',
      secure: false,
    });
    const proxied = await start({ trustProxy: 2, domains: ['api.example.com'] });
    expect(JSON.parse((await call(proxied.port, { headers })).text)).toMatchObject({
      remoteAddress: '203.0.113.7',
      secure: true,
      headers: { host: 'api.example.com' },
    });
  });
});

describe('TLS', () => {
  const tls = issueCertificate(createAuthority(dated), { names: ['localhost'], ...dated });

  it('shares the port with plain HTTP', async () => {
    const { port } = await start({ tls });
    const [plain, secure] = await Promise.all([
      call(port, { method: 'POST' }, 'plain'),
      call(port, { method: 'POST' }, 'secret', true),
    ]);
    expect(JSON.parse(plain!.text)).toMatchObject({ body: 'plain', secure: false });
    expect(JSON.parse(secure!.text)).toMatchObject({ body: 'secret', secure: true });
  });

  it('carries WebSockets too', async () => {
    const { port } = await start({ tls, socketDoor: () => echoSocket });
    for (const scheme of ['ws', 'wss']) {
      const client = new WebSocket(`${scheme}://127.0.0.1:${port}/`, ['b'], { rejectUnauthorized: false });
      const got = new Promise((resolve) => client.once('message', (data) => resolve(String(data))));
      client.once('open', () => client.send('hello'));
      expect(await got).toBe('hello');
      client.terminate();
    }
  });

  it('turns a TLS client away when there is no certificate, and says so', async () => {
    const lines: string[] = [];
    const { port } = await start({ log: createLog('debug', (_level, message) => lines.push(message)) });
    await expect(call(port, {}, undefined, true)).rejects.toThrow();
    expect(lines).toEqual(['A client asked for TLS (https://, wss://) and no certificate is configured.']);
  });

  it('survives a client that breaks off its handshake', async () => {
    const { port } = await start({ tls });
    await raw(port, '\u0016\u0003\u0001\u0000\u0005hello');
    expect((await call(port)).status).toBe(200);
  });
});

/** Takes subprotocol `b`, sends everything back. */
const echoSocket: SocketDoor = {
  protocol: (offered) => (offered.includes('b') ? 'b' : undefined),
  open: (socket) => ({ message: (data) => socket.send(data), closed: () => {} }),
};

describe('WebSockets', () => {
  const connect = (port: number, path = '/', protocols = ['a', 'b'], headers = {}): WebSocket =>
    new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers });
  const closed = (client: WebSocket): Promise<{ code: number; reason: string }> =>
    new Promise((resolve) => client.once('close', (code, reason) => resolve({ code, reason: String(reason) })));

  it('answers the subprotocol that the door picks, and carries text and bytes', async () => {
    const { port } = await start({ socketDoor: () => echoSocket });
    const client = connect(port);
    await new Promise((resolve) => client.once('open', resolve));
    expect(client.protocol).toBe('b');
    const got: unknown[] = [];
    const both = new Promise<void>((resolve) => {
      client.on('message', (data, binary) => {
        got.push(binary ? data : String(data));
        if (got.length === 2) resolve();
      });
    });
    client.send('text');
    client.send(Buffer.from([1, 2]));
    await both;
    expect(got).toEqual(['text', Buffer.from([1, 2])]);
    client.terminate();
  });

  it('hands the request over and tells when the client has left', async () => {
    let seen: DoorRequest | undefined;
    let gone: (code: number) => void = () => {};
    const left = new Promise<number>((resolve) => {
      gone = resolve;
    });
    const listener = await start({
      socketDoor: (request) => {
        seen = request;
        return { ...echoSocket, open: () => ({ message: () => {}, closed: gone }) };
      },
    });
    const client = connect(listener.port, '/graphql/realtime?header=a+b', ['b']);
    await new Promise((resolve) => client.once('open', resolve));
    expect(seen).toMatchObject({ url: '/graphql/realtime?header=a+b', headers: { 'sec-websocket-protocol': 'b' } });
    expect(listener.sockets).toBe(1);
    client.close(1000);
    expect(await left).toBe(1000);
    expect(listener.sockets).toBe(0);
  });

  it('refuses with a status what no door serves, and foreign hosts', async () => {
    const { port } = await start();
    const refused = (client: WebSocket): Promise<string> =>
      new Promise((resolve) => client.once('error', (error) => resolve(error.message)));
    expect(await refused(connect(port))).toContain('404');
    expect(await refused(connect(port, '/', ['b'], { host: 'evil.com' }))).toContain('403');
  });

  it('closes with 1009 when a message is too long', async () => {
    const { port } = await start({ socketDoor: () => echoSocket, maxMessage: 100 });
    const client = connect(port);
    client.once('open', () => client.send('x'.repeat(101)));
    expect(await closed(client)).toMatchObject({ code: 1009 });
  });

  it('a protocol that fails costs its own connection only', async () => {
    const lines: string[] = [];
    const broken: SocketDoor = {
      protocol: () => 'b',
      open: (_socket, { url }) => {
        if (url.startsWith('/open')) throw new Error('at once');
        return {
          message: () => {
            throw new Error('later');
          },
          closed: () => {},
        };
      },
    };
    const { port } = await start({
      socketDoor: () => broken,
      log: createLog('warn', (_level, message) => lines.push(message)),
    });
    expect(await closed(connect(port, '/open?header=secret'))).toMatchObject({ code: 1011 });
    const client = connect(port, '/message');
    client.once('open', () => client.send('x'));
    expect(await closed(client)).toMatchObject({ code: 1011 });
    expect(lines).toEqual(['A WebSocket at /open failed: at once', 'A WebSocket at /message failed: later']);
  });

  it('says 1001 to sockets when it closes', async () => {
    const listener = await start({ socketDoor: () => echoSocket });
    const client = connect(listener.port);
    await new Promise((resolve) => client.once('open', resolve));
    const gone = closed(client);
    await listener.close();
    expect(await gone).toMatchObject({ code: 1001, reason: 'The server is shutting down' });
  });
});

describe('closing', () => {
  it('lets a request under way end, and refuses new ones', async () => {
    let answer: () => void = () => {};
    let arrived: () => void = () => {};
    const under = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const listener = await start({
      door: () =>
        new Promise((resolve) => {
          arrived();
          answer = () => resolve({ status: 200, headers: {}, body: 'late' });
        }),
    });
    const late = call(listener.port);
    await under;
    const closing = listener.close();
    await expect(call(listener.port)).rejects.toThrow();
    answer();
    const { text, headers } = await late;
    expect([text, headers.connection]).toEqual(['late', 'close']);
    await closing;
  });

  it('waits no longer than its deadline', async () => {
    let arrived: () => void = () => {};
    const under = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const listener = await start({
      drainMs: 20,
      door: () => {
        arrived();
        return new Promise(() => {});
      },
    });
    const cut = expect(call(listener.port)).rejects.toThrow();
    await under;
    await listener.close();
    await cut;
  });

  it('ends streams', async () => {
    const listener = await start({
      drainMs: 60_000,
      door: () => ({
        status: 200,
        headers: {},
        body: new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('tick')) }),
      }),
    });
    const sent = httpRequest({ host: '127.0.0.1', port: listener.port });
    const broken = new Promise((resolve) => {
      sent.on('response', (incoming) => {
        incoming.on('error', resolve);
        incoming.once('data', () => void listener.close());
      });
    });
    sent.end();
    expect(await broken).toMatchObject({ code: 'ECONNRESET' });
    await listener.close();
  });

  it('does not wait for connections that have said nothing', async () => {
    for (const given of [{}, { tls: issueCertificate(createAuthority(dated), { names: ['localhost'], ...dated }) }]) {
      const listener = await start({ ...given, drainMs: 60_000 });
      const silent = tcpConnect(listener.port, '127.0.0.1');
      await new Promise((resolve) => silent.once('connect', resolve));
      await call(listener.port);
      const gone = new Promise((resolve) => silent.once('close', resolve));
      await listener.close();
      await gone;
    }
  });

  it('says in one line that the port is taken', async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `Port ${port} on 127.0.0.1 is taken by another program. Choose another with --port (0 takes any free one).`,
    });
    await expect(start({ host: '203.0.113.1' })).rejects.toMatchObject({ code: 'ADDRESS_NOT_AVAILABLE' });
  });
});
