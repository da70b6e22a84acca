// Who calls, decided by one function for every door: HTTP requests, both real-time handshakes, Events.
import type { AuthType } from '../../definition/model.js';
import type { IdentityContext } from '../runtime/unit.js';

/** What an authentication decision is made from. A real-time handshake fills it from its header object. */
export interface Credentials {
  readonly method: string;
  /** The GraphQL endpoint's host and port, as signed. */
  readonly host: string;
  /** The path as signed: `/graphql`, `/graphql/connect`. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly remoteAddress: string;
}

export interface Caller {
  readonly type: AuthType;
  /** `util.authType()`'s text. */
  readonly label: string;
  /** `ctx.identity`. */
  readonly identity: IdentityContext;
}

export interface Refusal {
  readonly status: 401 | 403;
  readonly errorType: string;
  readonly message: string;
}

export type AuthDecision = { readonly caller: Caller } | { readonly refusal: Refusal };

export type Authenticate = (credentials: Credentials) => AuthDecision | Promise<AuthDecision>;
