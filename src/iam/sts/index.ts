// STS: the registry of its operations, and those that are known and refused by name.
import type { QueryService } from '../query/door.js';
import { assumeRole } from './assume-role.js';
import { assumeRoleWithWebIdentity } from './assume-role-with-web-identity.js';
import { getAccessKeyInfo } from './get-access-key-info.js';
import { getCallerIdentity } from './get-caller-identity.js';
import { getSessionToken } from './get-session-token.js';
import type { StsOperation, StsPorts } from './operation.js';

export const OPERATIONS: readonly StsOperation[] = [
  assumeRole,
  assumeRoleWithWebIdentity,
  getAccessKeyInfo,
  getCallerIdentity,
  getSessionToken,
];

export const NOT_EMULATED: ReadonlySet<string> = new Set([
  'AssumeRoleWithSAML',
  'AssumeRoot',
  'DecodeAuthorizationMessage',
  'GetDelegatedAccessToken',
  'GetFederationToken',
  'GetWebIdentityToken',
]);

export const STS: QueryService<StsPorts> = {
  name: 'sts',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  version: '2011-06-15',
  operations: OPERATIONS,
  notEmulated: (name) => NOT_EMULATED.has(name),
};
