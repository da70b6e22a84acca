// The way of an event from where it is published to the hubs that deliver it. In one process it is a function call; behind
// the same port, nodes that share an app can share its events. The hub attaches itself; nothing here knows subscriptions.

/** Plain JSON: a bus may carry it to another process. */
export type BusMessage =
  | { readonly kind: 'event'; readonly apiId: string; readonly fieldName: string; readonly event: unknown }
  | { readonly kind: 'invalidation'; readonly apiId: string; readonly fieldName: string; readonly payload: unknown };

export interface Bus {
  /**
   * True when hubs elsewhere may have subscribers that this one does not know: events are then made and published
   * although nobody listens here.
   */
  readonly shared: boolean;
  /** Gives a message to every hub on the bus, the sender's own included, each hub hearing one sender's in order. */
  publish(message: BusMessage): void;
  /** Returns the way to leave. */
  attach(receive: (message: BusMessage) => void): () => void;
}

/** Within the process, and at once: whoever publishes has delivered when this returns. */
export function createLocalBus(): Bus {
  const hubs = new Set<(message: BusMessage) => void>();
  return {
    shared: false,
    publish(message) {
      for (const receive of hubs) receive(message);
    },
    attach(receive) {
      hubs.add(receive);
      return () => void hubs.delete(receive);
    },
  };
}
