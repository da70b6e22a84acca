// Answers as server-sent events, for clients that ask for text/event-stream: GraphQL over SSE, "distinct connections mode"
// (https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverSSE.md). AppSync has none; tools of the field do.
import type { Clock, Timer } from '../../lib/clock.js';
import type { DoorResponse } from '../../lib/door.js';
import type { GraphQLResponse } from '../execution/execute.js';
import { responseHeaders, writeAnswer } from './envelope.js';

/** A comment now and then, so that nothing on the way takes the stream for dead. */
const KEEP_ALIVE_MS = 12_000;
const KEEP_ALIVE = ':\n\n';

const next = (payload: string): string => `event: next\ndata: ${payload}\n\n`;
const COMPLETE = 'event: complete\ndata: \n\n';

/** One `next` for each event, or for the one result there is; then `complete`. A request that failed as a whole is plain JSON. */
export function writeEvents(response: GraphQLResponse, requestId: string, clock: Clock): DoorResponse {
  if (response.errorType !== undefined) return writeAnswer(response, requestId);
  const headers = {
    ...responseHeaders(response, requestId),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  };
  const { events } = response;
  if (!events) return { status: 200, headers, body: next(JSON.stringify(response.body)) + COMPLETE };
  return { status: 200, headers, body: streamOf(events, clock) };
}

function streamOf(events: AsyncGenerator<string, void, void>, clock: Clock): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder();
  let timer: Timer | undefined;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // At once: the client knows that it is subscribed.
        controller.enqueue(bytes.encode(KEEP_ALIVE));
        const beat = (): void => {
          timer = clock.after(KEEP_ALIVE_MS, () => {
            controller.enqueue(bytes.encode(KEEP_ALIVE));
            beat();
          });
        };
        beat();
      },
      async pull(controller) {
        const { done, value } = await events.next();
        if (!done) controller.enqueue(bytes.encode(next(value)));
        else {
          timer?.cancel();
          controller.enqueue(bytes.encode(COMPLETE));
          controller.close();
        }
      },
      async cancel() {
        timer?.cancel();
        await events.return();
      },
    },
    { highWaterMark: 0 },
  );
}
