// `iam:` of offsync.yaml: users with their access keys, groups, roles and policies. Called by load.ts. What policies say is
// checked where they are compiled; here names become ARNs.
import type {
  IamDefinition,
  IamEntity,
  ManagedPolicyDefinition,
  RoleDefinition,
  UserDefinition,
} from '../../definition/model.js';
import type { Place } from '../../lib/diagnostics.js';
import { found } from '../diagnostics.js';
import type { Findings } from '../findings.js';
import { type IamKind, iamArn, iamId } from '../iam-names.js';
import type { LoadOptions } from '../options.js';
import { didYouMean } from '../suggest.js';
import type { GroupConfig, IamConfig, PolicyConfig, RoleConfig, UserConfig } from './config.js';

const DEFAULT_SESSION_SECONDS = 3_600;

interface Context {
  readonly options: LoadOptions;
  readonly findings: Findings;
  readonly placeAt: (...path: string[]) => Place;
}

/** Without a trust policy a role is open to whomever the account's own policies let assume it. */
function trustOfAccount(accountId: string) {
  const Principal = { AWS: `arn:aws:iam::${accountId}:root` };
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] };
}

/** A policy without a version means today's: variables count. */
function documentOf(policy: Exclude<PolicyConfig, string>): unknown {
  return { Version: '2012-10-17', ...policy };
}

export function createIam(config: IamConfig, context: Context): IamDefinition {
  const { options, findings, placeAt } = context;
  const home = options.account.accountId;
  const policyNames = Object.keys(config.policies ?? {});

  const managedPolicies = Object.entries(config.policies ?? {}).map(
    ([name, policy]): ManagedPolicyDefinition => ({
      name,
      arn: iamArn(home, 'policy', '/', name),
      document: documentOf(policy),
      place: placeAt('iam', 'policies', name),
    }),
  );

  /** A name of `policies` or an ARN -> an ARN. */
  const policyArn = (text: string, place: Place): string => {
    if (text.startsWith('arn:')) return text;
    if (!policyNames.includes(text)) {
      const message = `There is no policy "${text}" in iam.policies.${didYouMean(text, policyNames)}`;
      findings.report(found.REFERENCE_UNKNOWN(message, place));
    }
    return iamArn(home, 'policy', '/', text);
  };

  const entityOf = (
    kind: IamKind & ('user' | 'group' | 'role'),
    name: string,
    { path = '/', policies = [], account = home }: GroupConfig & { readonly account?: string | undefined },
  ): IamEntity => {
    const keys = ['iam', `${kind}s`, name] as const;
    const at = (index: number): Place => placeAt(...keys, 'policies', String(index));
    return {
      name,
      path,
      arn: iamArn(account, kind, path, name),
      id: iamId(kind, `${account}:${kind}:${name}`),
      inlinePolicies: policies.flatMap((policy, index) =>
        typeof policy === 'string'
          ? []
          : [{ name: `policies[${index}]`, document: documentOf(policy), place: at(index) }],
      ),
      managedPolicyArns: policies.flatMap((policy, index) =>
        typeof policy === 'string' ? [policyArn(policy, at(index))] : [],
      ),
      place: placeAt(...keys),
    };
  };

  const limitOf = (boundary: string | undefined, ...keys: string[]) =>
    boundary === undefined ? {} : { permissionsBoundary: policyArn(boundary, placeAt(...keys, 'permissionsBoundary')) };

  const userOf = ([name, user]: [string, UserConfig]): UserDefinition => ({
    ...entityOf('user', name, user),
    accessKeys: (user.accessKeys ?? []).map(({ id, secret, status = 'Active' }, index) => ({
      id,
      secret,
      status,
      place: placeAt('iam', 'users', name, 'accessKeys', String(index)),
    })),
    groups: user.groups ?? [],
    tags: user.tags ?? {},
    ...limitOf(user.permissionsBoundary, 'iam', 'users', name),
  });

  const roleOf = ([name, role]: [string, RoleConfig]): RoleDefinition => ({
    ...entityOf('role', name, role),
    trustPolicy: {
      document: role.trust ? documentOf(role.trust) : trustOfAccount(role.account ?? home),
      place: placeAt('iam', 'roles', name, 'trust'),
    },
    maxSessionSeconds: role.maxSession ?? DEFAULT_SESSION_SECONDS,
    tags: role.tags ?? {},
    ...limitOf(role.permissionsBoundary, 'iam', 'roles', name),
  });

  return {
    users: Object.entries(config.users ?? {}).map(userOf),
    groups: Object.entries(config.groups ?? {}).map(([name, group]) => entityOf('group', name, group)),
    roles: Object.entries(config.roles ?? {}).map(roleOf),
    managedPolicies,
  };
}
