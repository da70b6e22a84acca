// The REST operations on API keys, whom the keys let in, and what ends with them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../../src/emulator.js';
import type { ManualClock } from '../../../src/lib/clock.js';
import { apiWith, Conversation, KEY, START_DATA, type Stand, stand } from '../auth/stand.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Half past midnight, so that rounding shows. */
const BEGIN = Date.UTC(2026, 0, 1, 0, 30);
const MIDNIGHT = Date.UTC(2026, 0, 1) / 1000;
const OTHER = 'da2-otherotherotherotherothero';

interface Key {
  readonly id: string;
  readonly expires: number;
  readonly deletes: number;
  readonly description?: string;
}

let at: Stand;
let clock: ManualClock;
beforeEach(async () => {
  at = await stand({
    apis: [apiWith('api', [{ type: 'API_KEY' }], { apiKeys: [{ id: KEY }, { id: OTHER, expires: MIDNIGHT + DAY }] })],
  });
  clock = at.clock;
  clock.advance(BEGIN - clock.now());
});
afterEach(() => at.close());

async function call(method: string, path: string, input?: unknown, emulator: Emulator = at.emulator) {
  const body = input === undefined ? {} : { body: JSON.stringify(input) };
  const response = await emulator.fetch(`/v1/apis/${path}`, { method, ...body });
  const answer = (await response.json()) as { apiKey?: Key; apiKeys?: Key[]; nextToken?: string; message?: string };
  return { status: response.status, error: response.headers.get('x-amzn-errortype'), ...answer };
}
const create = async (input: object = {}): Promise<Key> => (await call('POST', 'api/apikeys', input)).apiKey!;
const list = async (): Promise<readonly Key[]> => (await call('GET', 'api/apikeys')).apiKeys!;
const isLetIn = async (id: string): Promise<boolean> =>
  (await at.ask('api', { 'x-api-key': id })).response.status === 200;

async function subscribed(id: string): Promise<Conversation> {
  const conversation = new Conversation(at, 'api', { 'x-api-key': id });
  expect((await conversation.heard()).type).toBe('connection_ack');
  conversation.start('one', { host: at.host, 'x-api-key': id }, START_DATA);
  expect(await conversation.heard()).toEqual({ id: 'one', type: 'start_ack' });
  return conversation;
}
const ended = {
  id: 'one',
  type: 'error',
  payload: {
    errors: [{ errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.' }],
  },
};

describe('CreateApiKey', () => {
  it('makes a key that lets in at once, for seven days unless it is told otherwise', async () => {
    const key = await create({ description: 'mine' });
    expect(key).toEqual({
      id: expect.stringMatching(/^da2-[a-z2-7]{26}$/),
      description: 'mine',
      expires: MIDNIGHT + 7 * DAY,
      deletes: MIDNIGHT + 67 * DAY,
    });
    expect(await isLetIn(key.id)).toBe(true);
    expect(await isLetIn(KEY)).toBe(true);
    expect((await list()).map(({ id }) => id)).toEqual([KEY, OTHER, key.id]);
    clock.advance(7 * DAY * 1000);
    expect(await isLetIn(key.id)).toBe(false);
  });

  it('rounds an expiry down to the hour', async () => {
    expect(await create({ expires: MIDNIGHT + 2 * DAY + HOUR - 1 })).toMatchObject({
      expires: MIDNIGHT + 2 * DAY,
      deletes: MIDNIGHT + 62 * DAY,
    });
  });

  it.each<[string, number, string | undefined]>([
    ['a day less a bit', MIDNIGHT + DAY + HOUR - 1, 'API key must be valid for a minimum of 1 days.'],
    ['a day and a bit', MIDNIGHT + DAY + HOUR, undefined],
    ['yesterday', MIDNIGHT - DAY, 'API key must be valid for a minimum of 1 days.'],
    ['a year', MIDNIGHT + 365 * DAY, undefined],
    ['a year and a bit', MIDNIGHT + 365 * DAY + HOUR, 'API key can be valid for a maximum of 365 days.'],
    ['for ever', Number.MAX_SAFE_INTEGER, 'API key can be valid for a maximum of 365 days.'],
  ])('for %s', async (_name, expires, message) => {
    const answer = await call('POST', 'api/apikeys', { expires });
    if (message === undefined) expect(answer.status).toBe(200);
    else expect(answer).toMatchObject({ status: 400, error: 'ApiKeyValidityOutOfBoundsException', message });
  });

  it('refuses what is no description and no time, and an API that is not there', async () => {
    for (const input of [{ description: 1 }, { expires: '1' }, { expires: 1.5 }, []])
      expect(await call('POST', 'api/apikeys', input)).toMatchObject({ status: 400, error: 'BadRequestException' });
    expect(await call('POST', 'other/apikeys', {})).toMatchObject({ status: 404, error: 'NotFoundException' });
    expect(await call('POST', '__proto__/apikeys', {})).toMatchObject({ status: 404, error: 'NotFoundException' });
  });

  it('makes fifty keys and no more', async () => {
    for (let made = 2; made < 50; made += 1) await create();
    expect(await call('POST', 'api/apikeys', {})).toMatchObject({ status: 400, error: 'ApiKeyLimitExceededException' });
  });
});

describe('ListApiKeys', () => {
  it('shows every key until 60 days after it expired', async () => {
    clock.advance(2 * DAY * 1000);
    expect(await isLetIn(OTHER)).toBe(false);
    expect((await list()).find(({ id }) => id === OTHER)).toEqual({
      id: OTHER,
      expires: MIDNIGHT + DAY,
      deletes: MIDNIGHT + 61 * DAY,
    });
    clock.advance(60 * DAY * 1000);
    expect((await list()).map(({ id }) => id)).toEqual([KEY]);
  });

  it('goes on where a page ended', async () => {
    const third = await create();
    const first = await call('GET', 'api/apikeys?maxResults=2');
    expect(first.apiKeys?.map(({ id }) => id)).toEqual([KEY, OTHER]);
    const second = await call('GET', `api/apikeys?maxResults=2&nextToken=${first.nextToken}`);
    expect(second.apiKeys?.map(({ id }) => id)).toEqual([third.id]);
    expect(second.nextToken).toBeUndefined();
    for (const query of ['maxResults=26', 'maxResults=-1', 'maxResults=x', 'nextToken=x'])
      expect(await call('GET', `api/apikeys?${query}`)).toMatchObject({ status: 400, error: 'BadRequestException' });
  });
});

describe('UpdateApiKey', () => {
  it('describes a key anew and leaves its time, and the reverse', async () => {
    const { id, expires } = await create({ description: 'a' });
    const described = await call('POST', `api/apikeys/${id}`, { description: 'b' });
    expect(described.apiKey).toMatchObject({ description: 'b', expires });
    const later = await call('POST', `api/apikeys/${id}`, { expires: MIDNIGHT + 30 * DAY });
    expect(later.apiKey).toMatchObject({ description: 'b', expires: MIDNIGHT + 30 * DAY });
    expect(await list()).toHaveLength(3);
  });

  it('lets a key of the files live longer, and its subscriptions go on', async () => {
    const conversation = await subscribed(OTHER);
    await call('POST', `api/apikeys/${OTHER}`, { expires: MIDNIGHT + 3 * DAY });
    clock.advance((DAY - HOUR / 4) * 1000);
    await at.ask('api', { 'x-api-key': OTHER }, { query: 'mutation { say(text: "on") }' });
    expect(await conversation.heard()).toMatchObject({ id: 'one', type: 'data' });
    conversation.leave();
  });

  it('lets an expired key serve again', async () => {
    clock.advance(4 * DAY * 1000);
    expect(await isLetIn(OTHER)).toBe(false);
    await call('POST', `api/apikeys/${OTHER}`, { expires: MIDNIGHT + 10 * DAY });
    expect(await isLetIn(OTHER)).toBe(true);
  });

  it('refuses a time out of bounds, and a key that is not there', async () => {
    expect(await call('POST', `api/apikeys/${KEY}`, { expires: MIDNIGHT })).toMatchObject({
      status: 400,
      error: 'ApiKeyValidityOutOfBoundsException',
    });
    expect(await call('POST', 'api/apikeys/da2-x', {})).toMatchObject({
      status: 404,
      error: 'NotFoundException',
      message: 'API key not found: da2-x',
    });
  });
});

describe('DeleteApiKey', () => {
  it('lets nobody in any more, and ends subscriptions of the key alone', async () => {
    const { id } = await create();
    const [gone, stays] = [await subscribed(id), await subscribed(KEY)];
    expect(await call('DELETE', `api/apikeys/${id}`)).toMatchObject({ status: 200 });
    expect(await gone.heard()).toEqual(ended);
    expect(await isLetIn(id)).toBe(false);
    await at.ask('api', { 'x-api-key': KEY }, { query: 'mutation { say(text: "on") }' });
    expect(await stays.heard()).toMatchObject({ id: 'one', type: 'data' });
    expect(await call('DELETE', `api/apikeys/${id}`)).toMatchObject({ status: 404 });
    for (const conversation of [gone, stays]) conversation.leave();
  });

  it('takes a key of the files away for good, until a reset', async () => {
    expect(await call('DELETE', `api/apikeys/${KEY}`)).toMatchObject({ status: 200 });
    expect(await isLetIn(KEY)).toBe(false);
    await at.emulator.replace({ ...at.emulator.definition, apis: [apiWith('api', [{ type: 'API_KEY' }])] });
    expect(await isLetIn(KEY)).toBe(false);
    await at.emulator.reset();
    expect(await isLetIn(KEY)).toBe(true);
  });
});

it('keeps the expiry of a key that nothing is said of while others come and go', async () => {
  const before = (await list())[0]!;
  clock.advance(3 * DAY * 1000);
  await create();
  expect((await list())[0]).toEqual(before);
});

it('keeps what was created and deleted over a restart', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'offsync-'));
  try {
    const apis = [apiWith('api', [{ type: 'API_KEY' }], { apiKeys: [{ id: KEY }, { id: OTHER }] })];
    const before = await stand({ apis }, { dataDir });
    const { apiKey } = await call('POST', 'api/apikeys', { description: 'kept' }, before.emulator);
    await call('DELETE', `api/apikeys/${OTHER}`, undefined, before.emulator);
    await before.close();
    const after = await stand({ apis }, { dataDir });
    const { apiKeys } = await call('GET', 'api/apikeys', undefined, after.emulator);
    await after.close();
    expect(apiKeys?.map(({ id }) => id)).toEqual([KEY, apiKey?.id]);
    expect(apiKeys?.[1]).toEqual(apiKey);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
