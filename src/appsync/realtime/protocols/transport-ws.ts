// graphql-transport-ws, today's common protocol (GraphiQL, urql, Apollo's GraphQLWsLink): not AppSync's, but the console and
// tools speak it. The package graphql-ws keeps the protocol; this file joins it to the hub. Subscriptions only, as on AWS.
import { type GraphQLFormattedError, parse } from 'graphql';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, makeServer } from 'graphql-ws';
import type { DoorRequest, Socket, SocketDoor } from '../../../lib/door.js';
import { messageOf } from '../../../lib/errors.js';
import { isObject } from '../../../lib/json.js';
import type { Log } from '../../../lib/log.js';
import { isSigned } from '../../auth/iam.js';
import type { Credentials } from '../../auth/identity.js';
import { originOf } from '../../auth/origin.js';
import type { RealtimeApi } from '../api.js';
import type { Hub } from '../hub.js';
import type { SubscribeError } from '../registration.js';
import type { ConnectionCounters } from './appsync-ws.js';
import { createEndStream, type EndStream, RefusedError, refusedStream } from './end-stream.js';
import { credentialsEnded } from './frames.js';
import { connectionCredentials, graphqlHost, graphqlPath, lowerCaseHeaders, sameHost } from './handshake.js';

export interface TransportWsOptions extends RealtimeApi {
  readonly hub: Hub;
  readonly log: Log;
  /** What may wait for a client that reads slowly before it is dropped, in bytes. */
  readonly bufferedBytes?: number;
}

/** One connection: what it was opened with, known after connection_init. */
interface Extra {
  readonly request: DoorRequest;
  /** Sends a frame, and closes when too much waits already. */
  readonly send: (frame: string) => void;
  credentials: Credentials | undefined;
}

const CLOSE_TOO_SLOW = 1013;

/** graphql-ws wants a document to see that the operation is a subscription; ours is read by `register` alone. */
const SUBSCRIPTION = parse('subscription { any }', { noLocation: true });

/** Credentials out of connection_init: its payload is the headers, or has them under `headers`; else the URL's. */
function initCredentials(
  request: DoorRequest,
  payload: unknown,
  answersTo: RealtimeApi['answersTo'],
): Credentials | undefined {
  const given = isObject(payload) ? (isObject(payload['headers']) ? payload['headers'] : payload) : {};
  const headers = lowerCaseHeaders(given);
  if (headers['x-api-key'] === undefined && headers['authorization'] === undefined) {
    const credentials = connectionCredentials(request, answersTo);
    return 'errorCode' in credentials ? undefined : credentials;
  }
  const host = headers['host'] ?? graphqlHost(request);
  // A signature for another host was made for somebody else.
  if (!sameHost(host, graphqlHost(request)) && answersTo?.(host) !== true) return undefined;
  return {
    method: 'POST',
    host,
    path: `${graphqlPath(request)}/connect`,
    headers,
    body: Buffer.from('{}'),
    ...originOf(request),
    connecting: true,
  };
}

export interface TransportWsDoor extends SocketDoor {
  readonly counters: ConnectionCounters;
}

/** What stands before the payload in a `next` frame; `}` closes it: the hub's text is sent as it is. */
function nextPrefix(id: string): string {
  return `{"id":${JSON.stringify(id)},"type":"next","payload":`;
}

/** The SocketDoor of one API for graphql-transport-ws. */
export function createTransportWsDoor(options: TransportWsOptions): TransportWsDoor {
  const { hub, log } = options;
  const bufferedBytes = options.bufferedBytes ?? 8 * 1024 * 1024;

  const counters = { connections: 0, refused: 0, slow: 0 };

  /**
   * Subscribes. graphql-ws hears of the end only, from a stream without events: those go past it to the socket, or each
   * would be parsed and written anew for each client. A stream that fails at once says what was wrong.
   */
  const subscribe = async (
    { request, send, credentials }: Extra,
    id: string,
    payload: { query: string; operationName?: string | null | undefined; variables?: unknown },
  ): Promise<EndStream> => {
    try {
      // Asked again each time: a socket outlives the key it was opened with. A signature covers the connection alone.
      const decision = await options.authenticate(
        isSigned(credentials!)
          ? credentials!
          : { ...credentials!, connecting: false, body: Buffer.from(JSON.stringify(payload)) },
      );
      if ('refusal' in decision) {
        const { errorType, message } = decision.refusal;
        return refusedStream([{ errorType, message }]);
      }
      const result = await options.register({
        apiId: options.apiId,
        query: payload.query,
        operationName: payload.operationName ?? undefined,
        variables: isObject(payload.variables) ? payload.variables : {},
        headers: { ...request.headers, ...credentials!.headers },
        caller: decision.caller,
      });
      if ('errors' in result) return refusedStream(result.errors);
      const { registration } = result;
      const prefix = nextPrefix(id);
      const { type } = decision.caller;
      return createEndStream((end) =>
        hub.subscribe(
          registration,
          (text) => send(`${prefix}${text}}`),
          (reason) => end(reason === 'expired' ? credentialsEnded(type) : undefined),
        ),
      );
    } catch (error) {
      log.write('error', `A subscription could not be started: ${messageOf(error)}`, {
        stack: error instanceof Error ? error.stack : undefined,
      });
      return refusedStream([{ errorType: 'InternalFailure', message: 'An internal error occurred.' }]);
    }
  };

  const boundedSend = (socket: Socket) => {
    let dropped = false;
    return (frame: string): void => {
      if (dropped) return;
      socket.send(frame);
      if (socket.buffered <= bufferedBytes) return;
      dropped = true;
      counters.slow++;
      socket.close(CLOSE_TOO_SLOW, 'The client reads too slowly');
    };
  };

  const server = makeServer<Record<string, unknown> | undefined, Extra>({
    onConnect: async ({ extra, connectionParams }) => {
      const credentials = initCredentials(extra.request, connectionParams, options.answersTo);
      const decision = credentials && (await options.authenticate(credentials));
      if (decision === undefined || 'refusal' in decision) {
        counters.refused++;
        const why = decision ? decision.refusal.message : 'no credentials, or those of another host.';
        log.write('info', `A real-time connection was refused: ${why}`);
        return false;
      }
      extra.credentials = credentials;
      return true;
    },
    onSubscribe: async ({ extra }, id, payload) => ({
      // Never looked at: `subscribe` answers with the stream, and reads nothing else.
      schema: undefined as never,
      document: SUBSCRIPTION,
      rootValue: await subscribe(extra, id, payload),
    }),
    subscribe: ({ rootValue }) => rootValue as EndStream,
    onError: (_context, _id, _payload, [error]) =>
      error?.originalError instanceof RefusedError ? error.originalError.errors.map(entry) : undefined,
  });

  return {
    protocol: (offered) =>
      offered.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : undefined,
    open: (socket, request, protocol) => {
      let receive: (data: string) => Promise<void> = async () => {};
      const send = boundedSend(socket);
      counters.connections++;
      const closed = server.opened(
        {
          protocol: protocol ?? '',
          send,
          close: (code, reason) => socket.close(code ?? 1000, reason ?? ''),
          onMessage: (listener) => {
            receive = listener;
          },
        },
        { request, send, credentials: undefined },
      );
      return {
        message: (data) => {
          receive(typeof data === 'string' ? data : Buffer.from(data).toString('utf8')).catch((error: unknown) => {
            log.write('error', `A graphql-transport-ws connection failed: ${messageOf(error)}`);
            socket.close(CloseCode.InternalServerError, 'Internal server error');
          });
        },
        closed: (code) => {
          counters.connections--;
          void closed(code, '');
        },
      };
    },
    get counters() {
      return { ...counters };
    },
  };
}

/** An error as AppSync shows it: `errorType` beside the message. */
function entry(error: SubscribeError): GraphQLFormattedError {
  return { ...error };
}
