// What the queues do in a second, over HTTP and on disk: messages sent one by one, in batches, and the whole way of sent,
// received, deleted, with the built program and 64 clients that each wait for their answers. `node bench/messaging.mjs` prints a
// table and names the goal when it is missed: 2,000 messages a second, sent, received and deleted.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = process.env.OFFSYNC_MAIN ?? fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const CLIENTS = 64;
const SECONDS = 5;
const GOAL = 2000;

const folder = mkdtempSync(join(tmpdir(), 'offsync-bench-messaging-'));
const app = join(folder, 'app');
mkdirSync(app);
writeFileSync(join(app, 'schema.graphql'), 'type Query { ok: Boolean }\n');
writeFileSync(join(app, 'offsync.yaml'), 'queues: { one: , batch: , way: , steps.fifo: }\n');
const ready = join(folder, 'ready.json');
const flags = ['start', app, '--port', '0', '--data-dir', join(folder, 'data'), '--no-watch', '--ready-file', ready];
const program = spawn(process.execPath, [MAIN, ...flags], { stdio: 'ignore' });
while (!existsSync(ready)) await sleep(25);
const { port } = new URL(JSON.parse(readFileSync(ready, 'utf8')).url);
const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });

function call(operation, queue, input) {
  const body = JSON.stringify({ QueueUrl: `http://localhost/000000000000/${queue}`, ...input });
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
      'content-length': Buffer.byteLength(body),
    };
    const asked = request({ port, host: '127.0.0.1', method: 'POST', path: '/', agent, headers }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(text));
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Messages a second, as all the clients count them. */
async function measure(name, step) {
  let count = 0;
  const end = performance.now() + SECONDS * 1000;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      while (performance.now() < end) count += await step(client);
    }),
  );
  const rate = Math.round(count / ((performance.now() - began) / 1000));
  console.log(`${name.padEnd(44)} ${String(rate).padStart(8)} messages/s`);
  return rate;
}

const MessageBody = 'x'.repeat(500);
const ten = Array.from({ length: 10 }, (_, id) => ({ Id: `${id}`, MessageBody }));
let order = 0;
let rate;
try {
  await measure('SendMessage', async () => {
    await call('SendMessage', 'one', { MessageBody });
    return 1;
  });
  await measure('SendMessage to a FIFO queue', async (client) => {
    order += 1;
    await call('SendMessage', 'steps.fifo', {
      MessageBody,
      MessageGroupId: `g${client}`,
      MessageDeduplicationId: `${order}`,
    });
    return 1;
  });
  await measure('SendMessageBatch of ten', async () => {
    await call('SendMessageBatch', 'batch', { Entries: ten });
    return 10;
  });
  rate = await measure('sent, received and deleted, in tens', async () => {
    await call('SendMessageBatch', 'way', { Entries: ten });
    const { Messages = [] } = await call('ReceiveMessage', 'way', { MaxNumberOfMessages: 10 });
    if (Messages.length === 0) return 0;
    const Entries = Messages.map(({ ReceiptHandle }, Id) => ({ Id: `${Id}`, ReceiptHandle }));
    await call('DeleteMessageBatch', 'way', { Entries });
    return Messages.length;
  });
  await measure('sent, received and deleted, one by one', async () => {
    await call('SendMessage', 'way', { MessageBody });
    const { Messages = [] } = await call('ReceiveMessage', 'way', {});
    for (const { ReceiptHandle } of Messages) await call('DeleteMessage', 'way', { ReceiptHandle });
    return Messages.length;
  });
} finally {
  program.kill();
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
}
if (rate < GOAL) {
  console.log(`missed: ${GOAL} messages/s sent, received and deleted`);
  process.exitCode = 1;
}
