// The same Door without a port: a WHATWG Request in, a Response out. For createEmulator().fetch, so that tests need no socket.
import type { Door, DoorRequest } from '../lib/door.js';

/** Adapts a Door to fetch's shape. Hosts are not checked: the caller is in this process. */
export function createFetch(door: Door): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    const headers: Record<string, string> = Object.create(null);
    request.headers.forEach((value, name) => {
      headers[name] = value;
    });
    // fetch() forbids setting Host; the URL says it.
    headers['host'] ??= url.host;
    const asked: DoorRequest = {
      method: request.method,
      url: url.pathname + url.search,
      headers,
      body: request.body === null ? new Uint8Array(0) : new Uint8Array(await request.arrayBuffer()),
      remoteAddress: '127.0.0.1',
      secure: url.protocol === 'https:',
    };
    const { status, headers: answered, body } = await door(asked);
    // A Response with these statuses must not have a body, not even an empty one.
    const empty = status === 204 || status === 205 || status === 304 || request.method === 'HEAD';
    return new Response(empty ? null : (body as BodyInit), { status, headers: answered });
  };
}
