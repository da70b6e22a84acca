// Queues that call functions, and the way from a topic through a queue to a function: batches, partial failures, filters.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { InvokeResponse } from '../../src/backends/lambda-port.js';
import type { QueueMappingDefinition } from '../../src/definition/model.js';
import { EMPTY_DEFINITION } from '../../src/definition/model.js';
import { createRegistry } from '../../src/definition/registry.js';
import { createManualClock } from '../../src/lib/clock.js';
import { silentLog } from '../../src/lib/log.js';
import { createSeededRandom } from '../../src/lib/random.js';
import { openDatabase } from '../../src/lib/sqlite.js';
import { compile, start } from '../../src/messaging/index.js';
import { settle } from './wing.js';

const ACCOUNT = { accountId: '000000000000', region: 'us-east-1' };
const QueueUrl = 'http://localhost/000000000000/orders';

type Record_ = { messageId: string; body: string; attributes: Record<string, string> };
type Handler = (records: readonly Record_[]) => unknown;

const mapping = (more: Partial<QueueMappingDefinition> = {}): QueueMappingDefinition => ({
  id: 'm',
  functionName: 'work',
  queueName: 'orders',
  enabled: true,
  batchSize: 10,
  batchingWindowSeconds: 0,
  reportBatchItemFailures: false,
  place: {},
  ...more,
});

async function serve(handler: Handler, rules: QueueMappingDefinition, file?: string) {
  const clock = createManualClock();
  const database = openDatabase({ file, durability: 'process' });
  const queue = (name: string, attributes = {}) => ({ name, attributes, tags: {}, place: {} });
  const topicArn = 'arn:aws:sns:us-east-1:000000000000:news';
  const definition = {
    ...EMPTY_DEFINITION,
    queues: [queue('orders', { VisibilityTimeout: '30' })],
    queueMappings: [rules],
    topics: [queue('news')],
    subscriptions: [
      {
        name: `${topicArn}:one`,
        topicArn,
        protocol: 'sqs',
        endpoint: 'arn:aws:sqs:us-east-1:000000000000:orders',
        attributes: { RawMessageDelivery: 'true' },
        place: {},
      },
      {
        name: `${topicArn}:two`,
        topicArn,
        protocol: 'lambda',
        endpoint: 'arn:aws:lambda:us-east-1:000000000000:function:direct',
        attributes: {},
        place: {},
      },
    ],
  };
  const events: { name: string; event: Record<string, unknown> }[] = [];
  const registry = createRegistry(definition, { load: () => [], append: async () => {}, forget: async () => {} });
  const wing = await start(compile(definition).program, {
    database,
    clock,
    random: createSeededRandom(3),
    log: silentLog,
    account: ACCOUNT,
    control: registry,
    endpointUrl: () => 'http://localhost',
    http: () => ({ send: () => Promise.reject(new Error('nobody')) }),
    certify: () => 'certificate',
    lambda: {
      has: () => true,
      async invoke({ functionName, payload }): Promise<InvokeResponse> {
        const event = JSON.parse(payload) as { Records: Record_[] };
        events.push({ name: functionName, event });
        const answered = { statusCode: 200, logTail: '' };
        if (functionName !== 'work') return { ...answered, statusCode: 202, payload: '' };
        try {
          return { ...answered, payload: JSON.stringify(handler(event.Records) ?? null) };
        } catch (error) {
          return { ...answered, payload: JSON.stringify({ errorMessage: String(error) }), functionError: 'Unhandled' };
        }
      },
    },
  });
  const send = async (...bodies: string[]): Promise<void> => {
    const Entries = bodies.map((MessageBody, Id) => ({ Id: `${Id}`, MessageBody }));
    await wing.backend.sqs('SendMessageBatch', { QueueUrl, Entries });
    await settle();
  };
  const advance = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settle();
  };
  const left = async (): Promise<unknown> => {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
    const { Attributes } = (await wing.backend.sqs('GetQueueAttributes', { QueueUrl, AttributeNames })) as {
      Attributes: Record<string, string>;
    };
    return Object.values(Attributes).map(Number);
  };
  const close = (): void => {
    wing.close();
    database.close();
  };
  return { wing, events, send, advance, left, close };
}

describe('a queue that calls a function', () => {
  it('hands over what came, and deletes it', async () => {
    const got: string[] = [];
    const served = await serve((records) => void got.push(...records.map(({ body }) => body)), mapping());
    await served.send('a', 'b', 'c');
    expect(got.sort()).toEqual(['a', 'b', 'c']);
    expect((served.events[0]!.event['Records'] as unknown[])[0]).toMatchObject({
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:orders',
      awsRegion: 'us-east-1',
      md5OfBody: '0cc175b9c0f1b6a831c399e269772661',
      receiptHandle: expect.any(String),
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1767225600000' },
      messageAttributes: {},
    });
    expect(await served.left()).toEqual([0, 0]);
    served.close();
  });

  it('keeps what the function failed with until the visibility timeout ends', async () => {
    const counts: string[] = [];
    const served = await serve((records) => {
      counts.push(records[0]!.attributes['ApproximateReceiveCount']!);
      if (counts.length < 3) throw new Error('not yet');
    }, mapping());
    await served.send('a');
    expect(await served.left()).toEqual([0, 1]);
    await served.advance(30_000);
    await served.advance(30_000);
    expect(counts).toEqual(['1', '2', '3']);
    expect(await served.left()).toEqual([0, 0]);
    served.close();
  });

  it('keeps only the failures that the function names', async () => {
    const seen: string[] = [];
    const served = await serve(
      (records) => {
        seen.push(...records.map(({ body }) => body));
        const bad = records.filter(({ body }) => body === 'bad');
        return { batchItemFailures: bad.map(({ messageId }) => ({ itemIdentifier: messageId })) };
      },
      mapping({ reportBatchItemFailures: true, maximumConcurrency: 2 }),
    );
    await served.send('good', 'bad');
    expect(await served.left()).toEqual([0, 1]);
    await served.advance(30_000);
    expect(seen.filter((body) => body === 'good')).toHaveLength(1);
    expect(seen.filter((body) => body === 'bad')).toHaveLength(2);
    served.close();
  });

  it('waits for a fuller batch', async () => {
    const sizes: number[] = [];
    const served = await serve(
      (records) => void sizes.push(records.length),
      mapping({ batchingWindowSeconds: 5, batchSize: 12, maximumConcurrency: 1 }),
    );
    for (let index = 0; index < 3; index += 1) await served.send('a', 'b', 'c', 'd', 'e');
    expect(sizes).toEqual([12]);
    await served.advance(5000);
    expect(sizes).toEqual([12, 3]);
    served.close();
  });

  it('deletes what no filter takes', async () => {
    const got: string[] = [];
    const served = await serve(
      (records) => void got.push(...records.map(({ body }) => body)),
      mapping({ filters: [{ body: { kind: ['order'] } }] }),
    );
    await served.send('{"kind":"order"}', '{"kind":"note"}', 'text');
    expect(got).toEqual(['{"kind":"order"}']);
    expect(await served.left()).toEqual([0, 0]);
    served.close();
  });

  it('gets what a topic publishes, as a function of the topic does', async () => {
    const got: string[] = [];
    const served = await serve((records) => void got.push(...records.map(({ body }) => body)), mapping());
    const TopicArn = 'arn:aws:sns:us-east-1:000000000000:news';
    await served.wing.backend.sns('Publish', { TopicArn, Message: 'hello', Subject: 'hi' });
    await settle();
    expect(got).toEqual(['hello']);
    const direct = served.events.find(({ name }) => name.endsWith(':direct'))!;
    expect(direct.event).toMatchObject({
      Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns: { Message: 'hello', Subject: 'hi', TopicArn } }],
    });
    served.close();
  });
});

describe('after a restart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'offsync-messaging-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('messages, their times and their receipts are as they were', async () => {
    const file = join(folder, 'offsync.db');
    const idle = mapping({ enabled: false });
    const first = await serve(() => {}, idle, file);
    await first.send('a', 'b');
    const { Messages } = (await first.wing.backend.sqs('ReceiveMessage', { QueueUrl })) as {
      Messages: { ReceiptHandle: string }[];
    };
    first.close();
    const second = await serve(() => {}, idle, file);
    expect(await second.left()).toEqual([1, 1]);
    await second.wing.backend.sqs('DeleteMessage', { QueueUrl, ReceiptHandle: Messages[0]!.ReceiptHandle });
    expect(await second.left()).toEqual([1, 0]);
    second.close();
  });
});
