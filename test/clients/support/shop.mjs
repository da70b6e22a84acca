// The sample shop as its clients see it: the documents they send, and a plain fetch to send them with.
export const PRODUCT = 'query Product($id: ID!) { product(id: $id) { id name price } }';
export const PLACE_ORDER = `mutation Place($input: PlaceOrderInput!) {
  placeOrder(input: $input) { orderId customer productId quantity total status placedAt }
}`;
export const SET_STATUS = `mutation SetStatus($orderId: ID!, $status: OrderStatus!) {
  setOrderStatus(orderId: $orderId, status: $status) { orderId customer productId quantity total status placedAt }
}`;
export const ON_STATUS = 'subscription OnStatus($orderId: ID) { onOrderStatus(orderId: $orderId) { orderId status } }';

/** Sends one operation and gives the parsed answer. */
export async function ask({ graphqlUrl, apiKey }, query, variables = {}) {
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

/** Places an order and gives it. Six of a thing take the workflow two seconds longer than five. */
export async function placeOrder(program, input = {}) {
  const { data, errors } = await ask(program, PLACE_ORDER, {
    input: { customer: 'ann', productId: 'p1', quantity: 1, ...input },
  });
  if (errors) throw new Error(JSON.stringify(errors));
  return data.placeOrder;
}

export async function statusOf(program, orderId) {
  const { data } = await ask(program, 'query Order($orderId: ID!) { order(orderId: $orderId) { status } }', {
    orderId,
  });
  return data.order?.status;
}
