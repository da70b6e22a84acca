// An unmodified Amplify v6 app in every authorization mode: a query over HTTP, a connection over wss:// and a subscription on it.
// Tokens come from `offsync token`.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Amplify } from 'aws-amplify';
import { CONNECTION_STATE_CHANGE, generateClient } from 'aws-amplify/api';
import { Hub } from 'aws-amplify/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installWebSocket } from './support/clients.mjs';
import { eventually, PROGRAM, REPOSITORY, runToEnd, startProgram, temporaryFolder } from './support/program.mjs';
import { makeCertificate } from './support/shared-program.mjs';

const ISSUER = 'https://issuer.example.com';
const POOL = 'us-east-1_Modes1';

let folder;
let program;
let state = 'Disconnected';
const tokens = {};

async function tokenOf(...flags) {
  const { code, stdout, stderr } = await runToEnd(['token', '--data-dir', folder.path, ...flags]);
  expect(code, stderr).toBe(0);
  return stdout.trim();
}

const startIssuer = (flags) =>
  spawn(process.execPath, [PROGRAM, 'token', '--issuer', ...flags], { stdio: ['ignore', 'pipe', 'ignore'] });

const held = (text) => ({ toString: () => text, payload: JSON.parse(Buffer.from(text.split('.')[1], 'base64url')) });

beforeAll(async () => {
  folder = temporaryFolder();
  tokens.oidc = held(await tokenOf('--iss', ISSUER));
  tokens.userPool = held(await tokenOf('--pool', POOL, '--access', '--username', 'ann'));
  const { cert, key } = makeCertificate(folder.path);
  const keys = join(folder.path, 'issuer/jwks.json');
  const issuers = ['--issuer-keys', `${ISSUER}=${keys}`, '--issuer-keys', `${POOL}=${keys}`];
  program = await startProgram({
    app: join(REPOSITORY, 'test/clients/apps/modes'),
    args: ['--tls-cert', cert, '--tls-key', key, ...issuers],
  });
  installWebSocket({ cert });
  Hub.listen('api', ({ payload }) => {
    if (payload.event === CONNECTION_STATE_CHANGE) state = payload.data.connectionState;
  });
});

afterAll(async () => {
  await program?.stop();
  folder.remove();
});

function configure(accessToken) {
  const GraphQL = {
    endpoint: program.graphqlUrl,
    region: 'us-east-1',
    defaultAuthMode: 'apiKey',
    apiKey: program.apiKey,
  };
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  Amplify.configure(
    { API: { GraphQL } },
    {
      Auth: {
        tokenProvider: { getTokens: async () => (accessToken ? { accessToken } : null) },
        credentialsProvider: {
          getCredentialsAndIdentityId: async () => ({ credentials }),
          clearCredentialsAndIdentityId: () => {},
        },
      },
    },
  );
  return generateClient();
}

describe.each([
  ['apiKey', {}, 'API Key Authorization'],
  ['iam', {}, 'IAM Authorization'],
  ['oidc', {}, 'Open ID Connect Authorization'],
  ['userPool', {}, 'User Pool Authorization'],
  ['lambda', { authToken: 'open-sesame' }, 'Lambda Authorization'],
])('Amplify in the mode %s', (authMode, more, label) => {
  test('queries', async () => {
    const { data } = await configure(tokens[authMode]).graphql({ query: '{ auth }', authMode, ...more });
    expect(data.auth).toBe(label);
  });

  test('connects, subscribes and hears', async () => {
    const client = configure(tokens[authMode]);
    const heard = [];
    const failed = [];
    const subscription = client
      .graphql({ query: 'subscription { onSay { text } }', authMode, ...more })
      .subscribe({ next: ({ data }) => heard.push(data.onSay.text), error: (error) => failed.push(error) });
    // Each mode opens a socket of its own: Amplify gives the last one up a second after its last subscription.
    await eventually(
      async () => {
        const query = 'mutation { say(text: "hello") { text } }';
        await client.graphql({ query, authMode, ...more });
        return { heard, failed };
      },
      () => heard.length > 0 || failed.length > 0,
    );
    expect(failed).toEqual([]);
    expect(heard[0]).toBe('hello');
    subscription.unsubscribe();
    await eventually(
      () => state,
      () => state === 'Disconnected',
    );
  });
});

test('a wrong token is refused by query and connection, and Amplify is told', async () => {
  const client = configure(held(`${String(tokens.oidc).slice(0, -4)}AAAA`));
  const refused = { errors: [expect.objectContaining({ message: 'Unauthorized' })] };
  await expect(client.graphql({ query: '{ auth }', authMode: 'oidc' })).rejects.toMatchObject(refused);
  const error = await new Promise((resolve, reject) => {
    client
      .graphql({ query: 'subscription { onSay { text } }', authMode: 'oidc' })
      .subscribe({ next: reject, error: resolve });
  });
  expect(JSON.stringify(error)).toContain('UnauthorizedException');
});

test('offsync token --issuer serves an issuer until it is told to stop', async () => {
  const issuer = startIssuer(['--data-dir', folder.path, '--port', '0', '--sub', 'ann']);
  const [line] = await once(issuer.stdout, 'data');
  const { iss, sub } = held(String(line).trim()).payload;
  expect(sub).toBe('ann');
  const discovery = await (await fetch(`${iss}/.well-known/openid-configuration`)).json();
  expect(discovery).toMatchObject({ issuer: iss, jwks_uri: `${iss}/.well-known/jwks.json` });
  expect((await (await fetch(discovery.jwks_uri)).json()).keys).toHaveLength(1);
  issuer.kill('SIGTERM');
  expect((await once(issuer, 'exit'))[0]).toBe(0);
});
