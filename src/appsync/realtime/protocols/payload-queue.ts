// From push to pull: the hub hands payloads over, an event stream asks for them one by one. Bounded, so that a client that
// does not read ends its subscription instead of filling the memory. Used by the gateway, where subscriptions come over HTTP.

/**
 * Subscribes at once, so that nothing published from now on is missed; `open` gets where to deliver and how to end, with a last
 * payload or without, and returns the way to unsubscribe. The payloads are JSON texts, as the hub made them.
 */
export function createPayloadQueue(
  limit: number,
  open: (deliver: (payloadJson: string) => void, end: (last?: string) => void) => () => void,
): AsyncGenerator<string, void, void> {
  const payloads: string[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  const end = (last?: string): void => {
    if (last !== undefined) payloads.push(last);
    ended = true;
    wake?.();
  };
  const unsubscribe = open((payload) => {
    if (payloads.length >= limit) end();
    else payloads.push(payload);
    wake?.();
  }, end);
  const next = async (): Promise<IteratorResult<string, void>> => {
    while (payloads.length === 0 && !ended)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    const payload = payloads.shift();
    if (payload !== undefined) return { done: false, value: payload };
    unsubscribe();
    return { done: true, value: undefined };
  };
  const finish = async (): Promise<IteratorResult<string, void>> => {
    unsubscribe();
    payloads.length = 0;
    end();
    return { done: true, value: undefined };
  };
  const stream: AsyncGenerator<string, void, void> = {
    next,
    return: finish,
    throw: finish,
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}
