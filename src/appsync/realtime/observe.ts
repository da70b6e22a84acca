// What real time counts, for the metrics door: read when somebody looks, from the numbers that the hub and the protocols keep
// anyway. The wing's face calls it once.
import type { Metrics, Sample } from '../../lib/metrics.js';
import type { Hub, HubCounters } from './hub.js';

interface Endpoint {
  /** Whatever they speak. */
  readonly sockets: { readonly open: number };
  readonly protocols: readonly { readonly counters: { readonly refused: number; readonly slow: number } }[];
}

export function observeRealtime(metrics: Metrics, hub: Hub, endpoints: ReadonlyMap<string, Endpoint>): void {
  const ofHub = (kind: 'counter' | 'gauge', name: string, key: keyof HubCounters, help: string): void =>
    metrics.observe(`offsync_realtime_${name}`, help, kind, () => [{ labels: {}, value: hub.counters[key] }]);
  ofHub('gauge', 'subscriptions', 'subscriptions', 'Subscriptions that stand now.');
  ofHub('counter', 'events_total', 'events', 'Events given to the hub.');
  ofHub('counter', 'deliveries_total', 'deliveries', 'Payloads handed to subscriptions.');
  ofHub('counter', 'oversized_total', 'oversized', 'Payloads dropped since they were too long.');
  ofHub('counter', 'invalidated_total', 'invalidated', 'Subscriptions ended by extensions.invalidateSubscriptions.');

  const ofEach = (read: (endpoint: Endpoint) => number) => (): readonly Sample[] =>
    [...endpoints].map(([api, endpoint]) => ({ labels: { api }, value: read(endpoint) }));
  const sum = (key: 'refused' | 'slow') =>
    ofEach(({ protocols }) => protocols.reduce((all, { counters }) => all + counters[key], 0));
  metrics.observe(
    'offsync_realtime_connections',
    'Sockets that are open now.',
    'gauge',
    ofEach(({ sockets }) => sockets.open),
  );
  metrics.observe('offsync_realtime_refused_total', 'Connections that were refused.', 'counter', sum('refused'));
  metrics.observe(
    'offsync_realtime_slow_total',
    'Connections closed since they read too slowly.',
    'counter',
    sum('slow'),
  );
}
