// Where a request came from and how: what identities show and policies may ask, with and without proxies in front.
import { afterEach, describe, expect, it } from 'vitest';
import { EMPTY_DEFINITION, type UserDefinition } from '../../../src/definition/model.js';
import { apiWith, type Credential, type Headers, type Stand, signedBy, stand } from './stand.js';

const place = {};
const ANN = { accessKeyId: 'AKIAANN', secretAccessKey: 'secret' };

const ann = (condition: Record<string, unknown>): UserDefinition => ({
  name: 'ann',
  arn: 'arn:aws:iam::000000000000:user/ann',
  id: 'AIDAANNANNANNANNANNAN',
  path: '/',
  inlinePolicies: [
    {
      name: 'inline',
      document: {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 'appsync:GraphQL', Resource: '*', Condition: condition },
      },
      place,
    },
  ],
  managedPolicyArns: [],
  accessKeys: [{ id: 'AKIAANN', secret: 'secret', status: 'Active', place }],
  groups: [],
  tags: {},
  place,
});

let at: Stand;
afterEach(() => at.close());

async function serve(condition: Record<string, unknown> = {}, trustProxy = 0): Promise<void> {
  at = await stand(
    {
      apis: [apiWith('api', [{ type: 'AWS_IAM' }], { domainNames: ['api.example.com'] })],
      iam: { ...EMPTY_DEFINITION.iam, users: [ann(condition)] },
    },
    { trustProxy },
  );
}

/** Signed by Ann, with headers that a proxy or a browser adds afterwards. */
const annWith =
  (more: Headers, host?: string): Credential =>
  (request, now) => ({
    ...signedBy(ANN, host === undefined ? {} : { change: () => ({ host }) })(request, now),
    ...more,
  });

const query = { query: '{ who }' };
async function sourceIp(more: Headers): Promise<unknown> {
  const { body } = await at.ask('api', annWith(more), query);
  return (JSON.parse(String(body.data?.['who'])) as { sourceIp: unknown }).sourceIp;
}
async function allowed(more: Headers): Promise<boolean> {
  const { body } = await at.ask('api', annWith(more), query);
  return body.errors === undefined;
}

describe('ctx.identity.sourceIp', () => {
  it("is the connection's address alone where no proxy is trusted", async () => {
    await serve();
    expect(await sourceIp({ 'x-forwarded-for': '203.0.113.7' })).toEqual(['127.0.0.1']);
  });

  it('is what one trusted proxy saw, after what the client claimed', async () => {
    await serve({}, 1);
    expect(await sourceIp({ 'x-forwarded-for': '127.0.0.1, 203.0.113.7' })).toEqual(['127.0.0.1', '203.0.113.7']);
    expect(await sourceIp({})).toEqual(['127.0.0.1']);
  });

  it('is what the outer of two trusted proxies saw', async () => {
    await serve({}, 2);
    expect(await sourceIp({ 'x-forwarded-for': '203.0.113.7, 10.0.0.1' })).toEqual(['203.0.113.7']);
  });
});

describe('a condition on aws:SourceIp', () => {
  const inside = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };

  it('sees the address that the proxy saw, not the one a client claims', async () => {
    await serve(inside, 1);
    expect(await allowed({ 'x-forwarded-for': '203.0.113.7' })).toBe(true);
    expect(await allowed({ 'x-forwarded-for': '203.0.113.7, 198.51.100.1' })).toBe(false);
    expect(await allowed({})).toBe(false);
  });

  it('sees no header where no proxy is trusted', async () => {
    await serve(inside);
    expect(await allowed({ 'x-forwarded-for': '203.0.113.7' })).toBe(false);
  });
});

describe('a condition on how a request came', () => {
  it('asks whether by TLS', async () => {
    await serve({ Bool: { 'aws:SecureTransport': 'true' } }, 1);
    expect(await allowed({ 'x-forwarded-proto': 'https' })).toBe(true);
    expect(await allowed({ 'x-forwarded-proto': 'http' })).toBe(false);
    expect(await allowed({})).toBe(false);
  });

  it('asks for the user agent, each time anew', async () => {
    await serve({ StringLike: { 'aws:UserAgent': 'shop/*' } });
    expect(await allowed({ 'user-agent': 'shop/2' })).toBe(true);
    expect(await allowed({ 'user-agent': 'curl/8' })).toBe(false);
    expect(await allowed({ 'user-agent': 'shop/2' })).toBe(true);
  });

  it('asks for the referer', async () => {
    await serve({ StringEquals: { 'aws:Referer': 'https://shop.example.com/' } });
    expect(await allowed({ referer: 'https://shop.example.com/' })).toBe(true);
    expect(await allowed({ referer: 'https://evil.example.com/' })).toBe(false);
    expect(await allowed({})).toBe(false);
  });
});

describe('a host that a proxy tells of', () => {
  it('is the one that was signed', async () => {
    await serve({}, 1);
    const { response } = await at.ask('api', annWith({ 'x-forwarded-host': 'api.example.com' }, 'api.example.com'));
    expect(response.status).toBe(200);
  });

  it('is none that a client tells of, where no proxy is trusted', async () => {
    await serve();
    const { response } = await at.ask('api', annWith({ 'x-forwarded-host': 'api.example.com' }, 'api.example.com'));
    expect(response.status).toBe(403);
  });
});

it('a proxy makes nobody the administrator of the AWS doors, not by the address of this machine either', async () => {
  await serve({}, 1);
  const listTables = async (more: Headers): Promise<number> => {
    const headers = { 'x-amz-target': 'DynamoDB_20120810.ListTables', ...more };
    return (await fetch(at.emulator.url, { method: 'POST', headers, body: '{}' })).status;
  };
  expect(await listTables({})).toBe(200);
  expect(await listTables({ 'x-forwarded-for': '203.0.113.7' })).toBe(400);
  expect(await listTables({ 'x-forwarded-for': '127.0.0.1' })).toBe(400);
});
