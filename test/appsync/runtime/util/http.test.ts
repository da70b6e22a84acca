import { describe, expect, it } from 'vitest';
import { createLibrary } from './library.js';

describe('util.http', () => {
  it('copies headers without the restricted ones, whatever their case', () => {
    const { util } = createLibrary();
    expect(util.http.copyHeaders({ Accept: 'a', 'X-Custom': 'v', HOST: 'h', te: 't' })).toEqual({
      Accept: 'a',
      'X-Custom': 'v',
    });
  });

  it('adds response headers as effects', () => {
    const { util, seen } = createLibrary();
    util.http.addResponseHeader('itemsCount', 7);
    util.http.addResponseHeaders({ headerObject: { field1: 7 } });
    expect(seen.effects).toEqual([
      { kind: 'response-header', name: 'itemsCount', value: 7 },
      { kind: 'response-header', name: 'headerObject', value: { field1: 7 } },
    ]);
  });

  it.each([
    ['', 'v'],
    [null, 'v'],
    ['Content-Type', 'v'],
    ['x-amz-anything', 'v'],
    ['X-Amzn-Thing', 'v'],
    ['connection', 'v'],
    ['fine', null],
  ])('leaves %j: %j out with a ResponseHeaderError', (name, value) => {
    const { util, seen } = createLibrary();
    util.http.addResponseHeader(name, value);
    expect(seen.effects).toEqual([]);
    expect(seen.errors).toMatchObject([{ errorType: 'ResponseHeaderError' }]);
  });
});

describe('extensions', () => {
  it('leave effects, in order', () => {
    const { extensions, seen } = createLibrary();
    const filter = { filterGroup: [{ filters: [{ fieldName: 'userId', operator: 'eq', value: 1 }] }] };
    extensions.setSubscriptionFilter(filter);
    extensions.setSubscriptionInvalidationFilter(JSON.stringify(filter));
    extensions.invalidateSubscriptions({ subscriptionField: 'onUserDelete', payload: { group: 'Developer' } });
    expect(
      extensions.evictFromApiCache('Query', 'all', { 'context.arguments.b': 1, 'context.arguments.a': 2 }),
    ).toBeNull();
    expect(seen.effects.map(({ kind }) => kind)).toEqual([
      'subscription-filter',
      'subscription-invalidation-filter',
      'invalidate-subscriptions',
      'evict-from-api-cache',
    ]);
    expect(seen.effects[1]).toMatchObject({ filter });
    expect(Object.keys((seen.effects[3] as { keys: object }).keys)).toEqual([
      'context.arguments.b',
      'context.arguments.a',
    ]);
  });

  it('refuse what is no object', () => {
    const { extensions } = createLibrary();
    expect(() => extensions.setSubscriptionFilter('no json')).toThrow('JSON');
    expect(() => extensions.invalidateSubscriptions(null)).toThrow('must be an object');
  });
});
