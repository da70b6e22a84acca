// fetch() to a Door without a port.
import { describe, expect, it } from 'vitest';
import { createFetch } from '../../src/doors/fetch.js';
import type { DoorRequest } from '../../src/lib/door.js';

describe('createFetch', () => {
  it('hands over the request and gives back the response', async () => {
    let seen: DoorRequest | undefined;
    const fetch = createFetch((request) => {
      seen = request;
      return { status: 201, headers: { 'content-type': 'application/json' }, body: '{"ok":true}' };
    });
    const response = await fetch(
      new Request('https://localhost:4566/graphql?x=1', {
        method: 'POST',
        body: '{"é":1}',
        headers: { 'X-Api-Key': 'k' },
      }),
    );
    expect(seen).toMatchObject({
      method: 'POST',
      url: '/graphql?x=1',
      headers: { host: 'localhost:4566', 'x-api-key': 'k' },
      remoteAddress: '127.0.0.1',
      secure: true,
    });
    expect(Buffer.from(seen!.body).toString()).toBe('{"é":1}');
    expect([response.status, response.headers.get('content-type')]).toEqual([201, 'application/json']);
    expect(await response.json()).toEqual({ ok: true });
  });

  it('keeps a Host that was given, for custom domains', async () => {
    const fetch = createFetch(({ headers }) => ({ status: 200, headers: {}, body: headers['host']! }));
    const asked = new Request('http://localhost/', { headers: { host: 'api.example.com' } });
    expect(await (await fetch(asked)).text()).toBe(asked.headers.get('host') ?? 'localhost');
  });

  it('answers statuses without a body', async () => {
    const fetch = createFetch(() => ({ status: 204, headers: {}, body: '' }));
    const response = await fetch(new Request('http://localhost/'));
    expect([response.status, response.body]).toEqual([204, null]);
  });

  it('passes streams through', async () => {
    const fetch = createFetch(() => ({
      status: 200,
      headers: {},
      body: new ReadableStream({
        start(controller) {
          controller.enqueue(Buffer.from('a'));
          controller.close();
        },
      }),
    }));
    expect(await (await fetch(new Request('http://localhost/'))).text()).toBe('a');
  });
});
