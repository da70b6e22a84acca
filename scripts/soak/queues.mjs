// Kills the built program while senders, receivers and publishers are at work on its queues, starts it again on the same data, and
// counts: what was acknowledged as sent must come, what was acknowledged as deleted must not, and a FIFO group keeps its order.
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createWorkplace, startProgram } from './program.mjs';

const CONFIG = `
queues:
  work: { attributes: { VisibilityTimeout: 2 } }
  copies: { attributes: { VisibilityTimeout: 2 } }
  steps.fifo: { attributes: { VisibilityTimeout: 2 } }
topics:
  news: { subscriptions: [{ queue: copies, attributes: { RawMessageDelivery: true } }] }
`;

async function sqs(url, operation, queue, input) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
    body: JSON.stringify({ QueueUrl: `${url}/000000000000/${queue}`, ...input }),
  });
  if (!response.ok) throw new Error(`${operation}: ${await response.text()}`);
  return response.json();
}

/** By the host alone, as nothing is signed here. */
function publish(url, message) {
  const { hostname, port } = new URL(url);
  const TopicArn = 'arn:aws:sns:us-east-1:000000000000:news';
  const body = String(new URLSearchParams({ Action: 'Publish', Version: '2010-03-31', TopicArn, Message: message }));
  const headers = { host: 'sns.us-east-1.localhost', 'content-type': 'application/x-www-form-urlencoded' };
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, method: 'POST', path: '/', headers }, (response) => {
      response.resume();
      response.on('error', reject);
      response.on('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`Publish: ${response.statusCode}`)),
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** What the clients know: bodies that were acknowledged as sent or deleted, and those that may have been. */
const createLedger = () => ({ sent: new Set(), deleted: new Set(), maybeDeleted: new Set(), next: 0 });

async function sendOn({ url, running, send, ledger, prefix }) {
  while (running.on) {
    const body = `${prefix}-${ledger.next++}`;
    try {
      await send(url, body);
    } catch {
      return;
    }
    ledger.sent.add(body);
  }
}

async function receiveOn({ url, running, queue, ledger }) {
  while (running.on) {
    try {
      const { Messages = [] } = await sqs(url, 'ReceiveMessage', queue, { MaxNumberOfMessages: 5, WaitTimeSeconds: 1 });
      for (const { Body, ReceiptHandle } of Messages) {
        ledger.maybeDeleted.add(Body);
        await sqs(url, 'DeleteMessage', queue, { ReceiptHandle });
        ledger.deleted.add(Body);
      }
    } catch {
      return;
    }
  }
}

/** Receives all that is left, in order. */
async function drain(url, queue) {
  const bodies = [];
  for (let empty = 0; empty < 4; ) {
    const { Messages = [] } = await sqs(url, 'ReceiveMessage', queue, { MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
    empty = Messages.length === 0 ? empty + 1 : 0;
    for (const { Body, ReceiptHandle } of Messages) {
      bodies.push(Body);
      await sqs(url, 'DeleteMessage', queue, { ReceiptHandle });
    }
  }
  return bodies;
}

export async function killQueues({ kills }) {
  const place = createWorkplace();
  writeFileSync(join(place.app, 'offsync.yaml'), CONFIG);
  const faults = [];
  const [work, copies, steps] = [createLedger(), createLedger(), createLedger()];
  const plain = (queue) => (url, MessageBody) => sqs(url, 'SendMessage', queue, { MessageBody });
  const inOrder = (url, MessageBody) =>
    sqs(url, 'SendMessage', 'steps.fifo', { MessageBody, MessageGroupId: 'g', MessageDeduplicationId: MessageBody });
  let program = await startProgram(place);
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      const running = { on: true };
      const { url } = program;
      const all = [
        ...Array.from({ length: 8 }, (_, id) =>
          sendOn({ url, running, send: plain('work'), ledger: work, prefix: `w${kill}-${id}` }),
        ),
        ...Array.from({ length: 4 }, (_, id) =>
          sendOn({ url, running, send: publish, ledger: copies, prefix: `c${kill}-${id}` }),
        ),
        sendOn({ url, running, send: inOrder, ledger: steps, prefix: `s${kill}` }),
        ...Array.from({ length: 4 }, () => receiveOn({ url, running, queue: 'work', ledger: work })),
      ];
      await sleep(300 + Math.random() * 900);
      program.kill();
      running.on = false;
      await Promise.all(all);
      await program.exited;
      program = await startProgram(place);
      if (program.url === undefined) return [...faults, `it did not start again: ${program.stderr}`];
    }
    // Those in flight come back.
    await sleep(2500);
    for (const [queue, ledger] of [
      ['work', work],
      ['copies', copies],
      ['steps.fifo', steps],
    ]) {
      const left = await drain(program.url, queue);
      const found = new Set(left);
      if (found.size < left.length) faults.push(`${queue} gave ${left.length - found.size} messages twice`);
      for (const body of ledger.sent) {
        if (!found.has(body) && !ledger.maybeDeleted.has(body)) faults.push(`${queue} lost ${body}`);
      }
      for (const body of ledger.deleted) if (found.has(body)) faults.push(`${queue} gave ${body} again`);
      const numbers = queue === 'steps.fifo' ? left.map((body) => Number(body.split('-')[1])) : [];
      if (numbers.some((number, index) => index > 0 && number < numbers[index - 1])) {
        faults.push(`${queue} is out of order`);
      }
      console.log(`${queue}: ${ledger.sent.size} sent, ${ledger.deleted.size} deleted, ${left.length} left`);
    }
    await program.stop();
    return faults.slice(0, 20);
  } finally {
    program.kill();
    place.remove();
  }
}
