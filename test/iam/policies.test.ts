// What identity policies allow: actions, resources, variables, denials, boundaries, groups, accounts, resource policies.
import { describe, expect, it } from 'vitest';
import { ACCOUNT, entity, FIELD, policy, type Statement, startWing, user } from './wing.js';

const ALLOW: Statement = { Effect: 'Allow', Action: 'appsync:GraphQL', Resource: '*' };
const API = `arn:aws:appsync:us-east-1:${ACCOUNT}:apis/x`;
const mine = { resourceAccountId: ACCOUNT };

const RESOURCES: readonly (readonly [string, string | string[], boolean])[] = [
  ['everything', '*', true],
  ['the field', `${API}/types/Query/fields/a`, true],
  ['another field', `${API}/types/Query/fields/b`, false],
  ['all fields of the type', `${API}/types/Query/fields/*`, true],
  ['all of the API', `${API}/*`, true],
  ['the API itself', API, false],
  ['another API', `arn:aws:appsync:us-east-1:${ACCOUNT}:apis/y/*`, false],
  ['one character', `${API}/types/Quer?/fields/?`, true],
  ['one character too many', `${API}/types/Query/fields/a?`, false],
  ['stars around', `${API}/types/*er*/fields/*`, true],
  ['stars in the wrong order', `${API}/types/*y*Q*/fields/*`, false],
  ['any region and account', 'arn:aws:appsync:*:*:apis/x/*', true],
  ['another region', `arn:aws:appsync:eu-*:${ACCOUNT}:apis/x/*`, false],
  ['a star that would have to reach over a colon', 'arn:aws:appsync:*:apis/x/types/Query/fields/a', false],
  ['another case', `${API}/types/query/fields/a`, false],
  ['one of a list', [`${API}/types/Query/fields/b`, FIELD], true],
  ['none of a list', [`${API}/types/Query/fields/b`, `${API}/types/Mutation/*`], false],
];

describe('Resource', () => {
  it.each(RESOURCES)('%s', (_name, Resource, expected) => {
    expect(startWing({ users: [user('ann', [{ ...ALLOW, Resource }])] }).may('ann')).toBe(expected);
  });

  it.each(RESOURCES)('NotResource: %s', (_name, NotResource, expected) => {
    const { Resource: _all, ...rest } = ALLOW;
    expect(startWing({ users: [user('ann', [{ ...rest, NotResource }])] }).may('ann')).toBe(!expected);
  });
});

describe('Action', () => {
  it.each([
    ['appsync:GraphQL', true],
    ['appsync:graphql', true],
    ['APPSYNC:GraphQL', true],
    ['appsync:*', true],
    ['appsync:Graph*', true],
    ['appsync:?raphQL', true],
    ['*', true],
    ['*:*', true],
    ['appsync:Get*', false],
    ['dynamodb:*', false],
    [['dynamodb:*', 'appsync:GraphQL'], true],
  ] as const)('%j', (Action, expected) => {
    expect(startWing({ users: [user('ann', [{ ...ALLOW, Action }])] }).may('ann')).toBe(expected);
    const { Action: _one, ...rest } = ALLOW;
    expect(startWing({ users: [user('ann', [{ ...rest, NotAction: Action }])] }).may('ann')).toBe(!expected);
  });
});

describe('variables', () => {
  const may = (Resource: string, more: Partial<Parameters<typeof user>[2]> = {}, Version = '2012-10-17') => {
    const document = { Version, Statement: [{ ...ALLOW, Resource }] };
    const ann = user('ann', [], { tags: { Type: 'Query', star: '*' }, ...more });
    const inlinePolicies = [{ name: 'p', document, place: {} }];
    return startWing({ users: [{ ...ann, inlinePolicies }] }).may('ann', {
      resource: `${API}/types/Query/fields/ann`,
      context: { 'aws:referer': 'ann' },
    });
  };
  it.each([
    ['${aws:username}', true],
    ['${AWS:UserName}', true],
    ['a${aws:username}', false],
    ['${aws:userid}', false],
    ['${aws:referer}', true],
    ['${aws:PrincipalTag/none}', false],
    ["${aws:PrincipalTag/none, 'ann'}", true],
    ["${aws:username, 'bob'}", true],
    ['${aws:PrincipalTag/star}', false],
    ['${*}', false],
    ['${?}nn', false],
    ['?nn', true],
  ])('%s stands for its value', (text, expected) => {
    expect(may(`${API}/types/Query/fields/${text}`)).toBe(expected);
  });

  it('of tags stand anywhere, of colons too', () => {
    expect(may(`${API}/types/\${aws:PrincipalTag/type}/fields/*`)).toBe(true);
    expect(may(`arn:aws:appsync:*:\${aws:PrincipalAccount}:apis/x/*`)).toBe(true);
    expect(may(`arn:aws:appsync:\${aws:RequestedRegion}:\${aws:ResourceAccount}:apis/x/*`)).toBe(true);
  });

  it('are text in policies of the old version', () => {
    expect(may(`${API}/types/Query/fields/\${aws:username}`, {}, '2008-10-17')).toBe(false);
  });
});

describe('what decides', () => {
  it('nothing allows: no', () => {
    expect(startWing({ users: [user('ann')] }).may('ann')).toBe(false);
  });

  it('a denial wins over every permission', () => {
    const deny = { ...ALLOW, Effect: 'Deny', Resource: FIELD };
    const { may } = startWing({ users: [user('ann', [ALLOW, deny])] });
    expect(may('ann')).toBe(false);
    expect(may('ann', { resource: `${API}/types/Query/fields/b` })).toBe(true);
  });

  it('policies of groups count', () => {
    const groups = [entity('group', 'readers', [ALLOW])];
    const users = [user('ann', [], { groups: ['readers'] }), user('bob')];
    const { may } = startWing({ groups, users });
    expect([may('ann'), may('bob')]).toEqual([true, false]);
    const { may: others } = startWing({
      groups,
      users: [user('eve', [], { groups: ['readers'], arn: 'arn:aws:iam::111122223333:user/eve' })],
    });
    expect(others('eve', { resourceAccountId: '111122223333' })).toBe(false);
  });

  it('a boundary takes away and gives nothing', () => {
    const managedPolicies = [
      {
        name: 'limit',
        arn: `arn:aws:iam::${ACCOUNT}:policy/limit`,
        document: policy({ ...ALLOW, Resource: FIELD }),
        place: {},
      },
    ];
    const permissionsBoundary = managedPolicies[0]!.arn;
    const { may } = startWing({
      managedPolicies,
      users: [user('ann', [ALLOW], { permissionsBoundary }), user('bob', [], { permissionsBoundary })],
    });
    expect([may('ann'), may('ann', { resource: `${API}/types/Query/fields/b` }), may('bob')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each([
    ['AdministratorAccess', true],
    ['PowerUserAccess', true],
    ['AWSAppSyncInvokeFullAccess', true],
    ['AWSAppSyncAdministrator', true],
    ['AWSAppSyncSchemaAuthor', true],
    ['ReadOnlyAccess', false],
    ['IAMFullAccess', false],
    ['service-role/AWSAppSyncPushToCloudWatchLogs', false],
  ])('%s of AWS', (name, expected) => {
    const { may, diagnostics } = startWing({
      users: [user('ann', [], { managedPolicyArns: [`arn:aws:iam::aws:policy/${name}`] })],
    });
    expect(may('ann')).toBe(expected);
    expect(diagnostics).toEqual([]);
  });

  it('the administrator may do everything in its account', () => {
    const { may } = startWing({});
    expect(may('test')).toBe(true);
    expect(may('test', { resourceAccountId: '111122223333' })).toBe(false);
    const resourcePolicy = policy({ Effect: 'Deny', Principal: '*', Action: 'appsync:*', Resource: '*' });
    expect(may('test', { resourcePolicy })).toBe(false);
  });
});

describe('resource policies', () => {
  const ann = `arn:aws:iam::${ACCOUNT}:user/ann`;
  const by = (Principal: unknown, more: Statement = {}) =>
    policy({ Effect: 'Allow', Principal, Action: 'appsync:GraphQL', Resource: '*', ...more });
  const foreign = { resourceAccountId: '111122223333' };
  it.each([
    ['names the user', {}, by({ AWS: ann }), mine, true],
    ['names somebody else', {}, by({ AWS: `${ann}a` }), mine, false],
    ['names everybody', {}, by('*'), mine, true],
    ['names the account, which leaves it to the account', {}, by({ AWS: ACCOUNT }), mine, false],
    [
      'names the account by its root',
      { statements: [ALLOW] },
      by({ AWS: [`arn:aws:iam::${ACCOUNT}:root`] }),
      mine,
      true,
    ],
    ['names a service', {}, by({ Service: 'lambda.amazonaws.com' }), mine, false],
    ['denies', { statements: [ALLOW] }, by({ AWS: ann }, { Effect: 'Deny' }), mine, false],
    [
      'denies all but her',
      { statements: [ALLOW] },
      {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', NotPrincipal: { AWS: ann }, Action: '*', Resource: '*' }],
      },
      mine,
      true,
    ],
    ['passes over a boundary when it names the user', { boundary: true }, by({ AWS: ann }), mine, true],
    ['across accounts: both must allow', { statements: [ALLOW] }, by({ AWS: ann }), foreign, true],
    ['across accounts: the account may be named', { statements: [ALLOW] }, by({ AWS: ACCOUNT }), foreign, true],
    ['across accounts: her own policies must allow', {}, by({ AWS: ann }), foreign, false],
    ['across accounts: without one nobody is let in', { statements: [ALLOW] }, undefined, foreign, false],
    ['across accounts: a boundary counts', { statements: [ALLOW], boundary: true }, by({ AWS: ann }), foreign, false],
  ] as const)('%s', (_name, own, resourcePolicy, where, expected) => {
    const { statements = [], boundary = false } = own as { statements?: Statement[]; boundary?: boolean };
    const limit = boundary ? { permissionsBoundary: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess' } : {};
    const { may } = startWing({ users: [user('ann', statements, limit)] });
    expect(may('ann', { ...where, ...(resourcePolicy && { resourcePolicy }) })).toBe(expected);
  });
});

describe('a new revision', () => {
  it('decides anew and says so', () => {
    const { wing, may, swap } = startWing({ users: [user('ann', [ALLOW])] });
    expect(may('ann')).toBe(true);
    const before = wing.port.revision;
    swap({ users: [user('ann')] });
    expect(may('ann')).toBe(false);
    expect(wing.port.revision).not.toBe(before);
    swap({ users: [] });
    expect(() => may('ann')).toThrow('The security token included in the request is invalid.');
  });
});

describe('policies with faults', () => {
  it.each([
    ['x', ': The policy is not a JSON object.'],
    [{ Version: '2020-01-01', Statement: [ALLOW] }, ', Version: must be "2012-10-17"'],
    [{ Version: '2012-10-17' }, ', Statement: is missing.'],
    [{ Statement: [ALLOW], Extra: 1 }, ', Extra: is no member of a policy.'],
    [policy({ ...ALLOW, Effect: 'allow' }), ', Statement[0].Effect: must be "Allow" or "Deny".'],
    [policy({ Effect: 'Allow', Resource: '*' }), ', Statement[0].Action: is missing.'],
    [policy({ Effect: 'Allow', Action: '*' }), ', Statement[0].Resource: is missing.'],
    [policy({ ...ALLOW, Action: 'GraphQL' }), ', Statement[0].Action: "GraphQL" must be a service and an action'],
    [policy({ ...ALLOW, NotAction: '*' }), ', Statement[0].NotAction: cannot stand beside Action.'],
    [policy({ ...ALLOW, Principal: '*' }), ', Statement[0].Principal: has no place in the policy of an identity.'],
    [policy({ ...ALLOW, Acton: '*' }), ', Statement[0].Acton: is no member of a statement.'],
    [
      policy({ ...ALLOW, Condition: { StringSame: { 'aws:username': 'x' } } }),
      ', Statement[0].Condition.StringSame.aws:username: StringSame is no condition operator.',
    ],
    [
      policy({ ...ALLOW, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/40' } } }),
      '"10.0.0.0/40" is no value for IpAddress.',
    ],
    [policy({ ...ALLOW, Sid: 'A' }, { ...ALLOW, Sid: 'A' }), 'Statement IDs must be unique: A.'],
  ])('%j', (document, message) => {
    const ann = { ...user('ann'), inlinePolicies: [{ name: 'p', document, place: { file: 'app.yaml', line: 7 } }] };
    const { diagnostics, may } = startWing({ users: [ann] });
    expect(diagnostics.join('\n')).toContain('POLICY_INVALID The user ann, policy p');
    expect(diagnostics.join('\n')).toContain(message);
    expect(may('ann')).toBe(false);
  });

  it('a resource that is no ARN is only doubted', () => {
    const { diagnostics, may } = startWing({ users: [user('ann', [{ ...ALLOW, Resource: ['books', FIELD] }])] });
    expect(diagnostics).toEqual([
      'POLICY_DOUBTFUL The user ann, policy inline, Statement[0].Resource: Resource books must be in ARN format or "*".',
    ]);
    expect(may('ann')).toBe(true);
  });

  it('names what is not there', () => {
    const strange = user('ann', [{ ...ALLOW, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }], {
      groups: ['gone'],
      managedPolicyArns: ['arn:aws:iam::aws:policy/Nothing', 'arn:aws:iam::aws:policy/service-role/Unknown'],
    });
    const { diagnostics } = startWing({ users: [strange, { ...user('bob'), accessKeys: strange.accessKeys }] });
    expect(diagnostics).toEqual([
      'GROUP_UNKNOWN The user ann is in the group gone, which is not there.',
      'POLICY_KEY_NOT_EMULATED The user ann, policy inline asks for aws:principalorgid, which no request has here.',
      'POLICY_UNKNOWN The user ann has the policy arn:aws:iam::aws:policy/Nothing, which is not known.',
      'ACCESS_KEY_TAKEN The access key key-ann of bob is one of ann already.',
    ]);
  });
});
