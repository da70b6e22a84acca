// AWS_IAM: signed requests. Who signed and what their policies allow is the IAM port's business; here a principal becomes a
// caller with AppSync's identity and AppSync's questions. security-authz.md, "AWS_IAM authorization".
import { type Account, formatArn } from '../../aws/arn.js';
import type { IamPort, Principal } from '../../backends/iam-port.js';
import type { Clock } from '../../lib/clock.js';
import type { AuthDecision, Caller, Credentials } from './identity.js';
import { type Origin, requestKeys, sourceIps } from './origin.js';

export interface IamModeOptions {
  readonly apiId: string;
  readonly account: Account;
  readonly rank: Caller['rank'];
  readonly iam: IamPort;
  readonly clock: Clock;
}

export type IamMode = (credentials: Credentials) => AuthDecision;

const KEPT_CALLERS = 1_000;
const MINUTE = 60_000;

/** Amplify signs for API Gateway's service where its `customEndpoint` is set. */
const SERVICES = ['appsync', 'execute-api'] as const;

const SIGV4 = 'AWS4-HMAC-SHA256';

/** Whether a request is signed: in its header, or, presigned, in its query. */
export function isSigned({ headers, query }: Pick<Credentials, 'headers' | 'query'>): boolean {
  const authorization = headers['authorization'];
  if (authorization !== undefined) return authorization.startsWith(SIGV4);
  return query?.includes('X-Amz-Algorithm=') === true;
}

/** resolver-context-reference.md, "AWS_IAM authorization"; the nulls are what public logs show for users and roles. */
function identityOf(principal: Principal, sourceIp: readonly string[]): Caller['identity'] {
  const { cognito } = principal;
  return {
    accountId: principal.accountId,
    cognitoIdentityAuthProvider: cognito?.authProvider ?? null,
    cognitoIdentityAuthType: cognito?.authType ?? null,
    cognitoIdentityId: cognito?.identityId ?? null,
    cognitoIdentityPoolId: cognito?.identityPoolId ?? null,
    sourceIp,
    userArn: principal.arn,
    username: principal.userId,
  };
}

export function createIamMode(options: IamModeOptions): IamMode {
  const { apiId, account, rank, iam, clock } = options;
  let callers = new Map<string, Caller>();
  let era = '';

  const deniesOf = (principal: Principal, origin: Origin): NonNullable<Caller['denies']> => {
    const context = requestKeys(origin);
    return (typeName, fieldName) => {
      const resource = formatArn(account, 'appsync', `apis/${apiId}/types/${typeName}/fields/${fieldName}`);
      const request = { action: 'appsync:GraphQL', resource, context, resourceAccountId: account.accountId };
      return !iam.allows(principal, request);
    };
  };

  const callerOf = (principal: Principal, origin: Origin): Caller => {
    // What is decided about a caller is kept by its key: until users, roles, policies or keys change, and no longer than a
    // minute, since policies may look at the time.
    const now = `${iam.revision}:${Math.floor(clock.now() / MINUTE)}`;
    if (era !== now || callers.size >= KEPT_CALLERS) callers = new Map();
    era = now;
    const sourceIp = sourceIps(origin);
    // All that a policy may ask; no header of HTTP holds a line end.
    const { secure, userAgent = '', referer = '' } = origin;
    const parts = [principal.accessKeyId, principal.arn, sourceIp.join(','), secure, userAgent, referer, era];
    const key = `AWS_IAM:${parts.join('\n')}`;
    const known = callers.get(key);
    if (known) return known;
    const caller: Caller = {
      type: 'AWS_IAM',
      label: 'IAM Authorization',
      rank,
      identity: identityOf(principal, sourceIp),
      key,
      denies: deniesOf(principal, origin),
      principal: { accessKeyId: principal.accessKeyId, arn: principal.arn },
      ...(principal.expiresAt !== undefined && { expiresAt: principal.expiresAt }),
    };
    callers.set(key, caller);
    return caller;
  };

  const expected = { service: SERVICES, region: account.region, status: 403 } as const;
  return (credentials) => {
    const { method, path, query, headers, host, body } = credentials;
    const url = query ? `${path}?${query}` : path;
    const found = iam.authenticate(
      { method, url, headers: headers['host'] === undefined ? { ...headers, host } : headers, body },
      expected,
    );
    if ('principal' in found) return { caller: callerOf(found.principal, credentials) };
    const { code, message } = found.error;
    return {
      refusal: {
        status: 403,
        errorType: code,
        message,
        ...(found.detail !== undefined && { detail: found.detail }),
      },
    };
  };
}
