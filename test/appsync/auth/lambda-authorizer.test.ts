// AWS_LAMBDA beyond yes and no: the event, what is kept and how long, deniedFields, limits. security-authz.md, "AWS_LAMBDA".
import { afterEach, describe, expect, it } from 'vitest';
import type { AuthProvider } from '../../../src/definition/model.js';
import { AUTHORIZER, bearer, lambdaMode, saying } from './authorizer.js';
import { apiWith, Conversation, connectHeaders, KEY, type Stand, stand, startHeaders } from './stand.js';

const NO = { errors: [{ errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.' }] };

const QUERY = 'query A($x: Boolean!) { who @include(if: $x) } query B { hello }';

let at: Stand;
afterEach(() => at.close());

async function serve(...modes: AuthProvider[]): Promise<void> {
  const modesOfApi = modes.length > 0 ? modes : [lambdaMode()];
  at = await stand({ apis: [apiWith('api', modesOfApi), apiWith('twin', modesOfApi)], functions: [AUTHORIZER] });
}

/** The resolver context of a caller, as resolvers see it. */
async function contextOf(token: string, api = 'api'): Promise<Record<string, unknown>> {
  const { body } = await at.ask(api, { Authorization: token }, { query: '{ who }' });
  return (JSON.parse(String(body.data?.['who'])) as { resolverContext: Record<string, unknown> }).resolverContext;
}

describe("the authorizer's event", () => {
  it('holds the token, the operation as it was sent, and the headers', async () => {
    await serve();
    const operation = { query: QUERY, operationName: 'A', variables: { x: true } };
    const { response, body } = await at.ask('api', { Authorization: 'event', 'X-Custom': 'yes' }, operation);
    const identity = JSON.parse(String(body.data?.['who'])) as { resolverContext: { event: string } };
    expect(JSON.parse(identity.resolverContext.event)).toEqual({
      authorizationToken: 'event',
      requestContext: {
        apiId: 'api',
        accountId: '000000000000',
        requestId: response.headers.get('x-amzn-requestid'),
        queryString: operation.query,
        operationName: 'A',
        variables: { x: true },
      },
      requestHeaders: expect.objectContaining({ authorization: 'event', 'x-custom': 'yes', host: at.host }),
    });
  });

  it('of a GET is read from the query', async () => {
    await serve();
    const query = new URLSearchParams({ query: '{ who }', variables: '{"x":2}' });
    const response = await fetch(`${at.emulator.url}/graphql/api?${query}`, { headers: { authorization: 'event' } });
    const { data } = (await response.json()) as { data: { who: string } };
    const { event } = (JSON.parse(data.who) as { resolverContext: { event: string } }).resolverContext;
    expect(JSON.parse(event)).toMatchObject({
      requestContext: { queryString: '{ who }', operationName: null, variables: { x: 2 } },
    });
  });

  it('is sent for what is no GraphQL request, too', async () => {
    await serve();
    const { response, body } = await at.ask('api', { Authorization: 'event' }, ['nonsense']);
    expect([response.status, body.errors?.[0]?.message]).toEqual([400, 'Unable to parse GraphQL query.']);
  });

  it('names DeepDish:Connect when a socket opens, and the subscription when it starts', async () => {
    await serve();
    const open = async (token: string): Promise<Conversation> => {
      const conversation = new Conversation(at, 'api', connectHeaders(at, 'api', bearer(token)));
      expect((await conversation.heard()).type).toBe(token === 'only:S' ? 'connection_error' : 'connection_ack');
      return conversation;
    };
    (await open('only:S')).leave();
    const conversation = await open('only:DeepDish:Connect');
    const start = (id: string, token: string): void =>
      conversation.start(
        id,
        startHeaders(at, 'api', bearer(token)),
        JSON.stringify({ query: 'subscription S { onSay } query T { hello }', operationName: 'S' }),
      );
    start('one', 'only:DeepDish:Connect');
    expect(await conversation.heard()).toMatchObject({ id: 'one', type: 'error', payload: NO });
    start('two', 'only:S');
    expect(await conversation.heard()).toEqual({ id: 'two', type: 'start_ack' });
    conversation.leave();
  });
});

describe("the authorizer's answer", () => {
  it('is not kept where nobody says so', async () => {
    await serve();
    expect(await contextOf('calls')).toEqual({ calls: 1 });
    expect(await contextOf('calls')).toEqual({ calls: 2 });
  });

  it("is kept for the API's TTL, by token and API", async () => {
    await serve(lambdaMode({ resultTtlSeconds: 60 }));
    expect(await contextOf('calls')).toEqual({ calls: 1 });
    at.clock.advance(59_999);
    expect(await contextOf('calls')).toEqual({ calls: 1 });
    expect(await contextOf('calls-other')).toEqual({ calls: 2 });
    expect(await contextOf('calls', 'twin')).toEqual({ calls: 3 });
    at.clock.advance(1);
    expect(await contextOf('calls')).toEqual({ calls: 4 });
  });

  it('is kept for its own ttlOverride, an hour at most; 0 keeps nothing', async () => {
    await serve(lambdaMode({ resultTtlSeconds: 60 }));
    expect(await contextOf('count:120')).toEqual({ calls: 1 });
    at.clock.advance(119_999);
    expect(await contextOf('count:120')).toEqual({ calls: 1 });
    at.clock.advance(1);
    expect(await contextOf('count:120')).toEqual({ calls: 2 });
    expect(await contextOf('count:0')).toEqual({ calls: 3 });
    expect(await contextOf('count:0')).toEqual({ calls: 4 });
    expect(await contextOf('count:90000')).toEqual({ calls: 5 });
    at.clock.advance(3_600_000);
    // Asked again; the function has been idle for so long that this is its first event.
    expect(await contextOf('count:90000')).toEqual({ calls: 1 });
  });

  it('is kept when it is no, too', async () => {
    await serve(lambdaMode({ resultTtlSeconds: 60 }));
    expect((await at.ask('api', { Authorization: 'no' })).body).toEqual(NO);
    expect((await at.ask('api', { Authorization: 'no' })).body).toEqual(NO);
    expect(await contextOf('calls')).toEqual({ calls: 2 });
  });

  it('is not kept when it is an error', async () => {
    await serve(lambdaMode({ resultTtlSeconds: 60 }));
    expect((await at.ask('api', { Authorization: 'throw' })).body).toEqual(NO);
    expect((await at.ask('api', { Authorization: 'throw' })).body).toEqual(NO);
    expect(await contextOf('calls')).toEqual({ calls: 3 });
  });

  it('is not kept from 1,048,576 bytes on', async () => {
    await serve();
    const token = 'size:1048000';
    expect(await contextOf(token)).toMatchObject({ calls: 1 });
    expect(await contextOf(token)).toMatchObject({ calls: 1 });
    expect(await contextOf('size:1048576')).toMatchObject({ calls: 2 });
    expect(await contextOf('size:1048576')).toMatchObject({ calls: 3 });
  });

  it('may hold 5 MB of context and no more', async () => {
    await serve();
    expect((await at.ask('api', { Authorization: `size:${5 * 1024 * 1024 - 100}` })).response.status).toBe(200);
    expect((await at.ask('api', { Authorization: `size:${5 * 1024 * 1024}` })).body).toEqual(NO);
  });

  it('that does not come within ten seconds is a no', async () => {
    await serve();
    const asked = at.ask('api', { Authorization: 'hang' });
    while (at.clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
    at.clock.advance(10_000);
    expect((await asked).body).toEqual(NO);
    expect(at.logged.at(-1)?.fields['detail']).toBe('The authorizer did not answer within 10000 ms.');
  });

  it('closes fields by both forms of deniedFields; ARNs of other APIs close nothing', async () => {
    await serve();
    const arn = 'arn:aws:appsync:us-east-1:000000000000:apis';
    const ask = async (...deniedFields: string[]) =>
      (await at.ask('api', { Authorization: saying({ isAuthorized: true, deniedFields }) }, { query: '{ auth }' }))
        .body;
    const denied = {
      data: { auth: null },
      errors: [
        expect.objectContaining({ errorType: 'Unauthorized', message: 'Not Authorized to access auth on type Query' }),
      ],
    };
    expect(await ask('Query.auth')).toEqual(denied);
    expect(await ask(`${arn}/api/types/Query/fields/auth`)).toEqual(denied);
    const open = { data: { auth: 'Lambda Authorization' } };
    expect(await ask(`${arn}/twin/types/Query/fields/auth`)).toEqual(open);
    expect(await ask('Query.hello', 'Mutation.auth', 'auth', '', 'arn:nonsense')).toEqual(open);
  });
});

describe('a token that is a JWT or a signature', () => {
  it('reaches the authorizer only where no other mode claims it', async () => {
    const jwt = 'eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.e30';
    await serve(lambdaMode(), { type: 'API_KEY' });
    expect((await at.ask('api', { Authorization: jwt })).body).toEqual(NO);
    expect(at.logged.at(-1)?.fields['detail']).toBe('The authorizer answered isAuthorized: false.');
    expect((await at.ask('api', { 'x-api-key': KEY })).response.status).toBe(200);
    await at.close();
    await serve(lambdaMode(), { type: 'OPENID_CONNECT', openIdConnect: { issuer: 'http://127.0.0.1:9' } });
    expect((await at.ask('api', { Authorization: jwt })).body).toMatchObject({
      errors: [{ message: 'Unable to parse JWT token.' }],
    });
    // With something before it, it is the authorizer's again: "add random suffixes and/or prefixes to the OIDC token".
    expect((await at.ask('api', { Authorization: `mine-${jwt}` })).body).toEqual(NO);
    expect(at.logged.at(-1)?.fields['detail']).toBe('The authorizer answered isAuthorized: false.');
  });
});
