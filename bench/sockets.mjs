// Many sockets: 5,000 of them with ten subscriptions each, and an event that matches one subscription of every socket.
// `node bench/sockets.mjs [sockets]` starts the built program and prints the memory it holds and how long an event takes to
// reach everybody; it ends with 1 when that is more than 600 MB or a second. `--client` is the process with the other ends.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { rssMiB, startOffsync } from './servers.mjs';

const SUBSCRIPTIONS = 10;
const EVENTS = 5;
const KEY = 'da2-benchbenchbenchbenchbenchb';
const MOST_MEGABYTES = 600;
const MOST_MS = 1_000;

/** Opens the sockets, then tells the topic of everybody's third subscription, a few times. */
async function client(port, sockets) {
  const authorization = { host: `localhost:${port}`, 'x-api-key': KEY };
  const header = Buffer.from(JSON.stringify(authorization)).toString('base64url');
  let heard = 0;
  let all = () => {};
  const startOf = (topic) => {
    const data = JSON.stringify({
      query: 'subscription ($topic: Int!) { onTold(topic: $topic) { topic text } }',
      variables: { topic },
    });
    return JSON.stringify({ id: String(topic), type: 'start', payload: { data, extensions: { authorization } } });
  };
  const open = () =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://localhost:${port}/graphql/realtime`, ['graphql-ws', `header-${header}`], {
        perMessageDeflate: false,
      });
      let acknowledged = 0;
      socket.on('error', reject);
      socket.on('open', () => socket.send('{"type":"connection_init"}'));
      socket.on('message', (bytes) => {
        const text = bytes.toString();
        if (text.includes('"type":"data"')) {
          heard += 1;
          if (heard === sockets) all();
        } else if (text.includes('connection_ack')) {
          for (let topic = 0; topic < SUBSCRIPTIONS; topic += 1) socket.send(startOf(topic));
        } else if (text.includes('start_ack')) {
          acknowledged += 1;
          if (acknowledged === SUBSCRIPTIONS) resolve();
        } else if (text.includes('error')) reject(new Error(text));
      });
    });
  for (let opened = 0; opened < sockets; opened += 50)
    await Promise.all(Array.from({ length: Math.min(50, sockets - opened) }, open));
  process.stdout.write('open\n');
  const times = [];
  for (let event = 0; event < EVENTS; event += 1) {
    const began = performance.now();
    const everybody = new Promise((resolve) => {
      all = resolve;
    });
    heard = 0;
    const body = JSON.stringify({ query: 'mutation { tell(topic: 3, text: "news") { topic text } }' });
    await fetch(`http://localhost:${port}/graphql`, { method: 'POST', headers: { 'x-api-key': KEY }, body });
    await everybody;
    times.push(performance.now() - began);
  }
  process.stdout.write(`${JSON.stringify(times)}\n`);
  process.exit(0);
}

/** Milliseconds until an event has reached all sockets (the median), and the MB the program holds with all of them open. */
export async function measureSockets(sockets) {
  const server = await startOffsync();
  const ends = spawn(process.execPath, [fileURLToPath(import.meta.url), '--client', server.port, sockets].map(String), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let megabytes = 0;
  let output = '';
  const times = await new Promise((resolve, reject) => {
    ends.stdout.on('data', (bytes) => {
      output += bytes;
      if (output === 'open\n') megabytes = rssMiB(server.pid) ?? 0;
    });
    ends.on('exit', (code) => {
      if (code === 0) resolve(JSON.parse(output.split('\n')[1]));
      else reject(new Error(`the clients ended with ${code}`));
    });
  });
  megabytes = Math.max(megabytes, rssMiB(server.pid) ?? 0);
  await server.stop();
  return { sockets, megabytes: Math.round(megabytes), ms: Math.round(times.sort((a, b) => a - b)[EVENTS >> 1]) };
}

const [mode, port, sockets] = process.argv.slice(2);
if (mode === '--client') await client(Number(port), Number(sockets));
else if (fileURLToPath(import.meta.url) === process.argv[1]) {
  const found = await measureSockets(Number(mode ?? 5_000));
  console.log(
    `${found.sockets} sockets with ${SUBSCRIPTIONS} subscriptions each: ${found.megabytes} MB, an event reaches all in ${found.ms} ms`,
  );
  process.exitCode = found.megabytes > MOST_MEGABYTES || found.ms > MOST_MS ? 1 : 0;
}
