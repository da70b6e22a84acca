// Queries, mutations and subscriptions by every GraphQL client, and one order followed by all of them at once.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { CLIENTS, installWebSocket } from './support/clients.mjs';
import { eventually } from './support/program.mjs';
import { ask, ON_STATUS, PLACE_ORDER, PRODUCT, placeOrder, SET_STATUS } from './support/shop.mjs';

const program = inject('program');
const clients = {};

beforeAll(() => {
  installWebSocket(program);
  for (const [name, create] of Object.entries(CLIENTS)) clients[name] = create(program);
});

afterAll(() => {
  for (const client of Object.values(clients)) client.close();
});

describe.each(Object.keys(CLIENTS))('%s', (name) => {
  test('queries', async () => {
    const { data } = await clients[name].query(PRODUCT, { id: 'p1' });
    expect(data.product).toMatchObject({ id: 'p1', name: 'Espresso cup', price: 12.5 });
  });

  test('mutates', async () => {
    const { data } = await clients[name].mutate(PLACE_ORDER, {
      input: { customer: name, productId: 'p1', quantity: 1 },
    });
    expect(data.placeOrder).toMatchObject({ customer: name, total: 12.5, status: 'PLACED' });
  });
});

test('an order: placed, its workflow run, its changes pushed to each client and to no one who asked for another order', async () => {
  const watched = await placeOrder(program, { quantity: 6 });
  const heard = Object.fromEntries(Object.keys(clients).map((name) => [name, []]));
  await Promise.all(
    Object.entries(clients).map(([name, client]) =>
      client.subscribe(ON_STATUS, { orderId: watched.orderId }, (data) => heard[name].push(data.onOrderStatus ?? data)),
    ),
  );
  const other = await placeOrder(program, { quantity: 1 });
  await ask(program, SET_STATUS, { orderId: other.orderId, status: 'PACKED' });

  await eventually(
    () => heard,
    () => Object.values(heard).every((events) => events.length >= 2),
  );
  const expected = ['PACKED', 'SHIPPED'].map((status) => expect.objectContaining({ orderId: watched.orderId, status }));
  for (const [name, events] of Object.entries(heard)) expect(events, name).toEqual(expected);
});

test('an error reaches the clients in their own way', async () => {
  const tooMany = { input: { customer: 'ann', productId: 'p3', quantity: 9 } };
  const outOfStock = { errors: [expect.objectContaining({ errorType: 'OutOfStock', path: ['placeOrder'] })] };
  await expect(clients['aws-amplify 6'].mutate(PLACE_ORDER, tooMany)).rejects.toMatchObject(outOfStock);
  await expect(clients['Apollo Client 4 with the AppSync links'].mutate(PLACE_ORDER, tooMany)).rejects.toMatchObject({
    errors: [expect.objectContaining({ message: 'There are not 9 left.' })],
  });
  expect(await ask(program, PLACE_ORDER, tooMany)).toMatchObject(outOfStock);
});

test('a wrong API key is refused as AppSync refuses it', async () => {
  const response = await fetch(program.graphqlUrl, {
    method: 'POST',
    headers: { 'x-api-key': 'da2-nobodysnobodysnobodysnobod' },
    body: JSON.stringify({ query: PRODUCT }),
  });
  expect(response.status).toBe(401);
  expect(response.headers.get('x-amzn-errortype')).toBe('UnauthorizedException');
  expect(await response.json()).toEqual({
    errors: [{ errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.' }],
  });
});
