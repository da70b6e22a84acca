// The Streams API as AWS's own client sees it, and what is told of a write.
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  type _Record,
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type ShardIteratorType,
} from '@aws-sdk/client-dynamodb-streams';
import { afterEach, describe, expect, it } from 'vitest';
import type { TableDefinition } from '../../../src/definition/model.js';
import { connect, refusal, startUnderTest, table, type UnderTest } from '../under-test.js';

type Connected = UnderTest & Awaited<ReturnType<typeof connect>>;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(...tables: TableDefinition[]): Promise<Connected> {
  const under = await startUnderTest(tables);
  const connected = await connect(under.db);
  closing.push(async () => {
    await connected.close();
    under.close();
  });
  return { ...under, ...connected };
}

const TableName = 'things';
const Key = { pk: { S: 'a' }, sk: { S: '1' } };

async function arnOf({ streams }: Connected): Promise<string> {
  return (await streams.send(new ListStreamsCommand({ TableName }))).Streams![0]!.StreamArn!;
}

async function iteratorOf(
  served: Connected,
  type: ShardIteratorType = 'TRIM_HORIZON',
  SequenceNumber?: string,
): Promise<string> {
  const StreamArn = await arnOf(served);
  const { StreamDescription } = await served.streams.send(new DescribeStreamCommand({ StreamArn }));
  const { ShardIterator } = await served.streams.send(
    new GetShardIteratorCommand({
      StreamArn,
      ShardId: StreamDescription!.Shards![0]!.ShardId,
      ShardIteratorType: type,
      ...(SequenceNumber && { SequenceNumber }),
    }),
  );
  return ShardIterator!;
}

async function recordsOf(served: Connected, ShardIterator?: string): Promise<_Record[]> {
  const iterator = ShardIterator ?? (await iteratorOf(served));
  return (await served.streams.send(new GetRecordsCommand({ ShardIterator: iterator }))).Records!;
}

describe('records', () => {
  it.each([
    ['KEYS_ONLY', false, false],
    ['NEW_IMAGE', true, false],
    ['OLD_IMAGE', false, true],
    ['NEW_AND_OLD_IMAGES', true, true],
  ] as const)('show with %s what they should', async (stream, news, olds) => {
    const served = await serve(table({ stream }));
    await served.client.send(new PutItemCommand({ TableName, Item: { ...Key, n: { N: '1' } } }));
    await served.client.send(new PutItemCommand({ TableName, Item: { ...Key, n: { N: '2' } } }));
    await served.client.send(new DeleteItemCommand({ TableName, Key }));
    const records = await recordsOf(served);
    expect(records.map((one) => one.eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
    expect(records.map((one) => one.dynamodb!.Keys)).toEqual([Key, Key, Key]);
    expect(records.map((one) => one.dynamodb!.NewImage?.['n']?.N)).toEqual(
      news ? ['1', '2', undefined] : [undefined, undefined, undefined],
    );
    expect(records.map((one) => one.dynamodb!.OldImage?.['n']?.N)).toEqual(
      olds ? [undefined, '1', '2'] : [undefined, undefined, undefined],
    );
    expect(records[0]).toMatchObject({ eventSource: 'aws:dynamodb', eventVersion: '1.1', awsRegion: 'us-east-1' });
    expect(records[0]!.dynamodb).toMatchObject({ StreamViewType: stream, SequenceNumber: '100000000000000000001' });
    expect(new Set(records.map((one) => one.eventID)).size).toBe(3);
  });

  it('are not written for a write that changes nothing, fails or is undone', async () => {
    const served = await serve(table({ stream: 'NEW_AND_OLD_IMAGES' }));
    const put = { TableName, Item: { ...Key, s: { SS: ['x', 'y'] } } };
    await served.client.send(new PutItemCommand(put));
    await served.client.send(new PutItemCommand({ TableName, Item: { ...Key, s: { SS: ['y', 'x'] } } }));
    await served.client.send(new DeleteItemCommand({ TableName, Key: { ...Key, sk: { S: 'none' } } }));
    await refusal(served.client.send(new PutItemCommand({ ...put, ConditionExpression: 'attribute_not_exists(pk)' })));
    const other = { ...Key, sk: { S: '2' } };
    await refusal(
      served.client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: other } },
            { ConditionCheck: { TableName, Key, ConditionExpression: 'attribute_not_exists(pk)' } },
          ],
        }),
      ),
    );
    expect(await recordsOf(served)).toHaveLength(1);
  });

  it('name the service when the time to live is over', async () => {
    const served = await serve(table({ stream: 'OLD_IMAGE', ttlAttribute: 'until' }));
    const until = { N: String(served.clock.now() / 1000 + 60) };
    await served.client.send(new PutItemCommand({ TableName, Item: { ...Key, until } }));
    served.clock.advance(61_000);
    const last = (await recordsOf(served)).at(-1)!;
    expect(last).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' },
    });
    expect(last.dynamodb!.OldImage).toEqual({ ...Key, until });
  });

  it('are kept for a day', async () => {
    const served = await serve(table({ stream: 'KEYS_ONLY' }));
    await served.client.send(new PutItemCommand({ TableName, Item: Key }));
    const [first] = await recordsOf(served);
    served.clock.advance(12 * 3600_000);
    await served.client.send(new DeleteItemCommand({ TableName, Key }));
    served.clock.advance(13 * 3600_000);
    expect((await recordsOf(served)).map((one) => one.eventName)).toEqual(['REMOVE']);
    expect(await refusal(iteratorOf(served, 'AT_SEQUENCE_NUMBER', first!.dynamodb!.SequenceNumber))).toContain(
      'past the oldest stream record',
    );
  });
});

describe('iterators', () => {
  it('begin where they are told to', async () => {
    const served = await serve(table({ stream: 'KEYS_ONLY' }));
    for (const sk of ['1', '2', '3']) {
      await served.client.send(new PutItemCommand({ TableName, Item: { ...Key, sk: { S: sk } } }));
    }
    const all = await recordsOf(served);
    const second = all[1]!.dynamodb!.SequenceNumber;
    const keys = (records: _Record[]) => records.map((one) => one.dynamodb!.Keys!['sk']!.S);
    expect(keys(await recordsOf(served, await iteratorOf(served, 'AT_SEQUENCE_NUMBER', second)))).toEqual(['2', '3']);
    expect(keys(await recordsOf(served, await iteratorOf(served, 'AFTER_SEQUENCE_NUMBER', second)))).toEqual(['3']);
    const latest = await iteratorOf(served, 'LATEST');
    expect(await recordsOf(served, latest)).toEqual([]);
    await served.client.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: 'SET x = :x',
        ExpressionAttributeValues: { ':x': { S: 'x' } },
      }),
    );
    expect(keys(await recordsOf(served, latest))).toEqual(['1']);
    const page = await served.streams.send(
      new GetRecordsCommand({ ShardIterator: await iteratorOf(served), Limit: 2 }),
    );
    expect(keys(page.Records!)).toEqual(['1', '2']);
    expect(keys(await recordsOf(served, page.NextShardIterator))).toEqual(['3', '1']);
  });

  it('are refused when they are old, made up or of no stream', async () => {
    const served = await serve(table({ stream: 'KEYS_ONLY' }));
    const iterator = await iteratorOf(served);
    expect(await refusal(recordsOf(served, 'nonsense'))).toBe('Invalid ShardIterator');
    served.clock.advance(16 * 60_000);
    await expect(recordsOf(served, iterator)).rejects.toMatchObject({ name: 'ExpiredIteratorException' });
    const StreamArn = (await arnOf(served)).replace('things', 'others');
    await expect(served.streams.send(new DescribeStreamCommand({ StreamArn }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('a stream', () => {
  const made: CreateTableCommandInput = {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  };

  it('is turned on and off by CreateTable and UpdateTable, and can be read when its table is gone', async () => {
    const served = await serve();
    const { client, streams } = served;
    await client.send(
      new CreateTableCommand({ ...made, StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } }),
    );
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table!.StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: 'NEW_IMAGE' });
    expect(Table!.LatestStreamArn).toBe(`${Table!.TableArn}/stream/${Table!.LatestStreamLabel}`);
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'a' } } }));
    await client.send(new UpdateTableCommand({ TableName, StreamSpecification: { StreamEnabled: false } }));
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'b' } } }));
    await client.send(new DeleteTableCommand({ TableName }));
    const StreamArn = Table!.LatestStreamArn!;
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    expect(StreamDescription).toMatchObject({ StreamStatus: 'DISABLED', KeySchema: made.KeySchema });
    const page = await streams.send(new GetRecordsCommand({ ShardIterator: await iteratorOf(served) }));
    expect(page.Records!.map((one) => one.dynamodb!.Keys)).toEqual([{ pk: { S: 'a' } }]);
    const end = await streams.send(new GetRecordsCommand({ ShardIterator: page.NextShardIterator }));
    expect(end.NextShardIterator).toBeUndefined();
  });

  it('keeps its label over a restart, and gets another one with another view', async () => {
    const served = await serve(table({ stream: 'KEYS_ONLY' }));
    const before = await arnOf(served);
    const { definition } = served.registry.current;
    await served.registry.replace({ ...definition, tables: [table({ stream: 'KEYS_ONLY', ttlAttribute: 'x' })] });
    expect(await arnOf(served)).toBe(before);
    await served.registry.replace({ ...definition, tables: [table({ stream: 'NEW_IMAGE' })] });
    const { Streams } = await served.streams.send(new ListStreamsCommand({ TableName }));
    expect(Streams!.map((one) => one.StreamArn === before)).toEqual([true, false]);
  });
});
