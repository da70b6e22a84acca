// What the credentials of a session may do: its role's policies, its own, its tags; and who may be asked from where.
import { describe, expect, it } from 'vitest';
import { sign } from '../../src/aws/sigv4.js';
import type { IamDefinition } from '../../src/definition/model.js';
import { ACCOUNT, FIELD, policy, role, type Statement, startWing, type TestWing, user } from './wing.js';

const ALLOW: Statement = { Effect: 'Allow', Action: 'appsync:GraphQL', Resource: '*' };
const OTHER = FIELD.replace(/a$/, 'b');
const OPEN: Statement = {
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/ann` },
  Action: ['sts:AssumeRole', 'sts:TagSession'],
};

/** Whether a session of the role `r`, begun by ann with these parameters, may use fields a and b. */
async function session(iam: Partial<IamDefinition>, parameters: Readonly<Record<string, string>> = {}) {
  const test = startWing({ users: [user('ann')], ...iam });
  const { door, principal } = assumer(test);
  const answer = await door(parameters);
  const who = principal(answer);
  const may = (resource: string) =>
    test.wing.port.allows(who, { action: 'appsync:GraphQL', resource, context: {}, resourceAccountId: ACCOUNT });
  return { ...test, who, fields: () => [may(FIELD), may(OTHER)] };
}

function assumer({ wing, clock }: TestWing) {
  const get = (text: string, name: string) => new RegExp(`<${name}>([^<]*)<`).exec(text)?.[1] ?? '';
  const now = clock.now();
  return {
    async door(parameters: Readonly<Record<string, string>>): Promise<string> {
      const RoleArn = `arn:aws:iam::${ACCOUNT}:role/r`;
      const form = { Action: 'AssumeRole', RoleArn, RoleSessionName: 'me', ...parameters };
      const unsigned = {
        method: 'POST',
        url: '/',
        headers: { host: 'localhost' },
        body: new URLSearchParams(form).toString(),
      };
      const by = { accessKeyId: 'key-ann', secretAccessKey: 'ann' };
      const signature = sign(unsigned, by, { service: 'sts', region: 'us-east-1', now });
      const response = await wing.doors.sts({
        ...unsigned,
        headers: { ...unsigned.headers, ...signature },
        body: Buffer.from(unsigned.body),
        remoteAddress: '127.0.0.1',
        secure: false,
      });
      return String(response.body);
    },
    principal(answer: string) {
      const by = {
        accessKeyId: get(answer, 'AccessKeyId'),
        secretAccessKey: get(answer, 'SecretAccessKey'),
        sessionToken: get(answer, 'SessionToken'),
      };
      const unsigned = { method: 'POST', url: '/graphql', headers: { host: 'localhost' }, body: '' };
      const signature = sign(unsigned, by, { service: 'appsync', region: 'us-east-1', now });
      const found = wing.port.authenticate(
        { ...unsigned, headers: { ...unsigned.headers, ...signature } },
        { service: 'appsync', status: 403 },
      );
      if ('error' in found) throw new Error(answer, { cause: found.error });
      return found.principal;
    },
  };
}

describe('a session of a role', () => {
  it('may what the role may, and says when it ends', async () => {
    const { who, fields, clock } = await session({ roles: [role('r', [{ ...ALLOW, Resource: FIELD }], OPEN)] });
    expect(fields()).toEqual([true, false]);
    expect(who).toMatchObject({
      kind: 'assumed-role',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/r/me`,
      userId: 'IDr:me',
      expiresAt: clock.now() + 3_600_000,
    });
  });

  it('is held to the policies handed over with it', async () => {
    const roles = [role('r', [ALLOW], OPEN)];
    const document = policy({ ...ALLOW, Resource: OTHER });
    expect((await session({ roles }, { Policy: JSON.stringify(document) })).fields()).toEqual([false, true]);
    const own = { name: 'p', arn: `arn:aws:iam::${ACCOUNT}:policy/p`, document, place: {} };
    const byArn = { 'PolicyArns.member.1.arn': own.arn };
    expect((await session({ roles, managedPolicies: [own] }, byArn)).fields()).toEqual([false, true]);
    const ofAws = { 'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess' };
    expect((await session({ roles }, ofAws)).fields()).toEqual([false, false]);
  });

  it('gets nothing from its own policies that the role does not give', async () => {
    const roles = [role('r', [], OPEN)];
    expect((await session({ roles }, { Policy: JSON.stringify(policy(ALLOW)) })).fields()).toEqual([false, false]);
  });

  it('has the tags of the role and of the call, and the role is its PrincipalArn', async () => {
    const statement = { ...ALLOW, Resource: FIELD.replace(/a$/, '${aws:PrincipalTag/field}') };
    const Condition = {
      ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/r` },
      Null: { 'aws:username': 'true' },
    };
    const roles = [role('r', [{ ...statement, Condition }], OPEN, { tags: { field: 'a' } })];
    expect((await session({ roles })).fields()).toEqual([true, false]);
    const tags = { 'Tags.member.1.Key': 'Field', 'Tags.member.1.Value': 'b' };
    expect((await session({ roles }, tags)).fields()).toEqual([false, true]);
  });

  it('is told from one of a user by its token', async () => {
    const Condition = { Null: { 'aws:TokenIssueTime': 'false' }, Bool: { 'aws:MultiFactorAuthPresent': 'false' } };
    expect((await session({ roles: [role('r', [{ ...ALLOW, Condition }], OPEN)] })).fields()).toEqual([true, true]);
  });
});

describe("a user's key that is called as the administrator's", () => {
  it('is not what strangers stand for', () => {
    const { wing } = startWing({
      users: [user('ann', [], { accessKeys: [{ id: 'test', secret: 'x', status: 'Active', place: {} }] })],
    });
    const request = {
      method: 'POST',
      url: '/',
      headers: { host: 'localhost' },
      body: new Uint8Array(0),
      secure: false,
    };
    const answer = wing.admit({ ...request, remoteAddress: '127.0.0.1' }, { service: 'dynamodb', status: 400 });
    expect(answer).toMatchObject({ principal: { kind: 'root', arn: `arn:aws:iam::${ACCOUNT}:root` } });
  });
});

describe('a request from another machine', () => {
  const ask = ({ wing, clock }: TestWing, accessKeyId: string | undefined, remoteAddress: string) => {
    const unsigned = { method: 'POST', url: '/', headers: { host: 'localhost' }, body: new Uint8Array(0) };
    const scope = { service: 'dynamodb', region: 'us-east-1', now: clock.now() };
    const signature = accessKeyId ? sign(unsigned, { accessKeyId, secretAccessKey: 'ann' }, scope) : {};
    const request = { ...unsigned, headers: { ...unsigned.headers, ...signature }, remoteAddress, secure: false };
    const answer = wing.admit(request, { service: 'dynamodb', status: 400 });
    return 'principal' in answer ? answer.principal.arn : `${answer.error.code} ${answer.error.message}`;
  };

  it('must be signed with a key that somebody has', () => {
    const test = startWing({ users: [user('ann')] });
    expect(ask(test, 'key-ann', '192.168.0.7')).toBe(`arn:aws:iam::${ACCOUNT}:user/ann`);
    expect(ask(test, 'stranger', '192.168.0.7')).toMatch(
      /^UnrecognizedClientException .* from 192\.168\.0\.7: add iam:/,
    );
    expect(ask(test, undefined, '192.168.0.7')).toBe(
      'MissingAuthenticationTokenException Missing Authentication Token',
    );
    for (const here of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.8.8.8']) {
      expect(ask(test, 'stranger', here)).toBe(`arn:aws:iam::${ACCOUNT}:root`);
      expect(ask(test, undefined, here)).toBe(`arn:aws:iam::${ACCOUNT}:root`);
    }
  });
});
