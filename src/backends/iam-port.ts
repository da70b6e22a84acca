// Who signed a request, and what policies let them do. Implemented by the wing iam/; asked by AppSync's AWS_IAM mode and by the
// AWS doors. Decides nothing itself.
import type { ServiceError } from '../aws/errors.js';
import type { SignableRequest } from '../aws/sigv4.js';

/** The owner of an access key, as `GetCallerIdentity` tells it. */
export interface Principal {
  /** `root`: the account's administrator; nothing but an explicit deny stops them. */
  readonly kind: 'root' | 'user' | 'assumed-role' | 'federated-user';
  readonly accessKeyId: string;
  readonly accountId: string;
  /** `arn:aws:iam::000000000000:user/ann`, `arn:aws:sts::000000000000:assumed-role/reader/session`. */
  readonly arn: string;
  /** `AIDA...`, or `AROA...:session` of an assumed role. */
  readonly userId: string;
  /** Credentials that an identity pool gave. resolver-context-reference.md, "AWS_IAM authorization". */
  readonly cognito?: {
    readonly identityPoolId: string;
    readonly identityId: string;
    readonly authType: 'authenticated' | 'unauthenticated';
    /** The provider and subject, as `ctx.identity.cognitoIdentityAuthProvider` shows them. */
    readonly authProvider: string;
  };
  /** Milliseconds since 1970: when temporary credentials end. */
  readonly expiresAt?: number;
}

export interface AccessRequest {
  /** `appsync:GraphQL`. */
  readonly action: string;
  /** An ARN. */
  readonly resource: string;
  /** Condition keys in lower case: `aws:sourceip`, ... */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  /** The resource's own policy document, where it has one; across accounts it must allow, too. */
  readonly resourcePolicy?: Readonly<Record<string, unknown>>;
  /** The account that owns the resource. */
  readonly resourceAccountId: string;
}

export interface IamPort {
  /** `service` and `region` that the credential must be scoped to; `status` of a refusal (AppSync and REST: 403, JSON 1.x: 400). */
  authenticate(
    request: SignableRequest,
    expected: { readonly service: string | readonly string[]; readonly region?: string; readonly status: 400 | 403 },
  ): { readonly principal: Principal } | { readonly error: ServiceError; readonly detail?: string };
  allows(principal: Principal, request: AccessRequest): boolean;
  /** Whether an access key is still this principal's to sign with: it is active, and its owner is there. */
  holds(principal: Pick<Principal, 'accessKeyId' | 'arn'>): boolean;
  /** Another number after every change of users, roles, policies or keys: decisions kept under an older one are void. */
  readonly revision: number;
}
