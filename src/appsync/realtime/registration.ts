// What a subscription is once `start` was accepted: made by execution/, kept by the hub, never knows a socket.
import type { Caller } from '../auth/identity.js';

/** A client's wish to subscribe, whichever protocol brought it. */
export interface SubscribeRequest {
  readonly apiId: string;
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Lower-case names, for `ctx.request.headers`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly caller: Caller;
}

/** One error entry as clients see it; a document that does not validate has no error type, but locations. */
export interface SubscribeError {
  readonly errorType?: string | null;
  readonly message: string;
}

/** A filter of aws-appsync-real-time-enhanced-filtering.md: groups are OR, the filters of a group AND. */
export interface FilterGroups {
  readonly filterGroup: readonly {
    readonly filters: readonly { readonly fieldName: string; readonly operator: string; readonly value: unknown }[];
  }[];
}

export interface Registration {
  readonly apiId: string;
  /** The field of type Subscription. */
  readonly fieldName: string;
  /** By name, with the defaults of the schema, as resolvers see them; one without a value does not filter, a null matches null. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** extensions.setSubscriptionFilter: replaces the filter by arguments. */
  readonly filter: FilterGroups | undefined;
  /** extensions.setSubscriptionInvalidationFilter. */
  readonly invalidation: FilterGroups | undefined;
  /** Milliseconds since 1970: when the caller's credentials end, and the subscription with them. Asked again then: API keys are prolonged. */
  readonly expiresAt?: number | undefined;
  /** The API key it was made with, or the access key and its owner. */
  readonly apiKey?: string;
  readonly principal?: Caller['principal'];
  /** Registrations with the same key get the same bytes for the same event. */
  readonly projectionKey: string;
  /** The payload for an event, as JSON text: `{"data":{"onX":{...}}}`. `event` is the mutation's selected result. */
  project(event: unknown): string;
}

/** Implemented by execution/: validates, authorizes, runs the subscription's own resolver. */
export type Register = (
  request: SubscribeRequest,
) => Promise<{ readonly registration: Registration } | { readonly errors: readonly SubscribeError[] }>;
