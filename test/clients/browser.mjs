// A real browser (the system's Chromium) on the program's own page: GraphiQL runs a query with the API key filled in, no
// request leaves this machine, and the page's own WebSocket hears a subscription. `npm run browser`; not part of `npm test`.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { startProgram } from './support/program.mjs';
import { ask, ON_STATUS, placeOrder, SET_STATUS } from './support/shop.mjs';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let program;
let browser;

before(async () => {
  program = await startProgram();
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
});

after(async () => {
  await browser?.close();
  await program?.stop();
});

test('GraphiQL: a query with the API key filled in; nothing is asked of another host', async () => {
  const page = await browser.newPage();
  const asked = [];
  const faults = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto(program.graphqlUrl);
  await page.locator('.graphiql-container').first().waitFor();
  await page.locator('.graphiql-query-editor .view-lines').click();
  await page.keyboard.press('ControlOrMeta+A');
  // The editor closes the first brace by itself.
  await page.keyboard.insertText('{ product(id: "p1") { name } ');
  await page.locator('.graphiql-execute-button').click();
  // The result is an editor, too: its blanks are non-breaking.
  await page
    .locator('.graphiql-response')
    .filter({ hasText: /Espresso\scup/ })
    .waitFor({ timeout: 10_000 });
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
  const elsewhere = asked.filter((url) => !/^(data|blob):/.test(url) && new URL(url).hostname !== 'localhost');
  assert.deepEqual(elsewhere, []);
  assert.deepEqual(faults, []);
  await page.close();
});

test("the page's own WebSocket hears a subscription, filtered by its argument", async () => {
  const page = await browser.newPage();
  await page.goto(program.graphqlUrl);
  const [watched, other] = [await placeOrder(program, { productId: 'p2' }), await placeOrder(program)];
  await page.evaluate(
    ({ query, variables, apiKey }) =>
      new Promise((resolve, reject) => {
        const authorization = { host: location.host, 'x-api-key': apiKey };
        const header = btoa(JSON.stringify(authorization)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
        const socket = new WebSocket(`ws://${location.host}/graphql/realtime`, ['graphql-ws', `header-${header}`]);
        const send = (message) => socket.send(JSON.stringify(message));
        window.heard = [];
        socket.onerror = () => reject(new Error('The WebSocket failed.'));
        socket.onopen = () => send({ type: 'connection_init' });
        socket.onmessage = ({ data }) => {
          const { type, payload } = JSON.parse(data);
          if (type === 'connection_ack') {
            const operation = JSON.stringify({ query, variables });
            send({ id: 'one', type: 'start', payload: { data: operation, extensions: { authorization } } });
          } else if (type === 'start_ack') resolve();
          else if (type === 'data') window.heard.push(payload.data.onOrderStatus);
          else if (type !== 'ka') reject(new Error(data));
        };
      }),
    { query: ON_STATUS, variables: { orderId: watched.orderId }, apiKey: program.apiKey },
  );
  await ask(program, SET_STATUS, { orderId: other.orderId, status: 'PACKED' });
  await page.waitForFunction(() => window.heard.length >= 2, undefined, { timeout: 10_000 });
  assert.deepEqual(
    await page.evaluate(() => window.heard),
    ['PACKED', 'SHIPPED'].map((status) => ({ orderId: watched.orderId, status })),
  );
  await page.close();
});
