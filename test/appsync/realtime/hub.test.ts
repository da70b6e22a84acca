// The hub through its face: who gets which event, how often it is projected, in which order.
import { describe, expect, it } from 'vitest';
import { createHub, type EndReason } from '../../../src/appsync/realtime/hub.js';
import type { Registration } from '../../../src/appsync/realtime/registration.js';
import { type Clock, createManualClock } from '../../../src/lib/clock.js';
import { createLog, silentLog } from '../../../src/lib/log.js';
import { registration } from './fakes.js';

function subscriber(hub: ReturnType<typeof createHub>, given: Partial<Registration> = {}) {
  const got: string[] = [];
  const ended: EndReason[] = [];
  const unsubscribe = hub.subscribe(
    registration(given),
    (payload) => got.push(payload),
    (reason) => ended.push(reason),
  );
  return { got, ended, unsubscribe };
}

describe('hub', () => {
  it('delivers to the field and API named, and stops when asked', () => {
    const hub = createHub({ log: silentLog });
    const mine = subscriber(hub);
    const other = subscriber(hub, { fieldName: 'onOther' });
    const foreign = subscriber(hub, { apiId: 'elsewhere' });
    hub.publish('api', 'onPost', { id: '1' });
    mine.unsubscribe();
    mine.unsubscribe();
    hub.publish('api', 'onPost', { id: '2' });
    expect(mine.got).toEqual(['{"data":{"onPost":{"id":"1"}}}']);
    expect([other.got, foreign.got]).toEqual([[], []]);
    expect(hub.counters).toMatchObject({ subscriptions: 2, events: 2, deliveries: 1 });
  });

  it('knows whether anybody listens', () => {
    const hub = createHub({ log: silentLog });
    expect(hub.hasSubscribers('api', 'onPost')).toBe(false);
    const { unsubscribe } = subscriber(hub);
    expect(hub.hasSubscribers('api', 'onPost')).toBe(true);
    unsubscribe();
    expect(hub.hasSubscribers('api', 'onPost')).toBe(false);
  });

  it('projects once for each distinct projection', () => {
    const hub = createHub({ log: silentLog });
    const projected: string[] = [];
    const project = (name: string) => (): string => {
      projected.push(name);
      return JSON.stringify({ data: name });
    };
    const short = [1, 2, 3].map(() => subscriber(hub, { projectionKey: 'short', project: project('short') }));
    const long = [1, 2].map(() => subscriber(hub, { projectionKey: 'long', project: project('long') }));
    hub.publish('api', 'onPost', {});
    expect(projected).toEqual(['short', 'long']);
    expect(short.map(({ got }) => got.length)).toEqual([1, 1, 1]);
    expect(long.map(({ got }) => got)).toEqual([['{"data":"long"}'], ['{"data":"long"}']]);
  });

  it('finds ten thousand subscriptions on different ids without asking each', () => {
    const hub = createHub({ log: silentLog });
    let asked = 0;
    for (let id = 0; id < 10_000; id++) {
      subscriber(hub, { arguments: { id: String(id) }, projectionKey: String(id), project: () => String(++asked) });
    }
    hub.publish('api', 'onPost', { id: '4711' });
    expect(asked).toBe(1);
    expect(hub.counters.deliveries).toBe(1);
  });

  it('delivers once when two filters of a group hold', () => {
    const hub = createHub({ log: silentLog });
    const { got } = subscriber(hub, {
      filter: {
        filterGroup: [
          { filters: [{ fieldName: 'id', operator: 'eq', value: '1' }] },
          { filters: [{ fieldName: 'severity', operator: 'ge', value: 1 }] },
        ],
      },
    });
    hub.publish('api', 'onPost', { id: '1', severity: 5 });
    hub.publish('api', 'onPost', { id: '2', severity: 0 });
    expect(got).toHaveLength(1);
  });

  it('a projection or a subscriber that fails costs nobody else the event', () => {
    const lines: string[] = [];
    const hub = createHub({ log: createLog('debug', (_level, message) => lines.push(message)) });
    const throwing = subscriber(hub, {
      projectionKey: 'throwing',
      project: () => {
        throw new Error('broken');
      },
    });
    hub.subscribe(
      registration(),
      () => {
        throw new Error('deaf');
      },
      () => {},
    );
    const healthy = subscriber(hub);
    hub.publish('api', 'onPost', {});
    expect(throwing.got).toEqual([]);
    expect(healthy.got).toHaveLength(1);
    expect(lines.map((line) => /broken|deaf/.exec(line)?.[0]).sort()).toEqual(['broken', 'deaf']);
  });

  it('drops a payload longer than 240 KB, counted in bytes', () => {
    const hub = createHub({ log: silentLog });
    const { got } = subscriber(hub, { project: String });
    hub.publish('api', 'onPost', 'é'.repeat(120 * 1024));
    hub.publish('api', 'onPost', 'é'.repeat(120 * 1024 + 1));
    expect(got).toHaveLength(1);
    expect(hub.counters.oversized).toBe(1);
  });

  it('invalidates by the filter a subscription set', () => {
    const hub = createHub({ log: silentLog });
    const of = (group: string) =>
      subscriber(hub, {
        invalidation: { filterGroup: [{ filters: [{ fieldName: 'group', operator: 'eq', value: group }] }] },
      });
    const [developer, admin, without] = [of('Developer'), of('Admin'), subscriber(hub)];
    hub.invalidate('api', 'onPost', { group: 'Developer' });
    expect(hub.counters.invalidated).toBe(1);
    hub.invalidate('api', 'onNothing', { group: 'Developer' });
    expect(hub.counters.invalidated).toBe(1);
    expect([developer.ended, admin.ended, without.ended]).toEqual([['invalidated'], [], []]);
    hub.publish('api', 'onPost', {});
    expect([developer.got.length, admin.got.length, without.got.length]).toEqual([0, 1, 1]);
    expect(hub.counters).toMatchObject({ invalidated: 1, subscriptions: 2 });
  });

  it('withdraws a field, or a whole API', () => {
    const hub = createHub({ log: silentLog });
    const [post, other, foreign] = [
      subscriber(hub),
      subscriber(hub, { fieldName: 'onOther' }),
      subscriber(hub, { apiId: 'elsewhere' }),
    ];
    hub.withdraw('api', 'onPost');
    expect([post.ended, other.ended, foreign.ended]).toEqual([['withdrawn'], [], []]);
    hub.withdraw('api');
    expect([other.ended, foreign.ended]).toEqual([['withdrawn'], []]);
  });

  it('ends a subscription with the credentials it was made with, however long they live', () => {
    const clock = createManualClock();
    const hub = createHub({ log: silentLog, clock });
    const expiresAt = clock.now() + 60_000;
    const [short, stopped, endless] = [subscriber(hub, { expiresAt }), subscriber(hub, { expiresAt }), subscriber(hub)];
    stopped.unsubscribe();
    clock.advance(59_999);
    expect(short.ended).toEqual([]);
    clock.advance(1);
    expect([short.ended, stopped.ended, endless.ended]).toEqual([['expired'], [], []]);
    expect([clock.pending, hub.counters.subscriptions]).toEqual([0, 1]);
  });

  it('waits on when a timer fires early, as those for more than 24 days do', () => {
    const clock = createManualClock();
    const clipped: Clock = { ...clock, after: (ms, run) => clock.after(Math.min(ms, 1_000), run) };
    const hub = createHub({ log: silentLog, clock: clipped });
    const year = subscriber(hub, { expiresAt: clock.now() + 2_500 });
    clock.advance(2_000);
    expect(year.ended).toEqual([]);
    clock.advance(500);
    expect(year.ended).toEqual(['expired']);
  });

  it('ends what was made with a key that is gone', () => {
    const hub = createHub({ log: silentLog });
    const [gone, kept, foreign] = [
      subscriber(hub, { apiKey: 'a' }),
      subscriber(hub, { apiKey: 'b' }),
      subscriber(hub, { apiKey: 'a', apiId: 'elsewhere' }),
    ];
    hub.expire('api', ({ apiKey }) => apiKey === 'a');
    expect([gone.ended, kept.ended, foreign.ended]).toEqual([['expired'], [], []]);
  });
});
