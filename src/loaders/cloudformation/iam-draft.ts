// Collects users, groups, roles and policies of a template's stacks and puts them together: policies, keys and memberships may
// be resources of their own, in any order. Held by draft.ts; what is named and not there is told by the wing iam/.
import type {
  AccessKeyDefinition,
  IamDefinition,
  IamEntity,
  ManagedPolicyDefinition,
  RoleDefinition,
  UserDefinition,
} from '../../definition/model.js';

/** Whom a policy resource names. */
export interface Holders {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly roles: readonly string[];
}

type InlinePolicy = IamEntity['inlinePolicies'][number];

export interface IamDraft {
  user(user: UserDefinition): void;
  group(group: IamEntity): void;
  role(role: RoleDefinition): void;
  managedPolicy(policy: ManagedPolicyDefinition, holders: Holders): void;
  inlinePolicy(policy: InlinePolicy, holders: Holders): void;
  accessKey(userName: string, key: AccessKeyDefinition): void;
  members(groupName: string, userNames: readonly string[]): void;
  assemble(): IamDefinition;
}

export function createIamDraft(): IamDraft {
  const users: UserDefinition[] = [];
  const groups: IamEntity[] = [];
  const roles: RoleDefinition[] = [];
  const managed: { policy: ManagedPolicyDefinition; holders: Holders }[] = [];
  const inline: { policy: InlinePolicy; holders: Holders }[] = [];
  const keys: { userName: string; key: AccessKeyDefinition }[] = [];
  const memberships: { groupName: string; userNames: readonly string[] }[] = [];

  const withPolicies = <Entity extends IamEntity>(kind: keyof Holders, entity: Entity): Entity => {
    const held = <Policy>(list: readonly { policy: Policy; holders: Holders }[]): Policy[] =>
      list.filter(({ holders }) => holders[kind].includes(entity.name)).map(({ policy }) => policy);
    return {
      ...entity,
      inlinePolicies: [...entity.inlinePolicies, ...held(inline)],
      managedPolicyArns: [...entity.managedPolicyArns, ...held(managed).map(({ arn }) => arn)],
    };
  };

  return {
    user: (user) => void users.push(user),
    group: (group) => void groups.push(group),
    role: (role) => void roles.push(role),
    managedPolicy: (policy, holders) => void managed.push({ policy, holders }),
    inlinePolicy: (policy, holders) => void inline.push({ policy, holders }),
    accessKey: (userName, key) => void keys.push({ userName, key }),
    members: (groupName, userNames) => void memberships.push({ groupName, userNames }),
    assemble: () => ({
      users: users.map((user) => ({
        ...withPolicies('users', user),
        accessKeys: keys.filter(({ userName }) => userName === user.name).map(({ key }) => key),
        groups: [
          ...user.groups,
          ...memberships.filter(({ userNames }) => userNames.includes(user.name)).map(({ groupName }) => groupName),
        ],
      })),
      groups: groups.map((group) => withPolicies('groups', group)),
      roles: roles.map((role) => withPolicies('roles', role)),
      managedPolicies: managed.map(({ policy }) => policy),
    }),
  };
}
