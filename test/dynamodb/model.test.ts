// Random writes and reads against the engine and against the plainest model there is, a list of items: both must always
// agree, on the table and on every index.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSeededRandom } from '../../src/lib/random.js';
import { type Answer, startUnderTest, table, type UnderTest } from './under-test.js';

type Attributes = Record<string, { S?: string; N?: string }>;

const random = createSeededRandom(20261122);
const whole = (limit: number): number => Math.floor(random.next() * limit);
const pick = <T>(options: readonly T[]): T => options[whole(options.length)]!;

const PARTITIONS = ['a', 'b', '\u0000', 'é', '😀'];
const NUMBERS = ['-1E10', '-2.5', '-2', '0', '0.1', '3', '10', '1E30'];
const GROUPS = ['x', 'x\u0000', 'y'];

let under: UnderTest;
const model = new Map<string, Attributes>();

beforeAll(async () => {
  under = await startUnderTest([
    table({
      range: { name: 'sk', type: 'N' },
      indexes: [
        {
          name: 'groups',
          kind: 'GSI',
          hash: { name: 'g', type: 'S' },
          range: { name: 'r', type: 'S' },
          projection: { type: 'ALL', attributes: [] },
        },
        {
          name: 'keys',
          kind: 'GSI',
          hash: { name: 'r', type: 'S' },
          projection: { type: 'KEYS_ONLY', attributes: [] },
        },
        {
          name: 'local',
          kind: 'LSI',
          hash: { name: 'pk', type: 'S' },
          range: { name: 'r', type: 'S' },
          projection: { type: 'INCLUDE', attributes: ['n'] },
        },
      ],
    }),
  ]);
});
afterAll(() => under.close());

/** As the engine writes them. */
const normal: Record<string, string> = { '-1E10': '-10000000000', '1E30': `1${'0'.repeat(30)}` };
const number = (text: string): { N: string } => ({ N: normal[text] ?? text });

function randomItem(): Attributes {
  const item: Attributes = { pk: { S: pick(PARTITIONS) }, sk: number(pick(NUMBERS)), n: { N: String(whole(5)) } };
  if (random.next() < 0.7) item['g'] = { S: pick(GROUPS) };
  if (random.next() < 0.7) item['r'] = { S: pick(GROUPS) + pick(['', '1', '2']) };
  return item;
}

const idOf = ({ pk, sk }: Attributes): string => `${pk!.S}|${sk!.N}`;
const keyOf = ({ pk, sk }: Attributes): Attributes => ({ pk: pk!, sk: sk! });
const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

async function write(): Promise<void> {
  const item = randomItem();
  const Key = keyOf(item);
  const known = model.get(idOf(item));
  const kind = pick(['put', 'put', 'update', 'delete', 'guarded', 'transact'] as const);
  if (kind === 'put') {
    await under.call('PutItem', { TableName: 'things', Item: item });
    model.set(idOf(item), item);
  } else if (kind === 'delete') {
    await under.call('DeleteItem', { TableName: 'things', Key });
    model.delete(idOf(item));
  } else if (kind === 'update') {
    const remove = random.next() < 0.3;
    await under.call('UpdateItem', {
      TableName: 'things',
      Key,
      UpdateExpression: remove ? 'ADD n :one REMOVE g' : 'ADD n :one SET g = :g',
      ExpressionAttributeValues: { ':one': { N: '1' }, ...(remove ? {} : { ':g': item['g'] ?? { S: 'x' } }) },
    });
    const { g: _g, ...rest } = known ?? Key;
    const next: Attributes = { ...rest, n: { N: String(Number(known?.['n']?.N ?? 0) + 1) } };
    model.set(idOf(item), remove ? next : { ...next, g: item['g'] ?? { S: 'x' } });
  } else if (kind === 'guarded') {
    const work = under.call('PutItem', {
      TableName: 'things',
      Item: item,
      ConditionExpression: 'attribute_not_exists(pk) OR n < :two',
      ExpressionAttributeValues: { ':two': { N: '2' } },
    });
    if (known === undefined || Number(known['n']!.N) < 2) {
      await work;
      model.set(idOf(item), item);
    } else await expect(work).rejects.toMatchObject({ code: 'ConditionalCheckFailedException' });
  } else {
    const other = randomItem();
    if (idOf(other) === idOf(item)) return;
    const exists = model.has(idOf(other));
    const work = under.call('TransactWriteItems', {
      TransactItems: [
        { Put: { TableName: 'things', Item: item } },
        { Delete: { TableName: 'things', Key: keyOf(other), ConditionExpression: 'attribute_exists(pk)' } },
      ],
    });
    if (exists) {
      await work;
      model.set(idOf(item), item);
      model.delete(idOf(other));
    } else await expect(work).rejects.toMatchObject({ code: 'TransactionCanceledException' });
  }
}

/** Every page of a Query or Scan. */
async function pages(operation: 'Query' | 'Scan', input: Record<string, unknown>): Promise<Attributes[]> {
  const found: Attributes[] = [];
  let start: Answer['LastEvaluatedKey'];
  do {
    const page: Answer = await under.call(operation, {
      TableName: 'things',
      ...input,
      ...(start ? { ExclusiveStartKey: start } : {}),
    });
    found.push(...(page.Items as readonly Attributes[]));
    start = page.LastEvaluatedKey;
  } while (start);
  return found;
}

const sorted = (items: readonly Attributes[]): Attributes[] =>
  [...items].sort((a, b) => (idOf(a) < idOf(b) ? -1 : idOf(a) > idOf(b) ? 1 : 0));

async function compare(): Promise<void> {
  const items = [...model.values()];
  const Limit = 1 + whole(7);
  expect(sorted(await pages('Scan', { Limit }))).toEqual(sorted(items));

  const partition = pick(PARTITIONS);
  const from = pick(NUMBERS);
  const forward = random.next() < 0.5;
  const expected = items
    .filter((item) => item['pk']!.S === partition && Number(item['sk']!.N) >= Number(from))
    .sort((a, b) => (Number(a['sk']!.N) - Number(b['sk']!.N)) * (forward ? 1 : -1));
  const values = { ':p': { S: partition }, ':s': { N: from } };
  const KeyConditionExpression = 'pk = :p AND sk >= :s';
  expect(
    await pages('Query', {
      KeyConditionExpression,
      ExpressionAttributeValues: values,
      ScanIndexForward: forward,
      Limit,
    }),
  ).toEqual(expected);

  const group = pick(GROUPS);
  const inGroup = items.filter((item) => item['g']?.S === group && item['r']?.S?.startsWith('x'));
  const grouped = await pages('Query', {
    IndexName: 'groups',
    KeyConditionExpression: 'g = :g AND begins_with(r, :x)',
    ExpressionAttributeValues: { ':g': { S: group }, ':x': { S: 'x' } },
    Limit,
  });
  expect(sorted(grouped)).toEqual(sorted(inGroup));
  const ranges = grouped.map((item) => bytes(item['r']!.S!));
  expect(ranges).toEqual([...ranges].sort(Buffer.compare));

  const keysOnly = items.filter((item) => item['r']).map(({ pk, sk, r }) => ({ pk, sk, r }) as Attributes);
  expect(sorted(await pages('Scan', { IndexName: 'keys', Limit }))).toEqual(sorted(keysOnly));
  const local = items.filter((item) => item['r'] && item['pk']!.S === partition);
  const locally = await pages('Query', {
    IndexName: 'local',
    Select: 'ALL_ATTRIBUTES',
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: partition } },
  });
  expect(sorted(locally)).toEqual(sorted(local));
}

it('agrees with a plain list of items', async () => {
  for (let round = 0; round < 60; round += 1) {
    for (let step = 0; step < 12; step += 1) await write();
    await compare();
  }
});
