// graphql-transport-ws, today's common protocol (GraphiQL, urql, Apollo's GraphQLWsLink): not AppSync's, but the console and
// tools speak it. The package graphql-ws keeps the protocol; this file joins it to the hub. Subscriptions only, as on AWS.
import { type ExecutionResult, type GraphQLFormattedError, parse } from 'graphql';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, makeServer } from 'graphql-ws';
import type { DoorRequest, SocketDoor } from '../../../lib/door.js';
import { messageOf } from '../../../lib/errors.js';
import { isObject } from '../../../lib/json.js';
import type { Log } from '../../../lib/log.js';
import { isSigned } from '../../auth/iam.js';
import type { Credentials } from '../../auth/identity.js';
import { originOf } from '../../auth/origin.js';
import type { RealtimeApi } from '../api.js';
import type { Hub } from '../hub.js';
import type { SubscribeError } from '../registration.js';
import { connectionCredentials, graphqlHost, graphqlPath, lowerCaseHeaders } from './handshake.js';
import { createPayloadQueue, type PayloadStream, RefusedError, refusedStream } from './payload-queue.js';

export interface TransportWsOptions extends RealtimeApi {
  readonly hub: Hub;
  readonly log: Log;
  /** Events that may wait for a client that reads slowly before it is dropped. */
  readonly waiting?: number;
  /** The same in bytes, for what is on its way to the network. */
  readonly bufferedBytes?: number;
}

/** One connection: what it was opened with, known after connection_init. */
interface Extra {
  readonly request: DoorRequest;
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
  return {
    method: 'POST',
    host: headers['host'] ?? graphqlHost(request),
    path: `${graphqlPath(request)}/connect`,
    headers,
    body: Buffer.from('{}'),
    ...originOf(request),
    connecting: true,
  };
}

/** The SocketDoor of one API for graphql-transport-ws. */
export function createTransportWsDoor(options: TransportWsOptions): SocketDoor {
  const { hub, log } = options;
  const waiting = options.waiting ?? 1_000;
  const bufferedBytes = options.bufferedBytes ?? 8 * 1024 * 1024;

  /** The events of a subscription, or a stream that fails at once with what was wrong. */
  const subscribe = async (
    { request, credentials }: Extra,
    payload: { query: string; operationName?: string | null | undefined; variables?: unknown },
  ): Promise<PayloadStream> => {
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
      return createPayloadQueue(
        waiting,
        (payload) => JSON.parse(payload) as ExecutionResult,
        (deliver, end) => hub.subscribe(registration, deliver, end),
      );
    } catch (error) {
      log.write('error', `A subscription could not be started: ${messageOf(error)}`, {
        stack: error instanceof Error ? error.stack : undefined,
      });
      return refusedStream([{ errorType: 'InternalFailure', message: 'An internal error occurred.' }]);
    }
  };

  const server = makeServer<Record<string, unknown> | undefined, Extra>({
    onConnect: async ({ extra, connectionParams }) => {
      const credentials = initCredentials(extra.request, connectionParams, options.answersTo);
      const decision = credentials && (await options.authenticate(credentials));
      if (decision === undefined || 'refusal' in decision) return false;
      extra.credentials = credentials;
      return true;
    },
    onSubscribe: async ({ extra }, _id, payload) => ({
      // Never looked at: `subscribe` answers with the stream, and reads nothing else.
      schema: undefined as never,
      document: SUBSCRIPTION,
      rootValue: await subscribe(extra, payload),
    }),
    subscribe: ({ rootValue }) => rootValue as PayloadStream,
    onError: (_context, _id, _payload, [error]) =>
      error?.originalError instanceof RefusedError ? error.originalError.errors.map(entry) : undefined,
  });

  return {
    protocol: (offered) =>
      offered.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : undefined,
    open: (socket, request, protocol) => {
      let receive: (data: string) => Promise<void> = async () => {};
      const closed = server.opened(
        {
          protocol: protocol ?? '',
          send: (data) => {
            socket.send(data);
            if (socket.buffered > bufferedBytes) socket.close(CLOSE_TOO_SLOW, 'The client reads too slowly');
          },
          close: (code, reason) => socket.close(code ?? 1000, reason ?? ''),
          onMessage: (listener) => {
            receive = listener;
          },
        },
        { request, credentials: undefined },
      );
      return {
        message: (data) => {
          receive(typeof data === 'string' ? data : Buffer.from(data).toString('utf8')).catch((error: unknown) => {
            log.write('error', `A graphql-transport-ws connection failed: ${messageOf(error)}`);
            socket.close(CloseCode.InternalServerError, 'Internal server error');
          });
        },
        closed: (code) => void closed(code, ''),
      };
    },
  };
}

/** An error as AppSync shows it: `errorType` beside the message. */
function entry(error: SubscribeError): GraphQLFormattedError {
  return { ...error };
}
