// STS on the wire: who signed, whose role may be assumed by whom, and what ends when.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { ADMINISTRATOR, ANN, BOB, credentialsOf, STRANGER, serveAccount, sts } from './account.js';

const ROLE = (name: string) => `arn:aws:iam::000000000000:role/${name}`;
const assume = (name: string, more: Readonly<Record<string, string>> = {}) => ({
  RoleArn: ROLE(name),
  RoleSessionName: 'session',
  ...more,
});
const fault = (code: string, message: string | RegExp, status = 400) => ({
  status,
  code,
  message: typeof message === 'string' ? message : expect.stringMatching(message),
});
const faultOf = (answer: Awaited<ReturnType<typeof sts>>) => ({
  status: answer.status,
  code: answer.get('Code'),
  message: answer.get('Message'),
});

describe('GetCallerIdentity', () => {
  it.each([
    ['the administrator', ADMINISTRATOR, 'arn:aws:iam::000000000000:root', /^000000000000$/, '000000000000'],
    ['a user', ANN, 'arn:aws:iam::000000000000:user/staff/ann', /^AIDA\w{17}$/, '000000000000'],
    ['a user of another account', STRANGER, 'arn:aws:iam::111122223333:user/stranger', /^AIDA/, '111122223333'],
    [
      'whoever has a key that nobody has',
      { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' },
      'arn:aws:iam::000000000000:root',
      /^000000000000$/,
      '000000000000',
    ],
  ])('names %s', async (_who, by, arn, userId, account) => {
    const answer = await sts(await serveAccount(), 'GetCallerIdentity', {}, by);
    expect(answer.status).toBe(200);
    expect([answer.get('Arn'), answer.get('Account')]).toEqual([arn, account]);
    expect(answer.get('UserId')).toMatch(userId);
    expect(answer.text).toMatch(
      /^<GetCallerIdentityResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/"><GetCallerIdentityResult>/,
    );
  });

  it('takes the credential of any region, and of no other service', async () => {
    const account = await serveAccount();
    expect((await sts(account, 'GetCallerIdentity', {}, ANN, { region: 'eu-west-1' })).status).toBe(200);
    expect(faultOf(await sts(account, 'GetCallerIdentity', {}, { ...ANN, secretAccessKey: 'wrong' }))).toEqual(
      fault('SignatureDoesNotMatch', /^The request signature we calculated does not match/, 403),
    );
    const inactive = { accessKeyId: 'AKIAANNANNANNANNANN3', secretAccessKey: 'ann/secret+3' };
    expect(faultOf(await sts(account, 'GetCallerIdentity', {}, inactive))).toEqual(
      fault('InvalidClientTokenId', 'The security token included in the request is invalid.', 403),
    );
    expect((await sts(account, 'GetCallerIdentity', {}, ANN, { service: 'sqs' })).status).not.toBe(200);
  });

  it('can be presigned, as clusters ask for it', async () => {
    const account = await serveAccount();
    const signer = new SignatureV4({ credentials: ANN, region: 'us-east-1', service: 'sts', sha256: Sha256 });
    const query = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
    const headers = { host: 'localhost:4566', 'x-k8s-aws-id': 'cluster' };
    const request = { method: 'GET', protocol: 'http:', hostname: 'localhost', path: '/', query, headers };
    const signed = await signer.presign(request, { expiresIn: 60, signingDate: new Date(account.clock.now()) });
    const url = `/?${new URLSearchParams(signed.query as Record<string, string>)}`;
    const answer = await account.emulator.fetch(url, { headers });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('user/staff/ann</Arn>')]);
    expect((await account.emulator.fetch(url, { headers: { ...headers, 'x-k8s-aws-id': 'x' } })).status).toBe(403);
  });

  it('asks strangers and the unsigned for credentials when it is strict', async () => {
    const account = await serveAccount({ strictCredentials: true });
    const stranger = { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' };
    expect(faultOf(await sts(account, 'GetCallerIdentity', {}, stranger))).toEqual(
      fault('InvalidClientTokenId', /^The security token included in the request is invalid\. .*iam: \{ users:/, 403),
    );
    expect(faultOf(await sts(account, 'GetCallerIdentity'))).toEqual(
      fault('MissingAuthenticationToken', 'Request is missing Authentication Token', 403),
    );
    expect((await sts(account, 'GetCallerIdentity', {}, ADMINISTRATOR)).status).toBe(200);
  });
});

describe('AssumeRole', () => {
  it('gives credentials that act as the role until they end', async () => {
    const account = await serveAccount();
    const answer = await sts(account, 'AssumeRole', assume('reader', { DurationSeconds: '900' }), ANN);
    expect(answer.get('Arn')).toBe('arn:aws:sts::000000000000:assumed-role/reader/session');
    expect(answer.get('AssumedRoleId')).toMatch(/^AROA\w{17}:session$/);
    expect(answer.get('Expiration')).toBe('2026-01-01T00:15:00Z');
    expect(answer.get('AccessKeyId')).toMatch(/^ASIA[A-Z2-7]{16}$/);
    const credentials = credentialsOf(answer);
    const asked = await sts(account, 'GetCallerIdentity', {}, credentials);
    expect([asked.get('Arn'), asked.get('UserId')]).toEqual([answer.get('Arn'), answer.get('AssumedRoleId')]);

    const { sessionToken: _token, ...without } = credentials;
    const other = credentialsOf(await sts(account, 'AssumeRole', assume('reader'), ANN));
    for (const by of [without, { ...credentials, sessionToken: other.sessionToken }]) {
      expect(faultOf(await sts(account, 'GetCallerIdentity', {}, by))).toMatchObject({ code: 'InvalidClientTokenId' });
    }
    account.clock.advance(900_000);
    expect(faultOf(await sts(account, 'GetCallerIdentity', {}, credentials))).toEqual(
      fault('ExpiredToken', 'The security token included in the request is expired', 403),
    );
    expect((await sts(account, 'GetCallerIdentity', {}, other)).status).toBe(200);
  });

  it('asks the trust policy, and the caller where that names only the account', async () => {
    const account = await serveAccount();
    const denied = (who: string, role: string) =>
      fault(
        'AccessDenied',
        `User: ${who} is not authorized to perform: sts:AssumeRole on resource: ${ROLE(role)}`,
        403,
      );
    const ask = async (role: string, by = ANN, more = {}) =>
      faultOf(await sts(account, 'AssumeRole', assume(role, more), by));
    const [ann, bob] = ['user/staff/ann', 'user/bob'].map((name) => `arn:aws:iam::000000000000:${name}`) as [
      string,
      string,
    ];
    const stranger = 'arn:aws:iam::111122223333:user/stranger';
    expect(await ask('reader')).toMatchObject({ status: 200 });
    expect(await ask('reader', BOB)).toEqual(denied(bob, 'reader'));
    expect(await ask('reader', STRANGER)).toEqual(denied(stranger, 'reader'));
    expect(await ask('service')).toEqual(denied(ann, 'service'));
    expect(await ask('service', ADMINISTRATOR)).toMatchObject({ code: 'AccessDenied' });
    expect(await ask('nowhere')).toEqual(denied(ann, 'nowhere'));
    expect(await ask('partner', STRANGER)).toEqual(denied(stranger, 'partner'));
    expect(await ask('partner', STRANGER, { ExternalId: 'wrong' })).toEqual(denied(stranger, 'partner'));
    expect(await ask('partner', STRANGER, { ExternalId: 'open-sesame' })).toMatchObject({ status: 200 });
    expect(await ask('partner', ANN, { ExternalId: 'open-sesame' })).toEqual(denied(ann, 'partner'));
  });

  it('limits how long a session lasts', async () => {
    const account = await serveAccount();
    const ask = async (seconds: string, by = ANN) =>
      faultOf(await sts(account, 'AssumeRole', assume('reader', { DurationSeconds: seconds }), by));
    expect(await ask('7200')).toMatchObject({ status: 200 });
    expect(await ask('7201')).toEqual(
      fault('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'),
    );
    expect(await ask('899')).toEqual(
      fault(
        'ValidationError',
        "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
      ),
    );
    const chained = credentialsOf(
      await sts(
        account,
        'AssumeRole',
        assume('tagged', { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'b' }),
        ANN,
      ),
    );
    expect(await ask('3601', chained)).toEqual(
      fault(
        'ValidationError',
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
      ),
    );
    expect(await ask('3600', chained)).toMatchObject({ status: 200 });
  });

  it('holds its parameters to the model', async () => {
    const account = await serveAccount();
    const ask = async (parameters: Record<string, string>) =>
      faultOf(await sts(account, 'AssumeRole', parameters, ANN));
    expect(await ask({ RoleArn: ROLE('reader') })).toEqual(
      fault(
        'ValidationError',
        "1 validation error detected: Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null",
      ),
    );
    expect(await ask({ RoleArn: 'x', RoleSessionName: 'a b' })).toEqual(
      fault(
        'ValidationError',
        "2 validation errors detected: Value 'x' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20; Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
      ),
    );
    expect(await ask(assume('reader', { Policy: '{' }))).toEqual(
      fault('MalformedPolicyDocument', 'This policy contains invalid Json'),
    );
    expect(await ask(assume('reader', { Policy: '{"Statement":{"Effect":"Maybe"}}' }))).toEqual(
      fault('MalformedPolicyDocument', 'Syntax errors in policy.'),
    );
    expect(await ask(assume('reader', { TokenCode: '123456', SerialNumber: 'mfa' }))).toMatchObject({
      code: 'NotEmulatedException',
    });
  });

  it('carries tags and a source identity, when the trust policy lets it', async () => {
    const account = await serveAccount();
    const tag = (value: string) => ({ 'Tags.member.1.Key': 'Team', 'Tags.member.1.Value': value });
    const more = { 'TransitiveTagKeys.member.1': 'Team', SourceIdentity: 'ann-herself' };
    const denied = await sts(account, 'AssumeRole', assume('tagged', tag('red')), ANN);
    expect(denied.get('Code')).toBe('AccessDenied');
    const answer = await sts(account, 'AssumeRole', assume('tagged', { ...tag('blue'), ...more }), ANN);
    expect(answer.get('SourceIdentity')).toBe('ann-herself');
    expect(Number(answer.get('PackedPolicySize'))).toBeGreaterThan(0);
    const chained = credentialsOf(answer);
    const again = await sts(account, 'AssumeRole', assume('reader', tag('green')), chained);
    expect(faultOf(again)).toMatchObject({
      code: 'InvalidParameterValue',
      message: expect.stringMatching(/conflicts/),
    });
    const next = await sts(account, 'AssumeRole', assume('reader'), chained);
    expect(next.get('SourceIdentity')).toBe('ann-herself');
    expect(faultOf(await sts(account, 'AssumeRole', assume('reader', tag('x')), ANN))).toMatchObject({
      message: expect.stringMatching(/not authorized to perform: sts:TagSession/),
    });
  });
});

describe('GetSessionToken and GetAccessKeyInfo', () => {
  it('gives a user temporary credentials of the same user', async () => {
    const account = await serveAccount();
    const answer = await sts(account, 'GetSessionToken', {}, ANN);
    expect(answer.get('Expiration')).toBe('2026-01-01T12:00:00Z');
    const credentials = credentialsOf(answer);
    expect((await sts(account, 'GetCallerIdentity', {}, credentials)).get('Arn')).toBe(
      'arn:aws:iam::000000000000:user/staff/ann',
    );
    expect(faultOf(await sts(account, 'GetSessionToken', {}, credentials))).toEqual(
      fault('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403),
    );
    expect((await sts(account, 'GetSessionToken', {}, ADMINISTRATOR)).get('Expiration')).toBe('2026-01-01T01:00:00Z');
  });

  it('tells the account of a key', async () => {
    const account = await serveAccount();
    const ask = async (AccessKeyId: string) =>
      (await sts(account, 'GetAccessKeyInfo', { AccessKeyId }, ANN)).get('Account');
    expect(await ask(STRANGER.accessKeyId)).toBe('111122223333');
    expect(await ask(BOB.accessKeyId)).toBe('000000000000');
  });
});

describe('the door', () => {
  it('names what it does not emulate, and what is unknown', async () => {
    const account = await serveAccount();
    expect(faultOf(await sts(account, 'GetFederationToken', {}, ANN))).toMatchObject({
      status: 501,
      code: 'NotEmulatedException',
      message: expect.stringMatching(/^STS GetFederationToken is not emulated/),
    });
    expect(faultOf(await sts(account, 'GetNothing', {}, ANN))).toEqual(
      fault('InvalidAction', 'Could not find operation GetNothing for version 2011-06-15'),
    );
  });

  it('writes what it repeats as XML can hold it', async () => {
    const account = await serveAccount();
    const answer = await sts(account, 'Get<&>"\u0001', {}, ANN);
    expect(answer.text).toContain('Get&lt;&amp;&gt;&quot; for');
  });
});

describe('temporary credentials', () => {
  it('outlive a restart, and end with their role', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'offsync-iam-'));
    try {
      const first = await serveAccount({ dataDir });
      const credentials = credentialsOf(await sts(first, 'AssumeRole', assume('reader'), ANN));
      await first.emulator.close();
      const second = await serveAccount({ dataDir });
      expect((await sts(second, 'GetCallerIdentity', {}, credentials)).get('Arn')).toMatch(/assumed-role\/reader/);
      const { definition } = second.emulator;
      await second.emulator.replace({ ...definition, iam: { ...definition.iam, roles: [] } });
      expect(faultOf(await sts(second, 'GetCallerIdentity', {}, credentials))).toMatchObject({
        code: 'InvalidClientTokenId',
      });
      await second.emulator.close();
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
