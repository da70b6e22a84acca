// The DynamoDB engine in process: operations a second with items of 1 KB and full durability. `node bench/dynamodb.mjs`;
// with `--wire` the built program against dynalite, over the wire.
import { item, openEngine, table } from './engine.mjs';
import { compareOverTheWire } from './wire.mjs';

if (process.argv.includes('--wire')) {
  await compareOverTheWire();
  process.exit();
}

const SECONDS = 2;
const PARTITIONS = 100;
const EACH = 100;
const index = (name, projection) => ({
  name,
  kind: 'GSI',
  hash: { name: 'grp', type: 'S' },
  range: { name: 'sk', type: 'N' },
  projection: { type: projection, attributes: [] },
});

const engine = await openEngine([
  table('plain'),
  table('indexed', { indexes: [index('by-group', 'ALL')] }),
  table('streamed', { stream: 'NEW_AND_OLD_IMAGES' }),
]);

/** `writers` loops of `run(n)` for a while; gives how often it ran a second. */
async function measure(name, goal, writers, run) {
  let done = 0;
  const began = performance.now();
  const end = began + SECONDS * 1000;
  const loop = async () => {
    while (performance.now() < end) await run(done++);
  };
  await Promise.all(Array.from({ length: writers }, loop));
  const rate = (done / (performance.now() - began)) * 1000;
  const verdict = goal === undefined ? '' : `   goal ${goal.toLocaleString('en')}: ${rate >= goal ? 'met' : 'MISSED'}`;
  console.log(`${name.padEnd(44)} ${Math.round(rate).toLocaleString('en').padStart(9)}/s${verdict}`);
}

for (const TableName of ['plain', 'indexed', 'streamed']) {
  for (let pk = 0; pk < PARTITIONS; pk += 1) {
    for (let sk = 0; sk < EACH; sk += 25) {
      const puts = Array.from({ length: 25 }, (_, at) => ({ PutRequest: { Item: item(pk, sk + at) } }));
      await engine.call('BatchWriteItem', { RequestItems: { [TableName]: puts } });
    }
  }
}
const keyOf = (n) => ({ pk: { S: `p${n % PARTITIONS}` }, sk: { N: `${(n * 31) % EACH}` } });
const put = (TableName) => (n) =>
  engine.call('PutItem', { TableName, Item: { ...item(n % PARTITIONS, (n * 31) % EACH), n: { N: `${n}` } } });

await measure('GetItem', 20_000, 1, (n) => engine.call('GetItem', { TableName: 'plain', Key: keyOf(n) }));
await measure('PutItem, 32 writers', 8_000, 32, put('plain'));
await measure('PutItem, 32 writers, one index (ALL)', undefined, 32, put('indexed'));
await measure('PutItem, 32 writers, stream (both images)', undefined, 32, put('streamed'));
await measure('UpdateItem with a condition, 32 writers', undefined, 32, (n) =>
  engine.call('UpdateItem', {
    TableName: 'plain',
    Key: keyOf(n),
    UpdateExpression: 'SET n = :n',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':n': { N: `${n}` } },
  }),
);
await measure('Query of 100 items', 2_000, 1, (n) =>
  engine.call('Query', {
    TableName: 'plain',
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: `p${n % PARTITIONS}` } },
  }),
);
await measure('ExecuteStatement, SELECT of one item', undefined, 1, (n) =>
  engine.call('ExecuteStatement', {
    Statement: 'SELECT * FROM plain WHERE pk = ? AND sk = ?',
    Parameters: Object.values(keyOf(n)),
  }),
);
engine.close();
