// The REST operations on an API's cache, and what they change of its answers.
import { afterEach, describe, expect, it } from 'vitest';
import { createEmulator, type Emulator } from '../../../src/emulator.js';
import { createManualClock } from '../../../src/lib/clock.js';
import { loadFixture } from '../../loaders/fixture-apps.js';

let emulator: Emulator;
afterEach(() => emulator.close());

async function serve(app: string) {
  const clock = createManualClock(Date.UTC(2026, 0, 1));
  const { definition } = await loadFixture(app);
  emulator = await createEmulator({ definition, clock });
  const { id, apiKeys } = emulator.apis[0]!;
  return {
    clock,
    now: async (query = '{ now }'): Promise<unknown> => {
      const headers = { 'x-api-key': apiKeys[0]!.id };
      const response = await emulator.fetch('/graphql', { method: 'POST', headers, body: JSON.stringify({ query }) });
      return ((await response.json()) as { data: unknown }).data;
    },
    call: async (method: string, path: string, input?: unknown, apiId = id) => {
      const body = input === undefined ? {} : { body: JSON.stringify(input) };
      const response = await emulator.fetch(`/v1/apis/${apiId}/${path}`, { method, ...body });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
  };
}
const input = { ttl: 60, apiCachingBehavior: 'FULL_REQUEST_CACHING', type: 'SMALL' };

describe('the cache of an API', () => {
  it('is told as the template has it, and forgets when it is flushed', async () => {
    const { now, call } = await serve('cfn-cached');
    expect(await call('GET', 'ApiCaches')).toEqual({
      status: 200,
      body: {
        apiCache: {
          ttl: 300,
          apiCachingBehavior: 'PER_RESOLVER_CACHING',
          transitEncryptionEnabled: true,
          atRestEncryptionEnabled: true,
          type: 'SMALL',
          status: 'AVAILABLE',
          healthMetricsConfig: 'DISABLED',
        },
      },
    });
    const first = await now('{ now(id: 1) }');
    expect(await now('{ now(id: 1) }')).toEqual(first);
    expect(await now('{ now(id: 2) }')).not.toEqual(first);
    expect(await call('DELETE', 'FlushCache')).toEqual({ status: 200, body: {} });
    expect(await now('{ now(id: 1) }')).not.toEqual(first);
  });

  it('forgets nothing when an API key comes or goes', async () => {
    const { now, call } = await serve('cached');
    const first = await now();
    const { apiKey } = (await call('POST', 'apikeys', {})).body as { apiKey: { id: string } };
    expect(await now()).toEqual(first);
    await call('DELETE', `apikeys/${apiKey.id}`);
    expect(await now()).toEqual(first);
  });

  it('ends when it is deleted, begins when it is created, and changes when it is updated', async () => {
    const { now, call, clock } = await serve('cached');
    const first = await now();
    expect(await now()).toEqual(first);
    expect(await call('DELETE', 'ApiCaches')).toEqual({ status: 200, body: {} });
    expect((await call('GET', 'ApiCaches')).status).toBe(404);
    expect(await now()).not.toEqual(await now());

    expect(await call('POST', 'ApiCaches', { ...input, transitEncryptionEnabled: true })).toMatchObject({
      status: 200,
      body: {
        apiCache: { ttl: 60, status: 'AVAILABLE', transitEncryptionEnabled: true, atRestEncryptionEnabled: false },
      },
    });
    const second = await now();
    clock.advance(59_999);
    expect(await now()).toEqual(second);
    clock.advance(1);
    expect(await now()).not.toEqual(second);

    const updated = { ...input, apiCachingBehavior: 'PER_RESOLVER_CACHING', ttl: 10 };
    expect(await call('POST', 'ApiCaches/update', updated)).toMatchObject({
      body: { apiCache: { ttl: 10, apiCachingBehavior: 'PER_RESOLVER_CACHING', transitEncryptionEnabled: true } },
    });
    expect(await now()).not.toEqual(await now());
  });

  it.each([
    ['POST', 'ApiCaches', input, 400, 'has a cache already'],
    ['POST', 'ApiCaches/update', { ...input, ttl: 0 }, 400, 'ttl must be between 1 and 3600'],
    ['POST', 'ApiCaches/update', { ...input, type: 'HUGE' }, 400, 'type must be one of'],
    ['POST', 'ApiCaches/update', { ...input, apiCachingBehavior: undefined }, 400, 'apiCachingBehavior must be'],
  ])('%s %s %j is refused', async (method, path, body, status, message) => {
    const { call } = await serve('cached');
    expect(await call(method, path, body)).toMatchObject({
      status,
      body: { message: expect.stringContaining(message) },
    });
  });

  it('is not made with a time that AWS refuses', async () => {
    const { definition } = await loadFixture('cached');
    const apiCaches = definition.apiCaches.map((cache) => ({ ...cache, ttlSeconds: 3601 }));
    emulator = await createEmulator({ definition: { ...definition, apiCaches } });
    expect(emulator.diagnostics).toMatchObject([{ code: 'CACHING_INVALID', severity: 'error' }]);
  });

  it('of an API that is not there is not found', async () => {
    const { call } = await serve('cached');
    expect(await call('DELETE', 'FlushCache', undefined, 'nowhere')).toMatchObject({
      status: 404,
      body: { message: 'GraphQL API nowhere not found.' },
    });
  });
});
