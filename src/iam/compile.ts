// The iam wing's compile: definition in, program out. Pure; the same users, groups and
// roles keep their program.
import { parseArn } from '../aws/arn.js';
import type { Definition, IamDefinition, IamEntity, PolicyDocument } from '../definition/model.js';
import type { Diagnostic, Place } from '../lib/diagnostics.js';
import { found } from './diagnostics.js';
import type { CompiledRole, CompiledUser, Grants, IamProgram } from './identities/program.js';
import { compilePolicy, type Policy } from './policy/document.js';
import { NOT_EMULATED_KEYS } from './policy/keys.js';
import { isServiceRolePolicy, managedPolicyDocument } from './policy/managed.js';
import type { PolicyUse } from './policy/statement.js';

const NO_POLICY: Policy = { statements: [], doubts: [] };

export function compile(
  definition: Definition,
  previous?: IamProgram,
): { readonly program: IamProgram; readonly diagnostics: readonly Diagnostic[] } {
  const program = previous?.source === definition.iam ? previous : compileIam(definition.iam);
  return { program, diagnostics: program.diagnostics };
}

function accountOf(arn: string): string {
  return parseArn(arn)?.account ?? '';
}

function compileIam(source: IamDefinition): IamProgram {
  const diagnostics: Diagnostic[] = [];
  const policyOf = (what: string, { document, place }: PolicyDocument, use: PolicyUse): Policy => {
    const compiled = compilePolicy(document, use);
    if ('faults' in compiled) {
      for (const { path, message } of compiled.faults)
        diagnostics.push(found.POLICY_INVALID(`${what}${path && `, ${path}`}: ${message}`, place));
      return NO_POLICY;
    }
    for (const { path, message } of compiled.policy.doubts)
      diagnostics.push(found.POLICY_DOUBTFUL(`${what}, ${path}: ${message}`, place));
    const keys = new Set(compiled.policy.statements.flatMap(({ reads }) => reads));
    for (const key of keys) {
      if (!NOT_EMULATED_KEYS.has(key)) continue;
      diagnostics.push(found.POLICY_KEY_NOT_EMULATED(`${what} asks for ${key}, which no request has here.`, place));
    }
    return compiled.policy;
  };

  const managed = new Map<string, Policy>();
  for (const policy of source.managedPolicies) {
    managed.set(policy.arn, policyOf(`The policy ${policy.name}`, policy, 'identity'));
  }
  const managedPolicy = (arn: string, what: string, place: Place): Policy => {
    const known = managed.get(arn);
    if (known) return known;
    const document = managedPolicyDocument(arn);
    if (document === undefined && !isServiceRolePolicy(arn))
      diagnostics.push(found.POLICY_UNKNOWN(`${what} has the policy ${arn}, which is not known.`, place));
    const policy = document === undefined ? NO_POLICY : policyOf(arn, { document, place }, 'identity');
    if (document !== undefined) managed.set(arn, policy);
    return policy;
  };
  const policiesOf = (what: string, entity: IamEntity): Policy[] => [
    ...entity.inlinePolicies.map((inline) => policyOf(`${what}, policy ${inline.name}`, inline, 'identity')),
    ...entity.managedPolicyArns.map((arn) => managedPolicy(arn, what, entity.place)),
  ];
  const grantsOf = (
    what: string,
    entity: IamEntity & { readonly permissionsBoundary?: string },
    more: readonly Policy[] = [],
  ): Grants => ({
    policies: [...policiesOf(what, entity), ...more],
    ...(entity.permissionsBoundary !== undefined && {
      boundary: managedPolicy(entity.permissionsBoundary, what, entity.place),
    }),
  });

  const groups = new Map(
    source.groups.map((group) => [
      `${accountOf(group.arn)}/${group.name}`,
      policiesOf(`The group ${group.name}`, group),
    ]),
  );
  const users = new Map<string, CompiledUser>();
  const keys = new Map<string, { secret: string; active: boolean; user: CompiledUser }>();
  for (const definition of source.users) {
    const { name, arn, place } = definition;
    const accountId = accountOf(arn);
    const fromGroups = definition.groups.flatMap((group) => {
      const policies = groups.get(`${accountId}/${group}`);
      if (!policies)
        diagnostics.push(found.GROUP_UNKNOWN(`The user ${name} is in the group ${group}, which is not there.`, place));
      return policies ?? [];
    });
    const user = { definition, accountId, grants: grantsOf(`The user ${name}`, definition, fromGroups) };
    users.set(arn, user);
    for (const key of definition.accessKeys) {
      const taken = keys.get(key.id);
      if (taken) {
        const owner = taken.user.definition.name;
        diagnostics.push(
          found.ACCESS_KEY_TAKEN(`The access key ${key.id} of ${name} is one of ${owner} already.`, key.place),
        );
      } else keys.set(key.id, { secret: key.secret, active: key.status === 'Active', user });
    }
  }
  const roles = new Map<string, CompiledRole>();
  for (const definition of source.roles) {
    const what = `The role ${definition.name}`;
    roles.set(definition.arn, {
      definition,
      accountId: accountOf(definition.arn),
      grants: grantsOf(what, definition),
      trust: policyOf(`${what}, trust policy`, definition.trustPolicy, 'trust'),
    });
  }
  return { source, diagnostics, users, roles, keys, managed };
}
