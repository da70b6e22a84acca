// The texts an AppSync WebSocket server sends: built once where they can be. Used by appsync-ws.ts only; knows no state.
// real-time-websocket-client.md, "Real-time WebSocket operation"; members in the order AWS was recorded to send them.
import type { AuthType } from '../../../definition/model.js';
import type { SubscribeError } from '../registration.js';
import type { ConnectionError } from './handshake.js';

export const KEEP_ALIVE = '{"type":"ka"}';

export function connectionAck(connectionTimeoutMs: number): string {
  return JSON.stringify({ type: 'connection_ack', payload: { connectionTimeoutMs } });
}

/** A refused connection: a frame after a successful upgrade (recorded, amplify-flutter#2763), since browsers hide a status. */
export function connectionError(error: ConnectionError): string {
  return JSON.stringify({ payload: { errors: [error] }, type: 'connection_error' });
}

export function startAck(id: string): string {
  return JSON.stringify({ id, type: 'start_ack' });
}

export function complete(id: string): string {
  return JSON.stringify({ id, type: 'complete' });
}

/** Without an id the error is the connection's. */
export function errorFrame(id: string | undefined, ...errors: readonly SubscribeError[]): string {
  return JSON.stringify({ ...(id === undefined ? {} : { id }), type: 'error', payload: { errors } });
}

/** What stands before the payload in a `data` frame; `}` closes it. One concatenation per delivery, nothing serialised twice. */
export function dataPrefix(id: string): string {
  return `{"id":${JSON.stringify(id)},"type":"data","payload":`;
}

/** Recorded (gql, amplify-cli#4118, artillery#1567): the answer to whatever is not a subscription AppSync can read. */
export const UNSUPPORTED: SubscribeError = {
  errorType: 'UnsupportedOperation',
  message: 'unknown not supported through the realtime channel',
};

/**
 * What a subscription ends with whose caller's credentials end: Amplify connects anew when it hears this type (amplify-js#14569,
 * which tells that AppSync sends it when tokens expire). The sentences are those of a `start` that comes too late.
 */
export function credentialsEnded(type: AuthType): SubscribeError {
  const token = type === 'OPENID_CONNECT' || type === 'AMAZON_COGNITO_USER_POOLS';
  return {
    errorType: 'UnauthorizedException',
    message: token ? 'Token has expired.' : 'You are not authorized to make this call.',
  };
}

/** Recorded (amplify-js#12818). */
export function duplicated(id: string): SubscribeError {
  return { errorType: 'DuplicatedOperationError', message: `Duplicated operation with id ${id}` };
}

/** Recorded with 50, the limit of 2020 (amplify-js#5050). */
export function tooManySubscriptions(limit: number): SubscribeError {
  return { errorType: 'MaxSubscriptionsReachedError', message: `Max number of ${limit} subscriptions reached` };
}

/** real-time-websocket-client.md, "Error message": its example has no id. */
export const RATE_EXCEEDED: SubscribeError = { errorType: 'LimitExceededError', message: 'Rate limit exceeded' };

/** The Events API's words for the same mistake (event-api-websocket-protocol.md, "Unsubscribe message"). */
export function unknownOperation(id: string): SubscribeError {
  return { errorType: 'UnknownOperationError', message: `Unknown operation id ${id}` };
}
