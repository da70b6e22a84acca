// What real time counts, as the metrics door shows it: the hub's numbers, and those of the sockets of each API.
import { expect, it } from 'vitest';
import { createHub } from '../../../src/appsync/realtime/hub.js';
import { observeRealtime } from '../../../src/appsync/realtime/observe.js';
import { trackSockets } from '../../../src/appsync/realtime/open-sockets.js';
import { createAppSyncWsDoor } from '../../../src/appsync/realtime/protocols/appsync-ws.js';
import { createManualClock } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import { createMetrics } from '../../../src/lib/metrics.js';
import { base64url, connect, fakeApi, request, settle } from './fakes.js';

it('is what happened on the sockets', async () => {
  const metrics = createMetrics();
  const hub = createHub({ log: silentLog, limits: { payloadBytes: 100 } });
  const limits = { bufferedBytes: 10 };
  const door = createAppSyncWsDoor({ ...fakeApi(), hub, clock: createManualClock(), log: silentLog, limits });
  const sockets = trackSockets(door);
  observeRealtime(metrics, hub, new Map([['api', { sockets, protocols: [door] }]]));
  const open = (key: string) => {
    const authorization = { host: 'localhost:4566', 'x-api-key': key };
    const client = connect(
      sockets.door,
      request('/graphql/realtime', { 'sec-websocket-protocol': `graphql-ws, header-${base64url(authorization)}` }),
    );
    const data = JSON.stringify({ query: 'subscription { onPost { id } }', variables: {} });
    client.send({ id: '1', type: 'start', payload: { data, extensions: { authorization } } });
    return client;
  };
  const [slow] = [open('good'), open('good'), open('bad')];
  await settle();
  hub.publish('api', 'onPost', { id: '1' });
  hub.publish('api', 'onPost', { id: 'x'.repeat(100) });
  slow!.buffered = 11;
  hub.publish('api', 'onPost', { id: '2' });
  slow!.leave();
  expect(metrics.text().match(/^offsync_.*$/gm)).toEqual([
    'offsync_realtime_subscriptions 1',
    'offsync_realtime_events_total 3',
    'offsync_realtime_deliveries_total 4',
    'offsync_realtime_oversized_total 1',
    'offsync_realtime_invalidated_total 0',
    // The refused one is still open here: its transport has not said that it left.
    'offsync_realtime_connections{api="api"} 2',
    'offsync_realtime_refused_total{api="api"} 1',
    'offsync_realtime_slow_total{api="api"} 1',
  ]);
});
