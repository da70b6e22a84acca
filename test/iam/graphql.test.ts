// Policies where they are felt: fields of an API whose mode is AWS_IAM.
import { describe, expect, it } from 'vitest';
import { type AwsCredentials, sign } from '../../src/aws/sigv4.js';
import { ADMINISTRATOR, ANN, BOB, credentialsOf, type ServedAccount, STRANGER, serveAccount, sts } from './account.js';

async function query({ emulator, clock }: ServedAccount, by: AwsCredentials, text = '{ a b }') {
  const headers = { host: 'localhost:4566', 'content-type': 'application/json' };
  const body = JSON.stringify({ query: text });
  const options = { service: 'appsync', region: 'us-east-1', now: clock.now() };
  const signature = sign({ method: 'POST', url: '/graphql', headers, body }, by, options);
  const response = await emulator.fetch('/graphql', { method: 'POST', headers: { ...headers, ...signature }, body });
  const { errors = [] } = (await response.json()) as { errors?: { path?: string[]; errorType: string }[] };
  return [response.status, ...errors.map(({ path, errorType }) => `${errorType} ${path?.join('.') ?? ''}`)];
}

const role = (name: string) => ({ RoleArn: `arn:aws:iam::000000000000:role/${name}`, RoleSessionName: 'me' });

describe('appsync:GraphQL', () => {
  it('is asked for each field, by the policies of users, groups and roles', async () => {
    const account = await serveAccount();
    expect(await query(account, ADMINISTRATOR)).toEqual([200]);
    expect(await query(account, ANN)).toEqual([200, 'Unauthorized b']);
    expect(await query(account, ANN, '{ a }')).toEqual([200]);
    const reader = credentialsOf(await sts(account, 'AssumeRole', role('reader'), ANN));
    expect(await query(account, reader)).toEqual([200, 'Unauthorized b']);
    const open = { ...role('partner'), ExternalId: 'open-sesame' };
    expect(await query(account, credentialsOf(await sts(account, 'AssumeRole', open, STRANGER)))).toEqual([200]);
  });

  it('is denied by a boundary, across accounts, and when nothing allows it', async () => {
    const account = await serveAccount();
    for (const by of [BOB, STRANGER]) {
      expect((await query(account, by)).join()).toMatch(/Unauthorized|AccessDenied|UnauthorizedException/);
    }
  });

  it('follows a change of policies at once', async () => {
    const account = await serveAccount();
    expect(await query(account, ANN, '{ a }')).toEqual([200]);
    const { definition } = account.emulator;
    await account.emulator.replace({ ...definition, iam: { ...definition.iam, groups: [] } });
    expect((await query(account, ANN, '{ a }')).join()).toMatch(/Unauthorized/);
  });
});
