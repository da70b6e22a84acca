// From push to pull: the hub hands payloads over, graphql-ws and event streams ask for them one by one. Bounded, so that a client
// that does not read ends its subscription instead of filling the memory. Used by transport-ws.ts and by the gateway.
import type { ExecutionResult } from 'graphql';
import { OffsyncError } from '../../../lib/errors.js';
import type { SubscribeError } from '../registration.js';

export type PayloadStream = AsyncGenerator<ExecutionResult, void, void>;

/** A subscription that was not accepted, thrown by its stream. */
export class RefusedError extends OffsyncError {
  readonly errors: readonly SubscribeError[];

  constructor(errors: readonly SubscribeError[]) {
    super('SUBSCRIPTION_REFUSED', errors[0]?.message ?? 'The subscription was refused.');
    this.errors = errors;
  }
}

// biome-ignore lint/correctness/useYield: a stream that fails has nothing to give.
export async function* refusedStream(errors: readonly SubscribeError[]): PayloadStream {
  throw new RefusedError(errors);
}

/**
 * Subscribes at once, so that nothing published from now on is missed; `open` gets where to deliver and how to end, and
 * returns the way to unsubscribe; `read` makes what is asked for of a payload.
 */
export function createPayloadQueue<T>(
  limit: number,
  read: (payloadJson: string) => T,
  open: (deliver: (payloadJson: string) => void, end: () => void) => () => void,
): AsyncGenerator<T, void, void> {
  const payloads: string[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  const end = (): void => {
    ended = true;
    wake?.();
  };
  const unsubscribe = open((payload) => {
    if (payloads.length >= limit) end();
    else payloads.push(payload);
    wake?.();
  }, end);
  const next = async (): Promise<IteratorResult<T, void>> => {
    while (payloads.length === 0 && !ended)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    const payload = payloads.shift();
    if (payload !== undefined) return { done: false, value: read(payload) };
    unsubscribe();
    return { done: true, value: undefined };
  };
  const finish = async (): Promise<IteratorResult<T, void>> => {
    unsubscribe();
    payloads.length = 0;
    end();
    return { done: true, value: undefined };
  };
  const stream: AsyncGenerator<T, void, void> = {
    next,
    return: finish,
    throw: finish,
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}
