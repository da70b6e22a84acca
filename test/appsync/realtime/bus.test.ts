// Two hubs on one bus: an event published at either reaches the subscribers of both, as it would on two nodes.
import { describe, expect, it } from 'vitest';
import { type Bus, type BusMessage, createLocalBus } from '../../../src/appsync/realtime/bus.js';
import { createHub } from '../../../src/appsync/realtime/hub.js';
import { silentLog } from '../../../src/lib/log.js';
import { registration } from './fakes.js';

/** A bus as a network would be one: text goes over it, and arrives when the test says so. */
function createSlowBus(): Bus & { deliver(): void } {
  const line: string[] = [];
  const hubs = new Set<(message: BusMessage) => void>();
  return {
    shared: true,
    publish: (message) => void line.push(JSON.stringify(message)),
    attach(receive) {
      hubs.add(receive);
      return () => void hubs.delete(receive);
    },
    deliver() {
      for (const text of line.splice(0)) for (const receive of hubs) receive(JSON.parse(text) as BusMessage);
    },
  };
}

function nodes(bus: Bus) {
  return [0, 1].map(() => {
    const hub = createHub({ log: silentLog, bus });
    const got: string[] = [];
    const ended: string[] = [];
    const invalidation = { filterGroup: [{ filters: [{ fieldName: 'group', operator: 'eq', value: 'a' }] }] };
    hub.subscribe(
      registration({ invalidation }),
      (payload) => got.push(payload),
      (reason) => ended.push(reason),
    );
    return { hub, got, ended };
  });
}

describe('a bus', () => {
  it('takes events to every hub, in the order of publishing', () => {
    const bus = createSlowBus();
    const [here, there] = nodes(bus);
    here!.hub.publish('api', 'onPost', { id: 1 });
    here!.hub.publish('api', 'onPost', { id: 2 });
    expect(here!.got).toEqual([]);
    bus.deliver();
    const payloads = [1, 2].map((id) => `{"data":{"onPost":{"id":${id}}}}`);
    expect([here!.got, there!.got]).toEqual([payloads, payloads]);
    expect(there!.hub.counters).toMatchObject({ events: 2, deliveries: 2 });
  });

  it('takes invalidations, too', () => {
    const bus = createSlowBus();
    const [here, there] = nodes(bus);
    there!.hub.invalidate('api', 'onPost', { group: 'a' });
    bus.deliver();
    expect([here!.ended, there!.ended]).toEqual([['invalidated'], ['invalidated']]);
  });

  it('has events made although nobody listens here', () => {
    const bus = createSlowBus();
    expect(createHub({ log: silentLog, bus }).hasSubscribers('api', 'onPost')).toBe(true);
    expect(createHub({ log: silentLog }).hasSubscribers('api', 'onPost')).toBe(false);
  });

  it('is left by a hub that closes', () => {
    const bus = createSlowBus();
    const [here, there] = nodes(bus);
    there!.hub.close();
    here!.hub.publish('api', 'onPost', { id: 1 });
    bus.deliver();
    expect([here!.got.length, there!.got.length]).toEqual([1, 0]);
  });

  it('within the process has delivered when publishing returns', () => {
    const [here, there] = nodes(createLocalBus());
    here!.hub.publish('api', 'onPost', {});
    expect([here!.got.length, there!.got.length]).toEqual([1, 1]);
  });
});
