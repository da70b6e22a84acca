// What a browser sees at `/`, and that other clients see what they saw before.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EMPTY_DEFINITION } from '../../src/definition/model.js';
import { createEmulator, type Emulator } from '../../src/emulator.js';
import { apiOf } from '../support/api.js';

let emulator: Emulator;
beforeAll(async () => {
  const [shop, other] = ['shop', '<b>&"'].map((name, index) => ({
    ...apiOf({ schema: 'type Query { a: String }' }),
    name,
    id: `api${index}`,
  }));
  emulator = await createEmulator({ definition: { ...EMPTY_DEFINITION, apis: [shop!, other!] } });
});
afterAll(() => emulator.close());

const get = (accept: string): Promise<Response> => emulator.fetch('/', { headers: { accept } });

it('names GraphiQL, the endpoints and the docs', async () => {
  const response = await get('text/html,application/xhtml+xml,*/*;q=0.8');
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const page = await response.text();
  expect(page).toContain('<a href="/graphql">GraphiQL of shop</a>');
  expect(page).toContain('<code>ws://localhost:4566/graphql/realtime</code>');
  expect(page).toContain('<a href="/graphql/api1">GraphiQL of &lt;b&gt;&amp;&quot;</a>');
  expect(page).toContain('AWS_ENDPOINT_URL=http://localhost:4566');
  expect(page).toContain('docs/');
  expect(page).not.toContain('da2-');
});

it('is not for other clients', async () => {
  const response = await get('*/*');
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({
    message: 'Nothing is served at GET /. docs/routing.md lists every path.',
  });
});
