// What graphql-ws is given for a subscription: a stream without events that ends with it, or fails with what was wrong at the
// start. The events themselves go to the socket directly. Used by transport-ws.ts alone.
import { OffsyncError } from '../../../lib/errors.js';
import type { SubscribeError } from '../registration.js';

export type EndStream = AsyncGenerator<never, void, void>;

/** A subscription that was not accepted, or that could not go on, thrown by its stream. */
export class RefusedError extends OffsyncError {
  readonly errors: readonly SubscribeError[];

  constructor(errors: readonly SubscribeError[]) {
    super('SUBSCRIPTION_REFUSED', errors[0]?.message ?? 'The subscription was refused.');
    this.errors = errors;
  }
}

// biome-ignore lint/correctness/useYield: a stream that fails has nothing to give.
export async function* refusedStream(errors: readonly SubscribeError[]): EndStream {
  throw new RefusedError(errors);
}

/** Subscribes at once: `open` gets how to end the stream, with an error or without, and returns the way to unsubscribe. */
export function createEndStream(open: (end: (error?: SubscribeError) => void) => () => void): EndStream {
  const done: IteratorResult<never, void> = { done: true, value: undefined };
  let end: (error?: SubscribeError) => void = () => {};
  const ended = new Promise<IteratorResult<never, void>>((resolve, reject) => {
    end = (error) => (error ? reject(new RefusedError([error])) : resolve(done));
  });
  // Nobody may be asking yet.
  ended.catch(() => {});
  const unsubscribe = open(end);
  const finish = async (): Promise<IteratorResult<never, void>> => {
    unsubscribe();
    end();
    return done;
  };
  const stream: EndStream = {
    next: () => ended,
    return: finish,
    throw: finish,
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}
