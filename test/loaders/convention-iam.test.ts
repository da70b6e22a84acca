// `iam:` of offsync.yaml.
import { describe, expect, it } from 'vitest';
import { linesOf, loadFixture } from './fixture-apps.js';

describe('iam of offsync.yaml', () => {
  it('makes users, groups, roles and policies', async () => {
    const loaded = await loadFixture('iam');
    expect(linesOf(loaded)).toEqual([]);
    const { users, groups, roles, managedPolicies } = loaded.definition.iam;
    expect(users.map(({ arn, accessKeys }) => [arn, accessKeys.length])).toEqual([
      ['arn:aws:iam::000000000000:user/staff/ann', 3],
      ['arn:aws:iam::000000000000:user/bob', 1],
      ['arn:aws:iam::111122223333:user/stranger', 1],
      ['arn:aws:iam::000000000000:user/nobody', 0],
    ]);
    expect(users[0]).toMatchObject({
      id: expect.stringMatching(/^AIDA[A-Z0-9]{17}$/),
      groups: ['readers'],
      tags: { team: 'blue' },
      inlinePolicies: [{ name: 'policies[0]', document: { Version: '2012-10-17' }, place: { line: 14 } }],
      accessKeys: [{ status: 'Active' }, { status: 'Active' }, { status: 'Inactive' }],
    });
    expect(users[1]).toMatchObject({
      managedPolicyArns: ['arn:aws:iam::000000000000:policy/ReadBooks'],
      permissionsBoundary: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess',
    });
    expect(groups).toMatchObject([{ name: 'readers', arn: 'arn:aws:iam::000000000000:group/readers' }]);
    expect(roles[0]).toMatchObject({
      arn: 'arn:aws:iam::000000000000:role/reader',
      maxSessionSeconds: 7200,
      trustPolicy: {
        document: { Statement: [{ Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'sts:AssumeRole' }] },
      },
    });
    expect(managedPolicies).toMatchObject([{ name: 'ReadBooks', document: { Version: '2012-10-17' } }]);
  });

  it('says what is wrong, and where', async () => {
    expect(linesOf(await loadFixture('faults-iam'))).toEqual([
      'error CONFIG_INVALID faults-iam/offsync.yaml:5:20 iam.users.ann.accessKeys.0.secret: is missing; expected string',
      'error CONFIG_UNKNOWN_KEY faults-iam/offsync.yaml:4:7 iam.users.ann: "acount" is not known here. Did you mean "account"?',
      'error CONFIG_INVALID faults-iam/offsync.yaml:6:28 iam.users.bob.account: expected twelve digits',
      'error CONFIG_INVALID faults-iam/offsync.yaml:6:23 iam.users.bob.policies.0: expected the name or ARN of a policy, or a policy document',
      'error CONFIG_INVALID faults-iam/offsync.yaml:7:5 iam.users.no spaces: expected a name of letters, digits and +=,.@_-',
      'error CONFIG_INVALID faults-iam/offsync.yaml:9:30 iam.roles.short.trust.Statement: expected a statement or a list of statements',
      'error CONFIG_INVALID faults-iam/offsync.yaml:9:14 iam.roles.short.maxSession: Too small: expected number to be >=3600',
    ]);
  });
});
