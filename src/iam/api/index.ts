// IAM's own API: the registry of the few operations that tools ask before anything else. Every other is refused by name.
import type { QueryService } from '../query/door.js';
import type { IamApiPorts, IamOperation } from './operation.js';
import { getRole, listRoles } from './roles.js';
import { getUser, listAccessKeys, listUsers } from './users.js';

export const OPERATIONS: readonly IamOperation[] = [getRole, getUser, listAccessKeys, listRoles, listUsers];

export const IAM: QueryService<IamApiPorts> = {
  name: 'iam',
  namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  version: '2010-05-08',
  operations: OPERATIONS,
  notEmulated: (name) => /^[A-Z][A-Za-z]+$/.test(name),
};
