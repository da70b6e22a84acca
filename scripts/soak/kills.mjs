// Kills the program at a random moment under writers that each know what was acknowledged to them, starts it again on the
// same data, and compares: acknowledged writes, index rows, halves of transactions, stream records.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { createWorkplace, startProgram } from './program.mjs';

const TableName = 'ledger';
const KEYS_EACH = 40;

/** A repeatable random number in [0, 1) (mulberry32). */
function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function connect(url) {
  return new DynamoDBClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
}

/** What one writer knows: per key what was acknowledged (a number, 0: deleted or never there) and what may have been. */
function createLedger(writer) {
  return { writer, seq: 0, acknowledged: new Map(), open: [], writes: 0 };
}

function commandFor(ledger, random) {
  const seq = ++ledger.seq;
  const slot = Math.floor(random() * KEYS_EACH);
  const grp = { S: `g${Math.floor(random() * 8)}` };
  const body = { S: 'x'.repeat(Math.floor(random() * 600)) };
  const kind = random();
  if (kind < 0.3) {
    // Both halves carry the same number, always.
    const ids = ['a', 'b'].map((half) => `t-${ledger.writer}-${slot}-${half}`);
    const [first, second] = ids;
    const command = new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName, Item: { id: { S: first }, seq: { N: `${seq}` }, grp, body } } },
        {
          Update: {
            TableName,
            Key: { id: { S: second } },
            UpdateExpression: 'SET seq = :s, grp = :g',
            ExpressionAttributeValues: { ':s': { N: `${seq}` }, ':g': grp },
          },
        },
      ],
    });
    return { command, ids, value: seq };
  }
  const ids = [`s-${ledger.writer}-${slot}`];
  const id = { S: ids[0] };
  if (kind < 0.6) {
    return {
      command: new PutItemCommand({ TableName, Item: { id, seq: { N: `${seq}` }, grp, body } }),
      ids,
      value: seq,
    };
  }
  if (kind < 0.9) {
    const command = new UpdateItemCommand({
      TableName,
      Key: { id },
      UpdateExpression: 'SET seq = :s, grp = :g',
      ExpressionAttributeValues: { ':s': { N: `${seq}` }, ':g': grp },
    });
    return { command, ids, value: seq };
  }
  return { command: new DeleteItemCommand({ TableName, Key: { id } }), ids, value: 0 };
}

/** Writes until the program is gone. */
async function write(ledger, client, random, running) {
  while (running.on) {
    const { command, ids, value } = commandFor(ledger, random);
    ledger.open = ids.map((id) => [id, value]);
    try {
      await client.send(command);
    } catch (error) {
      if (running.on && !/ECONNRE|socket hang up|EPIPE/.test(`${error.code} ${error.message}`))
        running.errors.push(error);
      return;
    }
    for (const id of ids) ledger.acknowledged.set(id, value);
    ledger.open = [];
    ledger.writes += 1;
  }
}

async function scanAll(client, IndexName) {
  const items = new Map();
  const faults = [];
  let start;
  do {
    const page = await client.send(
      new ScanCommand({ TableName, ...(IndexName && { IndexName }), ...(start && { ExclusiveStartKey: start }) }),
    );
    for (const item of page.Items) {
      if (items.has(item.id.S)) faults.push(`${IndexName} has two rows of ${item.id.S}`);
      items.set(item.id.S, item);
    }
    start = page.LastEvaluatedKey;
  } while (start);
  return { items, faults };
}

/** The rows of the table, and where those of the index differ from them. */
export async function compareIndex(client) {
  const table = await scanAll(client, undefined);
  const index = await scanAll(client, 'by-group');
  const faults = [...table.faults, ...index.faults];
  const text = (item) => JSON.stringify(Object.entries(item ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
  for (const [id, item] of table.items) {
    if (text(item) !== text(index.items.get(id))) faults.push(`the index row of ${id} is missing or differs`);
  }
  for (const id of index.items.keys()) if (!table.items.has(id)) faults.push(`the index has an orphan row: ${id}`);
  return { items: table.items, faults };
}

/** Compares what is stored with what the writers know, and then takes it for acknowledged. */
async function check(client, ledgers) {
  const { items, faults } = await compareIndex(client);
  const stored = (id) => Number(items.get(id)?.seq.N ?? 0);
  for (const ledger of ledgers) {
    const open = new Map(ledger.open);
    for (const [id, value] of [...ledger.acknowledged, ...ledger.open]) {
      const found = stored(id);
      if (found !== (ledger.acknowledged.get(id) ?? 0) && found !== open.get(id)) {
        faults.push(`${id} holds ${found}, acknowledged was ${value}`);
      }
      if (id.endsWith('-a') && found !== stored(`${id.slice(0, -1)}b`)) faults.push(`half a transaction: ${id}`);
    }
    for (const [id] of ledger.open) ledger.acknowledged.set(id, stored(id));
    ledger.open = [];
  }
  return { faults, items: items.size };
}

/** Gives what was found wrong, as sentences. */
export async function killUnderLoad({ kills, writers, seed }) {
  const random = createRandom(seed);
  const place = createWorkplace();
  const ledgers = Array.from({ length: writers }, (_, writer) => createLedger(writer));
  const faults = [];
  let program = await startProgram(place);
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      let client = connect(program.url);
      const running = { on: true, errors: [] };
      const work = ledgers.map((ledger) => write(ledger, client, random, running));
      await sleep(200 + random() * 1200);
      program.kill();
      running.on = false;
      await Promise.all(work);
      await program.exited;
      client.destroy();
      const began = performance.now();
      program = await startProgram(place);
      if (program.url === undefined) return [...faults, `it did not start again: ${program.stderr}`];
      const ms = performance.now() - began;
      client = connect(program.url);
      const { faults: found, items } = await check(client, ledgers);
      client.destroy();
      faults.push(...found.slice(0, 5), ...running.errors.slice(0, 5).map((error) => `a write failed: ${error}`));
      const writes = ledgers.reduce((sum, ledger) => sum + ledger.writes, 0);
      console.log(
        `kill ${kill} of ${kills}: ${writes} writes acknowledged so far, ${items} items, up again in ${ms.toFixed(0)} ms, ${found.length} faults`,
      );
    }
    await program.stop();
    return faults;
  } finally {
    program.kill();
    place.remove();
  }
}
