// DynamoDB over the wire: offsync against dynalite, each in a process of its own and in memory, on 50 connections, in turn. Asked
// by the AWS SDK, which takes more CPU than both; and with requests that it signed beforehand, sent over bare sockets, which says
// what the servers can do. `node bench/dynamodb.mjs --wire`; with `load` by itself: the process that asks.
import { execFile } from 'node:child_process';
import { connect as connectSocket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { item } from './engine.mjs';
import { cpuMs, startDynalite, startOffsync } from './servers.mjs';

const CONNECTIONS = 50;
const ROUNDS = 5;
const ROUND_MS = 1500;
/** So many different requests. */
const RECORDED = 500;
const PARTITIONS = 20;
const EACH = 100;
const TableName = 'wire';

const keyOf = (n) => ({ pk: { S: `p${n % PARTITIONS}` }, sk: { N: `${(n * 31) % EACH}` } });
const OPERATIONS = {
  GetItem: (client, n) => client.getItem({ TableName, Key: keyOf(n) }),
  PutItem: (client, n) =>
    client.putItem({ TableName, Item: { ...item(n % PARTITIONS, (n * 31) % EACH), n: { N: `${n}` } } }),
  'Query (25 items)': (client, n) =>
    client.query({
      TableName,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: `p${n % PARTITIONS}` } },
      Limit: 25,
    }),
  UpdateItem: (client, n) =>
    client.updateItem({
      TableName,
      Key: keyOf(n),
      UpdateExpression: 'SET n = :n',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':n': { N: `${n}` } },
    }),
  'BatchGetItem (25 items)': (client, n) =>
    client.batchGetItem({
      RequestItems: { [TableName]: { Keys: Array.from({ length: 25 }, (_, at) => keyOf(n + at)) } },
    }),
};

function connect(port) {
  return new DynamoDB({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { httpAgent: { keepAlive: true, maxSockets: CONNECTIONS } },
  });
}

/** Answers in `ms` through the SDK. */
async function askThroughSdk({ port, name, ms }) {
  const client = connect(port);
  let answers = 0;
  let n = 0;
  const began = performance.now();
  const loop = async () => {
    while (performance.now() < began + ms) {
      await OPERATIONS[name](client, n++);
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
  client.destroy();
  return { answers, ms: performance.now() - began };
}

const NOT_SENT = new Error('not sent');

/** What the SDK sends for the first `count` calls, as bytes. */
async function record(port, name, count) {
  const requests = [];
  const client = connect(port);
  client.middlewareStack.add(
    () => async (args) => {
      const { method, path, headers, body } = args.request;
      const lines = Object.entries(headers).map(([key, value]) => `${key}: ${value}`);
      const head = `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
      requests.push(Buffer.concat([Buffer.from(head), Buffer.from(body)]));
      throw NOT_SENT;
    },
    { step: 'deserialize', priority: 'low' },
  );
  for (let n = 0; n < count; n += 1) {
    await OPERATIONS[name](client, n).catch((error) => {
      if (error !== NOT_SENT) throw error;
    });
  }
  client.destroy();
  return requests;
}

/** Answers in `ms` over bare sockets, each with one request under way. */
async function replay({ port, name, ms }) {
  const requests = await record(port, name, RECORDED);
  let answers = 0;
  let next = 0;
  let stopping = false;
  const sockets = Array.from({ length: CONNECTIONS }, () => {
    const socket = connectSocket(port, '127.0.0.1');
    socket.setNoDelay(true);
    const ask = () => socket.write(requests[next++ % RECORDED]);
    let missing = 0;
    let head = '';
    socket.on('connect', ask);
    socket.on('data', (chunk) => {
      if (missing === 0) {
        head += chunk.latin1Slice();
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!head.startsWith('HTTP/1.1 200')) throw new Error(`${name}: ${head}`);
        missing = end + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(head)[1]) - head.length;
        head = '';
      } else missing -= chunk.length;
      if (missing > 0) return;
      answers += 1;
      if (!stopping) ask();
    });
    return socket;
  });
  const began = performance.now();
  await sleep(ms);
  const result = { answers, ms: performance.now() - began };
  stopping = true;
  for (const socket of sockets) socket.destroy();
  return result;
}

async function fill(port) {
  const client = connect(port);
  await client.createTable({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  });
  for (let table; table?.TableStatus !== 'ACTIVE'; ) ({ Table: table } = await client.describeTable({ TableName }));
  for (let pk = 0; pk < PARTITIONS; pk += 1) {
    for (let sk = 0; sk < EACH; sk += 25) {
      const puts = Array.from({ length: 25 }, (_, at) => ({ PutRequest: { Item: item(pk, sk + at) } }));
      await client.batchWriteItem({ RequestItems: { [TableName]: puts } });
    }
  }
  client.destroy();
}

const run = promisify(execFile);
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function round({ port, pid }, name, ms, how) {
  const before = cpuMs(pid);
  const options = JSON.stringify({ port, name, ms, how });
  const { stdout } = await run(process.execPath, [fileURLToPath(import.meta.url), 'load', options]);
  const { answers, ms: took } = JSON.parse(stdout);
  return { rate: (answers * 1000) / took, cpu: before === undefined ? Number.NaN : (cpuMs(pid) - before) / answers };
}

/** The medians of rounds in turn: `{ offsync: { rate, cpu }, dynalite: ... }`. */
async function compare(servers, name, how) {
  const results = Object.fromEntries(Object.keys(servers).map((who) => [who, []]));
  for (let done = 0; done <= ROUNDS; done += 1) {
    // The first round is for the compilers.
    for (const who of Object.keys(servers)) {
      const one = await round(servers[who], name, ROUND_MS, how);
      if (done > 0) results[who].push(one);
    }
  }
  const of = (who, what) => median(results[who].map((one) => one[what]));
  return Object.fromEntries(Object.keys(servers).map((who) => [who, { rate: of(who, 'rate'), cpu: of(who, 'cpu') }]));
}

/** Prints, for each operation, both rates and the CPU that the servers took for a request. */
export async function compareOverTheWire() {
  const servers = { offsync: await startOffsync(), dynalite: await startDynalite() };
  try {
    for (const { port } of Object.values(servers)) await fill(port);
    console.log(`answers/s at ${CONNECTIONS} connections, items of 1 KB; in brackets the server's CPU for a request\n`);
    for (const name of Object.keys(OPERATIONS)) {
      for (const how of ['replay', 'sdk']) {
        const found = await compare(servers, name, how);
        const cell = (who) => `${who} ${Math.round(found[who].rate)} (${found[who].cpu.toFixed(2)} ms)`.padEnd(26);
        const ratio = found.offsync.rate / found.dynalite.rate;
        const verdict = how === 'sdk' ? '' : `   goal 1: ${ratio >= 1 ? 'met' : 'MISSED'}`;
        const what = how === 'sdk' ? '  through the SDK' : name;
        console.log(`${what.padEnd(26)} ${cell('offsync')} ${cell('dynalite')} ${ratio.toFixed(2)} times${verdict}`);
      }
    }
  } finally {
    await Promise.all(Object.values(servers).map((server) => server.stop()));
  }
}

if (process.argv[2] === 'load') {
  const options = JSON.parse(process.argv[3]);
  console.log(JSON.stringify(await (options.how === 'sdk' ? askThroughSdk(options) : replay(options))));
  process.exit();
}
