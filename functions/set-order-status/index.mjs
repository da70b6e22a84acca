// Called by the workflow: tells the API what became of an order. AWS_ENDPOINT_URL is where the emulator answers.
const MUTATION = `mutation SetStatus($orderId: ID!, $status: OrderStatus!) {
  setOrderStatus(orderId: $orderId, status: $status) { orderId customer productId quantity total status placedAt }
}`;

export async function handler({ orderId, status }) {
  const response = await fetch(`${process.env.AWS_ENDPOINT_URL}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': process.env.API_KEY },
    body: JSON.stringify({ query: MUTATION, variables: { orderId, status } }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  return { orderId, status: data.setOrderStatus.status };
}
