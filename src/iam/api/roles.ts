// GetRole and ListRoles. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
import type { XmlMembers } from '../../aws/query-wire.js';
import type { RoleDefinition } from '../../definition/model.js';
import { below, described, type IamOperation, listed, noSuchEntity, own, tagList } from './operation.js';

function describedRole(role: RoleDefinition): XmlMembers {
  return {
    ...described('Role', role),
    // The document comes percent-encoded, as RFC 3986 has it.
    AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(role.trustPolicy.document)),
    MaxSessionDuration: role.maxSessionSeconds,
  };
}

export const getRole: IamOperation = {
  name: 'GetRole',
  signed: true,
  handle(call, { directory }) {
    const name = call.input.text('RoleName') ?? '';
    const role = own(directory.program.source.roles, call).find((one) => one.name === name);
    if (!role) throw noSuchEntity('role', name);
    return { Role: { ...describedRole(role), ...tagList(role.tags) } };
  },
};

export const listRoles: IamOperation = {
  name: 'ListRoles',
  signed: true,
  handle: (call, { directory }) =>
    listed('Roles', below(own(directory.program.source.roles, call), call.input).map(describedRole)),
};
