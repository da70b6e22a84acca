// What operations of STS work with and have in common.
import type { Account } from '../../aws/arn.js';
import { ServiceError } from '../../aws/errors.js';
import type { XmlMembers } from '../../aws/query-wire.js';
import type { Clock } from '../../lib/clock.js';
import type { Access } from '../access/access.js';
import type { Directory } from '../identities/directory.js';
import type { Session, SessionRequest, Sessions } from '../identities/sessions.js';
import type { QueryOperation } from '../query/operation.js';

/** The claims of a token that its issuer did sign, or why it is none of the issuer's. */
export type TokenCheck =
  | { readonly claims: Readonly<Record<string, unknown>> }
  | { readonly fault: 'invalid' | 'unreachable'; readonly message: string };

export interface StsPorts {
  readonly account: Account;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly sessions: Sessions;
  readonly access: Access;
  /** Checks signature and issuer of a JSON Web Token, not its times. */
  readonly verifyToken: (issuer: string, token: string) => Promise<TokenCheck>;
}

export type StsOperation = QueryOperation<StsPorts>;

/** `<Credentials>`. https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html */
export function credentialsOf(session: Session): XmlMembers {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: new Date(session.expiresAt).toISOString().replace(/\.\d{3}Z$/, 'Z'),
  };
}

export function accessDenied(message: string): ServiceError {
  return new ServiceError('AccessDenied', message, 403);
}

/** How full the packed policies and tags are, in percent of what a session may carry; absent without any. */
export function packedSize({ policies = [], tags = {} }: Pick<SessionRequest, 'policies' | 'tags'>): XmlMembers {
  if (policies.length === 0 && Object.keys(tags).length === 0) return {};
  const size = JSON.stringify(policies).length + JSON.stringify(tags).length;
  return { PackedPolicySize: Math.min(100, Math.ceil((size / 4096) * 100)) };
}
