// Caching of an API, as a template and as offsync.yaml ask for it.
import { expect, it } from 'vitest';
import { linesOf, loadFixture } from './fixture-apps.js';

it('is read from AWS::AppSync::ApiCache and CachingConfig', async () => {
  const loaded = await loadFixture('cfn-cached');
  expect(linesOf(loaded)).toEqual([]);
  const { apis, apiCaches } = loaded.definition;
  expect(apiCaches).toMatchObject([
    { name: apis[0]?.id, behavior: 'PER_RESOLVER_CACHING', ttlSeconds: 300, type: 'SMALL', transitEncryption: true },
  ]);
  expect(apis[0]?.resolvers[0]?.caching).toEqual({ ttlSeconds: 60, keys: ['$context.arguments.id'] });
});

it('is read from offsync.yaml, for an hour unless it says otherwise', async () => {
  const loaded = await loadFixture('cached');
  expect(linesOf(loaded)).toEqual([]);
  const { apis, apiCaches } = loaded.definition;
  expect(apiCaches).toMatchObject([{ name: apis[0]?.id, behavior: 'FULL_REQUEST_CACHING', ttlSeconds: 3600 }]);
});
