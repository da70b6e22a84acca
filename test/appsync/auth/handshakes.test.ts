// Signed requests in every form that clients use, signed by AWS's own signer: in headers, presigned, and in each of the three
// ways of opening a socket. real-time-websocket-client.md, "IAM".
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { UserDefinition } from '../../../src/definition/model.js';
import {
  type Answer,
  apiWith,
  Conversation,
  connectHeaders,
  type Frame,
  type Headers,
  START_DATA,
  type Stand,
  signedBy,
  stand,
  startHeaders,
} from './stand.js';

const DOMAIN = 'api.example.com';
const OPERATION = '{"query":"{ auth }"}';

const place = { file: 'test' };
const BOB_USER: UserDefinition = {
  name: 'bob',
  arn: 'arn:aws:iam::000000000000:user/bob',
  id: 'AIDABOBBOBBOBBOBBOBBO',
  path: '/',
  inlinePolicies: [],
  managedPolicyArns: [],
  accessKeys: [{ id: 'AKIABOB', secret: 'secret-of-bob', status: 'Active', place }],
  groups: [],
  tags: {},
  place,
};

let at: Stand;
beforeAll(async () => {
  at = await stand({
    apis: [
      apiWith('api', [{ type: 'AWS_IAM' }, { type: 'API_KEY' }], { domainNames: [DOMAIN] }),
      apiWith('other', [{ type: 'AWS_IAM' }]),
    ],
    iam: { users: [BOB_USER], groups: [], roles: [], managedPolicies: [] },
  });
});
afterAll(() => at.close());

const signer = (service = 'appsync') =>
  new SignatureV4({
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    region: 'us-east-1',
    service,
    sha256: Sha256,
  });

/** The headers that aws-amplify 6 and the AppSync links sign. */
async function headersFor(path: string, body: string, host = at.host, service?: string): Promise<Headers> {
  const { headers } = await signer(service).sign(
    {
      method: 'POST',
      protocol: 'https:',
      hostname: host,
      path,
      headers: {
        host,
        accept: 'application/json, text/javascript',
        'content-encoding': 'amz-1.0',
        'content-type': 'application/json; charset=UTF-8',
      },
      body,
    },
    { signingDate: new Date(at.clock.now()) },
  );
  return headers;
}

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

/** The first frame of a socket that says connection_init. */
async function firstFrame(url: string, protocols: string[], headers: Headers = {}): Promise<string> {
  const socket = new WebSocket(url, protocols, { headers });
  const frame = await new Promise<Frame>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (data) => resolve(JSON.parse(String(data)) as Frame));
  });
  socket.terminate();
  return frame.payload?.errors?.[0]?.errorType ?? frame.type;
}

describe('a signed connection', () => {
  const url = (more = '') => `ws://${at.host}/graphql/api/realtime${more}`;

  it('has its headers in a subprotocol', async () => {
    const header = base64(await headersFor('/graphql/api/connect', '{}'));
    const protocol = `header-${header.replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')}`;
    expect(await firstFrame(url(), ['graphql-ws', protocol])).toBe('connection_ack');
  });

  it('has its headers in the query, percent-encoded or not', async () => {
    const header = base64(await headersFor('/graphql/api/connect', '{}'));
    expect(await firstFrame(url(`?header=${header}&payload=e30=`), ['graphql-ws'])).toBe('connection_ack');
    expect(await firstFrame(url(`?header=${encodeURIComponent(header)}&payload=e30%3D`), ['graphql-ws'])).toBe(
      'connection_ack',
    );
  });

  it('has its headers as headers', async () => {
    const headers = await headersFor('/graphql/api/connect', '{}');
    expect(await firstFrame(url(), ['graphql-ws'], headers)).toBe('connection_ack');
  });

  it('may be signed for a custom domain, and for the service of custom endpoints', async () => {
    const header = base64(await headersFor('/graphql/api/connect', '{}', DOMAIN, 'execute-api'));
    expect(await firstFrame(url(`?header=${header}&payload=e30=`), ['graphql-ws'])).toBe('connection_ack');
  });

  it.each([
    ['another payload than it sends', '/graphql/api/connect', '{}', 'e30g', 'InvalidSignatureException'],
    ['no payload', '/graphql/api/connect', '', 'e30=', 'InvalidSignatureException'],
    ['the path without /connect', '/graphql/api', '{}', 'e30=', 'InvalidSignatureException'],
    ['the path of another API', '/graphql/other/connect', '{}', 'e30=', 'InvalidSignatureException'],
  ])('is refused when it signs %s', async (_name, path, body, payload, errorType) => {
    const header = base64(await headersFor(path, body));
    expect(await firstFrame(url(`?header=${header}&payload=${payload}`), ['graphql-ws'])).toBe(errorType);
  });

  it('is refused when it names a host that is none of this API', async () => {
    const header = base64(await headersFor('/graphql/api/connect', '{}', 'elsewhere.example.com'));
    expect(await firstFrame(url(`?header=${header}&payload=e30=`), ['graphql-ws'])).toBe('BadRequestException');
  });
});

describe('a signed request', () => {
  const ask = async (path: string, headers: Headers, body: string | undefined) => {
    const response = await fetch(`${at.emulator.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      ...(body !== undefined && { body }),
    });
    const { data, errors } = (await response.json()) as Answer;
    return { status: response.status, told: errors?.[0]?.errorType ?? data };
  };
  const GOOD = { status: 200, told: { auth: 'IAM Authorization' } };
  const WRONG = { status: 403, told: 'InvalidSignatureException' };

  it('has its signature in headers', async () => {
    const { host: _host, ...headers } = await headersFor('/graphql/api', OPERATION);
    expect(await ask('/graphql/api', headers, OPERATION)).toEqual(GOOD);
    expect(await ask('/graphql/api', headers, `${OPERATION} `)).toEqual(WRONG);
    expect(await ask('/graphql/other', headers, OPERATION)).toEqual(WRONG);
    expect(await ask('/graphql/api?x=1', headers, OPERATION)).toEqual(WRONG);
  });

  it('may be presigned: the signature stands in the query', async () => {
    const presign = async (method: string, query: Record<string, string>, body?: string) => {
      const request = {
        method,
        protocol: 'https:',
        hostname: at.host,
        path: '/graphql/api',
        headers: { host: at.host },
        query,
      };
      const signed = await signer().presign(
        { ...request, ...(body !== undefined && { body }) },
        { signingDate: new Date(at.clock.now()), expiresIn: 60 },
      );
      return `/graphql/api?${new URLSearchParams(signed.query as Record<string, string>)}`;
    };
    const post = await presign('POST', {}, OPERATION);
    expect(await ask(post, {}, OPERATION)).toEqual(GOOD);
    expect(await ask(post, {}, '{"query":"{ who }"}')).toEqual(WRONG);
    expect(await ask(await presign('GET', { query: '{ auth }' }), {}, undefined)).toEqual(GOOD);
    // A key beside it counts for nothing.
    expect(await ask(post, { 'x-api-key': 'wrong' }, OPERATION)).toEqual(GOOD);
    at.clock.advance(61_000);
    expect(await ask(post, {}, OPERATION)).toEqual(WRONG);
  });
});

describe('somebody whom no policy allows anything', () => {
  const BOB = signedBy({ accessKeyId: 'AKIABOB', secretAccessKey: 'secret-of-bob' });

  it('is let in by the connection and denied by each operation as a whole', async () => {
    const denied = { errorType: 'UnauthorizedException', message: 'Permission denied' };
    const { response, body } = await at.ask('api', BOB, { query: '{ auth }' });
    expect([response.status, body]).toEqual([401, { errors: [denied] }]);
    const conversation = new Conversation(at, 'api', connectHeaders(at, 'api', BOB));
    expect((await conversation.heard()).type).toBe('connection_ack');
    conversation.start('one', startHeaders(at, 'api', BOB), START_DATA);
    expect(await conversation.heard()).toEqual({ id: 'one', type: 'error', payload: { errors: [denied] } });
    conversation.leave();
  });
});
