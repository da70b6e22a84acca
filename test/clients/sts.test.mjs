// STS by its SDK, and what its temporary credentials open: AppSync by hand-signed requests and by an unmodified Amplify app;
// and the keys of an API by AppSync's own SDK.
import { spawn } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  AppSyncClient,
  CreateApiKeyCommand,
  DeleteApiKeyCommand,
  ListApiKeysCommand,
  UpdateApiKeyCommand,
} from '@aws-sdk/client-appsync';
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import { Amplify } from 'aws-amplify';
import { CONNECTION_STATE_CHANGE, generateClient } from 'aws-amplify/api';
import { Hub } from 'aws-amplify/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installWebSocket } from './support/clients.mjs';
import { eventually, PROGRAM, REPOSITORY, startProgram, temporaryFolder } from './support/program.mjs';
import { makeCertificate } from './support/shared-program.mjs';

const ISSUER = 'http://localhost:4570';
const ANN = { accessKeyId: 'AKIAANNANNANNANNANNA', secretAccessKey: 'ann/secret' };
const ADMINISTRATOR = { accessKeyId: 'test', secretAccessKey: 'test' };
const READER = { RoleArn: 'arn:aws:iam::000000000000:role/reader', RoleSessionName: 'me' };
const VISITOR = { RoleArn: 'arn:aws:iam::000000000000:role/visitor', RoleSessionName: 'web' };

let folder;
let issuer;
let issuerUrl;
let token;
let program;
let state = 'Disconnected';

beforeAll(async () => {
  folder = temporaryFolder();
  // The issuer of the app's trust policy is at its usual port; here it may be taken.
  const flags = ['token', '--issuer', '--data-dir', folder.path, '--port', '0', '--iss', ISSUER, '--sub', 'ann'];
  issuer = spawn(process.execPath, [PROGRAM, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [[line], [said]] = await Promise.all([once(issuer.stdout, 'data'), once(issuer.stderr, 'data')]);
  token = String(line).trim();
  issuerUrl = /serves (\S+)/.exec(String(said))[1];
  const { cert, key } = makeCertificate(folder.path);
  program = await startProgram({
    app: join(REPOSITORY, 'test/clients/apps/account'),
    args: ['--tls-cert', cert, '--tls-key', key, '--issuer-keys', `${ISSUER}=${issuerUrl}/.well-known/jwks.json`],
  });
  installWebSocket({ cert });
  Hub.listen('api', ({ payload }) => {
    if (payload.event === CONNECTION_STATE_CHANGE) state = payload.data.connectionState;
  });
});
afterAll(async () => {
  await program?.stop();
  issuer?.kill('SIGTERM');
  folder.remove();
});

const settings = (credentials) => ({ endpoint: program.url, region: 'us-east-1', credentials });
const sts = (credentials) => new STSClient(settings(credentials));
const held = ({ Credentials }) => ({
  accessKeyId: Credentials.AccessKeyId,
  secretAccessKey: Credentials.SecretAccessKey,
  sessionToken: Credentials.SessionToken,
});
const asReader = async () => held(await sts(ANN).send(new AssumeRoleCommand(READER)));

/** The hash that the signer asks for. */
class Sha256 {
  constructor(secret) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
  update(data) {
    this.hash.update(data);
  }
  async digest() {
    return new Uint8Array(this.hash.digest());
  }
}

async function ask(credentials, query) {
  const { host, hostname, pathname, protocol } = new URL(program.graphqlUrl);
  const signer = new SignatureV4({ credentials, region: 'us-east-1', service: 'appsync', sha256: Sha256 });
  const body = JSON.stringify({ query });
  const headers = { host, 'content-type': 'application/json' };
  const request = { method: 'POST', protocol, hostname, path: pathname, query: {}, headers, body };
  const { headers: signed } = await signer.sign(request);
  const response = await fetch(program.graphqlUrl, { method: 'POST', headers: signed, body });
  return { status: response.status, ...(await response.json()) };
}

describe('STS', () => {
  test('GetCallerIdentity names users, roles and the administrator', async () => {
    const who = async (credentials) => (await sts(credentials).send(new GetCallerIdentityCommand({}))).Arn;
    expect(await who(ADMINISTRATOR)).toBe('arn:aws:iam::000000000000:root');
    expect(await who(ANN)).toBe('arn:aws:iam::000000000000:user/ann');
    expect(await who(await asReader())).toBe('arn:aws:sts::000000000000:assumed-role/reader/me');
  });

  test('AssumeRole: its credentials open what the role may and nothing else', async () => {
    const credentials = await asReader();
    const { status, data } = await ask(credentials, '{ who }');
    expect(status).toBe(200);
    expect(JSON.parse(data.who)).toMatchObject({
      accountId: '000000000000',
      userArn: 'arn:aws:sts::000000000000:assumed-role/reader/me',
      username: expect.stringMatching(/^AROA\w+:me$/),
    });
    const mixed = await ask(credentials, '{ who secret }');
    expect(mixed.data).toMatchObject({ secret: null });
    expect(mixed.errors).toMatchObject([
      { errorType: 'Unauthorized', message: 'Not Authorized to access secret on type Query' },
    ]);
    const { sessionToken: _, ...without } = credentials;
    expect((await ask(without, '{ who }')).status).toBe(403);
    expect((await ask({ ...credentials, sessionToken: `${credentials.sessionToken}x` }, '{ who }')).status).toBe(403);
  });

  test('AssumeRole: a fault is the exception that the SDK knows', async () => {
    const unknown = { ...READER, RoleArn: 'arn:aws:iam::000000000000:role/nobody' };
    await expect(sts(ANN).send(new AssumeRoleCommand(unknown))).rejects.toMatchObject({ name: 'AccessDenied' });
    const short = { ...READER, DurationSeconds: 1 };
    await expect(sts(ANN).send(new AssumeRoleCommand(short))).rejects.toMatchObject({ name: 'ValidationError' });
  });

  test('AssumeRoleWithWebIdentity takes a token of offsync token --issuer, and no other', async () => {
    // Nobody signs it: the client has no credentials.
    const anonymous = new STSClient({ endpoint: program.url, region: 'us-east-1' });
    const assume = (WebIdentityToken) =>
      anonymous.send(new AssumeRoleWithWebIdentityCommand({ ...VISITOR, WebIdentityToken }));
    const answer = await assume(token);
    expect(answer.SubjectFromWebIdentityToken).toBe('ann');
    const { data } = await ask(held(answer), '{ secret who }');
    expect(data.secret).toBe('open sesame');
    await expect(assume(`${token.slice(0, -6)}AAAAAA`)).rejects.toMatchObject({
      name: 'InvalidIdentityTokenException',
    });
    const bob = await (await fetch(`${issuerUrl}/token?sub=bob`)).json();
    await expect(assume(bob.id_token)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

test('Amplify in the mode iam, with temporary credentials: asks, subscribes and hears', async () => {
  const credentials = await asReader();
  const GraphQL = { endpoint: program.graphqlUrl, region: 'us-east-1', defaultAuthMode: 'iam' };
  const credentialsProvider = {
    getCredentialsAndIdentityId: async () => ({ credentials }),
    clearCredentialsAndIdentityId: () => {},
  };
  Amplify.configure({ API: { GraphQL } }, { Auth: { credentialsProvider } });
  const client = generateClient();
  const { data } = await client.graphql({ query: '{ who }' });
  expect(JSON.parse(data.who).userArn).toBe('arn:aws:sts::000000000000:assumed-role/reader/me');
  await expect(client.graphql({ query: '{ secret }' })).rejects.toBeDefined();

  const heard = [];
  const subscription = client
    .graphql({ query: 'subscription { onSay }' })
    .subscribe({ next: (event) => heard.push(event.data.onSay), error: (error) => heard.push(error) });
  await eventually(
    () => client.graphql({ query: 'mutation { say(text: "hello") }' }),
    () => heard.length > 0,
  );
  expect(heard[0]).toBe('hello');
  subscription.unsubscribe();
  await eventually(
    () => state,
    () => state === 'Disconnected',
  );
});

test('AppSync: API keys are created, listed, prolonged and deleted', async () => {
  const appsync = new AppSyncClient(settings(ADMINISTRATOR));
  const [{ id: apiId }] = program.ready.apis;
  const { apiKey } = await appsync.send(new CreateApiKeyCommand({ apiId, description: 'of a test' }));
  expect(apiKey.expires % 3600).toBe(0);
  expect(apiKey.deletes - apiKey.expires).toBe(60 * 86_400);
  const letsIn = async () => {
    const headers = { 'x-api-key': apiKey.id };
    const body = JSON.stringify({ query: '{ __typename }' });
    return (await fetch(program.graphqlUrl, { method: 'POST', headers, body })).status;
  };
  expect(await letsIn()).toBe(200);
  const later = apiKey.expires + 30 * 86_400;
  const update = new UpdateApiKeyCommand({ apiId, id: apiKey.id, expires: later });
  expect((await appsync.send(update)).apiKey).toMatchObject({ expires: later, description: 'of a test' });
  const soon = new UpdateApiKeyCommand({ apiId, id: apiKey.id, expires: 1 });
  await expect(appsync.send(soon)).rejects.toMatchObject({ name: 'ApiKeyValidityOutOfBoundsException' });
  const { apiKeys } = await appsync.send(new ListApiKeysCommand({ apiId }));
  expect(apiKeys.map(({ id }) => id)).toEqual([program.apiKey, apiKey.id]);
  await appsync.send(new DeleteApiKeyCommand({ apiId, id: apiKey.id }));
  expect(await letsIn()).toBe(401);
  const again = appsync.send(new DeleteApiKeyCommand({ apiId, id: apiKey.id }));
  await expect(again).rejects.toMatchObject({ name: 'NotFoundException' });
});
