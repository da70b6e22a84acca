// Random sequences of operations against the engine and against the plainest model there is (model/store.ts): both must
// agree on every answer, on the table, on every index and on the stream.
//   DYNAMODB_SEQUENCES=10000 npx vitest run test/dynamodb/model.test.ts      DYNAMODB_SEED=N: that sequence alone
import { describe, expect, it } from 'vitest';
import { createSeededRandom } from '../../src/lib/random.js';
import { createGenerator, type Generator, GROUPS, RANGES } from './model/random.js';
import { createExpressions } from './model/render.js';
import { type Attributes, canonical, equal, holds, order, Refused, Store, type Write } from './model/store.js';
import { type Answer, startUnderTest, table, type UnderTest } from './under-test.js';

const SEQUENCES = Number(process.env['DYNAMODB_SEQUENCES'] ?? 60);
const SEED = process.env['DYNAMODB_SEED'];
const TableName = 'things';
const SCHEMA = { hash: 'pk', range: 'sk', indexed: ['g', 'r'] };

const text = (name: string) => ({ name, type: 'S' as const });
const TABLE = table({
  range: { name: 'sk', type: 'N' },
  stream: 'NEW_AND_OLD_IMAGES',
  indexes: [
    { name: 'groups', kind: 'GSI', hash: text('g'), range: text('r'), projection: { type: 'ALL', attributes: [] } },
    { name: 'keys', kind: 'GSI', hash: text('r'), projection: { type: 'KEYS_ONLY', attributes: [] } },
    {
      name: 'local',
      kind: 'LSI',
      hash: text('pk'),
      range: text('r'),
      projection: { type: 'INCLUDE', attributes: ['n'] },
    },
  ],
});
const PROJECTED: Readonly<Record<string, readonly string[] | undefined>> = {
  keys: ['pk', 'sk', 'r'],
  local: ['pk', 'sk', 'r', 'n'],
};
/** The key attributes an item needs to be in an index. */
const IN_INDEX: Readonly<Record<string, readonly string[]>> = { groups: ['g', 'r'], keys: ['r'], local: ['r'] };

interface Run {
  readonly under: UnderTest;
  readonly store: Store;
  readonly some: Generator;
}

const only = (item: Attributes, names: readonly string[] | undefined): Attributes =>
  names ? Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name))) : item;
/** In one order, whatever order they came in. */
const sorted = (items: readonly unknown[]): string[] => items.map(canonical).sort();

/** A write as the members of a request. */
function requestOf(write: Write): Record<string, unknown> {
  const expressions = createExpressions();
  return {
    TableName,
    ...(write.kind === 'put' ? { Item: write.item } : { Key: write.key }),
    ...(write.kind === 'update' ? { UpdateExpression: expressions.update(write.changes) } : {}),
    ...(write.condition ? { ConditionExpression: expressions.condition(write.condition) } : {}),
    ...expressions.placeholders(),
  };
}

async function outcome(work: Promise<Answer>): Promise<{ answer?: Answer; code?: string; error?: unknown }> {
  try {
    return { answer: await work };
  } catch (error) {
    return { code: String((error as { code?: unknown }).code ?? error), error };
  }
}

const OPERATION = { put: 'PutItem', update: 'UpdateItem', delete: 'DeleteItem', check: 'PutItem' } as const;

async function single({ under, store, some }: Run): Promise<void> {
  const write = some.write();
  const returns = write.kind === 'update' ? some.pick(['ALL_OLD', 'ALL_NEW', 'NONE']) : some.pick(['ALL_OLD', 'NONE']);
  const input = { ...requestOf(write), ReturnValues: returns, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
  const got = await outcome(under.call(OPERATION[write.kind], input));
  try {
    const written = store.trial(write);
    expect(got.code, JSON.stringify(input)).toBeUndefined();
    const shown = returns === 'ALL_OLD' ? written.before : returns === 'ALL_NEW' ? written.after : undefined;
    expect(canonical(got.answer!['Attributes'] ?? null)).toBe(canonical(shown ?? null));
    store.apply(write, written);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    expect(got.code, JSON.stringify(input)).toBe(error.message);
    if (error.message !== 'ConditionalCheckFailedException') return;
    const before = store.items.get(store.idOf(write.kind === 'put' ? write.item : write.key));
    expect(canonical((got.error as { members: Record<string, unknown> }).members['Item'] ?? null)).toBe(
      canonical(before ?? null),
    );
  }
}

/** Writes that name different items. */
function distinct({ store, some }: Run, most: number): Write[] {
  const writes = new Map<string, Write>();
  for (let left = 1 + some.whole(most); left > 0; left -= 1) {
    const write = some.write();
    writes.set(store.idOf(write.kind === 'put' ? write.item : write.key), write);
  }
  return [...writes.values()];
}

async function transaction(run: Run): Promise<void> {
  const { under, store, some } = run;
  const writes = distinct(run, 4).map((write): Write => {
    if (write.kind !== 'delete' || some.chance(0.5)) return write;
    return { kind: 'check', key: write.key, condition: write.condition ?? some.condition() };
  });
  const member = { put: 'Put', update: 'Update', delete: 'Delete', check: 'ConditionCheck' } as const;
  const items = writes.map((write) => ({ [member[write.kind]]: requestOf(write) }));
  const got = await outcome(under.call('TransactWriteItems', { TransactItems: items }));
  const trials = writes.map((write) => {
    try {
      return store.trial(write);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return error.message === 'ConditionalCheckFailedException' ? 'ConditionalCheckFailed' : 'ValidationError';
    }
  });
  if (!trials.some((trial) => typeof trial === 'string')) {
    expect(got.code, JSON.stringify(items)).toBeUndefined();
    for (const [index, write] of writes.entries()) store.apply(write, trials[index] as ReturnType<Store['trial']>);
    return;
  }
  const empty = writes.some((write, index) => trials[index] === 'ValidationError' && writesEmptyKey(write));
  if (empty && got.code === 'ValidationException') return;
  expect(got.code, JSON.stringify(items)).toBe('TransactionCanceledException');
  const reasons = (got.error as { members: { CancellationReasons: { Code: string }[] } }).members.CancellationReasons;
  const codes = trials.map((trial) => (typeof trial === 'string' ? trial : 'None'));
  // An item that can not be is found before any condition is looked at.
  const early =
    reasons.some(({ Code }) => Code === 'ValidationError') && !codes.every((code, at) => code === reasons[at]!.Code);
  if (early) expect(reasons.some(({ Code }, at) => Code === 'ValidationError' && codes[at] !== 'None')).toBe(true);
  else expect(reasons.map(({ Code }) => Code)).toEqual(codes);
}

/** An empty text in an index key is a fault of the whole transaction. */
function writesEmptyKey(write: Write): boolean {
  const values = write.kind === 'put' ? Object.entries(write.item) : [];
  if (write.kind === 'update') {
    for (const change of write.changes) {
      if ('value' in change) values.push([String(change.path[0]), change.value]);
      if (change.kind === 'copy') return true;
    }
  }
  return values.some(([name, value]) => SCHEMA.indexed.includes(name) && value.S === '');
}

async function batch(run: Run): Promise<void> {
  const { under, store } = run;
  const writes = distinct(run, 6).flatMap((write): Write[] => {
    if (write.kind === 'put') return [{ kind: 'put', item: write.item }];
    return write.kind === 'delete' ? [{ kind: 'delete', key: write.key }] : [];
  });
  if (writes.length === 0) return;
  const requests = writes.map((write) =>
    write.kind === 'put' ? { PutRequest: { Item: write.item } } : { DeleteRequest: { Key: requestOf(write)['Key'] } },
  );
  const got = await outcome(under.call('BatchWriteItem', { RequestItems: { [TableName]: requests } }));
  try {
    const trials = writes.map((write) => store.trial(write));
    expect(got.code).toBeUndefined();
    for (const [index, write] of writes.entries()) store.apply(write, trials[index]!);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    expect(got.code).toBe(error.message);
  }
}

async function reads({ under, store, some }: Run): Promise<void> {
  const keys = [
    ...new Map(Array.from({ length: 1 + some.whole(6) }, some.key).map((key) => [canonical(key), key])).values(),
  ];
  const expected = keys.map((key) => store.items.get(store.idOf(key)));
  const got = await under.call('GetItem', { TableName, Key: keys[0] });
  expect(canonical(got.Item ?? null)).toBe(canonical(expected[0] ?? null));
  const many = await under.call('BatchGetItem', { RequestItems: { [TableName]: { Keys: keys } } });
  const found = (many['Responses'] as Record<string, unknown[]>)[TableName]!;
  expect(sorted(found)).toEqual(sorted(expected.filter((item) => item)));
  const together = await under.call('TransactGetItems', {
    TransactItems: keys.map((Key) => ({ Get: { TableName, Key, ProjectionExpression: 'pk, n' } })),
  });
  const responses = together['Responses'] as { Item?: Attributes }[];
  expect(responses.map(({ Item }) => canonical(Item ?? null))).toEqual(
    expected.map((item) => canonical(item ? only(item, ['pk', 'n']) : null)),
  );
}

/** Every page of a Query or Scan, and how many items were looked at. */
async function pages(under: UnderTest, operation: 'Query' | 'Scan', input: Record<string, unknown>) {
  const items: Attributes[] = [];
  let scanned = 0;
  let start: Answer['LastEvaluatedKey'];
  do {
    const page: Answer = await under.call(operation, {
      TableName,
      ...input,
      ...(start ? { ExclusiveStartKey: start } : {}),
    });
    items.push(...(page.Items as readonly Attributes[]));
    scanned += Number(page['ScannedCount']);
    start = page.LastEvaluatedKey;
  } while (start);
  return { items, scanned };
}

async function scan({ under, store, some }: Run): Promise<void> {
  const index = some.pick([undefined, 'groups', 'keys', 'local']);
  const all = [...store.items.values()]
    .filter((item) => !index || IN_INDEX[index]!.every((name) => item[name]))
    .map((item) => only(item, index ? PROJECTED[index] : undefined));
  const filter = some.chance(0.6) ? some.condition() : undefined;
  const expressions = createExpressions();
  const input = {
    ...(index ? { IndexName: index } : {}),
    ...(filter ? { FilterExpression: expressions.condition(filter) } : {}),
    ...expressions.placeholders(),
    ...(some.chance(0.7) ? { Limit: 1 + some.whole(7) } : {}),
  };
  const expected = all.filter((item) => !filter || holds(filter, item));
  if (some.chance(0.3)) {
    const TotalSegments = 1 + some.whole(4);
    const segments = [];
    for (let Segment = 0; Segment < TotalSegments; Segment += 1) {
      segments.push(...(await pages(under, 'Scan', { ...input, Segment, TotalSegments })).items);
    }
    expect(sorted(segments)).toEqual(sorted(expected));
    return;
  }
  const { items, scanned } = await pages(under, 'Scan', input);
  expect(sorted(items), JSON.stringify(input)).toEqual(sorted(expected));
  expect(scanned).toBe(all.length);
}

async function query({ under, store, some }: Run): Promise<void> {
  const index = some.pick([undefined, 'groups', 'local']);
  const [hash, range] = index === 'groups' ? ['g', 'r'] : ['pk', index ? 'r' : 'sk'];
  const partition = hash === 'g' ? { S: some.pick(GROUPS) } : some.key()['pk']!;
  const bound = range === 'sk' ? { N: some.pick(RANGES) } : { S: some.pick(GROUPS) };
  const second = range === 'sk' ? { N: some.pick(RANGES) } : { S: some.pick(GROUPS) };
  const [low, high] = order(bound, second)! <= 0 ? [bound, second] : [second, bound];
  const path = [range!];
  const test = some.pick([
    undefined,
    { kind: some.pick(['=', '<', '<=', '>', '>='] as const), path, value: bound },
    { kind: 'between' as const, path, low, high },
    ...(range === 'r' ? [{ kind: 'begins' as const, path, value: bound }] : []),
  ]);
  // Filters may not look at keys.
  const filter = some.chance(0.4) ? { kind: 'exists' as const, path: ['n'] } : undefined;
  const forward = some.chance(0.5);
  const expressions = createExpressions();
  const own = `${expressions.path([hash!])} = ${expressions.value(partition)}`;
  const input = {
    ...(index ? { IndexName: index } : {}),
    KeyConditionExpression: test ? `${own} AND ${expressions.condition(test)}` : own,
    ...(filter ? { FilterExpression: expressions.condition(filter) } : {}),
    ...expressions.placeholders(),
    ScanIndexForward: forward,
    ...(some.chance(0.7) ? { Limit: 1 + some.whole(5) } : {}),
    ...(index === 'local' && some.chance(0.5) ? { Select: 'ALL_ATTRIBUTES' } : {}),
  };
  const { items } = await pages(under, 'Query', input);
  const shown = 'Select' in input ? undefined : index ? PROJECTED[index] : undefined;
  const expected = [...store.items.values()].filter(
    (item) =>
      equal(item[hash!], partition) &&
      item[range!] !== undefined &&
      (!test || holds(test, item)) &&
      (!filter || holds(filter, item)),
  );
  expect(sorted(items), JSON.stringify(input)).toEqual(sorted(expected.map((item) => only(item, shown))));
  const steps = items.slice(1).map((item, before) => order(items[before]![range!]!, item[range!]!)!);
  expect(steps.every((step) => (forward ? step <= 0 : step >= 0))).toBe(true);
}

/** What the Streams API tells must be what the model noted. */
async function stream({ under, store }: Run): Promise<void> {
  const ask = async (door: 'json' | 'streams', target: string, input: unknown): Promise<Record<string, unknown>> => {
    const answer = await under.db.doors[door]({
      method: 'POST',
      url: '/',
      headers: { 'x-amz-target': target },
      body: Buffer.from(JSON.stringify(input)),
      remoteAddress: '127.0.0.1',
      secure: false,
    });
    return JSON.parse(String(answer.body)) as Record<string, unknown>;
  };
  const { Table } = (await ask('json', 'DynamoDB_20120810.DescribeTable', { TableName })) as {
    Table: { LatestStreamArn: string; ItemCount: number };
  };
  expect(Table.ItemCount).toBe(store.items.size);
  const StreamArn = Table.LatestStreamArn;
  const { StreamDescription } = (await ask('streams', 'DynamoDBStreams_20120810.DescribeStream', { StreamArn })) as {
    StreamDescription: { Shards: { ShardId: string }[] };
  };
  const { ShardId } = StreamDescription.Shards[0]!;
  const iterator = await ask('streams', 'DynamoDBStreams_20120810.GetShardIterator', {
    StreamArn,
    ShardId,
    ShardIteratorType: 'TRIM_HORIZON',
  });
  const records: { eventName: string; dynamodb: { OldImage?: unknown; NewImage?: unknown } }[] = [];
  let next = iterator['ShardIterator'];
  for (;;) {
    const page = await ask('streams', 'DynamoDBStreams_20120810.GetRecords', { ShardIterator: next, Limit: 7 });
    const found = page['Records'] as typeof records;
    if (found.length === 0) break;
    records.push(...found);
    next = page['NextShardIterator'];
  }
  expect(
    records.map(({ eventName, dynamodb: { OldImage, NewImage } }) =>
      canonical([eventName, OldImage ?? null, NewImage ?? null]),
    ),
  ).toEqual(
    store.events.map(({ eventName, OldImage, NewImage }) => canonical([eventName, OldImage ?? null, NewImage ?? null])),
  );
}

async function runSequence(seed: number): Promise<void> {
  const some = createGenerator(createSeededRandom(seed));
  const under = await startUnderTest([TABLE]);
  const run: Run = { under, store: new Store(SCHEMA), some };
  try {
    for (let left = 10 + some.whole(25); left > 0; left -= 1) {
      await some.pick([single, single, single, single, transaction, batch, reads, scan, query])(run);
    }
    expect(sorted((await pages(under, 'Scan', {})).items)).toEqual(sorted([...run.store.items.values()]));
    for (const name of Object.keys(IN_INDEX)) {
      const rows = [...run.store.items.values()].filter((item) =>
        IN_INDEX[name]!.every((attribute) => item[attribute]),
      );
      const { items } = await pages(under, 'Scan', { IndexName: name });
      expect(sorted(items)).toEqual(sorted(rows.map((item) => only(item, PROJECTED[name]))));
    }
    await stream(run);
  } finally {
    under.close();
  }
}

describe('the engine and the model', () => {
  it(
    `agree over ${SEED === undefined ? `${SEQUENCES} sequences` : `sequence ${SEED}`}`,
    async () => {
      const seeds = SEED === undefined ? Array.from({ length: SEQUENCES }, (_, index) => index) : [Number(SEED)];
      for (const seed of seeds) {
        try {
          await runSequence(seed);
        } catch (error) {
          throw new Error(`sequence ${seed} (DYNAMODB_SEED=${seed}): ${(error as Error).message}`, { cause: error });
        }
      }
    },
    60_000 + SEQUENCES * 100,
  );
});
