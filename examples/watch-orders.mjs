// Prints every change of an order's status, speaking AppSync's WebSocket protocol as its clients do.
//   node examples/watch-orders.mjs [orderId]
import WebSocket from 'ws';

const host = process.env.OFFSYNC_HOST ?? 'localhost:4566';
const authorization = { host, 'x-api-key': 'da2-sampleshopsampleshopsample' };
const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64');
const query = 'subscription Watch($orderId: ID) { onOrderStatus(orderId: $orderId) { orderId status } }';
const variables = process.argv[2] ? { orderId: process.argv[2] } : {};

const socket = new WebSocket(
  `ws://${host}/graphql/realtime?header=${encodeURIComponent(base64(authorization))}&payload=e30=`,
  'graphql-ws',
);
socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
socket.on('message', (text) => {
  const message = JSON.parse(text);
  if (message.type === 'connection_ack') {
    const payload = { data: JSON.stringify({ query, variables }), extensions: { authorization } };
    socket.send(JSON.stringify({ id: '1', type: 'start', payload }));
  } else if (message.type === 'start_ack') console.log('waiting for orders');
  else if (message.type === 'data') console.log(JSON.stringify(message.payload));
  else if (message.type !== 'ka') console.error(message);
});
