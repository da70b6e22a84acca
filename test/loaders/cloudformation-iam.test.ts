// Users, groups, roles and policies of a template, in every form that CloudFormation has for them.
import { describe, expect, it } from 'vitest';
import { linesOf, loadFixture } from './fixture-apps.js';

describe('the identities of a template', () => {
  it('are loaded with what other resources attach to them', async () => {
    const loaded = await loadFixture('cfn-iam');
    expect(linesOf(loaded)).toEqual([]);
    const { users, groups, roles, managedPolicies } = loaded.definition.iam;
    const { outputs } = loaded.definition;
    expect(users).toMatchObject([
      {
        name: 'ann',
        arn: 'arn:aws:iam::000000000000:user/staff/ann',
        id: expect.stringMatching(/^AIDA[A-Z0-9]{17}$/),
        inlinePolicies: [{ name: 'own', place: { line: 23 } }, { name: 'shared' }, { name: 'hers' }],
        managedPolicyArns: ['arn:aws:iam::aws:policy/IAMReadOnlyAccess'],
        permissionsBoundary: 'arn:aws:iam::000000000000:policy/limit',
        groups: ['readers', outputs['Writers']],
        tags: { team: 'blue' },
        accessKeys: [
          { id: outputs['Key'], secret: outputs['Secret'], status: 'Active' },
          { id: outputs['OldKey'], status: 'Inactive' },
        ],
      },
    ]);
    expect(groups).toMatchObject([
      {
        name: 'readers',
        inlinePolicies: [{ name: 'shared' }, { name: 'theirs' }],
        managedPolicyArns: [outputs['Limit']],
      },
      { name: outputs['Writers'], inlinePolicies: [{ name: 'write' }] },
    ]);
    expect(roles).toMatchObject([
      {
        name: 'reader',
        arn: outputs['Role'],
        id: outputs['RoleId'],
        maxSessionSeconds: 7200,
        inlinePolicies: [{ name: 'shared' }, { name: 'more' }],
        trustPolicy: { document: { Statement: [{ Principal: { AWS: users[0]?.arn } }] } },
      },
    ]);
    expect(managedPolicies).toMatchObject([{ name: 'limit', arn: outputs['Limit'] }]);
  });

  it('have keys that are always the same and differ by Serial', async () => {
    const [first, second] = [await loadFixture('cfn-iam'), await loadFixture('cfn-iam')];
    expect(first.definition.outputs).toEqual(second.definition.outputs);
    const { Key, OldKey } = first.definition.outputs;
    expect(Key).toMatch(/^AKIA[A-Z0-9]{16}$/);
    expect(Key).not.toBe(OldKey);
  });
});
