// API keys through the GraphQL door, and their expiry by the clock. security-authz.md, "API_KEY authorization".
import { afterEach, describe, expect, it } from 'vitest';
import { effectiveKeys } from '../../../src/appsync/auth/api-key.js';
import { EMPTY_DEFINITION } from '../../../src/definition/model.js';
import { createEmulator, type Emulator } from '../../../src/emulator.js';
import { createManualClock, type ManualClock } from '../../../src/lib/clock.js';
import { apiOf, KEY } from '../../support/api.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const OTHER = 'da2-otherotherotherotherothero';

let emulator: Emulator;
afterEach(() => emulator.close());

async function serve(changes: Partial<ReturnType<typeof apiOf>> = {}, start?: number): Promise<ManualClock> {
  const clock = createManualClock(start);
  const api = { ...apiOf({ schema: 'type Query { hello: String }' }), ...changes };
  emulator = await createEmulator({ definition: { ...EMPTY_DEFINITION, apis: [api] }, clock });
  return clock;
}

const ask = (headers: Record<string, string>): Promise<Response> =>
  emulator.fetch('/graphql', { method: 'POST', headers, body: '{"query":"{ hello }"}' });

const refused = (message: string) => ({ errors: [{ errorType: 'UnauthorizedException', message }] });

describe('an API key', () => {
  it('lets its caller in', async () => {
    await serve();
    expect(await (await ask({ 'x-api-key': KEY })).json()).toEqual({ data: { hello: null } });
    expect((await ask({ 'X-Api-Key': KEY })).status).toBe(200);
  });

  it.each([
    ['missing', {}, 'Valid authorization header not provided.'],
    ['unknown', { 'x-api-key': OTHER }, 'You are not authorized to make this call.'],
    ['empty', { 'x-api-key': '' }, 'You are not authorized to make this call.'],
    ['sent as a token', { authorization: KEY }, 'You are not authorized to make this call.'],
  ])('that is %s is refused with 401', async (_name, headers, message) => {
    await serve();
    const response = await ask(headers as Record<string, string>);
    expect(response.status).toBe(401);
    expect(response.headers.get('x-amzn-errortype')).toBe('UnauthorizedException');
    expect(response.headers.get('x-amzn-requestid')).not.toBeNull();
    expect(await response.json()).toEqual(refused(message));
  });

  it('is asked for before the body is looked at', async () => {
    await serve();
    expect((await emulator.fetch('/graphql', { method: 'POST', body: 'meow' })).status).toBe(401);
  });

  it('may be one of several', async () => {
    await serve({ apiKeys: [{ id: KEY }, { id: OTHER }] });
    expect((await ask({ 'x-api-key': OTHER })).status).toBe(200);
  });

  it('counts for nothing where the API has no such mode', async () => {
    await serve({ auth: { type: 'AWS_IAM' } });
    expect((await ask({ 'x-api-key': KEY })).status).toBe(401);
  });

  it('is let in where it is an additional mode', async () => {
    await serve({ auth: { type: 'AWS_IAM' }, additionalAuth: [{ type: 'API_KEY' }] });
    expect((await ask({ 'x-api-key': KEY })).status).toBe(200);
  });
});

describe('the expiry of an API key', () => {
  it('is seven days from the start, rounded down to the hour, when none was given', async () => {
    const start = Date.UTC(2026, 0, 1, 10, 59);
    const clock = await serve({}, start);
    const [key] = emulator.apis[0]!.apiKeys;
    expect(key?.expires).toBe(Date.UTC(2026, 0, 8, 10) / 1000);
    clock.advance(7 * DAY - HOUR);
    expect((await ask({ 'x-api-key': KEY })).status).toBe(200);
    clock.advance(2 * 60_000);
    const late = await ask({ 'x-api-key': KEY });
    expect(late.status).toBe(401);
    expect(await late.json()).toEqual(refused('You are not authorized to make this call.'));
  });

  it('ends the key at the second it names', async () => {
    const clock = await serve({ apiKeys: [{ id: KEY, expires: Date.UTC(2026, 0, 1, 1) / 1000 }] });
    clock.advance(HOUR - 1);
    expect((await ask({ 'x-api-key': KEY })).status).toBe(200);
    clock.advance(1);
    expect((await ask({ 'x-api-key': KEY })).status).toBe(401);
  });

  it('is rounded down when it was given, too', async () => {
    await serve();
    expect(effectiveKeys([{ id: KEY, expires: 7 * 3600 + 3599 }], 0)).toMatchObject([{ id: KEY, expires: 7 * 3600 }]);
  });
});

describe('a key that expired', () => {
  it('is told of for sixty days, then it is gone', async () => {
    const clock = await serve({ apiKeys: [{ id: KEY, expires: Date.UTC(2026, 0, 1, 1) / 1000 }, { id: OTHER }] });
    const told = () => emulator.apis[0]!.apiKeys.map(({ id }) => id);
    clock.advance(60 * DAY + HOUR - 1);
    expect(told()).toEqual([KEY, OTHER]);
    clock.advance(1);
    expect(told()).toEqual([OTHER]);
  });
});

describe('what is wrong with modes', () => {
  it('is told: modes and issuers that stand twice, and patterns that are none', async () => {
    const issuer = 'https://issuer.example.com';
    await serve({
      additionalAuth: [
        { type: 'API_KEY' },
        { type: 'OPENID_CONNECT', openIdConnect: { issuer, clientId: '(' } },
        { type: 'OPENID_CONNECT', openIdConnect: { issuer } },
        { type: 'AMAZON_COGNITO_USER_POOLS', userPool: { userPoolId: 'a', region: 'r', appIdClientRegex: '[' } },
        { type: 'AMAZON_COGNITO_USER_POOLS', userPool: { userPoolId: 'b', region: 'r' } },
        { type: 'AWS_LAMBDA', lambda: { functionArn: 'f', identityValidationExpression: '*' } },
      ],
    });
    expect(emulator.diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['AUTH_MODE_TWICE', 'test has API_KEY twice.'],
      ['AUTH_PATTERN', 'clientId of test is no regular expression: ('],
      ['AUTH_MODE_TWICE', `test has OPENID_CONNECT of ${issuer} twice.`],
      ['AUTH_PATTERN', 'appIdClientRegex of test is no regular expression: ['],
      ['AUTH_PATTERN', 'identityValidationExpression of test is no regular expression: *'],
    ]);
  });
});
