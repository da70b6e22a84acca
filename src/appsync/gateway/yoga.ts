// Everything unusual on a GraphQL endpoint: multipart, event streams, GraphiQL in a browser. Yoga reads and writes HTTP
// here; operations still go through the one operation path. Loaded when first needed (it costs start-up time).
import { ReadableStream } from 'node:stream/web';
import type { DoorRequest, DoorResponse } from '../../lib/door.js';
import type { GraphQLResponse } from '../execution/execute.js';
import { type GraphQLParams, readParams } from './envelope.js';

export interface YogaOptions {
  /** Authenticates and executes, as the fast door does; undefined for what can't be read. */
  readonly run: (params: GraphQLParams | undefined, request: DoorRequest) => GraphQLResponse | Promise<GraphQLResponse>;
  readonly write: (response: GraphQLResponse) => DoorResponse;
  readonly graphiql: { readonly title: string; readonly headers: Readonly<Record<string, string>> };
}

export async function createYogaDoor(options: YogaOptions): Promise<(request: DoorRequest) => Promise<DoorResponse>> {
  const [{ createYoga, createSchema }, { renderGraphiQL }] = await Promise.all([
    import('graphql-yoga'),
    import('@graphql-yoga/render-graphiql'),
  ]);
  const answers = new WeakMap<object, GraphQLResponse>();
  const yoga = createYoga<{ door: DoorRequest }>({
    // Never executed: onParams answers first. Yoga insists on having a schema.
    schema: createSchema({ typeDefs: 'type Query { _: Boolean }' }),
    graphqlEndpoint: '*',
    logging: false,
    maskedErrors: false,
    landingPage: false,
    renderGraphiQL,
    graphiql: {
      title: options.graphiql.title,
      headers: JSON.stringify(options.graphiql.headers, null, 2),
      subscriptionsProtocol: 'WS',
      credentials: 'same-origin',
    },
    cors: { origin: '*', credentials: false },
    plugins: [
      {
        // The request path of the endpoint: one step, before Yoga parses or validates anything.
        async onParams({ params, setResult, context }) {
          const door = (context as unknown as { door: DoorRequest }).door;
          const response = await options.run(readParams(params), door);
          const result = { ...(response.body as object) };
          answers.set(result, response);
          setResult(result as never);
        },
      },
      {
        onResultProcess({ result, acceptableMediaTypes, setResultProcessor }) {
          const answer = answers.get(result as object);
          if (!answer) return;
          setResultProcessor((_result, fetchAPI) => {
            const written = options.write(answer);
            return new fetchAPI.Response(written.body as string, { status: written.status, headers: written.headers });
          }, acceptableMediaTypes[0] ?? 'application/json');
        },
      },
    ],
  });
  return async (request) => {
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD' && request.body.byteLength > 0;
    const response = await yoga.fetch(
      `http://${request.headers['host'] ?? 'localhost'}${request.url}`,
      {
        method: request.method,
        headers: request.headers,
        ...(hasBody ? { body: request.body as unknown as BodyInit } : {}),
      },
      { door: request },
    );
    const headers: Record<string, string> = {};
    response.headers.forEach((value, name) => {
      headers[name] = value;
    });
    // Yoga's streams are its own; only answers without an end are handed on as one.
    const endless = /^(text\/event-stream|multipart\/mixed)/.test(headers['content-type'] ?? '') && response.body;
    const body = endless
      ? (ReadableStream.from(
          response.body as AsyncIterable<Uint8Array>,
        ) as unknown as globalThis.ReadableStream<Uint8Array>)
      : await response.text();
    return { status: response.status, headers, body };
  };
}
