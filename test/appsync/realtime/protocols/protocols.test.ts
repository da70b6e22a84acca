// What every real-time protocol does alike, over real WebSockets on a port of their own.
import { afterEach, describe, expect, it } from 'vitest';
import { createHub } from '../../../../src/appsync/realtime/hub.js';
import { createRealtimeDoor } from '../../../../src/appsync/realtime/protocols/door.js';
import { type Listener, listen } from '../../../../src/doors/listener.js';
import { systemClock } from '../../../../src/lib/clock.js';
import { silentLog } from '../../../../src/lib/log.js';
import { fakeApi, registration } from '../fakes.js';
import { DRIVERS, type Session } from './drivers.js';

const listeners: Listener[] = [];
const sessions: Session[] = [];
afterEach(async () => {
  for (const session of sessions.splice(0)) session.leave();
  await Promise.all(listeners.splice(0).map((listener) => listener.close()));
});

describe.each(DRIVERS)('$name', (driver) => {
  async function setUp() {
    const hub = createHub({ log: silentLog });
    const api = fakeApi();
    const [first, ...others] = DRIVERS.map(({ door }) => door(api, hub));
    const listener = await listen({
      port: 0,
      host: '127.0.0.1',
      door: () => ({ status: 404, headers: {}, body: '' }),
      socketDoor: () => createRealtimeDoor([first!, ...others]),
      clock: systemClock,
      log: silentLog,
    });
    listeners.push(listener);
    const open = async (key = 'good'): Promise<Session> => {
      const session = await driver.connect(listener.port, key);
      sessions.push(session);
      return session;
    };
    /** Subscribes, and waits until the hub knows. */
    const subscribed = async (session: Session, id: string, variables: object = {}): Promise<void> => {
      const before = hub.counters.subscriptions;
      session.subscribe(id, variables);
      await until(() => hub.counters.subscriptions === before + 1);
      if (driver.acknowledges) await session.heard(session.told.length + 1);
      session.told.length = 0;
    };
    return { hub, api, open, subscribed };
  }
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  };
  const event = (id: string, post: string) => ({ kind: 'event', id, payload: { data: { onPost: { id: post } } } });

  it('delivers what matches, in order', async () => {
    const { hub, open, subscribed } = await setUp();
    const session = await open();
    await subscribed(session, 'all');
    await subscribed(session, 'two', { id: '2' });
    for (const id of ['1', '2', '3']) hub.publish('api', 'onPost', { id });
    const heard = await session.heard(4);
    expect(heard.filter(({ id }) => id === 'all')).toEqual(['1', '2', '3'].map((post) => event('all', post)));
    expect(heard.filter(({ id }) => id === 'two')).toEqual([event('two', '2')]);
  });

  it('registers with the query, its variables and the caller', async () => {
    const { api, open, subscribed } = await setUp();
    await subscribed(await open(), '1', { id: 'x' });
    expect(api.subscribed).toMatchObject([
      { apiId: 'api', variables: { id: 'x' }, caller: { type: 'API_KEY' }, headers: { 'x-api-key': 'good' } },
    ]);
    expect(api.subscribed[0]!.query).toContain('onPost');
  });

  it('refuses who may not connect', async () => {
    const { open } = await setUp();
    await expect(open('bad')).rejects.toThrow();
  });

  it('fails a subscription that is not accepted, and goes on', async () => {
    const { api, hub, open, subscribed } = await setUp();
    const { registers } = api;
    api.registers = async () => ({ errors: [{ errorType: 'Unauthorized', message: 'no' }] });
    const session = await open();
    session.subscribe('1', {});
    expect(await session.heard(1)).toEqual([{ kind: 'failed', id: '1' }]);
    api.registers = registers;
    session.told.length = 0;
    await subscribed(session, '2');
    hub.publish('api', 'onPost', { id: '1' });
    expect(await session.heard(1)).toEqual([event('2', '1')]);
  });

  it('stops when asked', async () => {
    const { hub, open, subscribed } = await setUp();
    const session = await open();
    await subscribed(session, '1');
    await subscribed(session, '2');
    session.unsubscribe('1');
    await until(() => hub.counters.subscriptions === 1);
    hub.publish('api', 'onPost', { id: 'x' });
    const heard = await session.heard(driver.acknowledges ? 2 : 1);
    expect(heard.filter(({ kind }) => kind === 'event')).toEqual([event('2', 'x')]);
  });

  it('says that an invalidated subscription is over', async () => {
    const { hub, api, open, subscribed } = await setUp();
    const invalidation = { filterGroup: [{ filters: [{ fieldName: 'group', operator: 'eq', value: 'a' }] }] };
    api.registers = async () => ({ registration: registration({ invalidation }) });
    const session = await open();
    await subscribed(session, '1');
    hub.invalidate('api', 'onPost', { group: 'a' });
    expect(await session.heard(1)).toEqual([{ kind: 'completed', id: '1' }]);
  });

  it('takes the subscriptions of a client that leaves', async () => {
    const { hub, open, subscribed } = await setUp();
    const session = await open();
    await subscribed(session, '1');
    await subscribed(session, '2');
    session.leave();
    await until(() => hub.counters.subscriptions === 0);
  });
});
