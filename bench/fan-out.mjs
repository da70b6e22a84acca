// One event to 1,000 sockets, again and again: `node fan-out.mjs '{"kind", "port", "sockets", "ms", "apiKey"}'`. The next
// event is sent when all have heard the last. Prints {"deliveries", "ms"}.
import WebSocket from 'ws';

const { kind, port, sockets, ms, apiKey } = JSON.parse(process.argv[2]);
const EVENT = '{"type":"data","id":"1","payload":{"data":{"onAnnounce":"news"}}}';
let heard = 0;
let deliveries = 0;
let round;

function count() {
  heard += 1;
  deliveries += 1;
  if (heard === sockets) {
    heard = 0;
    round();
  }
}

function subscribeTo() {
  const authorization = { host: `localhost:${port}`, 'x-api-key': apiKey };
  const header = Buffer.from(JSON.stringify(authorization)).toString('base64url');
  const data = JSON.stringify({ query: 'subscription { onAnnounce }', variables: {} });
  const start = JSON.stringify({ id: '1', type: 'start', payload: { data, extensions: { authorization } } });
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://localhost:${port}/graphql/realtime`, ['graphql-ws', `header-${header}`], {
      perMessageDeflate: false,
    });
    socket.on('error', reject);
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (bytes) => {
      const text = bytes.toString();
      if (text.includes('"type":"data"')) count();
      else if (text.includes('connection_ack')) socket.send(start);
      else if (text.includes('start_ack')) resolve(socket);
      else if (text.includes('error')) reject(new Error(text));
    });
  });
}

function listenTo() {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    socket.on('error', reject);
    socket.on('open', () => resolve(socket));
    socket.on('message', () => count());
  });
}

for (let opened = 0; opened < sockets; opened += 50)
  await Promise.all(Array.from({ length: Math.min(50, sockets - opened) }, kind === 'ws' ? listenTo : subscribeTo));

let send;
if (kind === 'ws') {
  const source = new WebSocket(`ws://127.0.0.1:${port}`);
  await new Promise((resolve) => source.once('open', resolve));
  send = () => source.send(EVENT);
} else {
  const body = JSON.stringify({ query: 'mutation { announce(text: "news") }' });
  send = () =>
    void fetch(`http://localhost:${port}/graphql`, { method: 'POST', headers: { 'x-api-key': apiKey }, body });
}
const began = performance.now();
round = () => {
  if (performance.now() - began < ms) return send();
  console.log(JSON.stringify({ deliveries, ms: performance.now() - began }));
  process.exit(0);
};
send();
