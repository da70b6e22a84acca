// The keys of token issuers: asked once, again when a token names a new one, and kept when the issuer is down.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HttpBackend, HttpRequest } from '../../src/backends/http-port.js';
import { createIssuerKeys, type IssuerKeysPorts } from '../../src/backends/issuer-keys.js';
import { createManualClock } from '../../src/lib/clock.js';
import { silentLog } from '../../src/lib/log.js';

const ISSUER = 'https://issuer.example.com/tenant/';
const SECOND = 1_000;
const key = (kid: string) => ({ kty: 'RSA', kid, n: 'AQAB', e: 'AQAB' });

/** An issuer of a few texts: what each URL answers, changed at will. */
function world(more: Partial<IssuerKeysPorts> = {}) {
  const clock = createManualClock();
  const asked: (HttpRequest & { timeoutMs: number })[] = [];
  const answers: Record<string, unknown> = {
    'https://issuer.example.com/tenant/.well-known/openid-configuration': { jwks_uri: 'https://keys.example.com/set' },
    'https://keys.example.com/set': { keys: [key('one')] },
  };
  const http: HttpBackend = {
    async send(request, { timeoutMs }) {
      asked.push({ ...request, timeoutMs });
      const answer = answers[request.url];
      if (answer instanceof Error) throw answer;
      const status = answer === undefined ? 404 : 200;
      return { status, headers: {}, body: typeof answer === 'string' ? answer : JSON.stringify(answer) };
    },
  };
  const keys = createIssuerKeys({ http, clock, log: silentLog, ...more });
  const kids = async (options = {}, issuer = ISSUER) => (await keys.keysOf(issuer, options)).map(({ kid }) => kid);
  return { clock, asked, answers, keys, kids };
}

describe('the keys of an issuer', () => {
  it('are found by its discovery document, and asked for once', async () => {
    const { asked, kids } = world();
    expect(await Promise.all([kids(), kids(), kids({ missing: true })])).toEqual([['one'], ['one'], ['one']]);
    expect(await kids()).toEqual(['one']);
    expect(asked.map(({ url }) => url)).toEqual([
      'https://issuer.example.com/tenant/.well-known/openid-configuration',
      'https://keys.example.com/set',
    ]);
    expect(asked.every(({ timeoutMs }) => timeoutMs <= 5_000)).toBe(true);
  });

  it('are asked for again when a token names one that is not among them, after a while', async () => {
    const { clock, asked, answers, kids } = world();
    await kids();
    answers['https://keys.example.com/set'] = { keys: [key('two')] };
    expect(await kids({ missing: true })).toEqual(['one']);
    clock.advance(10 * SECOND - 1);
    expect(await kids({ missing: true })).toEqual(['one']);
    expect(asked).toHaveLength(2);
    clock.advance(1);
    expect(await kids()).toEqual(['one']);
    expect(await kids({ missing: true })).toEqual(['two']);
    expect(asked).toHaveLength(4);
  });

  it('are asked for again every ten minutes', async () => {
    const { clock, asked, answers, kids } = world();
    await kids();
    answers['https://keys.example.com/set'] = { keys: [] };
    clock.advance(600 * SECOND - 1);
    expect(await kids()).toEqual(['one']);
    clock.advance(1);
    expect(await kids()).toEqual([]);
    expect(asked).toHaveLength(4);
  });

  it('serve on when the issuer is down, which is asked now and then', async () => {
    const { clock, asked, answers, kids } = world();
    await kids();
    answers['https://issuer.example.com/tenant/.well-known/openid-configuration'] = new Error('refused');
    clock.advance(600 * SECOND);
    expect(await kids()).toEqual(['one']);
    expect(await kids()).toEqual(['one']);
    expect(asked).toHaveLength(3);
    clock.advance(10 * SECOND);
    expect(await kids()).toEqual(['one']);
    expect(asked).toHaveLength(4);
  });

  it.each([
    [
      'can’t be reached',
      { 'https://issuer.example.com/tenant/.well-known/openid-configuration': new Error('refused') },
      'refused',
    ],
    [
      'is not found',
      { 'https://issuer.example.com/tenant/.well-known/openid-configuration': undefined },
      'answered 404',
    ],
    [
      'answers nonsense',
      { 'https://issuer.example.com/tenant/.well-known/openid-configuration': '<html>' },
      'names no jwks_uri',
    ],
    [
      'names no key set',
      { 'https://issuer.example.com/tenant/.well-known/openid-configuration': {} },
      'names no jwks_uri',
    ],
    ['has a key set that is none', { 'https://keys.example.com/set': { keys: 'none' } }, 'is no JSON Web Key Set'],
  ])('are wanting when it %s, and it is not asked at once again', async (_name, changes, message) => {
    const { asked, answers, kids, clock } = world();
    Object.assign(answers, changes);
    await expect(kids()).rejects.toThrow(message);
    const before = asked.length;
    await expect(kids()).rejects.toThrow(message);
    await expect(kids({ missing: true })).rejects.toThrow(message);
    expect(asked).toHaveLength(before);
    Object.assign(answers, world().answers);
    clock.advance(10 * SECOND);
    expect(await kids()).toEqual(['one']);
  });

  it('without kty or kid are passed over', async () => {
    const { answers, kids } = world();
    answers['https://keys.example.com/set'] = { keys: [{ kty: 'RSA' }, { kid: 'x' }, null, 'key', key('good')] };
    expect(await kids()).toEqual(['good']);
  });

  it('come from the place an API names, or the one the emulator was told', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'offsync-keys-'));
    const file = join(folder, 'jwks.json');
    writeFileSync(file, JSON.stringify({ keys: [key('file')] }));
    const { asked, kids, clock } = world({ overrides: { 'https://deployed.example.com': file } });
    expect(await kids({ jwks: 'https://keys.example.com/set' })).toEqual(['one']);
    expect(asked).toHaveLength(1);
    expect(await kids({ jwks: file })).toEqual(['file']);
    expect(await kids({}, 'https://deployed.example.com/')).toEqual(['file']);
    expect(await kids({ jwks: 'https://keys.example.com/set' }, 'https://deployed.example.com')).toEqual(['file']);
    rmSync(folder, { recursive: true });
    clock.advance(10 * SECOND);
    expect(await kids({ jwks: file, missing: true })).toEqual(['file']);
    await expect(kids({ jwks: join(folder, 'none.json') })).rejects.toThrow('ENOENT');
  });

  it('may be handed in', async () => {
    const { asked, kids } = world({ overrides: { [ISSUER]: [key('given')] } });
    expect(await kids({ missing: true })).toEqual(['given']);
    expect(asked).toEqual([]);
  });

  it('of this process are asked each time', async () => {
    let kid = 'a';
    const { kids, asked } = world({
      local: (issuer) => (issuer.startsWith('https://cognito') ? [key(kid)] : undefined),
    });
    expect(await kids({}, 'https://cognito-idp.us-east-1.amazonaws.com/pool')).toEqual(['a']);
    kid = 'b';
    expect(await kids({}, 'https://cognito-idp.us-east-1.amazonaws.com/pool')).toEqual(['b']);
    expect(asked).toEqual([]);
    expect(await kids()).toEqual(['one']);
  });
});
