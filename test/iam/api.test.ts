// IAM's own API: what tools ask of it before they do anything else.
import { describe, expect, it } from 'vitest';
import type { AwsCredentials } from '../../src/aws/sigv4.js';
import { ADMINISTRATOR, ANN, STRANGER, serveAccount, sts } from './account.js';

async function iam(action: string, parameters: Readonly<Record<string, string>>, by: AwsCredentials) {
  const answer = await sts(await serveAccount(), action, { ...parameters, Version: '2010-05-08' }, by, {
    service: 'iam',
  });
  const all = (name: string) =>
    [...answer.text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map((m) => m[1]);
  return { ...answer, all };
}

describe('users', () => {
  it('GetUser tells of who asks, or of the user named', async () => {
    const answer = await iam('GetUser', {}, ANN);
    expect(answer.text).toMatch(
      /^<GetUserResponse xmlns="https:\/\/iam\.amazonaws\.com\/doc\/2010-05-08\/"><GetUserResult><User>/,
    );
    expect([answer.get('UserName'), answer.get('Path'), answer.get('Arn')]).toEqual([
      'ann',
      '/staff/',
      'arn:aws:iam::000000000000:user/staff/ann',
    ]);
    expect(answer.text).toContain('<Tags><member><Key>team</Key><Value>blue</Value></member></Tags>');
    expect((await iam('GetUser', { UserName: 'bob' }, ADMINISTRATOR)).get('UserName')).toBe('bob');
    expect((await iam('GetUser', {}, ADMINISTRATOR)).get('Arn')).toBe('arn:aws:iam::000000000000:root');
  });

  it('nobody sees those of another account', async () => {
    const answer = await iam('GetUser', { UserName: 'ann' }, STRANGER);
    expect([answer.status, answer.get('Code'), answer.get('Message')]).toEqual([
      404,
      'NoSuchEntity',
      'The user with name ann cannot be found.',
    ]);
    expect((await iam('ListUsers', {}, STRANGER)).all('UserName')).toEqual(['stranger']);
    expect((await iam('ListUsers', {}, ANN)).all('UserName')).toEqual(['ann', 'bob', 'nobody']);
    expect((await iam('ListUsers', { PathPrefix: '/staff/' }, ANN)).all('UserName')).toEqual(['ann']);
  });

  it('ListAccessKeys tells which are active, and no secret', async () => {
    const answer = await iam('ListAccessKeys', {}, ANN);
    expect(answer.all('Status')).toEqual(['Active', 'Active', 'Inactive']);
    expect(answer.all('AccessKeyId')[0]).toBe(ANN.accessKeyId);
    expect(answer.text).not.toContain('secret');
    expect((await iam('ListAccessKeys', {}, ADMINISTRATOR)).text).toContain('<AccessKeyMetadata></AccessKeyMetadata>');
  });
});

describe('roles', () => {
  it('GetRole and ListRoles show the trust policy, encoded', async () => {
    const answer = await iam('GetRole', { RoleName: 'reader' }, ANN);
    expect(answer.get('MaxSessionDuration')).toBe('7200');
    expect(JSON.parse(decodeURIComponent(answer.get('AssumeRolePolicyDocument') ?? ''))).toMatchObject({
      Statement: [{ Action: 'sts:AssumeRole' }],
    });
    expect((await iam('GetRole', { RoleName: 'none' }, ANN)).get('Message')).toBe(
      'The role with name none cannot be found.',
    );
    expect((await iam('ListRoles', {}, ANN)).all('RoleName')).toContain('partner');
  });
});

it('every other call is refused by name', async () => {
  const answer = await iam('CreateUser', { UserName: 'x' }, ADMINISTRATOR);
  expect([answer.status, answer.get('Code')]).toEqual([501, 'NotEmulatedException']);
  expect(answer.get('Message')).toMatch(/^IAM CreateUser is not emulated/);
});
