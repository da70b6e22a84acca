// A GraphQL request and its answer as the operation path takes and gives them. They know no HTTP beyond its status.
import type { ErrorEntry } from './entries.js';

export interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly domainName: string | null;
  /** Where it came by, when it came by HTTP. */
  readonly endpoint?: { readonly secure: boolean; readonly path: string };
}

export interface GraphQLResponse {
  readonly status: number;
  /** What was executed; absent when nothing was. */
  readonly operation?: 'query' | 'mutation' | 'subscription';
  /** Sent as `x-amzn-errortype` when the request failed as a whole. */
  readonly errorType?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly data?: unknown;
    readonly errors?: readonly (ErrorEntry | { readonly errorType: string | null; readonly message: string })[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  };
  /** Of a subscription whose client asked for an event stream: payloads as JSON text. */
  readonly events?: AsyncGenerator<string, void, void>;
}
