// Who calls, decided by one function for every door: HTTP requests, both real-time handshakes, Events.
import type { Principal } from '../../backends/iam-port.js';
import type { AuthType } from '../../definition/model.js';
import type { IdentityContext } from '../runtime/unit.js';
import type { Origin } from './origin.js';

/** What an authentication decision is made from. A real-time handshake fills it from its header object. */
export interface Credentials extends Origin {
  readonly method: string;
  /** The GraphQL endpoint's host and port, as signed. */
  readonly host: string;
  /** The path as signed: `/graphql`, `/graphql/connect`. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** What stands behind the `?`, as sent: presigned requests have their signature there. */
  readonly query?: string;
  /** A real-time connection is opened: no operation is named yet. */
  readonly connecting?: boolean;
  /** `x-amzn-requestid` of the answer; a Lambda authorizer is told it. */
  readonly requestId?: string;
}

export interface Caller {
  readonly type: AuthType;
  /** `util.authType()`'s text. */
  readonly label: string;
  /** `ctx.identity`. */
  readonly identity: IdentityContext;
  /** Let in by the API's default provider, or by an additional one: fields without a directive are the default's alone. */
  readonly rank: 'default' | 'additional';
  /** Callers with one key get the same decisions and see the same `ctx.identity`: what is kept for one serves the other. */
  readonly key: string;
  /** Of a user pool's token: `cognito_groups` in directives are matched against them, any of. */
  readonly groups?: readonly string[];
  /** A user pool whose defaultAction is DENY: only fields with a matching directive are open. */
  readonly deniedByDefault?: boolean;
  /** What is closed to this caller whatever the schema allows: IAM policies, an authorizer's deniedFields. */
  readonly denies?: (typeName: string, fieldName: string) => boolean;
  /** Milliseconds since 1970: when the credentials end. A socket's subscription ends then, too. */
  readonly expiresAt?: number;
  /** The API key itself: what it was let in to ends when the key is deleted. */
  readonly apiKey?: string;
  /** Who signed: what they were let in to ends when their access key is revoked. */
  readonly principal?: Pick<Principal, 'accessKeyId' | 'arn'>;
}

export interface Refusal {
  readonly status: 401 | 403;
  readonly errorType: string;
  readonly message: string;
  /** The real reason: for the log and the trace, never for the client. */
  readonly detail?: string;
}

export type AuthDecision = { readonly caller: Caller } | { readonly refusal: Refusal };

export type Authenticate = (credentials: Credentials) => AuthDecision | Promise<AuthDecision>;
